//! A client of low cost: one kept-alive connection each, every answer's time in a histogram. What it takes
//! of the machine is taken from the server: an answer is not made into more than its status, its body and
//! the cookie that it sets.

use std::{
    cell::RefCell,
    io::Write as _,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use bytes::{Buf as _, Bytes, BytesMut};
use futures_util::future::try_join_all;
use hdrhistogram::Histogram;
use http::{Method, StatusCode};
use httparse::{EMPTY_HEADER, Status};
use serde::Deserialize;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// What is asked.
#[derive(Debug, Clone)]
pub struct Ask {
    pub method: Method,
    pub path: String,
    /// The value of the `Cookie` header; empty where nobody is signed in.
    pub cookie: String,
    /// The value of the `Idempotency-Key` header, where the request changes something.
    pub key: Option<String>,
    /// The token of the `Authorization` header, where there is one.
    pub token: Option<String>,
    /// JSON; empty where there is none.
    pub body: Bytes,
}

impl Ask {
    pub fn get(path: impl Into<String>, cookie: &str) -> Self {
        let (path, cookie) = (path.into(), cookie.to_owned());
        Self { method: Method::GET, path, cookie, key: None, token: None, body: Bytes::new() }
    }

    /// With a key of its own.
    pub fn post(path: impl Into<String>, cookie: &str, body: &Value) -> Self {
        Self::post_text(path, cookie, body.to_string().into())
    }

    /// The same with JSON that was written before. The key is made as the app makes it.
    pub fn post_text(path: impl Into<String>, cookie: &str, body: Bytes) -> Self {
        let key = uuid::Uuid::now_v7().to_string();
        let (path, cookie) = (path.into(), cookie.to_owned());
        Self { method: Method::POST, path, cookie, key: Some(key), token: None, body }
    }

    #[must_use]
    pub fn bearing(self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self }
    }

    fn write(&self, to: &mut Vec<u8>) -> Result<()> {
        let Self { method, path, cookie, key, token, body } = self;
        write!(to, "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n")?;
        let lines = [
            ("cookie", Some(cookie).filter(|cookie| !cookie.is_empty())),
            ("idempotency-key", key.as_ref()),
            ("authorization", token.as_ref()),
        ];
        for (name, value) in lines {
            if let Some(value) = value {
                write!(to, "{name}: {value}\r\n")?;
            }
        }
        let length = body.len();
        write!(to, "content-type: application/json\r\ncontent-length: {length}\r\n\r\n")?;
        to.extend_from_slice(body);
        Ok(())
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub cookie: Option<String>,
    pub body: Bytes,
    /// From the asking to the last byte; in an open loop from when it was due to be asked.
    pub took: Duration,
}

impl Answer {
    pub fn json(&self) -> Result<Value> {
        self.read()
    }

    /// What of the answer somebody wants to know: reading all of it costs the machine as much as many an
    /// answer.
    pub fn read<'a, T: Deserialize<'a>>(&'a self) -> Result<T> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("no JSON: {}", String::from_utf8_lossy(&self.body)))
    }

    /// The answer, where its status is the one expected.
    pub fn expect(self, status: u16) -> Result<Self> {
        let told = String::from_utf8_lossy(&self.body);
        ensure!(self.status.as_u16() == status, "{} instead of {status}: {told}", self.status);
        Ok(self)
    }
}

/// The beginning of an answer.
struct Head {
    status: StatusCode,
    cookie: Option<String>,
    length: Length,
}

/// How the end of a body is told.
enum Length {
    Bytes(usize),
    Chunks,
}

impl Head {
    /// The head that a text begins with, and how long it is; `None` where it has not come to its end.
    fn read(text: &[u8]) -> Result<Option<(Self, usize)>> {
        let mut lines = [EMPTY_HEADER; 32];
        let mut head = httparse::Response::new(&mut lines);
        let Status::Complete(end) = head.parse(text)? else { return Ok(None) };
        let status = StatusCode::from_u16(head.code.unwrap_or_default())?;
        let (mut cookie, mut length) = (None, Length::Bytes(0));
        for line in head.headers.iter() {
            let value = std::str::from_utf8(line.value)?;
            if line.name.eq_ignore_ascii_case("content-length") {
                length = Length::Bytes(value.parse()?);
            } else if line.name.eq_ignore_ascii_case("transfer-encoding") {
                length = Length::Chunks;
            } else if line.name.eq_ignore_ascii_case("set-cookie") {
                cookie = Some(value.to_owned());
            }
        }
        Ok(Some((Self { status, cookie, length }, end)))
    }
}

/// One connection.
pub struct Connection {
    stream: TcpStream,
    /// The request, as it is written.
    asked: Vec<u8>,
    /// What has come and was not read yet.
    come: BytesMut,
}

impl Connection {
    pub async fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, asked: Vec::new(), come: BytesMut::new() })
    }

    async fn several(port: u16, count: usize) -> Result<Vec<Self>> {
        try_join_all((0..count).map(|_| Self::open(port))).await
    }

    pub async fn ask(&mut self, ask: Ask) -> Result<Answer> {
        let began = Instant::now();
        self.asked.clear();
        ask.write(&mut self.asked)?;
        self.stream.write_all(&self.asked).await?;
        let Head { status, cookie, length } = self.head().await?;
        let body = match length {
            Length::Bytes(length) => self.take(length).await?,
            Length::Chunks => self.chunks().await?,
        };
        ensure!(self.come.is_empty(), "more came than was told of");
        Ok(Answer { status, cookie, body, took: began.elapsed() })
    }

    async fn head(&mut self) -> Result<Head> {
        loop {
            if let Some((head, end)) = Head::read(&self.come)? {
                self.come.advance(end);
                return Ok(head);
            }
            self.more().await?;
        }
    }

    async fn chunks(&mut self) -> Result<Bytes> {
        let mut body = BytesMut::new();
        loop {
            let size = httparse::parse_chunk_size(&self.come);
            let Status::Complete((begin, size)) = size.map_err(|_| anyhow!("no size"))? else {
                self.more().await?;
                continue;
            };
            self.come.advance(begin);
            let chunk = self.take(usize::try_from(size)? + 2).await?;
            ensure!(chunk.ends_with(b"\r\n"), "a chunk without its end");
            if size == 0 {
                return Ok(body.freeze());
            }
            body.extend_from_slice(&chunk[..chunk.len() - 2]);
        }
    }

    async fn take(&mut self, length: usize) -> Result<Bytes> {
        while self.come.len() < length {
            self.more().await?;
        }
        Ok(self.come.split_to(length).freeze())
    }

    async fn more(&mut self) -> Result<()> {
        self.come.reserve(16 * 1024);
        if self.stream.read_buf(&mut self.come).await? == 0 {
            bail!("the connection was closed");
        }
        Ok(())
    }
}

