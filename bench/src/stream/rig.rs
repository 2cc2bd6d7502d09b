//! Those who tell many listeners of changes: the desk, nchan, and the floor under both.

use std::{
    fmt::Write as _,
    fs,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tokio::process::{Child, Command};

use super::{crowd::Party, ear::Hears};
use crate::{
    desk::{self, Desk, Usage},
    http::{self, Answer, Ask, Connection, Work},
    place,
};

/// Where Debian lays nchan.
const NCHAN: &str = "/usr/lib/nginx/modules/ngx_nchan_module.so";
/// How many connections tell at once in a burst.
const VOICES: usize = 16;

/// Who tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Teller {
    Desk,
    Nchan,
    Floor,
}

impl Teller {
    /// All of them that this machine has.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Floor, Self::Desk];
        if Path::new(NCHAN).exists() {
            all.insert(1, Self::Nchan);
        } else {
            println!(
                "nchan is not measured: {NCHAN} is not there (nginx-light, libnginx-mod-nchan)"
            );
        }
        all
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Desk => "ours",
            Self::Nchan => "nchan",
            Self::Floor => "a `write()` each",
        }
    }
}

/// A teller in a process of its own.
pub struct Rig {
    teller: Teller,
    process: Process,
    voice: Connection,
    /// Of who tells, and of who listens.
    cookies: (String, String),
    /// A change as the desk tells it, the same for all.
    change: Change,
    pub port: u16,
    /// The last change that was told.
    pub seq: i64,
}

enum Process {
    Desk(Desk),
    Other(Child),
}

/// When a change was told.
pub struct Told {
    pub seq: i64,
    pub asked: Instant,
    pub answered: Instant,
}

impl Rig {
    pub async fn begin(teller: Teller, port: u16, change: &Change) -> Result<Self> {
        let process = match teller {
            Teller::Desk => {
                Process::Desk(Desk::serve(&desk::furnished("stream").await?, port).await?)
            }
            Teller::Nchan => Process::Other(nchan(port).await?),
            Teller::Floor => Process::Other(floor(port).await?),
        };
        Self::of(teller, process, port, change).await
    }

    /// One whose memory can be counted: a desk gives back at once what it does not use.
    pub async fn begin_frugally(teller: Teller, port: u16, change: &Change) -> Result<Self> {
        if teller != Teller::Desk {
            return Self::begin(teller, port, change).await;
        }
        let desk = Desk::serve_frugally(&desk::furnished("stream").await?, port).await?;
        Self::of(teller, Process::Desk(desk), port, change).await
    }

    async fn of(teller: Teller, process: Process, port: u16, change: &Change) -> Result<Self> {
        let cookies = match &process {
            Process::Desk(desk) => (desk.sign_in("jiexian").await?, desk.sign_in("zhuren").await?),
            Process::Other(_) => Default::default(),
        };
        let voice = Connection::open(port).await?;
        Ok(Self { teller, process, voice, cookies, change: change.clone(), port, seq: 0 })
    }

    /// A party that listens to everything.
    pub fn party(&self, size: usize) -> Party {
        Party {
            port: self.port,
            request: listens(self.teller, &self.cookies.1, None),
            size,
            place: None,
            hears: Hears::All,
            reads: true,
        }
    }

    /// The same, which comes back to where it was.
    pub fn returning(&self, size: usize, place: i64) -> Party {
        let request = listens(self.teller, &self.cookies.1, Some(place));
        Party { request, place: Some(place), ..self.party(size) }
    }

    fn ask(&self, seq: i64) -> Ask {
        match self.teller {
            Teller::Desk => Ask::post("/api/tickets", &self.cookies.0, &an_order()),
            Teller::Nchan => Ask { body: self.change.data(seq).into(), ..post() },
            Teller::Floor => Ask { body: self.change.event(seq).into(), ..post() },
        }
    }

    /// Connects anew: a connection that says nothing for long is let go.
    pub async fn finds_its_voice(&mut self) -> Result<()> {
        self.voice = Connection::open(self.port).await?;
        Ok(())
    }

