//! Who may call what: role × endpoint, derived from the list that the router mounts.

use domain::api::{Method, PERSON_HEADER};
use server::router;

use crate::world::{PASSWORD, World, a_call, a_reply_with, pictures, settings};
use serde_json::json;
use server::serve::Settings;

/// What a role gets from an endpoint: the status of a request that is right but for who sends it.
/// `-` stands for an order that the person may know of where the route names one.
const ROLES: [&str; 12] = [
    "operator",
    "reviewer",
    "dispatcher",
    "surveyor",
    "lead",
    "supervisor",
    "wall",
    "admin",
    "auditor",
    "wanan",
    "daru",
    "xinjing",
];

/// One row an endpoint, one column a role; the order of the routes that name one is led by `wanan`,
/// assisted by `xinjing`, and stands in `handling`.
const TABLE: &[(Method, &str, [u16; 12])] = &[
    (Method::Post, "/api/session", [200; 12]),
    (Method::Get, "/api/session", [200; 12]),
    (Method::Get, "/api/reference", [200; 12]),
    (Method::Post, "/api/tickets", [201, 201, 403, 403, 201, 403, 403, 403, 403, 403, 403, 403]),
    (Method::Get, "/api/tickets", [200, 200, 200, 200, 200, 200, 403, 403, 200, 200, 200, 200]),
    (
        Method::Get,
        "/api/tickets/{id}",
        [200, 200, 200, 200, 200, 200, 404, 404, 200, 200, 404, 200],
    ),
    (
        Method::Post,
        "/api/tickets/{id}/steps",
        [200, 200, 200, 200, 200, 200, 404, 404, 403, 200, 404, 200],
    ),
    (
        Method::Get,
        "/api/tickets/{id}/photos/{photo}",
        [200, 200, 200, 200, 200, 200, 404, 404, 200, 200, 404, 200],
    ),
    (
        Method::Put,
        "/api/photos/{photo}",
        // One person's id is no other's.
        [404, 404, 404, 404, 404, 404, 403, 403, 403, 200, 404, 404],
    ),
    (
        Method::Get,
        "/api/photos/{photo}",
        [404, 404, 404, 404, 404, 404, 404, 404, 404, 200, 404, 404],
    ),
    (
        Method::Post,
        "/api/tickets/{id}/caller",
        [200, 200, 200, 200, 200, 200, 404, 404, 403, 200, 404, 403],
    ),
    (
        Method::Post,
        "/api/callers/lookup",
        [200, 200, 200, 200, 200, 200, 403, 403, 403, 403, 403, 403],
    ),
    (Method::Get, "/api/drafts", [200; 12]),
    (Method::Get, "/api/drafts/{slot}", [404; 12]),
    (Method::Put, "/api/drafts/{slot}", [204; 12]),
    (Method::Delete, "/api/drafts/{slot}", [204; 12]),
    (Method::Get, "/api/board", [200, 200, 200, 200, 200, 200, 403, 403, 200, 200, 200, 200]),
    (Method::Get, "/api/wall", [200, 200, 200, 200, 200, 200, 200, 403, 403, 403, 403, 403]),
    (Method::Get, "/api/wall/map", [200, 200, 200, 200, 200, 200, 200, 403, 403, 403, 403, 403]),
    (Method::Get, "/api/taking-time", [403, 403, 403, 403, 200, 200, 403, 403, 403, 403, 403, 403]),
    (Method::Post, "/api/client-errors", [204; 12]),
    (Method::Get, "/api/screens", [403, 403, 403, 403, 200, 200, 403, 200, 403, 403, 403, 403]),
    (Method::Post, "/api/screens", [403, 403, 403, 403, 201, 201, 403, 201, 403, 403, 403, 403]),
    (
        Method::Delete,
        "/api/screens/{id}",
        [403, 403, 403, 403, 404, 404, 403, 404, 403, 403, 403, 403],
    ),
    (Method::Get, "/api/events", [200, 200, 200, 200, 200, 200, 200, 403, 200, 200, 200, 200]),
    (Method::Delete, "/api/session", [204; 12]),
];

/// Routes that ask for no session.
const OPEN: &[&str] = &[
    "/api/session",
    "/api/client-errors",
    "/api/screen",
    "/api/openapi.json",
    "/healthz",
    "/readyz",
    "/metrics",
];