/// What a loop asks, and what it makes of the answers.
pub trait Work {
    /// What is remembered of a request until its answer comes.
    type Memo;

    /// The next request; `None` where there is none left.
    fn next(&mut self) -> Option<(Ask, Self::Memo)>;

    /// Looks at the answer. An error ends the run.
    fn check(&mut self, memo: Self::Memo, answer: Answer) -> Result<()>;
}

/// How a loop went.
pub struct Told {
    pub count: u64,
    pub whole: Duration,
    latencies: Histogram<u64>,
}

impl Told {
    pub fn per_second(&self) -> f64 {
        self.count as f64 / self.whole.as_secs_f64()
    }

    /// The time within which this share (0 to 1) of the answers came.
    pub fn within(&self, share: f64) -> Duration {
        Duration::from_nanos(self.latencies.value_at_quantile(share))
    }
}

/// Histograms tell three digits, up to a minute.
fn histogram() -> Result<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1_000, 60_000_000_000, 3)?)
}

/// As many requests at once as there are connections: each asks again when it is answered, until the
/// work is done or `lasting` is over.
pub async fn closed<W: Work>(
    port: u16,
    connections: usize,
    lasting: Duration,
    work: &mut W,
) -> Result<Told> {
    let open = Connection::several(port, connections).await?;
    let shared = RefCell::new((work, histogram()?));
    let began = Instant::now();
    let asking = open.into_iter().map(|mut connection| {
        let shared = &shared;
        async move {
            while began.elapsed() < lasting {
                let Some((ask, memo)) = shared.borrow_mut().0.next() else { break };
                let answer = connection.ask(ask).await?;
                let (work, latencies) = &mut *shared.borrow_mut();
                latencies.record(answer.took.as_nanos() as u64)?;
                work.check(memo, answer)?;
            }
            Ok::<_, anyhow::Error>(())
        }
    });
    try_join_all(asking).await?;
    let whole = began.elapsed();
    let latencies = shared.into_inner().1;
    Ok(Told { count: latencies.len(), whole, latencies })
}

/// `rate` requests a second, whether or not the ones before are answered; an answer's time counts from
/// when its request was due. There must be connections enough.
pub async fn opened<W: Work>(
    port: u16,
    connections: usize,
    rate: f64,
    lasting: Duration,
    work: &mut W,
) -> Result<Told> {
    let idle = Connection::several(port, connections).await?;
    let shared = RefCell::new((work, histogram()?));
    let due = RefCell::new(0_u32);
    let began = Instant::now();
    let asking = idle.into_iter().map(|mut connection| {
        let (shared, due) = (&shared, &due);
        async move {
            loop {
                let at = Duration::from_secs_f64(f64::from(due.replace_with(|n| *n + 1)) / rate);
                if at >= lasting {
                    break;
                }
                tokio::time::sleep(at.saturating_sub(began.elapsed())).await;
                let Some((ask, memo)) = shared.borrow_mut().0.next() else { break };
                let mut answer = connection.ask(ask).await?;
                answer.took = began.elapsed().saturating_sub(at);
                let (work, latencies) = &mut *shared.borrow_mut();
                latencies.record(answer.took.as_nanos() as u64)?;
                work.check(memo, answer)?;
            }
            Ok::<_, anyhow::Error>(())
        }
    });
    try_join_all(asking).await?;
    let whole = began.elapsed();
    let latencies = shared.into_inner().1;
    ensure!(!latencies.is_empty(), "nothing was asked");
    Ok(Told { count: latencies.len(), whole, latencies })
}
