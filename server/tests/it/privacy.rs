//! Who sees what of an order and of its caller.

use domain::api::TicketView;
use serde_json::{Value, json};

use crate::world::World;

#[tokio::test]
async fn the_lead_sees_a_masked_caller_and_may_ask() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let seen = world.reads("wanan", &ticket).await;
    assert_eq!(
        (&seen["caller"]["name"], &seen["caller"]["phone"]),
        (&json!("王**"), &json!("138****5678"))
    );
    let path = format!("/api/tickets/{}/caller", ticket["id"]);
    let revealed = world.post("wanan", &path, &json!({})).await;
    assert_eq!(revealed.json(), json!({ "name": "王小明", "phone": "13812345678" }));
    let story = world.reads("operator", &ticket).await;
    let last = story["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["action"]["verb"], &last["by"]["name"]), (&json!("reveal"), &json!("wanan")));
    assert!(!story["entries"].to_string().contains("13812345678"));
}

#[tokio::test]
async fn a_caller_who_wants_secrecy_is_hidden_from_the_unit() {
    let world = World::new().await;
    let caller = json!({ "name": "王小明", "phone": "13812345678", "anonymous": false, "confidential": true });
    let ticket = world.order_in("handling", json!({ "caller": caller })).await;
    let seen = world.reads("wanan", &ticket).await["caller"].clone();
    assert_eq!(
        (&seen["name"], &seen["phone"], &seen["may_reveal"]),
        (&Value::Null, &Value::Null, &json!(false))
    );
    let reply =
        world.post("wanan", &format!("/api/tickets/{}/caller", ticket["id"]), &json!({})).await;
    assert_eq!(reply.code(), "not_yours");
}

#[tokio::test]
async fn who_assists_reads_and_notes_and_sees_no_caller() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let seen = world.reads("xinjing", &ticket).await;
    assert_eq!(seen["offered"], json!(["note"]));
    assert_eq!(seen["caller"]["phone"], Value::Null);
    world.does("xinjing", &ticket, json!({ "verb": "note", "text": "水工已出发" })).await;
}

#[tokio::test]
async fn the_centres_own_notes_stay_in_the_centre() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let note = json!({ "verb": "note", "text": "来电人尚在隔离期", "centre_only": true });
    let ticket = world.does("operator", &ticket, note).await;
    assert!(!world.reads("wanan", &ticket).await.to_string().contains("隔离"));
    assert!(world.reads("auditor", &ticket).await.to_string().contains("隔离"));
    let total = async |who: &str| {
        world.get(who, "/api/tickets?q=%E9%9A%94%E7%A6%BB").await.json()["total"].clone()
    };
    assert_eq!(total("operator").await, 1);
    assert_eq!(total("wanan").await, 0, "a match never tells a unit what it may not read");
}

#[tokio::test]
async fn the_auditor_reads_all_masked_and_does_nothing() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let seen = world.reads("auditor", &ticket).await;
    assert_eq!((&seen["caller"]["name"], &seen["offered"]), (&json!("王**"), &json!([])));
    assert_eq!(
        world.tries("auditor", &ticket, json!({ "verb": "note", "text": "…" })).await.code(),
        "not_yours"
    );
}

#[tokio::test]
async fn a_unit_knows_nothing_of_the_orders_of_others() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    assert_eq!(
        world.get("daru", &format!("/api/tickets/{}", ticket["id"])).await.code(),
        "not_found"
    );
    assert_eq!(world.get("daru", "/api/tickets").await.json()["total"], 0);
    assert_eq!(
        world
            .tries("daru", &json!({ "id": ticket["id"], "version": 99 }), json!({ "verb": "sign" }))
            .await
            .status,
        404
    );
    let columns = world.get("daru", "/api/board").await.json()["columns"].clone();
    assert!(columns.as_array().unwrap().iter().all(|column| column["count"] == 0));
}

#[tokio::test]
async fn callers_stay_out_of_lists_boards_the_wall_and_search() {
    let world = World::new().await;
    world.order_in("handling", json!({})).await;
    for path in ["/api/tickets", "/api/board", "/api/wall"] {
        let text = world.get("supervisor", path).await.text;
        assert!(!text.contains("王小明") && !text.contains("13812345678"), "{path}");
    }
    for q in ["13812345678", "%E7%8E%8B%E5%B0%8F%E6%98%8E"] {
        assert_eq!(
            world.get("supervisor", &format!("/api/tickets?q={q}")).await.json()["total"],
            0,
            "{q}"
        );
    }
}

#[tokio::test]
async fn the_wall_knows_the_road_and_neither_title_nor_house() {
    let world = World::new().await;
    world.order_in("handling", json!({ "urgency": "critical" })).await;
    let wall = world.get("wall", "/api/wall").await;
    assert_eq!(wall.json()["urgent"][0]["road"], "公园路");
    for secret in ["水管", "246", "title", "content", "address"] {
        assert!(!wall.text.contains(secret), "{secret}: {}", wall.text);
    }
    assert_eq!(world.get("wall", "/api/board").await.status, 403);
}

