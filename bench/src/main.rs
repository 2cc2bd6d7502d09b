//! Measures Xinqiao beside its peers and the machine's limits: `cargo xtask bench`.
//!
//! A bench (`server` …) starts desks (`desk`), asks them (`http`) and gives rows (`report`), each beside
//! something that was measured in the same run. Whatever a desk answers is checked; one wrong answer
//! fails the run.

mod browser;
mod desk;
mod floor;
mod http;
mod machine;
mod peer;
mod place;
mod report;
mod server;
mod stream;
mod work;

use std::{process::ExitCode, time::Duration};

use anyhow::{Result, ensure};
use clap::{Parser, Subcommand, ValueEnum};

use crate::{machine::Machine, report::Row};

#[derive(Parser)]
#[command(name = "cargo xtask bench", about = "Measures Xinqiao beside its peers and the machine")]
#[command(args_conflicts_with_subcommands = true)]
struct Line {
    /// What to measure; everything where nothing is named.
    names: Vec<Name>,
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    helper: Option<Helper>,
}

#[derive(clap::Args)]
pub struct Options {
    /// How often each pair is measured, in turns.
    #[arg(long)]
    rounds: Option<usize>,
    /// Small sizes and few rounds: whether all answers are right, in a minute.
    #[arg(long)]
    quick: bool,
    /// Write the tables between their marks in README.md.
    #[arg(long)]
    write: bool,
    /// The first of the ports that are used, on loopback.
    #[arg(long, default_value_t = 9100)]
    port: u16,
}

impl Options {
    /// How often each pair is measured.
    pub fn rounds(&self) -> usize {
        self.rounds.unwrap_or(if self.quick { 2 } else { 5 }).max(1)
    }

    /// How long one measurement lasts.
    pub fn lasting(&self) -> Duration {
        Duration::from_millis(if self.quick { 300 } else { 1500 })
    }
}

/// What can be measured, each in a module of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// The server beside bare SQLite and the disk.
    Server,
    /// The app in Chromium, slowed down four times.
    Browser,
    /// The stream beside nchan and a bare loop of writes.
    Stream,
    /// The server beside PocketBase.
    Peer,
}

impl Name {
    fn word(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    async fn rows(self, options: &Options) -> Result<Vec<Row>> {
        match self {
            Self::Server => server::rows(options).await,
            Self::Browser => browser::rows(options).await,
            Self::Stream => stream::rows(options).await,
            Self::Peer => peer::rows(options).await,
        }
    }
}

/// Processes that a bench starts of this same program.
#[derive(Subcommand)]
enum Helper {
    /// Tells many listeners by a bare loop of writes.
    #[command(hide = true)]
    Floor { port: u16 },
}

fn main() -> ExitCode {
    match run(Line::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nbench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(line: Line) -> Result<()> {
    if let Some(helper) = line.helper {
        return match helper {
            Helper::Floor { port } => stream::floor::run(port),
        };
    }
    let names = if line.names.is_empty() { Name::value_variants() } else { &line.names };
    if line.options.write {
        ensure!(!line.options.quick, "what a quick run tells is not to be written down");
        names.iter().try_for_each(|name| report::check_marks(&name.word()))?;
    }
    // One thread: what the client takes of the machine is taken from the server.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    names.iter().try_for_each(|name| runtime.block_on(measure(*name, &line.options)))
}

async fn measure(name: Name, options: &Options) -> Result<()> {
    let machine = Machine::look()?;
    println!("{}\n{machine}", name.word());
    let rows = name.rows(options).await?;
    let table = report::table(&rows, &machine, options.rounds());
    println!("\n{table}");
    if options.write {
        report::write(&name.word(), &table)?;
    }
    Ok(())
}
