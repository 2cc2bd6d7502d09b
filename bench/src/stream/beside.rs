//! How soon the last of many has heard, and what telling them takes.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use super::{
    crowd::Crowd,
    rig::{Change, Rig, Teller},
};
use crate::{
    Options,
    report::{Beside, Row, Target, Unit},
};

/// How many listen, and how many changes they are told, one by one.
const SIZES: [(usize, usize); 4] = [(10_000, 10), (1000, 40), (50, 200), (1, 100)];
const QUICK_SIZES: [(usize, usize); 3] = [(1000, 10), (50, 50), (1, 50)];
/// How many listen to a burst, and of how many changes.
const BURST: (usize, usize) = (1000, 200);
/// Until what was used on the way is given back.
const REST: Duration = Duration::from_millis(500);

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Figure {
    /// From the answer to who tells until the last has heard, in milliseconds: 99 of 100 changes.
    Last,
    /// The same from the asking: nchan answers when it has told everybody.
    Whole,
    /// Microseconds of CPU a delivery.
    Cpu,
    /// KiB of memory that one more listener takes.
    Memory,
    /// KiB of memory that each of many who came at once has left behind.
    Rush,
    /// KiB that the kernel holds for a listener and its client.
    Kernel,
    /// Deliveries a second in a burst.
    Burst,
    /// Microseconds of CPU a delivery in a burst.
    BurstCpu,
}

/// One figure a round, for each who tells and each size.
type Figures = BTreeMap<(Figure, usize, Teller), Vec<f64>>;

pub async fn rows(options: &Options, change: &Change) -> Result<Vec<Row>> {
    let sizes: &[(usize, usize)] = if options.quick { &QUICK_SIZES } else { &SIZES };
    let tellers = Teller::all();
    let mut crowd = Crowd::begin()?;
    let mut figures = Figures::new();
    for round in 1..=options.rounds() {
        println!("round {round}");
        for size in sizes {
            for teller in &tellers {
                let rig = Rig::begin(*teller, options.port, change).await?;
                let told = tell(*teller, rig, &mut crowd, *size, &mut figures).await;
                told.with_context(|| format!("{}, {} listeners", teller.name(), size.0))?;
            }
        }
        let most = sizes[0].0;
        for teller in tellers.iter().filter(|teller| **teller != Teller::Floor) {
            let rig = Rig::begin_frugally(*teller, options.port, change).await?;
            let memory = memory(rig, &mut crowd, most).await?;
            figures.entry((Figure::Memory, most, *teller)).or_default().push(memory);
            let rig = Rig::begin_frugally(*teller, options.port, change).await?;
            let rush = memory_of_a_rush(rig, &mut crowd, most).await?;
            figures.entry((Figure::Rush, most, *teller)).or_default().push(rush);
        }
    }
    let most = sizes[0].0;
    Ok(Table { figures, rows: Vec::new() }.fill(most))
}

async fn tell(
    teller: Teller,
    mut rig: Rig,
    crowd: &mut Crowd,
    (size, changes): (usize, usize),
    figures: &mut Figures,
) -> Result<()> {
    let mut note = |figure, value| figures.entry((figure, size, teller)).or_default().push(value);
    let kernel = slab()?;
    crowd.gather(rig.party(size)).await?;
    let before = rig.usage()?;
    note(Figure::Kernel, kib(slab()?, kernel, size));

    let (mut last, mut whole) = (Vec::with_capacity(changes), Vec::with_capacity(changes));
    for _ in 0..changes {
        let told = rig.tell().await?;
        let heard = crowd.heard().await?;
        ensure!(heard.seq == told.seq, "{} was told and {} heard", told.seq, heard.seq);
        let at = heard.last().context("nobody heard")?;
        last.push(at.saturating_duration_since(told.answered).as_secs_f64() * 1e3);
        whole.push(at.saturating_duration_since(told.asked).as_secs_f64() * 1e3);
        // Each finds the teller at rest.
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    let cpu = rig.usage()?.cpu.saturating_sub(before.cpu);
    note(Figure::Last, within(&mut last, 0.99));
    note(Figure::Whole, within(&mut whole, 0.99));
    note(Figure::Cpu, cpu.as_secs_f64() * 1e6 / (size * changes) as f64);

    if size == BURST.0 {
        let before = rig.usage()?.cpu;
        let began = rig.burst(BURST.1).await?;
        let ended = all_heard(crowd, rig.seq, BURST.1).await?;
        let deliveries = (size * BURST.1) as f64;
        note(Figure::Burst, deliveries / ended.duration_since(began).as_secs_f64());
        let cpu = rig.usage()?.cpu.saturating_sub(before);
        note(Figure::BurstCpu, cpu.as_secs_f64() * 1e6 / deliveries);
    }
    crowd.disperse().await?;
    rig.stop().await
}

/// What one more listener adds to what a process holds for itself, where they come a few at a time: what
/// it takes to let one in, and gives back, is then used for the next and not counted as theirs. A fifth of
/// them come before, and use what the start has given back.
async fn memory(rig: Rig, crowd: &mut Crowd, size: usize) -> Result<f64> {
    let before = size / 5;
    let held = come_calmly(&rig, crowd, before).await?;
    let more = come_calmly(&rig, crowd, size - before).await?;
    crowd.disperse().await?;
    rig.stop().await?;
    Ok(kib(more, held, size - before))
}

/// What a process holds for each of many who came at once, with what that left behind.
async fn memory_of_a_rush(rig: Rig, crowd: &mut Crowd, size: usize) -> Result<f64> {
    let before = rig.private_memory()?;
    crowd.gather(rig.party(size)).await?;
    tokio::time::sleep(REST).await;
    let after = rig.private_memory()?;
    crowd.disperse().await?;
    rig.stop().await?;
    Ok(kib(after, before, size))
}

/// Lets listeners in by and by; gives the bytes that the process holds for itself when all of them are at
/// rest.
async fn come_calmly(rig: &Rig, crowd: &mut Crowd, size: usize) -> Result<u64> {
    const AT_A_TIME: usize = 50;
    for come in (0..size).step_by(AT_A_TIME) {
        crowd.gather(rig.party(AT_A_TIME.min(size - come))).await?;
    }
    tokio::time::sleep(REST).await;
    rig.private_memory()
}

/// Waits until the last `count` changes up to `seq` were heard; gives when the last one was.
pub async fn all_heard(crowd: &mut Crowd, seq: i64, count: usize) -> Result<Instant> {
    let mut last = None;
    for place in 1..=count {
        let heard = crowd.heard().await?;
        let due = seq - (count - place) as i64;
        ensure!(heard.seq == due, "{due} was due and {} heard", heard.seq);
        last = last.max(heard.last());
    }
    last.context("nobody heard")
}

/// The value within which this share of them lies.
pub fn within(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len() as f64 * share).ceil() as usize;
    values.get(place.saturating_sub(1)).copied().unwrap_or_default()
}

