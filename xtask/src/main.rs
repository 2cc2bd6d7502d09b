//! Builds, runs, tests and measures Xinqiao: `cargo xtask demo`, `test`, `dist` and `bench`, one file per command.
//!
//! `bench demo dist test` stand on `server` (the binary) and `bundle` (the app), these on `setup`, and all of
//! them on `place` (where things lie), `process` and `progress`.

mod bench;
mod budget;
mod bundle;
mod demo;
mod dist;
mod place;
mod process;
mod progress;
mod server;
mod setup;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, runs and tests Xinqiao")]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything from a fresh checkout, load the demo data and serve it.
    Demo(demo::Options),
    /// Run every check: format, lints, unit, integration and browser tests, size budget.
    Test(test::Options),
    /// Build the release, one file with the app inside: `target/dist/xinqiao`.
    Dist,
    /// Measure the release beside its peers and the machine's limits.
    Bench(bench::Options),
    /// Build the app alone into `target/app`.
    Bundle,
}

fn main() -> ExitCode {
    let outcome = match Line::parse().command {
        Command::Demo(options) => demo::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Dist => dist::run(),
        Command::Bench(options) => bench::run(&options),
        Command::Bundle => bundle::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
