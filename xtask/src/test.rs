//! `cargo xtask test`: every check, in the order in which a mistake is cheapest to find.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use clap::builder::FalseyValueParser;

use crate::process::{cargo, program, run as go};
use crate::progress::Progress;
use crate::{budget, bundle, place, server, setup};

#[derive(Args)]
pub struct Options {
    /// Install no Debian packages; stop with the line to run instead.
    #[arg(long, env = "XINQIAO_NO_INSTALL", value_parser = FalseyValueParser::new())]
    no_install: bool,
    /// The browser of the browser tests.
    #[arg(
        long,
        value_name = "PATH",
        env = "XINQIAO_CHROMIUM",
        default_value = "/usr/bin/chromium"
    )]
    chromium: PathBuf,
}

/// Stops at the first step that fails; the table is printed either way.
pub fn run(options: &Options) -> Result<()> {
    let mut progress = Progress::of(12 + bundle::STEPS);
    let outcome = every_step(&mut progress, options);
    println!("\n{}", progress.table());
    outcome
}

fn every_step(progress: &mut Progress, options: &Options) -> Result<()> {
    progress.step("wasm target", setup::wasm_target)?;
    progress.step("npm packages", setup::npm_packages)?;
    progress.step("browser and Chinese font", || {
        setup::browser(&options.chromium, !options.no_install)
    })?;
    source(progress)?;
    let weights = bundle::build(progress)?;
    progress.step("size budget", || budget::check(&weights))?;
    progress.step("server (cargo build --release)", server::build)?;
    progress.step("browser tests: types", || {
        go(program("node").arg(place::npm("typescript/bin/tsc")).args(["-p", "end2end"]))
    })?;
    progress.step("browser tests", || browser_tests(&options.chromium))
}

/// What can be judged without a running desk.
fn source(progress: &mut Progress) -> Result<()> {
    progress.step("format", || go(&mut cargo("fmt --all --check")))?;
    progress.step("lints", || {
        go(&mut cargo("clippy --workspace --exclude app --all-targets -- -D warnings"))
    })?;
    progress.step("lints of the app", || {
        go(&mut cargo("clippy -p app --target wasm32-unknown-unknown -- -D warnings"))
    })?;
    progress.step("tests", || go(&mut cargo("test --workspace --exclude app")))?;
    // What of the app is pure, such as the options of its charts, is tested on the host.
    progress.step("tests of the app", || go(&mut cargo("test -p app")))
}

/// The screens of the trade, as `end2end/playwright.config.ts` names them.
const SCREENS: [&str; 4] = ["tablet", "phone", "desktop", "wall"];

/// Each screen has a desk of its own: what is done on one does not fill the columns of the next.
fn browser_tests(chromium: &Path) -> Result<()> {
    for screen in SCREENS {
        let mut playwright = program("node");
        playwright
            .arg(place::npm("@playwright/test/cli.js"))
            .args(["test", "--config", "end2end/playwright.config.ts", "--project", screen])
            .env("XINQIAO_CHROMIUM", chromium);
        go(&mut playwright)?;
    }
    Ok(())
}