fn row(method: Method, route: &str) -> Option<&'static [u16; 12]> {
    TABLE.iter().find(|(m, r, _)| *m == method && *r == route).map(|(.., row)| row)
}

#[test]
fn every_mounted_route_has_its_row() {
    let api = router::api();
    let rowless = api
        .mounted()
        .iter()
        .filter(|mounted| !OPEN.contains(&mounted.route) || mounted.route == "/api/session");
    let rowless: Vec<_> =
        rowless.filter(|mounted| row(mounted.method, mounted.route).is_none()).collect();
    assert!(rowless.is_empty(), "no row for {rowless:?}");
    for (method, route, _) in TABLE {
        let mounted = api
            .mounted()
            .iter()
            .any(|mounted| mounted.method == *method && mounted.route == *route);
        assert!(mounted, "{method:?} {route} is in the table and not mounted");
    }
}

#[tokio::test]
async fn each_role_gets_what_the_table_says() {
    for (method, route, expected) in TABLE {
        let world = World::new().await;
        let mut ticket = world.order_in("handling", json!({})).await;
        let photo = world.brings_a_photo("wanan").await;
        if route.ends_with("/photos/{photo}") && route.contains("{id}") {
            ticket = world.does("wanan", &ticket, a_reply_with(&[&photo])).await;
        }
        for (who, status) in ROLES.iter().zip(expected) {
            if route.contains("{id}") {
                ticket = world.reads("operator", &ticket).await;
            }
            let path = route.replace("{id}", &ticket["id"].to_string()).replace("{slot}", "1");
            let path = path.replace("{photo}", &photo);
            let body = match *route {
                "/api/session" => json!({ "name": who, "password": crate::world::PASSWORD }),
                "/api/tickets" => a_call(json!({})),
                "/api/callers/lookup" => json!({ "phone": "13812345678" }),
                "/api/client-errors" => json!({ "message": "unreachable" }),
                "/api/screens" => {
                    let waiting = world.post("nobody", "/api/screen", &json!({})).await.json();
                    json!({ "code": waiting["code"], "name": "大厅" })
                }
                _ => {
                    json!({ "version": ticket["version"], "action": { "verb": "note", "text": "已阅" } })
                }
            };
            let body = (!matches!(method, Method::Get | Method::Delete)).then_some(body);
            let got = if *route == "/api/events" {
                world.status_of_stream(who).await
            } else if (*method, *route) == (Method::Put, "/api/photos/{photo}") {
                world.brings(who, &photo, "image/jpeg", pictures::jpeg()).await.status
            } else {
                world.send(world.request(who, method.name(), &path, body.as_ref())).await.status
            };
            assert_eq!(got, *status, "{who}: {} {route}", method.name());
        }
    }
}

#[tokio::test]
async fn without_a_session_there_is_nothing_but_the_door() {
    let world = World::new().await;
    let ticket = world.takes_a_call(json!({})).await;
    for mounted in router::api().mounted() {
        if OPEN.contains(&mounted.route) {
            continue;
        }
        let path = mounted.route.replace("{id}", &ticket["id"].to_string()).replace("{slot}", "1");
        let path = path.replace("{photo}", "0198c0de-0000-7000-8000-000000000001");
        let reply = world.send(world.request("nobody", mounted.method.name(), &path, None)).await;
        assert_eq!((reply.status, reply.code().as_str()), (401, "not_signed_in"), "{path}");
    }
}

#[tokio::test]
async fn signing_in_and_out() {
    let world = World::new().await;
    let sign_in = |password: &str| json!({ "name": "operator", "password": password });
    let wrong = world.post("nobody", "/api/session", &sign_in("wrong")).await;
    assert_eq!((wrong.status, wrong.code().as_str()), (401, "bad_credentials"));
    let unknown =
        world.post("nobody", "/api/session", &json!({ "name": "nobody", "password": "x" })).await;
    assert_eq!(unknown.code(), "bad_credentials", "nobody learns which names there are");
    let right = world.post("nobody", "/api/session", &sign_in(crate::world::PASSWORD)).await;
    let cookie = right.headers["set-cookie"].to_str().unwrap();
    assert!(
        cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax")
            && !cookie.contains("Secure"),
        "{cookie}"
    );
    assert_eq!(right.json()["user"]["roles"], json!(["operator"]));
    assert_eq!(
        world.send(world.request("operator", "DELETE", "/api/session", None)).await.status,
        204
    );
    assert_eq!(world.get("operator", "/api/board").await.status, 401);
}

