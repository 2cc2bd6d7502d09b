//! Screens are paired by a code, see the wall and nothing else, and are withdrawn.

use axum::{body::Body, http::Request};
use domain::api::Method;
use serde_json::{Value, json};
use server::router;

use crate::world::{Reply, World, a_call};

/// A screen on the wall: what it holds is its cookie.
struct Screen {
    cookie: String,
    code: String,
}

impl Screen {
    async fn opens(world: &World) -> Self {
        let reply = world.send(world.request("nobody", "POST", "/api/screen", None)).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let cookie = reply.headers["set-cookie"].to_str().unwrap().to_owned();
        for part in ["xinqiao-screen=", "HttpOnly", "SameSite=Lax", "Max-Age=34560000"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let code = reply.json()["code"].as_str().unwrap().to_owned();
        Self { cookie: cookie.split(';').next().unwrap().to_owned(), code }
    }

    fn request(&self, world: &World, method: &str, path: &str) -> Request<Body> {
        let body = (method != "GET" && method != "DELETE").then(|| json!({}));
        let mut request = world.request("nobody", method, path, body.as_ref());
        request.headers_mut().insert("cookie", self.cookie.parse().unwrap());
        request
    }

    async fn gets(&self, world: &World, path: &str) -> Reply {
        world.send(self.request(world, "GET", path)).await
    }

    async fn is_paired_by(&self, world: &World, who: &str, name: &str) -> Value {
        let reply = pairs(world, who, &self.code, name).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        reply.json()
    }
}

async fn pairs(world: &World, who: &str, code: &str, name: &str) -> Reply {
    world.post(who, "/api/screens", &json!({ "code": code, "name": name })).await
}

async fn withdraws(world: &World, who: &str, screen: &Value) -> u16 {
    let path = format!("/api/screens/{}", screen["id"]);
    world.send(world.request(who, "DELETE", &path, None)).await.status
}

fn fault(reply: &Reply) -> (u16, Value) {
    (reply.status, reply.json()["fields"].clone())
}

#[tokio::test]
async fn a_screen_waits_with_its_code_and_then_sees_the_wall() {
    let world = World::new().await;
    let screen = Screen::opens(&world).await;
    assert_eq!(screen.gets(&world, "/api/wall").await.code(), "not_signed_in");
    let waiting = screen.gets(&world, "/api/screen").await.json();
    assert_eq!(waiting["code"], screen.code, "loaded again it shows the same code");
    assert_eq!(waiting["expires_at"], "2020-01-30T09:10:00+08:00");

    let typed = screen.code.to_lowercase().replacen("", " ", 1);
    let paired = pairs(&world, "lead", &typed, " 值班室大屏 ").await;
    assert_eq!(paired.status, 201, "{}", paired.text);
    assert_eq!(paired.json()["name"], "值班室大屏");
    assert_eq!(paired.json()["paired_by"], "lead");

    let state = screen.gets(&world, "/api/screen").await;
    assert_eq!(
        (&state.json()["name"], &state.json()["code"]),
        (&json!("值班室大屏"), &Value::Null)
    );
    assert!(state.headers.contains_key("set-cookie"), "the cookie is renewed");
    assert_eq!(screen.gets(&world, "/api/wall").await.status, 200);
}

#[tokio::test]
async fn a_screen_sees_the_wall_and_nothing_else() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let screen = Screen::opens(&world).await;
    screen.is_paired_by(&world, "supervisor", "大厅").await;
    // What is open to everybody, with a session or without.
    let open = [
        "/api/session",
        "/api/client-errors",
        "/api/openapi.json",
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/screen",
    ];
    for mounted in router::api().mounted() {
        let is_who_am_i = (mounted.method, mounted.route) == (Method::Get, "/api/session");
        if open.contains(&mounted.route) && !is_who_am_i {
            continue;
        }
        let path = mounted.route.replace("{id}", &ticket["id"].to_string()).replace("{slot}", "1");
        let path = path.replace("{photo}", "01926b3c-7a3e-7c11-8f55-3f1a2b4c5d6e");
        let request = screen.request(&world, mounted.method.name(), &path);
        if matches!(mounted.route, "/api/wall" | "/api/wall/map" | "/api/events") {
            continue;
        }
        let reply = world.send(request).await;
        assert_eq!((reply.status, reply.code().as_str()), (403, "not_yours"), "{path}");
    }
    assert_eq!(screen.gets(&world, "/api/wall").await.status, 200);
}

