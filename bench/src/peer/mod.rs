//! The server beside PocketBase with the same data: its writes do not wait for the disk, and anybody may
//! do anything; ours are durable, signed in and told in a story.

mod pocket;

use std::time::Duration;

use anyhow::Result;
use rand::{SeedableRng as _, rngs::StdRng};
use serde_json::Value;
use server::demo::years;

use crate::{
    Options,
    desk::{self, Desk, Usage},
    http::{self, Work},
    report::{Beside, Row, Target, Unit},
    work::{Creates, Gets, Pages, Steps, is_fifty},
};
use pocket::{Pocket, Records, Touch};

/// One kind of request at both.
struct Pair {
    name: &'static str,
    workload: &'static str,
    target: f64,
    ours: Side,
    theirs: Side,
}

#[derive(Default)]
struct Side {
    rates: Vec<f64>,
    cpu: Vec<f64>,
}

impl Side {
    async fn measure<W: Work>(
        &mut self,
        (pid, port): (u32, u16),
        lasting: Duration,
        work: &mut W,
    ) -> Result<()> {
        // What is read for the first time is not counted.
        http::closed(port, 1, Duration::from_millis(1), work).await?;
        let before = Usage::of(pid)?;
        let told = http::closed(port, 32, lasting, work).await?;
        let cpu = Usage::of(pid)?.cpu.saturating_sub(before.cpu);
        self.rates.push(told.per_second());
        self.cpu.push(cpu.as_secs_f64() * 1e6 / told.count.max(1) as f64);
        Ok(())
    }
}

impl Pair {
    fn new(name: &'static str, workload: &'static str, target: f64) -> Self {
        Self { name, workload, target, ours: Side::default(), theirs: Side::default() }
    }

    /// The rate, and what it costs the server: that hardly depends on what else the machine does.
    fn rows(&self) -> [Row; 2] {
        let row = |workload: String, unit, ours: &[f64], theirs: &[f64], target| {
            let beside = Beside { name: "PocketBase".to_owned(), figures: theirs.to_vec() };
            Row {
                name: self.name,
                workload,
                unit,
                ours: ours.to_vec(),
                beside: Some(beside),
                target,
            }
        };
        let (ours, theirs) = (&self.ours, &self.theirs);
        let (rate, cost) = (Target::AtLeast(self.target), Target::AtMost(0.25));
        let cpu = "the server's CPU for each".to_owned();
        [
            row(self.workload.to_owned(), Unit::PerSecond, &ours.rates, &theirs.rates, rate),
            row(cpu, Unit::Micros, &ours.cpu, &theirs.cpu, cost),
        ]
    }
}

pub async fn rows(options: &Options) -> Result<Vec<Row>> {
    let orders = if options.quick { 1_000 } else { 10_000 };
    let Some(program) = pocket::program()? else {
        println!(
            "PocketBase cannot be had here (pip with PyPI in reach is needed); it is left out."
        );
        return Ok(Vec::new());
    };
    let folder = desk::filled(orders).await?;
    let pocket = Pocket::serve(&program, &folder, options.port + 3).await?;
    let desk = Desk::serve(&folder, options.port + 2).await?;
    // It will be written to, however this ends: the next one begins with what is made anew.
    std::fs::remove_file(folder.join("made"))?;
    let pairs = measured(options, &desk, &pocket, orders).await?;
    desk.stop().await?;
    pocket.stop().await?;
    Ok(pairs.iter().flat_map(Pair::rows).collect())
}

async fn measured(
    options: &Options,
    desk: &Desk,
    pocket: &Pocket,
    orders: usize,
) -> Result<[Pair; 5]> {
    let mut create = Pair::new("create", "32 connections", 5.0);
    let mut step = Pair::new("step", "32 connections", 6.0);
    let mut get = Pair::new("read an order", "32 connections, ours with its story", 5.0);
    let mut list = Pair::new("list of 50", "32 connections, one state, by due", 15.0);
    let mut stats = Pair::new(
        "grouped statistics",
        "32 connections, ours the whole wall, kept while nothing is written",
        200.0,
    );
    let lasting = options.lasting();
    let (us, them) = ((desk.pid(), desk.port), (pocket.pid(), pocket.port));
    let cookie = desk.sign_in("zhuren").await?;
    let intakes = years::intakes(500)?;
    let mut creates = Creates::new(desk.sign_in("jiexian").await?, intakes.clone())?;
    let mut steps = Steps {
        cookie: desk.sign_in("shenhe").await?,
        waiting: Vec::new(),
        unit: "wanan".to_owned(),
    };
    let mut records = Records::new(&intakes);
    let path = "/api/tickets?state=handling&limit=50";
    for round in 0..options.rounds() {
        let random = || StdRng::seed_from_u64(round as u64);
        let mut gets = Gets { cookie: cookie.clone(), orders: orders as i64, random: random() };
        get.ours.measure(us, lasting, &mut gets).await?;
        get.theirs.measure(them, lasting, &mut pocket.gets(random())).await?;
        list.ours.measure(us, lasting, &mut Pages::new(path, &cookie, is_fifty)).await?;
        list.theirs.measure(them, lasting, &mut pocket::list()).await?;
        let is_wall = |wall: &Value| wall["figures"][1]["value"].as_u64() > Some(0);
        stats.ours.measure(us, lasting, &mut Pages::new("/api/wall", &cookie, is_wall)).await?;
        stats.theirs.measure(them, lasting, &mut pocket::stats()).await?;
        create.ours.measure(us, lasting, &mut creates).await?;
        create.theirs.measure(them, lasting, &mut records).await?;
        steps.waiting.append(&mut creates.taken);
        step.ours.measure(us, lasting, &mut steps).await?;
        steps.waiting.clear();
        let mut touch = Touch { waiting: records.made.drain(..).collect() };
        step.theirs.measure(them, lasting, &mut touch).await?;
    }
    Ok([create, step, get, list, stats])
}