#[tokio::test]
async fn a_page_does_nothing_in_the_name_of_whoever_signed_in_on_another() {
    let world = World::new().await;
    let id_of = async |who| world.get(who, "/api/session").await.json()["user"]["id"].to_string();
    let on_the_page_of = |person: &str| {
        let mut request = world.request("operator", "GET", "/api/drafts", None);
        request.headers_mut().insert(PERSON_HEADER, person.parse().unwrap());
        request
    };
    let own = world.send(on_the_page_of(&id_of("operator").await)).await;
    assert_eq!(own.status, 200);
    let others = world.send(on_the_page_of(&id_of("lead").await)).await;
    assert_eq!((others.status, others.code().as_str()), (401, "not_signed_in"));
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let world = World::new().await;
    let guess = json!({ "name": "reviewer", "password": "guess" });
    for _ in 0..5 {
        assert_eq!(world.post("nobody", "/api/session", &guess).await.status, 401);
    }
    assert_eq!(world.post("nobody", "/api/session", &guess).await.code(), "too_many_attempts");
    let other = json!({ "name": "operator", "password": crate::world::PASSWORD });
    assert_eq!(
        world.post("nobody", "/api/session", &other).await.status,
        200,
        "other names are not held up"
    );
}

#[tokio::test]
async fn another_site_changes_nothing() {
    let world = World::new().await;
    let mut request = world.request("operator", "POST", "/api/tickets", Some(&a_call(json!({}))));
    request.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    request.headers_mut().insert("origin", "https://elsewhere.example".parse().unwrap());
    let reply = world.send(request).await;
    assert_eq!((reply.status, reply.code().as_str()), (403, "cross_site"));
    assert_eq!(world.get("operator", "/api/tickets").await.json()["total"], 0);
}

