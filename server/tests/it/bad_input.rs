//! Bad input gets a clear 4xx and changes nothing.

use axum::{body::Body, http::Request};
use serde_json::{Value, json};

use crate::world::{World, a_call};

async fn refused(world: &World, body: Value, fields: &[&str]) {
    let reply = world.post("operator", "/api/tickets", &body).await;
    assert_eq!(reply.status, 422, "{}", reply.text);
    assert_eq!(reply.fields(), fields, "{body}");
}

async fn nothing_has_changed(world: &World) {
    assert_eq!(world.get("operator", "/api/tickets").await.json()["total"], 0);
}

#[tokio::test]
async fn every_fault_of_a_call_is_named_at_once() {
    let world = World::new().await;
    let call = a_call(json!({
        "content": " ", "address": "路".repeat(201), "category": "999999", "topics": ["epidemic", "none"],
        "caller": { "phone": "12", "name": "名".repeat(201), "anonymous": false, "confidential": false },
    }));
    refused(
        &world,
        call,
        &["address", "caller.name", "caller.phone", "category", "content", "topics[1]"],
    )
    .await;
    nothing_has_changed(&world).await;
}

#[tokio::test]
async fn words_limits_and_control_characters() {
    let world = World::new().await;
    refused(&world, a_call(json!({ "content": "长".repeat(5001) })), &["content"]).await;
    refused(&world, a_call(json!({ "content": "有\u{0}零" })), &["content"]).await;
    refused(&world, a_call(json!({ "channel": "pigeon" })), &["channel"]).await;
    refused(&world, a_call(json!({ "nature": 3 })), &["nature"]).await;
    refused(&world, a_call(json!({ "content": null })), &["content"]).await;
    refused(&world, json!([]), &[""]).await;
    let mut without = a_call(json!({}));
    without.as_object_mut().unwrap().remove("address");
    refused(&world, without, &["address"]).await;
    nothing_has_changed(&world).await;
    world.takes_a_call(json!({ "content": format!("{}\n\t", "长".repeat(4998)) })).await;
}

fn raw(world: &World, body: impl Into<Body>, kind: &str) -> Request<Body> {
    let mut request = world.request("operator", "POST", "/api/tickets", None);
    *request.body_mut() = body.into();
    request.headers_mut().insert("content-type", kind.parse().unwrap());
    request
}

#[tokio::test]
async fn bodies_that_are_no_json_or_too_much_of_it() {
    let world = World::new().await;
    let json = "application/json";
    let bodies: [(Vec<u8>, &str, u16, &str); 7] = [
        (b"{".to_vec(), json, 400, "malformed"),
        (b"".to_vec(), json, 400, "malformed"),
        (b"{\"content\":\"\xff\"}".to_vec(), json, 400, "malformed"),
        ("[".repeat(10_000).into_bytes(), json, 400, "malformed"),
        (vec![b' '; 1024 * 1024 + 1], json, 413, "too_large"),
        (a_call(json!({})).to_string().into_bytes(), "text/plain", 415, "not_json"),
        (format!("{{\"content\":\"{}\"}}", "[".repeat(900_000)).into_bytes(), json, 422, "invalid"),
    ];
    for (body, kind, status, code) in bodies {
        let reply = world.send(raw(&world, body, kind)).await;
        assert_eq!((reply.status, reply.code().as_str()), (status, code));
    }
    nothing_has_changed(&world).await;
}

#[tokio::test]
async fn keys_must_be_there_and_be_uuids() {
    let world = World::new().await;
    let call = a_call(json!({}));
    let reply =
        world.send(world.keyed("operator", "POST", "/api/tickets", Some(&call), "not a key")).await;
    assert_eq!(reply.code(), "key_invalid");
    let mut request = world.request("operator", "POST", "/api/tickets", Some(&call));
    request.headers_mut().remove("idempotency-key");
    assert_eq!(world.send(request).await.code(), "key_missing");
    nothing_has_changed(&world).await;
}

#[tokio::test]
async fn addresses_with_unknown_words() {
    let world = World::new().await;
    for query in [
        "state=gone",
        "nature=x",
        "channel=x",
        "urgency=x",
        "due=never",
        "unit=nowhere",
        "topic=nothing",
        "limit=0",
        "limit=201",
        "limit=x",
        "after=x",
        "after=1.x",
        "q=%ff",
        "q=%00",
    ] {
        let reply = world.get("operator", &format!("/api/tickets?{query}")).await;
        assert_eq!((reply.status, reply.code().as_str()), (400, "bad_query"), "{query}");
    }
    assert_eq!(world.get("operator", "/api/board?limit=x").await.status, 400);
    assert_eq!(world.get("operator", "/api/events?after=x").await.status, 400);
    for path in [
        "/api/tickets/x",
        "/api/tickets/99999999999999999999",
        "/api/tickets/%ff",
        "/api/nothing",
        "/api",
        "/api/drafts/5",
    ] {
        assert_eq!(world.get("operator", path).await.code(), "not_found", "{path}");
    }
    assert_eq!(
        world.send(world.request("operator", "PATCH", "/api/tickets", None)).await.code(),
        "method_not_allowed"
    );
}

