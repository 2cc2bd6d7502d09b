//! 撤销 through the front door: the order stands as before, and everybody is told.

use serde_json::json;
use server::verify::verify;

use crate::world::World;

fn take_back() -> serde_json::Value {
    json!({ "verb": "take_back" })
}

fn offers_it(ticket: &serde_json::Value) -> bool {
    ticket["offered"].as_array().unwrap().contains(&json!("take_back"))
}

async fn agrees(world: &World) {
    let report = verify(&world.desk.store, world.desk.clock.now()).await.unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
}

#[tokio::test]
async fn a_dispatch_to_the_wrong_unit_is_taken_back_and_the_unit_knows_nothing_of_it_any_more() {
    let world = World::new().await;
    let before = world.order_in("to_dispatch", json!({})).await;
    let mut unit = world.listens("daru", None).await;
    let dispatch = json!({ "verb": "dispatch", "lead": "daru" });
    let dispatched = world.does("dispatcher", &before, dispatch).await;
    assert!(offers_it(&dispatched));
    assert!(!offers_it(&world.reads("reviewer", &before).await), "another's step");
    let after = world.does("dispatcher", &dispatched, take_back()).await;
    assert_eq!((&after["state"], &after["lead"]), (&json!("to_dispatch"), &json!(null)));
    assert_eq!((&after["due"], &after["rounds"]), (&before["due"], &before["rounds"]));
    assert_eq!(after["entries"][2]["taken_back"], true);
    assert!(!offers_it(&after));
    let path = format!("/api/tickets/{}", after["id"]);
    assert_eq!(world.get("daru", &path).await.status, 404);
    let heard = [unit.event().await.unwrap().event, unit.event().await.unwrap().event];
    assert_eq!(heard, ["ticket", "gone"]);
    agrees(&world).await;
}

#[tokio::test]
async fn it_is_refused_too_late_by_another_and_after_something_else() {
    let world = World::new().await;
    let ticket = world.order_in("to_dispatch", json!({})).await;
    let other = world.tries("lead", &ticket, take_back()).await;
    assert_eq!((other.status, other.json()["code"].clone()), (403, json!("not_yours")));
    let noted =
        world.does("operator", &ticket, json!({ "verb": "note", "text": "来电催问" })).await;
    let after_a_note = world.tries("reviewer", &noted, take_back()).await;
    assert_eq!(
        (after_a_note.status, after_a_note.json()["code"].clone()),
        (409, json!("no_such_step"))
    );
    let ticket = world.order_in("to_dispatch", json!({})).await;
    world.now("2020-01-30T09:00:16");
    let late = world.tries("reviewer", &ticket, take_back()).await;
    assert_eq!((late.status, late.json()["code"].clone()), (409, json!("no_such_step")));
    assert_eq!(world.reads("reviewer", &ticket).await["state"], "to_dispatch");
}

#[tokio::test]
async fn a_rework_that_is_taken_back_leaves_no_round_and_the_rows_agree() {
    let world = World::new().await;
    let ticket = world.order_in("to_close", json!({})).await;
    let reworked =
        world.does("lead", &ticket, json!({ "verb": "rework", "reason": "漏水复发" })).await;
    assert_eq!(reworked["round"], 2);
    let after = world.does("lead", &reworked, take_back()).await;
    assert_eq!((&after["round"], &after["state"]), (&json!(1), &json!("to_close")));
    agrees(&world).await;
}

#[tokio::test]
async fn a_corrected_title_that_is_taken_back_is_found_no_more() {
    let world = World::new().await;
    let ticket = world.takes_a_call(json!({})).await;
    let approve = json!({ "verb": "approve", "title": "蓝色大门损坏" });
    let approved = world.does("reviewer", &ticket, approve).await;
    let found = |reply: crate::world::Reply| reply.json()["total"].clone();
    let search = "/api/tickets?q=%E8%93%9D%E8%89%B2";
    assert_eq!(found(world.get("reviewer", search).await), 1);
    world.does("reviewer", &approved, take_back()).await;
    assert_eq!(found(world.get("reviewer", search).await), 0);
    agrees(&world).await;
}

#[tokio::test]
async fn taking_back_twice_by_one_key_takes_back_once() {
    let world = World::new().await;
    let ticket = world.order_in("to_dispatch", json!({})).await;
    let path = format!("/api/tickets/{}/steps", ticket["id"]);
    let body = json!({ "version": ticket["version"], "action": take_back() });
    let key = "6f0f7c0e-7f5d-4a55-9b4f-1d2a3c4b5e6f";
    let first = world.send(world.keyed("reviewer", "POST", &path, Some(&body), key)).await;
    let again = world.send(world.keyed("reviewer", "POST", &path, Some(&body), key)).await;
    assert_eq!((first.status, again.status), (200, 200));
    assert_eq!(first.json(), again.json());
    assert_eq!(world.reads("reviewer", &ticket).await["version"], 3);
}
