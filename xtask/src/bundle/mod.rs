//! The app as the browser gets it: `target/app`, with the page, the service worker, manifest and icons
//! at the root and everything that may be cached for ever under `assets/`, named by its content.
//!
//! Compiling is left to cargo, which knows what changed. What is slow after it (wasm-bindgen, wasm-opt,
//! brotli) is kept under `target/bundle` by the hash of what went in; the rest takes a moment and is
//! made anew each time. A file is only written where its bytes differ, so that cargo does not build
//! the server again around an app that is the same.

mod compress;
mod icons;
pub mod name;
mod site;
mod template;
mod wasm;
mod web;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::progress::Progress;
use crate::{place, setup};
use name::digest;
use site::Site;
pub use site::Weight;
use template::fill;

/// The steps of [`build`].
pub const STEPS: usize = 3;

/// `cargo xtask bundle`.
pub fn run() -> Result<()> {
    let mut progress = Progress::of(2 + STEPS);
    progress.step("wasm target", setup::wasm_target)?;
    progress.step("npm packages", setup::npm_packages)?;
    build(&mut progress)?;
    Ok(())
}

/// Builds the app and returns the weights of what is fetched at the first load.
pub fn build(progress: &mut Progress) -> Result<Vec<Weight>> {
    let compiled = progress.step("app (cargo build for wasm)", wasm::compile)?;
    let program = progress.step("wasm-bindgen and wasm-opt", || wasm::bind(&compiled))?;
    progress.step("style, scripts, icons, compression", || assemble(&program))
}

/// Puts everything into its place. What names other files comes after them.
fn assemble(program: &wasm::Program) -> Result<Vec<Weight>> {
    let root = place::root();
    let mut site = Site::at(place::app())?;
    let (wasm, wasm_weight) = site.asset("app", "wasm", &program.wasm)?;
    let (charts, _) = site.asset("charts", "js", &web::charts()?)?;
    let (style, style_weight) = site.asset("main", "css", &web::style()?)?;
    let (icons, _) = site.asset("icons", "svg", icons::sprite(&root)?.as_bytes())?;
    let boot = web::boot(&program.glue, &wasm, &charts)?;
    let (boot, boot_weight) = site.asset("boot", "js", &boot)?;

    let page = fill(
        &read(&root.join("app/index.html"))?,
        &[("style", &style), ("icons", &icons), ("boot", &boot), ("wasm", &wasm)],
    )?;
    let page_weight = site.file("index.html", page.as_bytes())?;
    site.copy(&root.join("public"), &["sw.js"])?;

    // The charts are fetched by the wall alone, so the worker keeps them when they are first asked for.
    let kept = serde_json::to_string(&[&wasm, &style, &icons, &boot])?;
    let build = digest(format!("{page}{charts}").as_bytes());
    let worker = fill(
        &read(&root.join("public/sw.js"))?,
        &[("build", &build[..name::LETTERS]), ("assets", &kept)],
    )?;
    site.file("sw.js", worker.as_bytes())?;
    site.finish()?;
    Ok(vec![page_weight, style_weight, boot_weight, wasm_weight])
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
