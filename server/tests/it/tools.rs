//! The binary as a process: its commands, its end by signal, and its end without warning.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::Arc,
};

use axum::{
    body::Body,
    http::{Request, header},
};
use http_body_util::BodyExt as _;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::{Value, json};

use crate::world::{Reply, a_call};

fn xinqiao(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xinqiao"));
    command.args(arguments).env("RUST_LOG", "error").env_remove("XINQIAO_DATA");
    command
}

fn runs(arguments: &[&str], input: &str) -> Output {
    let mut command = xinqiao(arguments);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn succeeds(arguments: &[&str], input: &str) -> String {
    let output = runs(arguments, input);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn fails(arguments: &[&str], input: &str) -> String {
    let output = runs(arguments, input);
    assert!(!output.status.success(), "{arguments:?} should fail");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A server as its own process, on a port that the system chose.
struct Server {
    child: Child,
    port: u16,
    client: Client<HttpConnector, Body>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    fn start_with(data: &Path, more: &[&str]) -> Self {
        let data = data.to_str().unwrap();
        let mut command = xinqiao(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
        let mut child = command.args(more).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let says = lines.map_while(Result::ok).find(|line| line.contains("listens on"));
        let port = says.unwrap().rsplit(':').next().unwrap().parse().unwrap();
        Self { child, port, client: Client::builder(TokioExecutor::new()).build_http() }
    }

    async fn sends(
        &self,
        method: &str,
        path: &str,
        cookie: &str,
        key: &str,
        body: &Value,
    ) -> Option<Reply> {
        let request = Request::builder()
            .method(method)
            .uri(format!("http://127.0.0.1:{}{path}", self.port))
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", key)
            .body(Body::from(body.to_string()))
            .unwrap();
        let response = self.client.request(request).await.ok()?;
        let status = response.status().as_u16();
        // A process that dies in the middle of an answer has not answered.
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.ok()?.to_bytes();
        Some(Reply::of(status, parts.headers, bytes.to_vec()))
    }

    async fn signs_in(&self, name: &str, password: &str) -> String {
        let body = json!({ "name": name, "password": password });
        let reply = self.sends("POST", "/api/session", "", "", &body).await.unwrap();
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned()
    }

    fn ends_by(mut self, signal: &str) -> std::process::ExitStatus {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        self.child.wait().unwrap()
    }
}

/// A real desk with one operator.
fn real_desk(data: &Path) {
    drop(Server::start(data));
    succeeds(
        &[
            "user",
            "add",
            "wang",
            "--roles",
            "operator,reviewer,dispatcher",
            "--data",
            data.to_str().unwrap(),
        ],
        "a long password\n",
    );
}

fn a_key() -> String {
    uuid::Uuid::new_v4().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_of_writes_loses_nothing_and_doubles_nothing() {
    let data = tempfile::tempdir().unwrap();
    real_desk(data.path());
    let mut sent: Vec<(String, Value)> = Vec::new();
    let mut acknowledged: Vec<(String, String)> = Vec::new();
    for round in 0..4 {
        let server = Arc::new(Server::start(data.path()));
        let cookie = server.signs_in("wang", "a long password").await;
        let requests: Vec<(String, Value)> = (0..160)
            .map(|n| (a_key(), a_call(json!({ "content": format!("第{round}轮第{n}个来电：水管爆裂，请派人来修。") }))))
            .collect();
        let writers: Vec<_> = requests
            .chunks(20)
            .map(|mine| {
                let (server, cookie, mine) = (server.clone(), cookie.clone(), mine.to_vec());
                tokio::spawn(async move {
                    let mut answered = Vec::new();
                    for (key, call) in mine {
                        match server.sends("POST", "/api/tickets", &cookie, &key, &call).await {
                            Some(reply) if reply.status == 201 => answered.push((key, reply.text)),
                            _ => break,
                        }
                    }
                    answered
                })
            })
            .collect();
        // The kill falls where the round says: after more and more answers.
        while count(&server, &cookie).await < sent.len() + 15 + 20 * round {}
        assert!(
            Command::new("kill")
                .args(["-9", &server.child.id().to_string()])
                .status()
                .unwrap()
                .success()
        );
        for writer in writers {
            acknowledged.extend(writer.await.unwrap());
        }
        drop(server);
        // Whoever got no answer asks again with the same key; whoever got one gets the same.
        let server = Server::start(data.path());
        let cookie = server.signs_in("wang", "a long password").await;
        sent.extend(requests);
        let mut again = std::collections::HashMap::new();
        for (key, call) in &sent {
            let reply = server.sends("POST", "/api/tickets", &cookie, key, call).await.unwrap();
            assert_eq!(reply.status, 201, "{}", reply.text);
            again.insert(key.clone(), reply.text);
        }
        for (key, text) in &acknowledged {
            assert_eq!(again.get(key), Some(text), "what was answered is answered again");
        }
        assert_eq!(count(&server, &cookie).await, sent.len(), "one order a key");
        server.ends_by("-9");
        let told = succeeds(&["verify", "--data", data.path().to_str().unwrap()], "");
        assert!(told.ends_with(" 0 differences\n"), "{told}");
    }
}

async fn count(server: &Server, cookie: &str) -> usize {
    let reply =
        server.sends("GET", "/api/tickets?limit=1", cookie, "", &Value::Null).await.unwrap();
    reply.json()["total"].as_u64().unwrap() as usize
}

#[tokio::test(flavor = "multi_thread")]
async fn a_termination_finishes_what_was_taken_in() {
    let data = tempfile::tempdir().unwrap();
    real_desk(data.path());
    let server = Server::start(data.path());
    let cookie = server.signs_in("wang", "a long password").await;
    let server = Arc::new(server);
    let writers: Vec<_> = (0..8)
        .map(|_| {
            let (server, cookie) = (server.clone(), cookie.clone());
            tokio::spawn(async move {
                let mut answered = Vec::new();
                loop {
                    let (key, call) = (a_key(), a_call(json!({})));
                    match server.sends("POST", "/api/tickets", &cookie, &key, &call).await {
                        Some(reply) if reply.status == 201 => {
                            answered.push(reply.json()["id"].clone());
                        }
                        _ => break answered,
                    }
                }
            })
        })
        .collect();
    while count(&server, &cookie).await < 40 {}
    let begun = std::time::Instant::now();
    let pid = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let mut answered = Vec::new();
    for writer in writers {
        answered.extend(writer.await.unwrap());
    }
    let mut server = Arc::into_inner(server).unwrap();
    assert!(server.child.wait().unwrap().success());
    assert!(begun.elapsed().as_secs() < 10);
    assert!(answered.len() >= 40, "they were writing when the word came");
    // Whose connection was closed before they asked was not taken in; all else was written.
    let told = succeeds(&["verify", "--data", data.path().to_str().unwrap()], "");
    let written: usize = told.split(' ').next().unwrap().parse().unwrap();
    assert!(told.ends_with(" 0 differences\n"), "{told}");
    assert_eq!(written, answered.len(), "nothing taken in was left unanswered, or lost");
}

#[test]
fn people_and_units_are_added_with_clear_refusals() {
    let data = tempfile::tempdir().unwrap();
    let dir = data.path().to_str().unwrap();
    assert!(
        fails(&["user", "add", "wang", "--roles", "operator", "--data", dir], "x\n")
            .contains("holds no desk")
    );
    drop(Server::start(data.path()));
    succeeds(&["unit", "add", "chengguan", "城管中队", "--data", dir], "");
    assert!(
        fails(&["unit", "add", "chengguan", "城管中队", "--data", dir], "").contains("already")
    );
    assert!(fails(&["unit", "add", "Ä", "x", "--data", dir], "").contains("no slug"));
    assert!(
        fails(&["user", "add", "li", "--roles", "liaison", "--data", dir], "long enough\n")
            .contains("--unit")
    );
    assert!(
        fails(&["user", "add", "li", "--roles", "king", "--data", dir], "")
            .contains("no role king")
    );
    assert!(
        fails(&["user", "add", "li", "--roles", "operator", "--data", dir], "short\n")
            .contains("at least 8")
    );
    succeeds(
        &["user", "add", "li", "--roles", "liaison", "--unit", "chengguan", "--data", dir],
        "long enough\n",
    );
    assert!(
        fails(&["user", "add", "li", "--roles", "operator", "--data", dir], "long enough\n")
            .contains("already")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_taken_while_running_and_restored_into_an_empty_directory() {
    let data = tempfile::tempdir().unwrap();
    real_desk(data.path());
    let (dir, other) = (data.path().to_str().unwrap(), tempfile::tempdir().unwrap());
    let server = Server::start(data.path());
    let cookie = server.signs_in("wang", "a long password").await;
    for _ in 0..3 {
        server.sends("POST", "/api/tickets", &cookie, &a_key(), &a_call(json!({}))).await.unwrap();
    }
    let file = other.path().join("backup.db");
    let file = file.to_str().unwrap();
    succeeds(&["backup", file, "--data", dir], "");
    assert!(fails(&["backup", file, "--data", dir], "").contains("is there already"));
    assert!(fails(&["restore", file, "--data", dir], "").contains("not empty"));
    let restored = other.path().join("restored");
    let to = restored.to_str().unwrap();
    succeeds(&["restore", file, "--data", to], "");
    assert!(succeeds(&["verify", "--data", to], "").starts_with("3 orders"));
    let server = Server::start(&restored);
    let cookie = server.signs_in("wang", "a long password").await;
    let board =
        server.sends("GET", "/api/board?limit=1", &cookie, "", &Value::Null).await.unwrap().json();
    assert!(
        board["seq"].as_i64().unwrap() > 1_000_000,
        "the seq has jumped past any that was given out"
    );
    let stream =
        server.sends("GET", "/api/events?after=3", &cookie, "", &Value::Null).await.unwrap();
    assert!(
        stream.text.contains("event: resync"),
        "who listened before reads anew: {}",
        stream.text
    );
    let garbage = other.path().join("garbage");
    std::fs::write(&garbage, "no database").unwrap();
    let empty = other.path().join("empty");
    assert!(
        fails(&["restore", garbage.to_str().unwrap(), "--data", empty.to_str().unwrap()], "")
            .contains("no backup")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_cuts_its_days_where_it_was_set_up() {
    let data = tempfile::tempdir().unwrap();
    let dir = data.path().to_str().unwrap();
    drop(Server::start_with(data.path(), &["--offset", "-03:30"]));
    let add = ["user", "add", "wang", "--roles", "operator", "--data", dir];
    succeeds(&add, "a long password\n");
    let server = Server::start(data.path());
    let cookie = server.signs_in("wang", "a long password").await;
    let session = server.sends("GET", "/api/session", &cookie, "", &Value::Null).await.unwrap();
    assert_eq!(session.json()["offset"], "-03:30");
    let reply =
        server.sends("POST", "/api/tickets", &cookie, &a_key(), &a_call(json!({}))).await.unwrap();
    let due = reply.json()["due_at"].as_str().unwrap().to_owned();
    assert!(due.ends_with("T00:00:00-03:30"), "a day ends at its own midnight: {due}");
    server.ends_by("-TERM");
    let moved = ["serve", "--data", dir, "--listen", "127.0.0.1:0", "--offset", "+08:00"];
    assert!(fails(&moved, "").contains("lives at -03:30"));
    assert!(fails(&["serve", "--data", dir, "--offset", "8"], "").contains("such as +08:00"));
}

#[test]
fn demo_and_real_desks_never_pass_for_each_other() {
    let data = tempfile::tempdir().unwrap();
    let dir = data.path().to_str().unwrap();
    drop(Server::start(data.path()));
    for arguments in [vec!["demo", "--data", dir], vec!["demo", "--fresh", "--data", dir]] {
        let arguments: Vec<&str> =
            arguments.into_iter().chain(["--listen", "127.0.0.1:0"]).collect();
        assert!(fails(&arguments, "").contains("real desk"));
    }
    let remote = ["demo", "--data", dir, "--listen", "0.0.0.0:0"];
    assert!(fails(&remote, "").contains("--allow-remote"));
    let other = tempfile::tempdir().unwrap();
    std::fs::write(other.path().join("notes.txt"), "mine").unwrap();
    let there = other.path().to_str().unwrap();
    assert!(
        fails(&["demo", "--fresh", "--data", there, "--listen", "127.0.0.1:0"], "")
            .contains("not empty")
    );
    assert!(other.path().join("notes.txt").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn people_and_units_added_beside_a_running_server_are_noticed() {
    let data = tempfile::tempdir().unwrap();
    let dir = data.path().to_str().unwrap();
    let server = Server::start(data.path());
    let add = ["user", "add", "wang", "--roles", "supervisor", "--data", dir];
    succeeds(&add, "a long password\n");
    let cookie = server.signs_in("wang", "a long password").await;
    succeeds(&["unit", "add", "chengguan", "城管中队", "--data", dir], "");
    let begun = std::time::Instant::now();
    loop {
        let reply = server.sends("GET", "/api/reference", &cookie, "", &Value::Null).await.unwrap();
        if reply.json()["units"][0]["slug"] == "chengguan" {
            break;
        }
        assert!(begun.elapsed().as_secs() < 10, "the unit is never noticed");
    }
}

#[tokio::test]
async fn a_map_that_is_set_beside_a_running_server_is_noticed_and_is_outlines_alone() {
    let directory = tempfile::tempdir().unwrap();
    let dir = directory.path().to_str().unwrap();
    let server = Server::start(directory.path());
    let add = ["user", "add", "wang", "--roles", "supervisor", "--data", dir];
    succeeds(&add, "a long password\n");
    let cookie = server.signs_in("wang", "a long password").await;
    let reads = async |path: &str| {
        server.sends("GET", path, &cookie, "", &Value::Null).await.unwrap().json()
    };
    let revision = async || reads("/api/wall").await["reference_revision"].as_i64().unwrap();
    let at_first = revision().await;
    for (slug, name) in [("wanan", "万安居委会"), ("daru", "大茹村")] {
        succeeds(&["unit", "add", slug, name, "--kind", "village", "--data", dir], "");
    }
    assert_eq!(reads("/api/wall/map").await["areas"], json!([]));
    let drawing = directory.path().join("town.svg");
    let file = drawing.to_str().unwrap();
    std::fs::write(&drawing, "<svg viewBox='0 0 400 300'/>").unwrap();
    assert!(fails(&["map", "set", file, "--data", dir], "").contains("no shape"));
    let town = "<svg viewBox='0 0 400 300'><script>alert(1)</script>\
                <polygon id='wanan' points='0,0 100,0 100,60 0,60'/></svg>";
    std::fs::write(&drawing, town).unwrap();
    let said = succeeds(&["map", "set", file, "--data", dir], "");
    assert!(said.contains("Not in the drawing: 大茹村"), "{said}");
    let map = reads("/api/wall/map").await;
    assert_eq!(
        map,
        json!({
            "title": "", "view_box": [0, 0, 400, 300],
            "areas": [{ "unit": "wanan", "path": "M0 0L100 0L100 60L0 60Z", "x": 50, "y": 30 }],
        })
    );
    let begun = std::time::Instant::now();
    // Two units and the map.
    while revision().await < at_first + 3 {
        assert!(begun.elapsed().as_secs() < 10, "the map is never noticed");
    }
    succeeds(&["map", "remove", "--data", dir], "");
    assert_eq!(reads("/api/wall/map").await["areas"], json!([]));
}

#[test]
fn two_servers_never_share_their_data() {
    let data = tempfile::tempdir().unwrap();
    let dir = data.path().to_str().unwrap();
    let server = Server::start(data.path());
    let second = ["serve", "--data", dir, "--listen", "127.0.0.1:0"];
    assert!(fails(&second, "").contains("being served by another process"));
    server.ends_by("-9");
    // What was held is given back with the process, however it ended.
    Server::start(data.path()).ends_by("-TERM");
}

#[test]
fn an_address_that_browsers_would_not_name_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let dir = data.path().to_str().unwrap();
    for url in ["desk.example.cn", "https://desk.example.cn/desk", "ftp://desk.example.cn", ""] {
        let told = fails(&["serve", "--data", dir, "--public-url", url], "");
        assert!(told.contains("--public-url"), "{told}");
    }
}
