//! Databases of earlier versions of the program: brought up to date when they are opened.

use serde_json::json;
use server::{store::Store, verify};

use crate::world::World;

/// Takes the last migration back, and its fields out of the events.
const BEFORE_NEXT_DUES: &str = "
    alter table ticket drop column next_limit;
    alter table ticket drop column next_due_at;
    alter table ticket drop column next_at_risk_at;
    update event set card = json_remove(card, '$.next', '$.lead_rings');
    delete from _sqlx_migrations where version = 8;";

#[tokio::test]
async fn orders_of_before_tell_what_their_lead_has_to_meet_first() {
    let world = World::new().await;
    let secret = json!({ "caller": {
        "name": "王小明", "phone": "13812345678", "anonymous": false, "confidential": true,
    } });
    let urgent = json!({ "urgency": "urgent" });
    for state in ["to_review", "to_sign", "handling", "to_check", "closed"] {
        for changes in [json!({}), urgent.clone(), secret.clone()] {
            world.order_in(state, changes).await;
        }
    }
    let list = "/api/tickets?limit=200";
    let cards = world.get("supervisor", list).await.json();
    let told = cards["items"].as_array().unwrap().iter().filter(|card| !card["next"].is_null());
    assert_eq!(told.count(), 5, "three to be signed, two callers to be rung");
    world.sql(BEFORE_NEXT_DUES).await;
    let World { data, .. } = world;
    let world = World::over(Store::open(data.path()).await.unwrap(), data).await;
    assert_eq!(world.get("supervisor", list).await.json(), cards);
    let report = verify::verify(&world.desk.store, world.desk.clock.now()).await.unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
}

/// Entries as they lay before they were put in the order of their seq.
fn before_by_seq() -> String {
    let tickets = include_str!("../../migrations/0003_tickets.sql");
    let (_, table) = tickets.split_once("create table entry (").unwrap();
    let (columns, _) = table.split_once(';').unwrap();
    format!(
        "alter table entry rename to entry_by_seq;
         create table entry ({columns};
         insert into entry
         select ticket_id, version, seq, happened_at, recorded_at, person_id, actor, verb, action, dues
         from entry_by_seq;
         drop table entry_by_seq;
         delete from _sqlx_migrations where version = 11;"
    )
}

#[tokio::test]
async fn stories_of_before_are_told_as_they_were() {
    let world = World::new().await;
    let mut paths = Vec::new();
    for state in ["to_review", "to_sign", "closed"] {
        let order = world.order_in(state, json!({})).await;
        paths.push(format!("/api/tickets/{}", order["id"]));
    }
    let mut told = Vec::new();
    for path in &paths {
        told.push(world.get("supervisor", path).await.json());
    }
    world.sql(&before_by_seq()).await;
    let World { data, .. } = world;
    let world = World::over(Store::open(data.path()).await.unwrap(), data).await;
    for (path, told) in paths.iter().zip(told) {
        assert_eq!(world.get("supervisor", path).await.json(), told);
    }
    let report = verify::verify(&world.desk.store, world.desk.clock.now()).await.unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
}
