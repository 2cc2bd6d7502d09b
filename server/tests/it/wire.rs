//! Over real connections: what clients do to them, and who must not notice.

use std::{
    io::Read as _,
    net::SocketAddr,
    time::{Duration, Instant},
};

use domain::{api::Card, id::Seq};
use serde_json::{json, value::to_raw_value};
use server::{
    events::Published,
    router::{App, Patience},
    serve::{self, Settings},
    setup::{self, Kind},
};
use socket2::{Domain, Socket, Type};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use crate::world::{furnish, settings};

/// A desk that listens on a port.
struct Serving {
    address: SocketAddr,
    app: App,
    cookie: String,
    task: JoinHandle<anyhow::Result<()>>,
    _data: tempfile::TempDir,
}

impl Serving {
    async fn with(patience: Patience) -> Self {
        let data = tempfile::tempdir().unwrap();
        let store = setup::open(data.path(), Kind::Real).await.unwrap();
        furnish(&store).await;
        let running = setup::start(store, std::sync::Arc::new(server::clock::SystemClock)).await;
        let running = running.unwrap();
        let settings = Settings { patience, ..settings() };
        let app = serve::app(&running, settings, CancellationToken::new()).await.unwrap();
        let operator = running.desk.store.people().await.unwrap()[0].id;
        let cookie = format!("xinqiao={}", app.sessions.begin(operator).await.unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(serve::serve(app.clone(), running, listener));
        Self { address, app, cookie, task, _data: data }
    }

    fn asks_for_the_stream(&self) -> String {
        format!("GET /api/events HTTP/1.1\r\nhost: desk\r\ncookie: {}\r\n\r\n", self.cookie)
    }

    async fn listens(&self) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(self.asks_for_the_stream().as_bytes()).await.unwrap();
        let mut reader = BufReader::new(stream);
        until(&mut reader, "id: 0").await;
        reader
    }

    /// A listener whose system holds little for it, and who reads the first answer and no more.
    fn listens_and_stops_reading(&self) -> std::net::TcpStream {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        socket.connect(&self.address.into()).unwrap();
        let mut stream: std::net::TcpStream = socket.into();
        std::io::Write::write_all(&mut stream, self.asks_for_the_stream().as_bytes()).unwrap();
        let mut answer = Vec::new();
        // It listens from its first heartbeat on.
        while !answer.ends_with(b"\nid: 0\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            answer.extend(byte);
        }
        stream
    }

    /// A change that is too large to be held for many listeners for long.
    fn publishes(&self, card: &Card, seq: i64) {
        let change = Published::new(
            Seq(seq),
            card,
            &to_raw_value(card).unwrap(),
            None,
            Vec::new(),
            Vec::new(),
        );
        self.app.desk.hub.publish(&change);
    }
}

async fn until(reader: &mut BufReader<TcpStream>, line_begins: &str) {
    let mut line = String::new();
    while !line.starts_with(line_begins) {
        line.clear();
        let read = tokio::time::timeout(Duration::from_secs(20), reader.read_line(&mut line));
        assert!(read.await.expect("the server goes on").unwrap() > 0, "no {line_begins}");
    }
}

