//! What the figures were measured on.

use std::{
    fmt,
    fs::File,
    io::Write as _,
    time::{Duration, Instant},
};

use anyhow::Result;
use domain::time::Moment;

use crate::place;

/// The machine and the hour.
pub struct Machine {
    cpu: String,
    cores: usize,
    kernel: String,
    /// The median time that the disk takes to keep 4 KiB.
    pub fdatasync: Duration,
    /// Processes that wanted to run in the last minute, on average.
    load: String,
    now: Moment,
}

impl Machine {
    pub fn look() -> Result<Self> {
        let cpus = std::fs::read_to_string("/proc/cpuinfo")?;
        let cpu = cpus.lines().find_map(|line| line.strip_prefix("model name\t: "));
        let load = std::fs::read_to_string("/proc/loadavg")?;
        Ok(Self {
            cpu: cpu.unwrap_or("unknown CPU").to_owned(),
            cores: std::thread::available_parallelism()?.get(),
            kernel: std::fs::read_to_string("/proc/sys/kernel/osrelease")?.trim().to_owned(),
            fdatasync: fdatasync()?,
            load: load.split(' ').next().unwrap_or_default().to_owned(),
            now: server::clock::machine_now(),
        })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cpu, cores, kernel, fdatasync, load, now } = self;
        let (day, micros) = (now.day(), fdatasync.as_micros());
        write!(
            f,
            "{day}, {cpu}, {cores} cores, Linux {kernel}, fdatasync {micros} µs; load {load} at the start"
        )
    }
}

/// The median of many appends of 4 KiB that are brought to the disk one by one.
pub fn fdatasync() -> Result<Duration> {
    const TIMES: usize = 500;
    let file = place::fresh("disk")?.join("file");
    let mut file = File::create(file)?;
    let mut took = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let began = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        took.push(began.elapsed());
    }
    took.sort_unstable();
    Ok(took[TIMES / 2])
}