#[tokio::test]
async fn steps_are_checked_in_the_order_of_the_contract() {
    let world = World::new().await;
    let ticket = world.takes_a_call(json!({})).await;
    let path = format!("/api/tickets/{}/steps", ticket["id"]);
    let step = |version: i64, action: Value| json!({ "version": version, "action": action });
    let stale = world.post("reviewer", &path, &step(7, json!({ "verb": "dispatch" }))).await;
    assert_eq!((stale.status, stale.code().as_str()), (409, "stale_version"));
    assert_eq!(stale.json()["ticket"]["version"], 1, "with the current order");
    assert_eq!(
        world.post("reviewer", &path, &step(1, json!({ "verb": "sign" }))).await.code(),
        "no_such_step"
    );
    assert_eq!(
        world.post("operator", &path, &step(1, json!({ "verb": "decline" }))).await.code(),
        "not_yours"
    );
    assert_eq!(
        world.post("lead", &path, &step(1, json!({ "verb": "decline" }))).await.fields(),
        ["action.reason"]
    );
    assert_eq!(
        world.post("lead", &path, &step(1, json!({ "verb": "fly" }))).await.fields(),
        ["action.verb"]
    );
    assert_eq!(world.post("lead", &path, &json!({ "action": {} })).await.fields(), ["version"]);
    for verb in ["create", "reveal"] {
        assert_eq!(
            world.post("lead", &path, &step(1, json!({ "verb": verb }))).await.code(),
            "no_such_step"
        );
    }
    assert_eq!(world.reads("lead", &ticket).await["version"], 1, "nothing has changed");
}

#[tokio::test]
async fn evidence_is_refused_with_every_field() {
    let world = World::new().await;
    let ticket = world.order_in("to_dispatch", json!({})).await;
    let dispatch = |lead: &str, assists: Value| json!({ "verb": "dispatch", "lead": lead, "assists": assists });
    let unknown = dispatch(
        "nowhere",
        json!([{ "unit": "wanan", "ask": "" }, { "unit": "wanan", "ask": "" }, { "unit": "x", "ask": "" }]),
    );
    let reply = world.tries("dispatcher", &ticket, unknown).await;
    assert_eq!(reply.fields(), ["action.assists[1].unit", "action.assists[2].unit", "action.lead"]);
    let ticket = world.order_in("to_call_back", json!({})).await;
    let empty = json!({ "verb": "call_back", "reached": true });
    assert_eq!(
        world.tries("surveyor", &ticket, empty).await.fields(),
        ["action.satisfaction", "action.solved"]
    );
    let too_much = json!({ "verb": "call_back", "reached": false, "solved": "yes" });
    assert_eq!(world.tries("surveyor", &ticket, too_much).await.fields(), ["action.solved"]);
}

#[tokio::test]
async fn a_draft_is_private_and_bounded() {
    let world = World::new().await;
    let draft = json!({ "content": "二楼水管" });
    assert_eq!(
        world.send(world.request("operator", "PUT", "/api/drafts/2", Some(&draft))).await.status,
        204
    );
    assert_eq!(world.get("operator", "/api/drafts/2").await.json(), draft);
    assert_eq!(world.get("reviewer", "/api/drafts/2").await.status, 404);
    let mine = world.get("operator", "/api/drafts").await.json()["drafts"].clone();
    assert_eq!(
        (&mine[0]["slot"], &mine[0]["draft"], mine.as_array().unwrap().len()),
        (&json!(2), &draft, 1)
    );
    assert_eq!(world.get("reviewer", "/api/drafts").await.json(), json!({ "drafts": [] }));
    let large = json!("长".repeat(30_000));
    assert_eq!(
        world.send(world.request("operator", "PUT", "/api/drafts/2", Some(&large))).await.status,
        413
    );
    assert_eq!(world.get("operator", "/api/drafts/2").await.json(), draft, "what was kept stays");
    assert_eq!(
        world.send(world.request("operator", "DELETE", "/api/drafts/2", None)).await.status,
        204
    );
    assert_eq!(world.get("operator", "/api/drafts/2").await.status, 404);
}

#[tokio::test]
async fn a_moment_that_no_calendar_here_can_show_is_refused() {
    let world = World::new().await;
    for beyond in ["9999-12-31T23:59:59Z", "0000-01-01T00:00:00+14:00", "2020-02-30T00:00:00Z"] {
        refused(&world, a_call(json!({ "upstream_due_at": beyond })), &["upstream_due_at"]).await;
    }
    let last = a_call(json!({ "upstream_due_at": "9999-12-31T23:59:59+08:00" }));
    assert_eq!(world.post("operator", "/api/tickets", &last).await.status, 201);
    let ticket = world.get("operator", "/api/tickets/1").await.json();
    assert_eq!(ticket["upstream_due_at"], "9999-12-31T23:59:59+08:00");
}

#[tokio::test]
async fn what_the_api_does_not_have_is_no_page_of_the_app() {
    let world = World::new().await;
    for method in ["GET", "POST", "DELETE", "PATCH"] {
        for path in ["/api", "/api/", "/api/nothing", "/api/tickets/1/nothing", "/api//tickets"] {
            let reply = world.send(world.request("operator", method, path, None)).await;
            assert_eq!(
                (reply.status, reply.code().as_str()),
                (404, "not_found"),
                "{method} {path}"
            );
        }
    }
}

#[tokio::test]
async fn any_words_may_be_looked_for() {
    let world = World::new().await;
    world.takes_a_call(json!({})).await;
    for q in ["%E0%B8%B1", "%22%22", "-%20*%20%5E", "NEAR(a%20b)", "%F0%9F%98%80", "%F0%A0%80%80"] {
        assert_eq!(world.get("operator", &format!("/api/tickets?q={q}")).await.json()["total"], 0);
    }
}