fn a_large_card() -> Card {
    let moment = "2020-01-30T09:00:00+08:00";
    serde_json::from_value(json!({
        "id": 1, "number": "20200130-00001", "upstream_number": null, "version": 1,
        "state": "to_review", "nature": "help", "channel": "patrol", "urgency": "normal",
        "topics": [], "category": null, "title": "水".repeat(30_000), "address": "公园路",
        "lead": null, "assists": [], "accepted_at": moment, "due_at": moment, "at_risk_at": moment,
        "upstream_due_at": null, "stopped_at": null, "standing": "on_time", "round": 1,
        "urgings": 0, "contacted": false, "lead_rings": true, "next": null, "ended_at": null,
    }))
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stops_reading_is_cut_off_and_nobody_else_notices() {
    let patience = Patience {
        write: Duration::from_millis(300),
        stop: Duration::from_mins(1),
        ..Patience::default()
    };
    let serving = Serving::with(patience).await;
    let mut quick = serving.listens().await;
    let stalled: Vec<_> = (0..3).map(|_| serving.listens_and_stops_reading()).collect();
    assert_eq!(serving.app.desk.hub.listeners.len(), 4);
    let (card, begun) = (a_large_card(), Instant::now());
    let mut seq = 0;
    while serving.app.desk.hub.listeners.len() > 1 {
        seq += 1;
        serving.publishes(&card, seq);
        until(&mut quick, &format!("id: {seq}")).await;
        assert!(begun.elapsed() < Duration::from_secs(15), "they are never cut off");
    }
    serving.publishes(&card, seq + 1);
    until(&mut quick, &format!("id: {}", seq + 1)).await;
    // A stop waits for every connection that is left: those are not among them.
    let stop = Instant::now();
    serving.app.stopping.cancel();
    let Serving { task, app, .. } = serving;
    drop(app);
    task.await.unwrap().unwrap();
    assert!(stop.elapsed() < Duration::from_secs(15), "their connections are still open");
    let mut rest = String::new();
    quick.read_to_string(&mut rest).await.unwrap();
    drop(stalled);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_may_follow_another_request_and_ends_as_chunks_do() {
    let serving = Serving::with(Patience::default()).await;
    let stream = TcpStream::connect(serving.address).await.unwrap();
    let mut reader = BufReader::new(stream);
    // Both at once: the stream is asked for before the first answer has come.
    let asks =
        format!("GET /healthz HTTP/1.1\r\nhost: desk\r\n\r\n{}", serving.asks_for_the_stream());
    reader.write_all(asks.as_bytes()).await.unwrap();
    until(&mut reader, "content-type: text/event-stream").await;
    until(&mut reader, "id: 0").await;
    serving.publishes(&a_large_card(), 1);
    until(&mut reader, "data: ").await;
    until(&mut reader, "\r\n").await;
    serving.app.stopping.cancel();
    let mut rest = String::new();
    reader.read_to_string(&mut rest).await.unwrap();
    assert!(rest.ends_with("0\r\n\r\n"), "the last chunk says that it was the last: {rest}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_knows_no_chunks_hears_the_stream_without_them() {
    let serving = Serving::with(Patience::default()).await;
    let mut reader = BufReader::new(TcpStream::connect(serving.address).await.unwrap());
    let asks = serving.asks_for_the_stream().replace("HTTP/1.1", "HTTP/1.0");
    reader.write_all(asks.as_bytes()).await.unwrap();
    until(&mut reader, "\r\n").await;
    let mut line = String::new();
    reader.read_line(&mut line).await.unwrap();
    assert_eq!(line, "retry: 3000\n");
    until(&mut reader, "id: 0").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_goes_is_not_kept() {
    let serving = Serving::with(Patience::default()).await;
    let (mut stays, goes) = (serving.listens().await, serving.listens().await);
    assert_eq!(serving.app.desk.hub.listeners.len(), 2);
    drop(goes);
    let begun = Instant::now();
    while serving.app.desk.hub.listeners.len() > 1 {
        assert!(begun.elapsed() < Duration::from_secs(10), "it is kept");
        tokio::task::yield_now().await;
    }
    serving.publishes(&a_large_card(), 1);
    until(&mut stays, "id: 1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_too_long_over_a_request_is_cut_off() {
    let patience = Patience { head: Duration::from_millis(200), ..Patience::default() };
    let serving = Serving::with(patience).await;
    let mut slow = TcpStream::connect(serving.address).await.unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nhost: de").await.unwrap();
    let mut answer = String::new();
    let ended = tokio::time::timeout(Duration::from_secs(10), slow.read_to_string(&mut answer));
    let _ = ended.await.expect("the connection ends");
    assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_door_is_gone_ends_and_says_so() {
    let data = tempfile::tempdir().unwrap();
    let store = setup::open(data.path(), Kind::Real).await.unwrap();
    let clock = std::sync::Arc::new(server::clock::SystemClock);
    let mut running = setup::start(store, clock).await.unwrap();
    let app = serve::app(&running, settings(), CancellationToken::new()).await.unwrap();
    running.door = tokio::spawn(async {});
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let ended = serve::serve(app, running, listener);
    let ended = tokio::time::timeout(Duration::from_secs(10), ended).await.unwrap();
    assert!(ended.unwrap_err().to_string().contains("door"));
}