#[tokio::test]
async fn every_reply_carries_the_headers_that_keep_a_browser_safe() {
    let world = World::new().await;
    let reply = world.get("operator", "/api/board").await;
    let csp = reply.headers["content-security-policy"].to_str().unwrap();
    assert!(csp.contains("'wasm-unsafe-eval'") && !csp.contains("unsafe-inline"), "{csp}");
    assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    assert_eq!(reply.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn the_watchers_pages_need_no_session_and_metrics_a_token() {
    let world = World::new().await;
    assert_eq!(world.get("nobody", "/healthz").await.status, 200);
    assert_eq!(world.get("nobody", "/readyz").await.status, 200);
    assert_eq!(world.get("operator", "/metrics").await.status, 401);
    let mut request = world.request("nobody", "GET", "/metrics", None);
    request.headers_mut().insert("authorization", "Bearer watcher".parse().unwrap());
    assert!(world.send(request).await.text.contains("xinqiao_requests_total{status=\"2xx\"}"));
    world.stopping.cancel();
    assert_eq!(world.get("nobody", "/readyz").await.status, 503);
}

#[tokio::test]
async fn many_guesses_at_once_are_answered_no_better_than_one_after_the_other() {
    let world = std::sync::Arc::new(World::new().await);
    let guesses: Vec<_> = (0..20)
        .map(|n| {
            let world = world.clone();
            // The last of them is right.
            let password = if n == 19 { PASSWORD.to_owned() } else { format!("guess {n}") };
            let guess = json!({ "name": "reviewer", "password": password });
            async move { world.post("nobody", "/api/session", &guess).await.status }
        })
        .collect();
    let statuses = futures_util::future::join_all(guesses).await;
    let told = statuses.iter().filter(|status| **status != 429).count();
    assert!((1..=6).contains(&told), "five, and one that was under way: {statuses:?}");
    assert!(!statuses.contains(&200), "{statuses:?}");
}

#[tokio::test]
async fn a_name_that_nobody_can_have_is_not_kept_in_mind() {
    let world = World::new().await;
    let endless = json!({ "name": "名".repeat(300_000), "password": "x" });
    for _ in 0..7 {
        assert_eq!(world.post("nobody", "/api/session", &endless).await.code(), "bad_credentials");
    }
}

#[tokio::test]
async fn over_tls_the_cookie_is_bound_to_the_host_and_the_browser_stays_with_tls() {
    let public_url = Some("https://desk.example.cn".to_owned());
    let world = World::with(Settings { public_url, ..settings() }).await;
    let account = json!({ "name": "operator", "password": PASSWORD });
    let mut request = world.request("nobody", "POST", "/api/session", Some(&account));
    // The proxy has another name for us; the browser names the desk's own.
    request.headers_mut().insert("host", "127.0.0.1:8080".parse().unwrap());
    request.headers_mut().insert("origin", "https://desk.example.cn".parse().unwrap());
    let reply = world.send(request).await;
    let cookie = reply.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-xinqiao=") && cookie.contains("Secure"), "{cookie}");
    assert!(cookie.contains("Path=/") && !cookie.contains("Domain"), "{cookie}");
    assert_eq!(reply.headers["strict-transport-security"], "max-age=31536000");
    let out = world.send(world.request("operator", "DELETE", "/api/session", None)).await;
    let cookie = out.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-xinqiao=;") && cookie.contains("Max-Age=0"), "{cookie}");
    assert!(cookie.contains("Secure"), "or the browser would keep it: {cookie}");
    let plain = World::new().await.get("operator", "/api/board").await;
    assert!(!plain.headers.contains_key("strict-transport-security"));
}

#[tokio::test]
async fn behind_a_proxy_each_address_has_its_own_guesses() {
    let public_url = Some("https://desk.example.cn".to_owned());
    let world = World::with(Settings { public_url, ..settings() }).await;
    let from = async |address: &str, password: &str| {
        let body = json!({ "name": "operator", "password": password });
        let mut request = world.request("nobody", "POST", "/api/session", Some(&body));
        // What the client says of itself comes before what the proxy has seen.
        let hops = format!("10.0.0.1, {address}");
        request.headers_mut().insert("x-forwarded-for", hops.parse().unwrap());
        world.send(request).await.status
    };
    for _ in 0..5 {
        assert_eq!(from("203.0.113.7", "guess").await, 401);
    }
    assert_eq!(from("203.0.113.7", PASSWORD).await, 429);
    assert_eq!(from("203.0.113.8", PASSWORD).await, 200, "nobody locks another out");
}

#[tokio::test]
async fn who_is_signed_in_reads_on_when_nothing_can_be_written() {
    let world = World::new().await;
    world.sql("update session set seen_at = seen_at - 3600000").await;
    world
        .sql("create trigger full before update on session begin select raise(abort, 'full'); end")
        .await;
    assert_eq!(world.get("operator", "/api/board").await.status, 200);
}

#[tokio::test]
async fn what_is_not_for_this_person_is_said_before_what_is_wrong_with_the_body() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let steps = format!("/api/tickets/{}/steps", ticket["id"]);
    let caller = format!("/api/tickets/{}/caller", ticket["id"]);
    let bodies = [("application/json", vec![b' '; 2 << 20]), ("text/plain", b"{".to_vec())];
    for (kind, body) in bodies {
        let sent = async |who: &str, method: &str, path: &str| {
            let mut request = world.request(who, method, path, None);
            *request.body_mut() = body.clone().into();
            request.headers_mut().insert("content-type", kind.parse().unwrap());
            request.headers_mut().remove("idempotency-key");
            world.send(request).await.status
        };
        for (method, path) in [
            ("POST", "/api/tickets"),
            ("POST", &steps),
            ("POST", &caller),
            ("POST", "/api/callers/lookup"),
            ("PUT", "/api/drafts/1"),
            ("PUT", "/api/photos/1"),
        ] {
            assert_eq!(sent("nobody", method, path).await, 401, "{method} {path}");
        }
        for path in [&steps, &caller] {
            assert_eq!(sent("daru", "POST", path).await, 404, "{path}");
        }
        assert_eq!(sent("wanan", "POST", "/api/callers/lookup").await, 403);
        assert_eq!(sent("operator", "PUT", "/api/drafts/9").await, 404);
        assert_eq!(sent("auditor", "PUT", "/api/photos/1").await, 403);
        assert_eq!(sent("operator", "PUT", "/api/photos/1").await, 404);
    }
}