#[tokio::test]
async fn a_number_tells_the_centre_its_earlier_orders() {
    let world = World::new().await;
    let first = world.order_in("closed", json!({})).await;
    world.now("2020-03-20T09:00:00");
    let second = world.takes_a_call(json!({})).await;
    let found = world
        .post("operator", "/api/callers/lookup", &json!({ "phone": "+86 138-1234-5678" }))
        .await
        .json();
    assert_eq!(
        (&found["phone"], &found["calls_30"], &found["calls_365"]),
        (&json!("13812345678"), &json!(1), &json!(2))
    );
    let ids: Vec<&Value> =
        found["tickets"].as_array().unwrap().iter().map(|card| &card["id"]).collect();
    assert_eq!(ids, [&second["id"], &first["id"]], "open orders first");
    world.now("2021-04-30T09:00:00");
    let later = world
        .post("operator", "/api/callers/lookup", &json!({ "phone": "13812345678" }))
        .await
        .json();
    assert_eq!(later["calls_365"], 0);
    assert_eq!(later["tickets"][0]["id"], second["id"], "open still, however old");
    assert_eq!(later["tickets"].as_array().unwrap().len(), 1);
    assert_eq!(
        world.post("operator", "/api/callers/lookup", &json!({ "phone": "abc" })).await.fields(),
        ["phone"]
    );
}

#[tokio::test]
async fn who_was_told_a_caller_is_not_told_again_once_secrecy_was_asked_for() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let path = format!("/api/tickets/{}/caller", ticket["id"]);
    let key = uuid::Uuid::new_v4().to_string();
    let asks = async || world.send(world.keyed("wanan", "POST", &path, None, &key)).await;
    assert_eq!(asks().await.status, 200);
    assert_eq!(asks().await.status, 200, "the same asking is answered the same");
    let ticket = world.reads("reviewer", &ticket).await;
    let caller = json!({ "name": "王小明", "phone": "13912345678", "anonymous": false, "confidential": true });
    let amend = json!({ "verb": "amend", "caller": caller, "reason": "来电人要求保密" });
    world.does("reviewer", &ticket, amend).await;
    let reply = asks().await;
    assert_eq!((reply.status, reply.code().as_str()), (403, "not_yours"));
}

#[tokio::test]
async fn a_step_that_is_sent_again_shows_no_caller_who_asked_for_secrecy_since() {
    let world = World::new().await;
    let ticket = world.order_in("to_sign", json!({})).await;
    let path = format!("/api/tickets/{}/steps", ticket["id"]);
    let step = json!({ "version": ticket["version"], "action": { "verb": "sign" } });
    let key = uuid::Uuid::new_v4().to_string();
    let signs = async || world.send(world.keyed("wanan", "POST", &path, Some(&step), &key)).await;
    let signed = signs().await.json();
    assert_eq!(signed["caller"]["name"], "王**");
    let ticket = world.reads("reviewer", &ticket).await;
    let caller = json!({ "name": "王小明", "phone": "13912345678", "anonymous": false, "confidential": true });
    let amend = json!({ "verb": "amend", "caller": caller, "reason": "来电人要求保密" });
    world.does("reviewer", &ticket, amend).await;
    let again = signs().await;
    assert_eq!((again.status, &again.json()["version"]), (200, &signed["version"]));
    let seen = &again.json()["caller"];
    assert_eq!((&seen["name"], &seen["phone"]), (&Value::Null, &Value::Null));
    assert_eq!(seen["may_reveal"], false);
}

#[tokio::test]
async fn a_number_that_was_corrected_is_asked_for_anew() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let path = format!("/api/tickets/{}/caller", ticket["id"]);
    let asks = async |key: &str| world.send(world.keyed("wanan", "POST", &path, None, key)).await;
    let (first, second) = (uuid::Uuid::new_v4().to_string(), uuid::Uuid::new_v4().to_string());
    assert_eq!(asks(&first).await.json()["phone"], "13812345678");
    let ticket = world.reads("reviewer", &ticket).await;
    let caller = json!({ "name": "王小明", "phone": "13912345678", "anonymous": false, "confidential": false });
    let amend = json!({ "verb": "amend", "caller": caller, "reason": "号码记错一位" });
    let ticket = world.does("reviewer", &ticket, amend).await;
    let refused = asks(&first).await;
    assert_eq!((refused.status, refused.code().as_str()), (422, "key_reused"));
    assert!(!refused.text.contains("13912345678"));
    assert_eq!(asks(&second).await.json()["phone"], "13912345678");
    assert_eq!(asks(&second).await.status, 200, "the same asking is answered the same");
    let story = world.reads("reviewer", &ticket).await;
    let askings = story["entries"].as_array().unwrap().iter();
    assert_eq!(askings.filter(|entry| entry["action"]["verb"] == "reveal").count(), 2);
    let seen: TicketView = serde_json::from_value(world.reads("wanan", &ticket).await).unwrap();
    assert_eq!(seen.caller_corrections(), 1, "the unit is told that, and not of what");
}

#[tokio::test]
async fn a_stale_step_shows_a_unit_no_more_than_it_may_read() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let note = json!({ "verb": "note", "text": "来电人尚在隔离期", "centre_only": true });
    world.does("operator", &ticket, note).await;
    let late = world.tries("wanan", &ticket, json!({ "verb": "note", "text": "已到场" })).await;
    assert_eq!((late.status, late.code().as_str()), (409, "stale_version"));
    for secret in ["隔离", "王小明", "13812345678"] {
        assert!(!late.text.contains(secret), "{secret}: {}", late.text);
    }
}
