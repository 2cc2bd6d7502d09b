//! `cargo xtask demo`: from a fresh checkout to a running desk.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;
use clap::builder::FalseyValueParser;

use crate::progress::{Progress, note};
use crate::{bundle, place, process, server, setup};

#[derive(Args)]
pub struct Options {
    /// Where the demo listens.
    #[arg(long, value_name = "ADDR", env = "XINQIAO_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where the demo keeps its data [default: target/demo of the checkout].
    #[arg(long, value_name = "DIR", env = "XINQIAO_DATA")]
    data: Option<PathBuf>,
    /// Throw the demo's data away and load them anew.
    #[arg(long, env = "XINQIAO_FRESH", value_parser = FalseyValueParser::new())]
    fresh: bool,
    /// Let no new calls arrive.
    #[arg(long, env = "XINQIAO_STILL", value_parser = FalseyValueParser::new())]
    still: bool,
    /// Listen also where other machines can reach the demo and its well-known passwords.
    #[arg(long, env = "XINQIAO_ALLOW_REMOTE", value_parser = FalseyValueParser::new())]
    allow_remote: bool,
}

pub fn run(options: &Options) -> Result<()> {
    let mut progress = Progress::of(4 + bundle::STEPS);
    progress.step("wasm target", setup::wasm_target)?;
    progress.step("npm packages", setup::npm_packages)?;
    bundle::build(&mut progress)?;
    progress.step("server (cargo build --release)", server::build)?;
    let mut xinqiao = serve(options)?;
    progress.step("demo", || {
        note("stop it with Ctrl-C");
        become_it(&mut xinqiao)
    })
}

/// The line that serves the demo.
fn serve(options: &Options) -> Result<Command> {
    let data = match &options.data {
        // A relative path means what it means where the command was typed.
        Some(data) => std::path::absolute(data).context("--data is not a path")?,
        None => place::target().join("demo"),
    };
    let mut xinqiao = process::program(place::server());
    xinqiao.arg("demo").arg("--data").arg(data).arg("--listen").arg(options.listen.to_string());
    let flags = [
        ("--fresh", "XINQIAO_FRESH", options.fresh),
        ("--still", "XINQIAO_STILL", options.still),
        ("--allow-remote", "XINQIAO_ALLOW_REMOTE", options.allow_remote),
    ];
    for (flag, variable, given) in flags {
        // The line says it all; the variable was read here.
        xinqiao.env_remove(variable);
        if given {
            xinqiao.arg(flag);
        }
    }
    Ok(xinqiao)
}

/// Gives this process over to the server, so that Ctrl-C and every other signal reach it alone and it
/// can finish its writes. Returns only where that fails.
#[cfg(unix)]
fn become_it(xinqiao: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(xinqiao.exec()).context("cannot start the server")
}

/// Where a process cannot become another one, the console sends Ctrl-C to both.
#[cfg(not(unix))]
fn become_it(xinqiao: &mut Command) -> Result<()> {
    process::run(xinqiao)
}
