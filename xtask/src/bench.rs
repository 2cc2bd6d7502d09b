//! `cargo xtask bench`: the release server, measured by the program in `bench/`.

use anyhow::{Result, ensure};
use clap::Args;

use crate::place;
use crate::process::{cargo, program, run as go};

#[derive(Args)]
pub struct Options {
    /// What to measure and how; `cargo xtask bench -- --help` tells.
    #[arg(value_name = "NAME|OPTION", trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<String>,
}

pub fn run(options: &Options) -> Result<()> {
    ensure!(
        place::app().join("index.html").exists(),
        "the release carries the app: build it first, with `cargo xtask bundle`"
    );
    // Together, so that what they share is compiled once.
    go(&mut cargo("build --release -p server -p bench --features server/embed"))?;
    go(program(place::bench()).args(&options.words))
}
