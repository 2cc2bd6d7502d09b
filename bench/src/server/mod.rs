//! The server beside bare SQLite and the disk, with ten thousand orders and with a million.

use std::{path::PathBuf, time::Duration};

use anyhow::Result;
use rand::{SeedableRng as _, rngs::StdRng};
use serde_json::Value;
use server::demo::years;

use crate::{
    Options,
    desk::{self, Desk},
    floor,
    http::{self, Told, Work},
    machine,
    report::{Beside, Row, Target, Unit, median},
    work::{Creates, Gets, Pages, Steps, is_fifty},
};

/// The unit that new orders are sent to.
const UNIT: &str = "wanan";
/// A word of two characters that many callers use, and one of three.
const WORDS: [(&str, &str); 2] =
    [("search of 2 characters", "路灯"), ("search of 3 characters", "窨井盖")];

/// One kind of request, measured round by round.
struct Kind {
    name: &'static str,
    workload: String,
    rates: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
    /// Microseconds of the server's CPU per request.
    cpu: Vec<f64>,
}

impl Kind {
    fn new(name: &'static str, workload: impl Into<String>) -> Self {
        let [rates, p50, p99, cpu] = [const { Vec::new() }; 4];
        Self { name, workload: workload.into(), rates, p50, p99, cpu }
    }

    async fn measure<W: Work>(
        &mut self,
        desk: &Desk,
        connections: usize,
        lasting: Duration,
        work: &mut W,
    ) -> Result<Told> {
        // What is read for the first time is not counted.
        http::closed(desk.port, 1, Duration::from_millis(1), work).await?;
        let before = desk.usage()?;
        let told = http::closed(desk.port, connections, lasting, work).await?;
        let cpu = desk.usage()?.cpu.saturating_sub(before.cpu);
        self.rates.push(told.per_second());
        self.p50.push(told.within(0.5).as_secs_f64() * 1e3);
        self.p99.push(told.within(0.99).as_secs_f64() * 1e3);
        self.cpu.push(cpu.as_secs_f64() * 1e6 / told.count.max(1) as f64);
        Ok(told)
    }

    fn words(&self) -> String {
        let Self { workload, p50, p99, cpu, .. } = self;
        format!(
            "{workload}; p50 {:.2} ms, p99 {:.2} ms, {:.0} µs of the server's CPU each",
            median(p50),
            median(p99),
            median(cpu)
        )
    }

    fn row(&self, beside: Option<Beside>, target: Target) -> Row {
        let (workload, ours) = (self.words(), self.rates.clone());
        Row { name: self.name, workload, unit: Unit::PerSecond, ours, beside, target }
    }
}

pub async fn rows(options: &Options) -> Result<Vec<Row>> {
    let (few, many) = if options.quick { (1_000, 20_000) } else { (10_000, 1_000_000) };
    let mut rows = writing(options).await?;
    let small = reading(options, few).await?;
    let large = reading(options, many).await?;
    rows.extend(large.rows(&small));
    Ok(rows)
}

/// Creates and steps, in turns with bare SQLite.
async fn writing(options: &Options) -> Result<Vec<Row>> {
    let empty = desk::furnished("server-empty").await?;
    let desk = Desk::serve(&desk::furnished("server-writing").await?, options.port).await?;
    let intakes = years::intakes(if options.quick { 200 } else { 2000 })?;
    let mut creates = Creates::new(desk.sign_in("jiexian").await?, intakes)?;
    let mut steps =
        Steps { cookie: desk.sign_in("shenhe").await?, waiting: Vec::new(), unit: UNIT.to_owned() };
    let durable = "signed in, with entry, event, key and search, `synchronous=FULL`";
    let mut one = Kind::new("create, 1 connection", durable);
    let mut all = Kind::new("create, 32 connections", durable);
    let mut step_one = Kind::new("step, 1 connection", "approve and dispatch, the latest first");
    let mut step_all = Kind::new("step, 32 connections", "approve and dispatch, the latest first");
    let [mut floor, mut fsync, mut tail] = [const { Vec::new() }; 3];
    for round in 0..options.rounds() {
        let lasting = options.lasting();
        one.measure(&desk, 1, lasting, &mut creates).await?;
        all.measure(&desk, 32, lasting, &mut creates).await?;
        let half = all.rates.last().copied().unwrap_or(1.0) / 2.0;
        let told = http::opened(desk.port, 32, half, lasting, &mut creates).await?;
        tail.push(told.within(0.99).as_secs_f64() * 1e3);
        let rows = floor::rows(&PathBuf::from("target/bench/server-writing"), 2000)?;
        steps.waiting.append(&mut creates.taken);
        step_one.measure(&desk, 1, lasting, &mut steps).await?;
        step_all.measure(&desk, 32, lasting, &mut steps).await?;
        steps.waiting.clear();
        let copy = copied(&empty, round)?;
        floor.push(floor::creates(&copy, &rows, lasting)?);
        std::fs::remove_dir_all(copy)?;
        fsync.push(machine::fdatasync()?.as_secs_f64() * 1e3);
    }
    desk.stop().await?;
    let beside = |name: &str, figures: &[f64]| {
        Some(Beside { name: name.to_owned(), figures: figures.to_vec() })
    };
    let p50 = Row {
        name: "create, 1 connection, p50",
        workload: "the same".to_owned(),
        unit: Unit::Millis,
        ours: one.p50.clone(),
        beside: beside("one fdatasync", &fsync),
        target: Target::AtMost(2.5),
    };
    let tail = Row {
        name: "create at half that rate, p99",
        workload: "32 connections, an open loop".to_owned(),
        unit: Unit::Millis,
        ours: tail,
        beside: None,
        target: Target::None,
    };
    Ok(vec![
        one.row(None, Target::None),
        p50,
        all.row(beside("bare SQLite, FULL, 16 a batch", &floor), Target::None),
        tail,
        step_one.row(None, Target::None),
        step_all.row(None, Target::None),
    ])
}

