//! `cargo xtask bench`: the release server, measured by the program in `bench/`.

use anyhow::Result;
use clap::Args;
use clap::builder::FalseyValueParser;

use crate::process::{cargo, program, run as go};
use crate::progress::Progress;
use crate::{bundle, place, setup};

#[derive(Args)]
pub struct Options {
    /// Install no Debian packages; measure without what is missing.
    #[arg(long, env = "XINQIAO_NO_INSTALL", value_parser = FalseyValueParser::new())]
    no_install: bool,
    /// What to measure and how; `cargo xtask bench -- --help` tells.
    #[arg(value_name = "NAME|OPTION", trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<String>,
}

pub fn run(options: &Options) -> Result<()> {
    // The release carries the app, and what is measured is the app of these sources.
    let mut progress = Progress::of(2 + bundle::STEPS);
    progress.step("wasm target", setup::wasm_target)?;
    progress.step("npm packages", setup::npm_packages)?;
    bundle::build(&mut progress)?;
    // Names come first; without one everything is measured.
    let everything = options.words.first().is_none_or(|word| word.starts_with('-'));
    if everything || options.words.iter().any(|word| word == "stream") {
        setup::nchan(!options.no_install);
    }
    // Together, so that what they share is compiled once.
    go(&mut cargo("build --release -p server -p bench --features server/embed"))?;
    go(program(place::bench()).args(&options.words))
}
