//! Who comes back, and who stops reading.

use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};

use super::{
    beside::{all_heard, within},
    crowd::{Crowd, Party},
    rig::{Change, Rig, Teller},
};
use crate::{
    Options,
    report::{Beside, Row, Target, Unit, median},
};

/// How many come back, and how much each has missed.
const RETURNING: usize = 1000;
const MISSED: usize = 100;
/// How many stop reading while how many live on.
const STALLED: usize = 500;
const LIVE: usize = 1000;
/// Changes enough to fill what the system holds for one who does not read.
const TO_FILL: usize = 800;
/// Changes whose deliveries are timed.
const TIMED: usize = 60;
/// How long one may be kept who takes nothing.
const LIMIT: Duration = Duration::from_secs(30);

pub async fn rows(options: &Options, change: &Change) -> Result<Vec<Row>> {
    let mut rows = vec![returning(options, change).await?];
    rows.extend(stalled(options, change).await?);
    Ok(rows)
}

/// Each gets exactly what it has missed, in order; the ears see to that.
async fn returning(options: &Options, change: &Change) -> Result<Row> {
    let mut rig = Rig::begin(Teller::Desk, options.port, change).await?;
    let mut crowd = Crowd::begin()?;
    let (mut took, mut worked) = (Vec::new(), Vec::new());
    for _ in 0..options.rounds() {
        crowd.gather(rig.party(RETURNING)).await?;
        crowd.disperse().await?;
        let place = rig.seq;
        rig.burst(MISSED).await?;
        let (began, cpu) = (Instant::now(), rig.usage()?.cpu);
        crowd.gather(rig.returning(RETURNING, place)).await?;
        took.push(began.elapsed().as_secs_f64() * 1e3);
        worked.push(rig.usage()?.cpu.saturating_sub(cpu).as_secs_f64() * 1e3);
        all_heard(&mut crowd, rig.seq, MISSED).await?;
        crowd.disperse().await?;
    }
    rig.stop().await?;
    Ok(Row {
        name: "resume",
        workload: format!(
            "{RETURNING} come back, each has missed {MISSED}: until all have heard them; {:.0} ms of the server's CPU",
            median(&worked)
        ),
        unit: Unit::Millis,
        ours: took,
        beside: None,
        target: Target::AtMost(1000.0),
    })
}

#[derive(Default)]
struct Stalled {
    with: Vec<f64>,
    without: Vec<f64>,
    memory: Vec<f64>,
    cut_after: Vec<f64>,
}

async fn stalled(options: &Options, change: &Change) -> Result<Vec<Row>> {
    let mut told = Stalled::default();
    // Each round waits until they are let go.
    for _ in 0..options.rounds().min(if options.quick { 1 } else { 2 }) {
        let mut rig = Rig::begin(Teller::Desk, options.port, change).await?;
        let mut crowd = Crowd::begin()?;
        crowd.gather(rig.party(LIVE)).await?;
        told.without.push(deliveries(&mut rig, &mut crowd).await?);

        let before = rig.private_memory()?;
        crowd.gather(Party { reads: false, ..rig.party(STALLED) }).await?;
        let open = rig.open_files()?;
        let began = Instant::now();
        rig.burst(TO_FILL).await?;
        all_heard(&mut crowd, rig.seq, TO_FILL).await?;
        told.with.push(deliveries(&mut rig, &mut crowd).await?);
        ensure!(rig.open_files()? + 1 > open, "they were let go too soon to be looked at");
        // The changes that fill their pipes are held as well, by the desk itself: at the most it is this.
        // Where what was given back before serves them it cannot be told.
        let held = rig.private_memory()?.saturating_sub(before);
        told.memory.extend((held > 0).then(|| held as f64 / 1024.0 / STALLED as f64));

        while rig.open_files()? + STALLED > open {
            if began.elapsed() > 2 * LIMIT {
                bail!("{} of the stalled are still there", rig.open_files()? + STALLED - open);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        told.cut_after.push(began.elapsed().as_secs_f64());
        // Nobody else noticed.
        rig.finds_its_voice().await?;
        deliveries(&mut rig, &mut crowd).await?;
        crowd.disperse().await?;
        rig.stop().await?;
    }
    Ok(told.rows())
}

/// Within how many milliseconds 99 of 100 deliveries came, from the answer to who told.
async fn deliveries(rig: &mut Rig, crowd: &mut Crowd) -> Result<f64> {
    let mut all = Vec::with_capacity(TIMED * LIVE);
    for _ in 0..TIMED {
        let told = rig.tell().await?;
        let heard = crowd.heard().await?;
        ensure!(heard.seq == told.seq, "{} was told and {} heard", told.seq, heard.seq);
        let after = |at: &Instant| at.saturating_duration_since(told.answered).as_secs_f64() * 1e3;
        all.extend(heard.at.iter().map(after));
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    ensure!(!all.is_empty(), "nobody heard");
    Ok(within(&mut all, 0.99))
}

impl Stalled {
    fn rows(self) -> Vec<Row> {
        let beside = Beside { name: "without them".to_owned(), figures: self.without };
        let row = |workload: String, unit, ours, beside, target| Row {
            name: "stalled",
            workload,
            unit,
            ours,
            beside,
            target,
        };
        let memory = (!self.memory.is_empty()).then(|| {
            let workload = format!(
                "{STALLED} stop reading: private memory of the process, with the changes, each"
            );
            row(workload, Unit::KiB, self.memory, None, Target::AtMost(64.0))
        });
        let told = [
            row(
                format!("{STALLED} stop reading: deliveries to {LIVE} others, p99"),
                Unit::Millis,
                self.with,
                Some(beside),
                Target::AtMost(1.2),
            ),
            row(
                format!("{STALLED} stop reading: until all of them are let go"),
                Unit::Seconds,
                self.cut_after,
                None,
                Target::AtMost(LIMIT.as_secs_f64()),
            ),
        ];
        told.into_iter().chain(memory).collect()
    }
}
