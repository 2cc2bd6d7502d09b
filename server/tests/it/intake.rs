//! What belongs to taking a call: its drafts, its time, and what a page says that has failed under it.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use crate::world::{World, a_call};

async fn saves(world: &World, slot: u8, draft: &Value) {
    let path = format!("/api/drafts/{slot}");
    let request = world.request("operator", "PUT", &path, Some(draft));
    assert_eq!(world.send(request).await.status, 204);
}

#[tokio::test]
async fn four_drafts_outlive_the_server_to_the_last_character() {
    let world = World::new().await;
    for slot in 1..=4 {
        saves(&world, slot, &json!({ "content": format!("第{slot}张，说到一半") })).await;
    }
    saves(&world, 2, &json!({ "content": "第2张，又说了一句" })).await;
    let world = world.restarted().await;
    let drafts = world.get("operator", "/api/drafts").await.json()["drafts"].clone();
    let contents: Vec<&str> = drafts
        .as_array()
        .unwrap()
        .iter()
        .map(|draft| draft["draft"]["content"].as_str().unwrap())
        .collect();
    assert_eq!(
        contents,
        ["第1张，说到一半", "第2张，又说了一句", "第3张，说到一半", "第4张，说到一半"]
    );
}

#[tokio::test]
async fn how_long_taking_a_call_lasts_is_known_to_whoever_leads_and_stands_in_no_order() {
    let world = World::new().await;
    let figures = async |world: &World| world.get("lead", "/api/taking-time").await.json();
    let none = figures(&world).await;
    assert_eq!(none["today"], json!({ "n": 0, "seconds": null }), "of nothing there is no median");
    for seconds in [90, 30, 48] {
        let ticket = world.takes_a_call(json!({ "seconds_to_accept": seconds })).await;
        assert!(!ticket.to_string().contains("seconds_to_accept"), "{ticket}");
    }
    world.takes_a_call(json!({})).await;
    let told = figures(&world).await;
    assert_eq!(told["today"], json!({ "n": 3, "seconds": 48 }));
    assert_eq!(told["id"], "taking_time");
    world.now("2020-02-05T09:00:00");
    let world = world.restarted().await;
    world.now("2020-02-05T09:00:00");
    let later = figures(&world).await;
    assert_eq!(later["today"], json!({ "n": 0, "seconds": null }));
    assert_eq!(later["week"], json!({ "n": 3, "seconds": 48 }), "read from the rows again");
    world.now("2020-02-06T09:00:00");
    assert_eq!(figures(&world).await["week"]["n"], 0);
}

#[tokio::test]
async fn a_time_that_cannot_be_is_refused() {
    let world = World::new().await;
    for seconds in [json!(86_401), json!(-1), json!("48"), json!(4.5)] {
        let call = a_call(json!({ "seconds_to_accept": seconds }));
        let reply = world.post("operator", "/api/tickets", &call).await;
        assert_eq!((reply.status, reply.fields()), (422, vec!["seconds_to_accept".to_owned()]));
    }
    world.takes_a_call(json!({ "seconds_to_accept": 86_400 })).await;
}

#[tokio::test]
async fn a_callers_number_tells_what_was_said_at_the_last_call_back() {
    let world = World::new().await;
    let closed = world.order_in("closed", json!({})).await;
    let open = world.takes_a_call(json!({})).await;
    let known = json!({ "phone": "+86 138-1234-5678" });
    let known = world.post("operator", "/api/callers/lookup", &known).await.json();
    assert_eq!(known["phone"], "13812345678");
    assert_eq!(known["heard"], json!([{ "id": closed["id"], "satisfaction": "satisfied" }]));
    let ids: Vec<&Value> =
        known["tickets"].as_array().unwrap().iter().map(|card| &card["id"]).collect();
    assert_eq!(ids, [&open["id"], &closed["id"]], "the open ones first");
}

/// A log that can be read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

impl Log {
    fn lines(&self) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

#[tokio::test]
async fn a_failed_page_is_one_line_of_the_log_and_tells_nothing_of_callers() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().json().with_writer(log.clone()).finish();
    let _listening = tracing::subscriber::set_default(subscriber);
    let world = World::new().await;
    let failure = json!({
        "message": "unwrap on \"王小明 138 1234 5678\"\nat intake",
        "location": "app/src/pages/intake/tray.rs:120:9",
        "build": "/assets/app-0123abcd.wasm",
        "page": "/tickets/:id?q=13812345678",
    });
    let mut request = world.request("nobody", "POST", "/api/client-errors", Some(&failure));
    request.headers_mut().insert("user-agent", "Tablet/1.0".parse().unwrap());
    assert_eq!(world.send(request).await.status, 204, "also signed out");
    let lines = log.lines();
    let told: Vec<&Value> = lines
        .iter()
        .map(|line| &line["fields"])
        .filter(|fields| fields["message"] == "a page has failed")
        .collect();
    assert_eq!(told.len(), 1, "{lines:?}");
    assert_eq!(told[0]["said"], "unwrap on \" #\" at intake");
    assert_eq!(told[0]["location"], "app/src/pages/intake/tray.rs:120:9");
    assert_eq!(
        (&told[0]["page"], &told[0]["agent"]),
        (&json!("/tickets/:id"), &json!("Tablet/1.0"))
    );
}

#[tokio::test]
async fn what_is_no_report_is_refused_and_too_many_are_not_listened_to() {
    let world = World::new().await;
    let report = async |body: Value| world.post("nobody", "/api/client-errors", &body).await;
    assert_eq!(report(json!({})).await.fields(), ["message"]);
    assert_eq!(report(json!({ "message": 7 })).await.fields(), ["message"]);
    for _ in 2..20 {
        assert_eq!(report(json!({ "message": "x".repeat(100_000) })).await.status, 204);
    }
    let refused = report(json!({ "message": "once more" })).await;
    assert_eq!((refused.status, refused.code().as_str()), (429, "too_many_attempts"));
}