    /// Tells of one change.
    pub async fn tell(&mut self) -> Result<Told> {
        self.seq += 1;
        let (ask, asked) = (self.ask(self.seq), Instant::now());
        check(&self.voice.ask(ask).await?)?;
        Ok(Told { seq: self.seq, asked, answered: Instant::now() })
    }

    /// Tells of many changes as fast as it goes; gives the time of the first asking.
    pub async fn burst(&mut self, count: usize) -> Result<Instant> {
        let asks = (1..=count as i64).map(|n| self.ask(self.seq + n)).collect();
        let mut burst = Burst { asks, began: None };
        // The floor and nchan are told the numbers, so that these must come in order.
        let voices = if self.teller == Teller::Desk { VOICES } else { 1 };
        http::closed(self.port, voices, Duration::from_mins(1), &mut burst).await?;
        self.seq += count as i64;
        burst.began.context("nothing was told")
    }

    pub fn usage(&self) -> Result<Usage> {
        let mut usage = Usage::of(self.pid()?)?;
        for child in self.children()? {
            let more = Usage::of(child)?;
            usage.cpu += more.cpu;
            usage.memory += more.memory;
        }
        Ok(usage)
    }

    /// Bytes that its processes have written to and share with nobody.
    pub fn private_memory(&self) -> Result<u64> {
        let all = [self.pid()?].into_iter().chain(self.children()?);
        all.map(Usage::private_memory).sum()
    }

    /// The processes that it has begun: the workers of nginx.
    fn children(&self) -> Result<Vec<u32>> {
        let pid = self.pid()?;
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"))?;
        children.split_whitespace().map(|child| Ok(child.parse()?)).collect()
    }

    fn pid(&self) -> Result<u32> {
        match &self.process {
            Process::Desk(desk) => Ok(desk.pid()),
            Process::Other(child) => child.id().context("the teller has ended"),
        }
    }

    /// How many files and connections it holds open.
    pub fn open_files(&self) -> Result<usize> {
        Ok(fs::read_dir(format!("/proc/{}/fd", self.pid()?))?.count())
    }

    pub async fn stop(self) -> Result<()> {
        match self.process {
            Process::Desk(desk) => desk.stop().await,
            Process::Other(mut child) => {
                let pid =
                    child.id().and_then(|pid| rustix::process::Pid::from_raw(pid.cast_signed()));
                rustix::process::kill_process(
                    pid.context("the teller has ended")?,
                    rustix::process::Signal::TERM,
                )?;
                child.wait().await?;
                Ok(())
            }
        }
    }
}

/// The request of a listener.
pub fn listens(teller: Teller, cookie: &str, place: Option<i64>) -> String {
    let path = if teller == Teller::Desk { "/api/events" } else { "/told" };
    let mut request =
        format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n");
    if !cookie.is_empty() {
        let _ = write!(request, "cookie: {cookie}\r\n");
    }
    if let Some(place) = place {
        let _ = write!(request, "last-event-id: {place}\r\n");
    }
    request
}

fn post() -> Ask {
    Ask { key: None, ..Ask::post("/tell", "", &Value::Null) }
}

fn check(answer: &Answer) -> Result<()> {
    let told = String::from_utf8_lossy(&answer.body);
    ensure!(answer.status.is_success(), "{}: {told}", answer.status);
    Ok(())
}

struct Burst {
    asks: std::collections::VecDeque<Ask>,
    began: Option<Instant>,
}

impl Work for Burst {
    type Memo = ();

    fn next(&mut self) -> Option<(Ask, ())> {
        self.began.get_or_insert_with(Instant::now);
        self.asks.pop_front().map(|ask| (ask, ()))
    }

    fn check(&mut self, (): (), answer: Answer) -> Result<()> {
        check(&answer)
    }
}

