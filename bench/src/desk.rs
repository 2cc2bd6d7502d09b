//! Desks to be measured: the release binary as it ships, on data of its own.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use domain::time::Moment;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use server::{
    clock::machine_now,
    demo::{self, PASSWORD},
    setup::{self, Kind},
};
use tokio::process::{Child, Command};

use crate::{
    http::{Ask, Connection},
    place,
};

/// For how long data that were made serve again.
const FRESH_MS: i64 = 12 * 3_600_000;

/// A desk that is served by a process of its own.
pub struct Desk {
    process: Child,
    pid: u32,
    pub port: u16,
    /// From the start of the process to its first answer that it is ready.
    pub started_in: Duration,
}

/// What a process has taken so far.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Time on the CPU, its own and the kernel's for it.
    pub cpu: Duration,
    /// Bytes of memory that it holds.
    pub memory: u64,
}

impl Usage {
    /// Mebibytes of memory.
    pub fn mebibytes(&self) -> f64 {
        self.memory as f64 / 1024.0 / 1024.0
    }
}

/// Data of a desk with this many orders, made a moment ago or found from half a day ago at most: its last
/// days are what the wall counts.
pub async fn filled(orders: usize) -> Result<PathBuf> {
    let name = format!("desk-{orders}");
    let (folder, now) = (place::folder(&name), machine_now());
    let stamp = folder.join("made");
    let made = std::fs::read_to_string(&stamp).ok().and_then(|text| text.parse().ok());
    if made.is_some_and(|made| now.since(Moment(made)) < FRESH_MS) {
        return Ok(folder);
    }
    let began = Instant::now();
    let folder = furnished(&name).await?;
    let store = setup::open(&folder, Kind::Real).await?;
    demo::years::act(&store, orders, now).await?;
    std::fs::write(stamp, now.0.to_string())?;
    println!("{orders} orders were made in {:.1} s", began.elapsed().as_secs_f64());
    Ok(folder)
}

/// Data of a real desk without orders, with the demo's units and accounts.
pub async fn furnished(name: &str) -> Result<PathBuf> {
    let folder = place::fresh(name)?;
    let store = setup::open(&folder, Kind::Real).await?;
    demo::furnish(&store).await?;
    store.settle().await?;
    Ok(folder)
}

impl Desk {
    /// Serves a folder as `xinqiao serve` does. A port that somebody holds is an error: the answers would
    /// be another's.
    pub async fn serve(data: &Path, port: u16) -> Result<Self> {
        Self::serve_with(data, port, &[]).await
    }

    /// The same, with memory that nobody uses given back to the system at once, and in small pages: what
    /// is left can be counted. As it ships it keeps for a while what it may soon need again, and the
    /// system rounds up.
    pub async fn serve_frugally(data: &Path, port: u16) -> Result<Self> {
        let variables = [("MIMALLOC_PURGE_DELAY", "0"), ("MIMALLOC_ALLOW_THP", "0")];
        Self::serve_with(data, port, &variables).await
    }

    async fn serve_with(data: &Path, port: u16, variables: &[(&str, &str)]) -> Result<Self> {
        drop(TcpListener::bind(("127.0.0.1", port)).with_context(|| format!("port {port}"))?);
        let log = std::fs::File::create(data.join("log"))?;
        let began = Instant::now();
        let process = Command::new(place::server())
            .arg("serve")
            .arg("--data")
            .arg(data)
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {}", place::server().display()))?;
        let pid = process.id().context("the desk has ended already")?;
        let mut desk = Self { process, pid, port, started_in: Duration::ZERO };
        desk.wait_until_ready(data, began).await?;
        Ok(desk)
    }

    async fn wait_until_ready(&mut self, data: &Path, began: Instant) -> Result<()> {
        const PATIENCE: Duration = Duration::from_mins(2);
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.process.try_wait()? {
                bail!("the desk has ended ({status}); see {}", data.join("log").display());
            }
            if let Ok(mut connection) = Connection::open(self.port).await {
                let answer = connection.ask(Ask::get("/readyz", "")).await;
                if answer.is_ok_and(|answer| answer.status.is_success()) {
                    self.started_in = began.elapsed();
                    return Ok(());
                }
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        bail!("the desk is not ready after {PATIENCE:?}")
    }

    /// Signs an account of the demo in; gives the `Cookie` header of its requests.
    pub async fn sign_in(&self, name: &str) -> Result<String> {
        let body = json!({ "name": name, "password": PASSWORD });
        let mut ask = Ask::post("/api/session", "", &body);
        ask.key = None;
        let answer = Connection::open(self.port).await?.ask(ask).await?.expect(200)?;
        let cookie = answer.cookie.context("no cookie came")?;
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
    }

    pub fn pid(&self) -> u32 {
        self.pid
    }

    pub fn usage(&self) -> Result<Usage> {
        Usage::of(self.pid)
    }

    /// Stops it as the service manager would, and waits until it has ended well.
    pub async fn stop(mut self) -> Result<()> {
        let pid = Pid::from_raw(self.pid.cast_signed()).context("a process")?;
        kill_process(pid, Signal::TERM)?;
        let ended = tokio::time::timeout(Duration::from_secs(30), self.process.wait()).await;
        let status = ended.context("the desk does not stop")??;
        ensure!(status.success(), "the desk ended badly: {status}");
        Ok(())
    }
}

impl Usage {
    /// Bytes of memory that a process has written to and shares with no other.
    pub fn private_memory(pid: u32) -> Result<u64> {
        let told = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
        let line = told.lines().find_map(|line| line.strip_prefix("Private_Dirty:"));
        let kib: u64 = line.context("no Private_Dirty")?.trim().trim_end_matches(" kB").parse()?;
        Ok(kib * 1024)
    }

    /// Of any process.
    pub fn of(pid: u32) -> Result<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
        // The name in brackets may hold anything; what follows it is numbers.
        let numbers = stat.rsplit_once(") ").map_or("", |(_, numbers)| numbers);
        let number =
            |place: usize| numbers.split(' ').nth(place).and_then(|n| n.parse::<u64>().ok());
        let (own, kernel) = number(11).zip(number(12)).context("no times in the process's line")?;
        let pages = number(21).context("no memory in the process's line")?;
        let (ticks, page) = (rustix::param::clock_ticks_per_second(), rustix::param::page_size());
        Ok(Self {
            cpu: Duration::from_secs_f64((own + kernel) as f64 / ticks as f64),
            memory: pages * page as u64,
        })
    }
}
