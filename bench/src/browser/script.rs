//! Running what drives the browser.

use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// A script of `bench/browser`, by its stem.
pub struct Script(pub &'static str);

impl Script {
    /// Runs it with what it needs to know; its last line is what it found.
    pub async fn run(&self, asked: &Value) -> Result<Value> {
        let Self(name) = self;
        let output = tokio::process::Command::new("node")
            .arg(format!("bench/browser/{name}.mjs"))
            .arg(asked.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("Node 20 or later is needed")?
            .wait_with_output()
            .await?;
        ensure!(output.status.success(), "{name}.mjs failed: {}", output.status);
        let told = String::from_utf8(output.stdout)?;
        let last = told.lines().last().with_context(|| format!("{name}.mjs told nothing"))?;
        serde_json::from_str(last).with_context(|| format!("{name}.mjs told {last}"))
    }
}

/// The browser of the browser tests.
pub fn chromium() -> String {
    std::env::var("XINQIAO_CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned())
}

/// Installs Lighthouse as its lock lists it, unless that was done.
pub fn install() -> Result<()> {
    let stamp = std::path::Path::new("bench/browser/node_modules/.xinqiao-lock");
    let lock = std::fs::read_to_string("bench/browser/package-lock.json")?;
    if std::fs::read_to_string(stamp).is_ok_and(|kept| kept == lock) {
        return Ok(());
    }
    let npm = std::process::Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--prefix", "bench/browser"])
        .env("PUPPETEER_SKIP_DOWNLOAD", "1")
        .status()?;
    ensure!(npm.success(), "npm ci failed: {npm}");
    Ok(std::fs::write(stamp, lock)?)
}
