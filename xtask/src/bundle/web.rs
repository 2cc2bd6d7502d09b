//! Style and scripts, bundled and minified by esbuild.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::place;
use crate::process::{output, program};

/// The one stylesheet.
pub fn style() -> Result<Vec<u8>> {
    // Addresses from the root are the server's, not files of the checkout.
    esbuild("style/main.css", &["--external:/icons/*".to_owned()])
}

/// The charts, with the licences of what they are made of at the end.
pub fn charts() -> Result<Vec<u8>> {
    esbuild("app/js/charts.mjs", &["--format=esm".to_owned(), "--target=es2022".to_owned()])
}

/// The script that starts the program, with wasm-bindgen's glue inside. It is told the addresses of
/// the program, of the charts, and of the chunks by page (a JSON object).
pub fn boot(glue: &Path, wasm: &str, charts: &str, chunks: &str) -> Result<Vec<u8>> {
    let options = [
        "--format=esm".to_owned(),
        "--target=es2022".to_owned(),
        "--legal-comments=none".to_owned(),
        "--external:/assets/*".to_owned(),
        format!("--alias:xinqiao-app={}", glue.display()),
        "--alias:xinqiao-parts=./app/js/parts.js".to_owned(),
        format!("--define:WASM=\"{wasm}\""),
        format!("--define:CHARTS=\"{charts}\""),
        format!("--define:CHUNKS={chunks}"),
    ];
    esbuild("app/js/boot.js", &options)
}

fn esbuild(entry: &str, options: &[String]) -> Result<Vec<u8>> {
    let esbuild = place::npm(".bin/esbuild");
    ensure!(esbuild.exists(), "esbuild is not in node_modules: run `npm ci`");
    let common = ["--bundle", "--minify", "--charset=utf8", "--log-level=warning"];
    output(program(esbuild).arg(entry).args(common).args(options))
}