#[tokio::test]
async fn what_a_screen_reads_names_its_words_and_no_house_or_caller() {
    let world = World::new().await;
    for _ in 0..3 {
        world.order_in("handling", json!({ "urgency": "urgent" })).await;
    }
    let screen = Screen::opens(&world).await;
    screen.is_paired_by(&world, "admin", "大厅").await;
    let reply = screen.gets(&world, "/api/wall").await;
    let wall = reply.json();
    assert_eq!(wall["urgent"].as_array().unwrap().len(), 3);
    assert_eq!(wall["units"], json!([{ "slug": "wanan", "name": "万安居委会" }]));
    assert_eq!(wall["category_names"][0]["code"], "030101");
    assert_eq!(
        wall["clusters"],
        json!([{ "road": "公园路", "code": "030100", "name": "供水排水", "count": 3, "open": 3 }])
    );
    assert_eq!(
        wall["places"],
        json!([{ "unit": "wanan", "name": "万安居委会", "count": 3, "before": 0 }]),
        "the company that assists is no place"
    );
    for private in ["246", "王小明", "1381234", "水管爆裂"] {
        assert!(!reply.text.contains(private), "{private}");
    }
}

#[tokio::test]
async fn a_code_runs_out_and_pairs_once() {
    let world = World::new().await;
    let late = Screen::opens(&world).await;
    world.now("2020-01-30T09:10:00");
    assert_eq!(late.gets(&world, "/api/screen").await.code(), "not_signed_in");
    let unknown = (422, json!([{ "field": "code", "flaw": "unknown" }]));
    assert_eq!(fault(&pairs(&world, "lead", &late.code, "大厅").await), unknown);

    let screen = Screen::opens(&world).await;
    screen.is_paired_by(&world, "lead", "大厅").await;
    assert_eq!(fault(&pairs(&world, "lead", &screen.code, "大厅").await), unknown, "used up");
    assert_eq!(
        world.get("lead", "/api/screens").await.json()["screens"].as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn sent_twice_under_one_key_a_screen_is_paired_once() {
    let world = World::new().await;
    let screen = Screen::opens(&world).await;
    let key = "0197a000-0000-7000-8000-000000000001";
    let send = async |name: &str| {
        let body = json!({ "code": screen.code, "name": name });
        world.send(world.keyed("lead", "POST", "/api/screens", Some(&body), key)).await
    };
    let (first, again) = (send("大厅").await, send("大厅").await);
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.text, again.text);
    assert_eq!(send("别处").await.code(), "key_reused");
    let mut keyless = world.request("lead", "POST", "/api/screens", Some(&json!({})));
    keyless.headers_mut().remove("idempotency-key");
    assert_eq!(world.send(keyless).await.code(), "key_missing");
}

#[tokio::test]
async fn codes_cannot_be_guessed() {
    let world = World::new().await;
    let screen = Screen::opens(&world).await;
    for wrong in ["", "short", "K7M2QO"] {
        let reply = pairs(&world, "lead", wrong, "大厅").await;
        assert_eq!(reply.status, 422, "{wrong}: {}", reply.text);
    }
    for _ in 0..3 {
        pairs(&world, "lead", "AAAAAA", "大厅").await;
    }
    assert_eq!(
        pairs(&world, "lead", &screen.code, "大厅").await.code(),
        "too_many_attempts",
        "even where the code is right"
    );
    screen.is_paired_by(&world, "supervisor", "大厅").await;
}

#[tokio::test]
async fn the_code_alone_opens_nothing() {
    let world = World::new().await;
    let screen = Screen::opens(&world).await;
    screen.is_paired_by(&world, "lead", "大厅").await;
    let mut thief = Screen::opens(&world).await;
    thief.cookie = format!("xinqiao-screen={}", screen.code);
    assert_eq!(thief.gets(&world, "/api/screen").await.code(), "not_signed_in");
    assert_eq!(thief.gets(&world, "/api/wall").await.code(), "not_signed_in");
    // Nor does a screen's secret pass for a session.
    thief.cookie = screen.cookie.replace("xinqiao-screen=", "xinqiao=");
    assert_eq!(thief.gets(&world, "/api/wall").await.code(), "not_signed_in");
}

#[tokio::test]
async fn a_name_says_something_within_a_line() {
    let world = World::new().await;
    let screen = Screen::opens(&world).await;
    for (name, flaw) in
        [(" ", "missing"), ("一\n二", "control_character"), (&"大".repeat(21), "too_long")]
    {
        let fields = json!([{ "field": "name", "flaw": flaw }]);
        assert_eq!(fault(&pairs(&world, "lead", &screen.code, name).await), (422, fields));
    }
    screen.is_paired_by(&world, "lead", "大厅").await;
}

#[tokio::test]
async fn a_withdrawn_screen_sees_nothing_from_that_moment() {
    let world = World::new().await;
    let (screen, other) = (Screen::opens(&world).await, Screen::opens(&world).await);
    let paired = screen.is_paired_by(&world, "lead", "大厅").await;
    other.is_paired_by(&world, "lead", "值班室").await;
    let stream = screen.request(&world, "GET", "/api/events");
    let stream = tower::ServiceExt::oneshot(world.router.clone(), stream).await.unwrap();
    assert_eq!(stream.status(), 200);

    assert_eq!(withdraws(&world, "lead", &paired).await, 204);
    // Reads to the end: the stream has one.
    http_body_util::BodyExt::collect(stream.into_body()).await.unwrap();
    assert_eq!(screen.gets(&world, "/api/wall").await.code(), "not_signed_in");
    assert_eq!(screen.gets(&world, "/api/screen").await.code(), "not_signed_in");
    assert_eq!(other.gets(&world, "/api/wall").await.status, 200);
    assert_eq!(withdraws(&world, "lead", &paired).await, 404, "it is gone");
    let again = Screen::opens(&world).await;
    let again = again.is_paired_by(&world, "lead", "大厅").await;
    assert_ne!(again["id"], paired["id"], "a withdrawal sent late meets no other screen");
}

#[tokio::test]
async fn a_screen_outlives_the_server_and_says_when_it_was_seen() {
    let world = World::new().await;
    let screen = Screen::opens(&world).await;
    screen.is_paired_by(&world, "lead", "大厅").await;
    let world = world.restarted().await;
    world.now("2020-01-30T11:30:00");
    assert_eq!(screen.gets(&world, "/api/wall").await.status, 200);
    let list = world.get("admin", "/api/screens").await.json();
    assert_eq!(list["screens"][0]["name"], "大厅");
    assert_eq!(list["screens"][0]["paired_at"], "2020-01-30T09:00:00+08:00");
    assert_eq!(list["screens"][0]["seen_at"], "2020-01-30T11:30:00+08:00");
    let kept = world.desk.store.screens().await.unwrap();
    assert_eq!(kept.len(), 1, "and its secret is kept as a hash only");
    let secret = screen.cookie.split('=').nth(1).unwrap();
    let files = ["xinqiao.db", "xinqiao.db-wal"].map(|file| std::fs::read(world.data().join(file)));
    let held: Vec<u8> = files.into_iter().flat_map(Result::unwrap_or_default).collect();
    let holds = |text: &str| held.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    assert!(holds("大厅"), "this is where screens are kept");
    assert!(!holds(secret));
}

#[tokio::test]
async fn those_who_only_ask_for_codes_cannot_crowd_out_others() {
    let world = World::new().await;
    let mut last = Screen::opens(&world).await;
    for _ in 0..8 {
        let next = Screen::opens(&world).await;
        assert_ne!(next.code, last.code);
        last = next;
    }
    assert_eq!(last.gets(&world, "/api/screen").await.status, 200, "an address keeps its latest");
}

#[tokio::test]
async fn yesterdays_figures_are_what_the_wall_showed_at_this_hour() {
    let world = World::new().await;
    let figures = async |of: &str| {
        let wall = world.get("wall", "/api/wall").await.json();
        let of = wall[of].as_array().unwrap().iter();
        of.map(|figure| (figure["id"].as_str().unwrap().to_owned(), figure["value"].clone()))
            .filter(|(id, _)| id != "epidemic")
            .collect::<std::collections::BTreeMap<_, _>>()
    };
    let moved = world.order_in("to_close", json!({})).await;
    let late = world.takes_a_call(json!({ "urgency": "urgent" })).await;
    world.order_in("closed", json!({})).await;
    // A day later the urgent order is late, and in a moment nothing will be as it is.
    world.now("2020-01-31T12:00:00");
    let then = figures("figures").await;
    assert_eq!(
        (&then["open"], &then["overdue"], &then["closed"]),
        (&json!(2), &json!(1), &json!(0))
    );
    world.now("2020-02-01T11:30:00");
    world.does("surveyor", &moved, json!({ "verb": "close" })).await;
    world.does("reviewer", &late, json!({ "verb": "answer", "text": "已电话答复" })).await;
    world.takes_a_call(json!({})).await;
    world.now("2020-02-01T12:00:00");
    assert_eq!(figures("yesterday").await, then);
    assert_eq!(figures("figures").await["open"], 1);
    // What is written within the same minute does not slip into yesterday either.
    world.post("operator", "/api/tickets", &a_call(json!({}))).await;
    assert_eq!(figures("yesterday").await, then);
    assert_eq!(figures("figures").await["open"], 2);
}