pub fn an_order() -> Value {
    json!({
        "channel": "hotline_12345", "nature": "help", "urgency": "normal", "topics": [],
        "category": "030101",
        "caller": { "name": "王小明", "phone": "13812345678", "anonymous": false, "confidential": false },
        "address": "公园路246弄17号二楼",
        "content": "公园路246弄17号二楼门面房屋水管爆裂，积水严重，请尽快派人来修。",
    })
}

/// A change as the desk tells it, for others to tell as well.
#[derive(Clone)]
pub struct Change {
    /// Its data, from behind the first number on.
    rest: String,
}

impl Change {
    /// Listens to the desk for one.
    pub async fn of_the_desk(port: u16) -> Result<Self> {
        let none = Self { rest: String::new() };
        let mut rig = Rig::begin(Teller::Desk, port, &none).await?;
        rig.tell().await?;
        let text = read_one(port, &listens(Teller::Desk, &rig.cookies.1, Some(0)))?;
        rig.stop().await?;
        let rest =
            text.split_once("data: {\"seq\":1").and_then(|(_, rest)| rest.split_once("\n\n"));
        Ok(Self { rest: rest.with_context(|| format!("no change: {text}"))?.0.to_owned() })
    }

    fn data(&self, seq: i64) -> String {
        format!("{{\"seq\":{seq}{}", self.rest)
    }

    fn event(&self, seq: i64) -> String {
        format!("event: ticket\nid: {seq}\ndata: {}\n\n", self.data(seq))
    }

    /// Bytes of one event.
    pub fn size(&self) -> usize {
        self.event(1).len()
    }
}

/// What a stream says up to its first heartbeat.
fn read_one(port: u16, request: &str) -> Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.write_all(format!("{request}\r\n").as_bytes())?;
    let (mut told, mut buffer) = (Vec::new(), [0; 4096]);
    while !told.windows(8).any(|bytes| bytes == b"\n\nid: 1\n") {
        let read = stream.read(&mut buffer)?;
        ensure!(read > 0, "the stream ends early");
        told.extend_from_slice(&buffer[..read]);
    }
    Ok(String::from_utf8(told)?)
}

/// One process that does nothing but write.
async fn floor(port: u16) -> Result<Child> {
    started(Command::new(std::env::current_exe()?).arg("floor").arg(port.to_string()), port).await
}

/// nginx with nchan as its makers set it up for many listeners, on loopback, with all its files here.
async fn nchan(port: u16) -> Result<Child> {
    let folder = fs::canonicalize(place::fresh("nchan")?)?;
    let settings = format!(
        "daemon off;
worker_processes {cores};
worker_rlimit_nofile 19000;
load_module {NCHAN};
error_log error.log warn;
pid nginx.pid;
events {{ worker_connections 12000; }}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    tcp_nodelay on;
    keepalive_requests 1000000;
    nchan_shared_memory_size 256m;
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location = /tell {{
            nchan_publisher;
            nchan_channel_id stream;
            nchan_message_buffer_length 1024;
            nchan_message_timeout 1h;
        }}
        location = /told {{
            nchan_subscriber eventsource;
            nchan_channel_id stream;
            nchan_subscriber_first_message newest;
        }}
    }}
}}
",
        cores = std::thread::available_parallelism()?
    );
    fs::write(folder.join("nginx.conf"), settings)?;
    let mut nginx = Command::new("nginx");
    nginx.arg("-p").arg(&folder).args(["-c", "nginx.conf", "-e", "error.log"]);
    started(&mut nginx, port).await
}

/// Starts a process and waits until it listens.
async fn started(command: &mut Command, port: u16) -> Result<Child> {
    drop(TcpListener::bind(("127.0.0.1", port)).with_context(|| format!("port {port}"))?);
    let mut child = command.stdin(Stdio::null()).kill_on_drop(true).spawn()?;
    for _ in 0..500 {
        if let Some(status) = child.try_wait()? {
            bail!("what was started has ended: {status}");
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
        if Connection::open(port).await.is_ok() {
            return Ok(child);
        }
    }
    bail!("nobody listens on port {port}")
}