fn kib(after: u64, before: u64, listeners: usize) -> f64 {
    after.saturating_sub(before) as f64 / 1024.0 / listeners as f64
}

/// Bytes of the kernel's small objects, sockets among them.
fn slab() -> Result<u64> {
    let memory = std::fs::read_to_string("/proc/meminfo")?;
    let line = memory.lines().find_map(|line| line.strip_prefix("Slab:"));
    let kib: u64 = line.context("no Slab")?.trim().trim_end_matches(" kB").parse()?;
    Ok(kib * 1024)
}

/// The rows of all figures.
struct Table {
    figures: Figures,
    rows: Vec<Row>,
}

impl Table {
    fn fill(mut self, most: usize) -> Vec<Row> {
        let all: Vec<usize> = self.figures.keys().map(|(_, size, _)| *size).collect();
        let sizes = [1, 50, 1000, 10_000].into_iter().filter(|size| all.contains(size));
        sizes.clone().for_each(|size| self.last(size));
        sizes.filter(|size| *size >= 1000).for_each(|size| self.cpu(size));
        self.burst();
        self.memory(most);
        self.rows
    }

    fn last(&mut self, size: usize) {
        let workload = format!("POST answered → the last of {size} has it, p99");
        let target = if size == 50 { Target::AtMost(5.0) } else { Target::None };
        self.alone("last", &workload, (Figure::Last, size), Unit::Millis, target);
        let workload = format!("POST asked → the last of {size} has it, p99");
        let targets = if size >= 1000 {
            [Target::AtMost(1.3), Target::AtMost(2.0)]
        } else {
            [Target::None; 2]
        };
        self.beside("last", &workload, (Figure::Whole, size), Unit::Millis, targets);
    }

    fn cpu(&mut self, size: usize) {
        let workload = format!("change by change to {size}: CPU a delivery");
        let targets = [Target::AtMost(1.05), Target::None];
        self.beside("CPU", &workload, (Figure::Cpu, size), Unit::Micros, targets);
    }

    fn burst(&mut self) {
        let (size, changes) = BURST;
        let workload = format!("{changes} changes at once to {size}: deliveries");
        let targets = [Target::AtLeast(1.0), Target::AtLeast(2.0)];
        self.beside("burst", &workload, (Figure::Burst, size), Unit::PerSecond, targets);
        let workload = format!("{changes} changes at once to {size}: CPU a delivery");
        let targets = [Target::None; 2];
        self.beside("burst", &workload, (Figure::BurstCpu, size), Unit::Micros, targets);
    }

    fn memory(&mut self, most: usize) {
        let workload = format!("the last four fifths of {most} come by and by: memory, each");
        let what = (Figure::Memory, most);
        self.alone("listener", &workload, what, Unit::KiB, Target::AtMost(2.0));
        let targets = [Target::AtMost(1.0), Target::None];
        self.beside("listener", &workload, what, Unit::KiB, targets);
        let workload = format!("{most} come at once: memory, each");
        self.alone("listener", &workload, (Figure::Rush, most), Unit::KiB, Target::AtMost(10.0));
        let workload = format!("{most} at rest: the kernel's share, both ends, each");
        self.alone("listener", &workload, (Figure::Kernel, most), Unit::KiB, Target::None);
    }

    fn of(&self, (figure, size): (Figure, usize), teller: Teller) -> Option<Vec<f64>> {
        self.figures.get(&(figure, size, teller)).cloned()
    }

    fn alone(
        &mut self,
        name: &'static str,
        workload: &str,
        what: (Figure, usize),
        unit: Unit,
        target: Target,
    ) {
        let ours = self.of(what, Teller::Desk).unwrap_or_default();
        let workload = workload.to_owned();
        self.rows.push(Row { name, workload, unit, ours, beside: None, target });
    }

    /// A row beside nchan, where it is there, and one beside the floor.
    fn beside(
        &mut self,
        name: &'static str,
        workload: &str,
        what: (Figure, usize),
        unit: Unit,
        targets: [Target; 2],
    ) {
        for (teller, target) in [Teller::Nchan, Teller::Floor].into_iter().zip(targets) {
            let Some(figures) = self.of(what, teller) else { continue };
            self.alone(name, workload, what, unit, target);
            if let Some(row) = self.rows.last_mut() {
                row.beside = Some(Beside { name: teller.name().to_owned(), figures });
            }
        }
    }
}
