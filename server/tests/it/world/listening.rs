//! A listener of the stream, as a browser would be one.

use std::time::Duration;

use axum::{body::Body, http::Request};
use domain::time::Clock as _;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use super::World;

/// One event as a browser hands it on, or a line that only moves the place.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    pub event: String,
    pub id: i64,
    pub data: Value,
}

pub struct Listening {
    body: Body,
    pending: String,
}

impl World {
    fn stream_request(&self, who: &str, after: Option<i64>) -> Request<Body> {
        let query = after.map(|seq| format!("?after={seq}")).unwrap_or_default();
        self.request(who, "GET", &format!("/api/events{query}"), None)
    }

    pub async fn status_of_stream(&self, who: &str) -> u16 {
        self.router.clone().oneshot(self.stream_request(who, None)).await.unwrap().status().as_u16()
    }

    /// Begins to listen; what is published from now on is heard.
    pub async fn listens(&self, who: &str, after: Option<i64>) -> Listening {
        self.hears(self.stream_request(who, after)).await
    }

    /// The same with a request of the test's own making.
    pub async fn hears(&self, request: Request<Body>) -> Listening {
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
        let now = self.clock.now().0.to_string();
        assert_eq!(response.headers()["desk-now"], now, "a device that slept sets its clock by it");
        Listening { body: response.into_body(), pending: String::new() }
    }
}

impl Listening {
    /// The next block with an id; `None` when the stream has ended.
    pub async fn next(&mut self) -> Option<Heard> {
        loop {
            if let Some((block, rest)) = self.pending.split_once("\n\n") {
                let heard = read(block);
                let rest = rest.to_owned();
                self.pending = rest;
                match heard {
                    Some(heard) => return Some(heard),
                    None => continue,
                }
            }
            let frame = tokio::time::timeout(Duration::from_secs(20), self.body.frame());
            let frame = frame.await.expect("the stream says something")?.ok()?;
            self.pending.push_str(std::str::from_utf8(frame.data_ref()?).unwrap());
        }
    }

    /// The next event that a browser would hand on.
    pub async fn event(&mut self) -> Option<Heard> {
        loop {
            match self.next().await {
                Some(heard) if heard.event.is_empty() => {}
                other => return other,
            }
        }
    }

    /// All events up to the next line that only moves the place, which it waits for.
    pub async fn until_heartbeat(&mut self) -> (Vec<Heard>, i64) {
        let mut events = Vec::new();
        loop {
            let heard = self.next().await.expect("the stream goes on");
            if heard.event.is_empty() {
                return (events, heard.id);
            }
            events.push(heard);
        }
    }
}

fn read(block: &str) -> Option<Heard> {
    let field =
        |name: &str| block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let id = field("id")?.parse().unwrap();
    let data = field("data").map_or(Value::Null, |data| serde_json::from_str(data).unwrap());
    Some(Heard { event: field("event").unwrap_or_default().to_owned(), id, data })
}
