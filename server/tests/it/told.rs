//! What an order's texts say, and what its words find: as if both were made anew each time.

use std::sync::Arc;

use domain::{
    api::TicketView,
    people::{Person, Role, UnitSlug},
    ticket::intake::Caller,
};
use serde_json::json;
use server::{
    store::tickets,
    told::{Told, View},
};

use crate::world::World;

fn people() -> Vec<Person> {
    let person = |role, unit: Option<&str>| Person {
        id: domain::id::PersonId(7),
        name: "somebody".to_owned(),
        display: "某人".to_owned(),
        roles: vec![role],
        unit: unit.map(|unit| UnitSlug(unit.to_owned())),
    };
    vec![
        person(Role::Reviewer, None),
        person(Role::Operator, None),
        person(Role::Auditor, None),
        person(Role::Liaison, Some("daru")),
        person(Role::Liaison, Some("wanan")),
    ]
}

/// Orders with all that makes their views differ: notes kept in, corrections, a step taken back.
async fn a_day() -> World {
    let world = World::new().await;
    let handled = world.order_in("handling", json!({})).await;
    let note = json!({ "verb": "note", "text": "来电人尚在隔离期", "centre_only": true });
    world.does("operator", &handled, note).await;
    let taken = world.takes_a_call(json!({ "confidential": true })).await;
    let approve = json!({ "verb": "approve", "title": "蓝色大门“损坏”" });
    let approved = world.does("reviewer", &taken, approve).await;
    world.does("reviewer", &approved, json!({ "verb": "take_back" })).await;
    world.order_in("closed", json!({})).await;
    world
}

#[tokio::test]
async fn a_view_that_is_put_together_says_what_one_says_that_is_made_at_once() {
    let world = a_day().await;
    let mut connection = world.desk.store.writer().await.unwrap();
    let entries = tickets::entries_of(&mut connection, &(1..=i64::MAX)).await.unwrap();
    let caller = Caller { name: Some("王建国".to_owned()), phone: None };
    let mut seen = 0;
    for story in entries.chunk_by(|one, other| one.ticket_id == other.ticket_id) {
        let mut step_by_step = Arc::new(Told::begin(&story[0], caller.clone()).unwrap());
        for (place, entry) in story.iter().enumerate() {
            if place > 0 {
                step_by_step = Arc::new(step_by_step.then(entry, None).unwrap());
            }
            let at_once = Arc::new(Told::of(&story[..=place], caller.clone()).unwrap());
            for (person, hours) in people().iter().zip([0, 1, 30, 300, 3000]) {
                let now = entry.recorded_at.plus_hours(hours);
                let whole = TicketView::of(&story[..=place], &caller, person, now).unwrap();
                let whole = whole.map(|view| serde_json::to_string(&view).unwrap());
                for told in [&step_by_step, &at_once] {
                    let view = View::of(told.clone(), person, now);
                    assert_eq!(view.map(|view| view.json()), whole, "{person:?}");
                }
                seen += usize::from(whole.is_some());
            }
        }
    }
    assert!(seen > 50, "{seen} views are too few to tell");
}

#[tokio::test]
async fn whoever_has_the_answer_finds_the_order_at_once() {
    let world = World::new().await;
    for taken in 1..=3 {
        world.takes_a_call(json!({ "title": "蓝色大门损坏" })).await;
        assert_eq!(found(&world).await, taken);
    }
}

#[tokio::test]
async fn words_that_were_not_written_before_the_end_are_written_at_the_next_beginning() {
    let world = World::new().await;
    let ticket = world.takes_a_call(json!({})).await;
    let approve = json!({ "verb": "approve", "title": "蓝色大门损坏" });
    world.does("reviewer", &ticket, approve).await;
    assert_eq!(found(&world).await, 1);
    // As if the process had been killed after the answers.
    world
        .sql(
            "insert into search (search) values ('delete-all');
             update setting set value = '0' where name = 'words_until'",
        )
        .await;
    assert_eq!(found(&world).await, 0);
    let world = world.restarted().await;
    assert_eq!(found(&world).await, 1);
}

async fn found(world: &World) -> i64 {
    let reply = world.get("reviewer", "/api/tickets?q=%E8%93%9D%E8%89%B2").await;
    reply.json()["total"].as_i64().unwrap()
}