fn copied(empty: &std::path::Path, round: usize) -> Result<PathBuf> {
    let copy = crate::place::fresh(&format!("floor-{round}"))?;
    let file = server::store::FILE;
    std::fs::copy(empty.join(file), copy.join(file))?;
    Ok(copy)
}

/// What was read of a desk of some size.
struct Reading {
    orders: usize,
    gets: Kind,
    list: Kind,
    deep: Kind,
    board: Kind,
    wall: Kind,
    searches: Vec<Kind>,
    started: Vec<f64>,
    memory: Vec<f64>,
}

async fn reading(options: &Options, orders: usize) -> Result<Reading> {
    let folder = desk::filled(orders).await?;
    let with = |what: &str| format!("{what}, 32 connections, {orders} orders");
    let mut reading = Reading {
        orders,
        gets: Kind::new("read an order", with("any of them, with its story")),
        list: Kind::new("list of 50", with("`state=handling`")),
        deep: Kind::new("list of 50 by unit", with("`unit=`, all states")),
        board: Kind::new("board", with("50 cards a column")),
        wall: Kind::new("wall figures", with("all figures, kept while nothing is written")),
        searches: WORDS
            .map(|(name, word)| Kind::new(name, format!("{word}, 4 connections, {orders} orders")))
            .into(),
        started: Vec::new(),
        memory: Vec::new(),
    };
    let mut random = StdRng::seed_from_u64(1);
    for _ in 0..options.rounds() {
        let desk = Desk::serve(&folder, options.port + 1).await?;
        reading.started.push(desk.started_in.as_secs_f64());
        reading.memory.push(desk.usage()?.mebibytes());
        reading.round(&desk, options.lasting(), &mut random).await?;
        desk.stop().await?;
    }
    Ok(reading)
}

impl Reading {
    async fn round(&mut self, desk: &Desk, lasting: Duration, random: &mut StdRng) -> Result<()> {
        let cookie = desk.sign_in("zhuren").await?;
        let random = StdRng::from_rng(random);
        let mut gets = Gets { cookie: cookie.clone(), orders: self.orders as i64, random };
        self.gets.measure(desk, 32, lasting, &mut gets).await?;
        let mut list = Pages::new("/api/tickets?state=handling&limit=50", &cookie, is_fifty);
        self.list.measure(desk, 32, lasting, &mut list).await?;
        let has_any = |list: &Value| list["total"].as_u64() > Some(0);
        let mut deep = Pages::new("/api/tickets?unit=wanan&limit=50", &cookie, has_any);
        self.deep.measure(desk, 32, lasting, &mut deep).await?;
        let is_board = |board: &Value| board["columns"].as_array().is_some_and(|it| it.len() == 9);
        let mut board = Pages::new("/api/board?limit=50", &cookie, is_board);
        self.board.measure(desk, 32, lasting, &mut board).await?;
        let is_wall = |wall: &Value| wall["figures"][1]["value"].as_u64() > Some(0);
        let mut wall = Pages::new("/api/wall", &cookie, is_wall);
        self.wall.measure(desk, 32, lasting, &mut wall).await?;
        for (kind, (_, word)) in self.searches.iter_mut().zip(WORDS) {
            let path = format!("/api/tickets?limit=50&q={}", encoded(word));
            kind.measure(desk, 4, lasting, &mut Pages::new(path, &cookie, has_any)).await?;
        }
        Ok(())
    }

    fn rows(&self, small: &Self) -> Vec<Row> {
        let than = |few: &Kind, target| {
            let name = format!("{} orders", small.orders);
            (Some(Beside { name, figures: few.rates.clone() }), target)
        };
        let pairs = [
            (&self.gets, &small.gets, Target::AtLeast(0.77)),
            (&self.list, &small.list, Target::AtLeast(0.77)),
            (&self.deep, &small.deep, Target::None),
            (&self.board, &small.board, Target::AtLeast(0.77)),
            (&self.wall, &small.wall, Target::AtLeast(0.95)),
        ];
        let mut rows = Vec::new();
        for (many, few, target) in pairs {
            rows.push(few.row(None, Target::None));
            let (beside, target) = than(few, target);
            rows.push(many.row(beside, target));
        }
        for kind in &self.searches {
            rows.push(Row {
                name: kind.name,
                workload: kind.words(),
                unit: Unit::Millis,
                ours: kind.p99.clone(),
                beside: None,
                target: Target::AtMost(50.0),
            });
        }
        for (of, target) in [(small, Target::AtMost(0.1)), (self, Target::AtMost(5.0))] {
            rows.push(of.own("start to ready", Unit::Seconds, &of.started, target));
        }
        for of in [small, self] {
            rows.push(of.own("memory after the start", Unit::MiB, &of.memory, Target::None));
        }
        let more = (self.orders - small.orders) as f64;
        let each = self.memory.iter().zip(&small.memory);
        let each: Vec<f64> = each.map(|(many, few)| (many - few) * 1024.0 / more).collect();
        rows.push(self.own("memory of one more order", Unit::KiB, &each, Target::None));
        rows
    }

    fn own(&self, name: &'static str, unit: Unit, ours: &[f64], target: Target) -> Row {
        let workload = format!("{} orders", self.orders);
        Row { name, workload, unit, ours: ours.to_vec(), beside: None, target }
    }
}

fn encoded(word: &str) -> String {
    use std::fmt::Write as _;
    word.bytes().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "%{byte:02X}");
        text
    })
}
