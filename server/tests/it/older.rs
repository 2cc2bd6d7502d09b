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
