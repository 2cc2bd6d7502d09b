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

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::progress::Progress;
use crate::{budget, place, setup};
use name::digest;
use site::Site;
pub use site::Weight;
use template::fill;

/// What a phone opens: the list, whose chunks belong to the first load, and an order of it in the words of
/// the desk.
const PHONE: [&str; 3] = ["tasks", "order", "vocabulary"];

/// What is fetched to begin with, and what comes with the pages.
pub struct Weights {
    pub first_load: Vec<Weight>,
    pub later: Vec<Weight>,
}

/// The steps of [`build`].
pub const STEPS: usize = 3;

/// `cargo xtask bundle`.
pub fn run() -> Result<()> {
    let mut progress = Progress::of(2 + STEPS);
    progress.step("wasm target", setup::wasm_target)?;
    progress.step("npm packages", setup::npm_packages)?;
    println!("{}", budget::table(&build(&mut progress)?));
    Ok(())
}

/// Builds the app and returns what it weighs.
pub fn build(progress: &mut Progress) -> Result<Weights> {
    let compiled = progress.step("app (cargo build for wasm)", wasm::compile)?;
    let program =
        progress.step("wasm-split, wasm-bindgen and wasm-opt", || wasm::bind(&compiled))?;
    progress.step("style, scripts, icons, compression", || assemble(&program))
}

/// Puts everything into its place. What names other files comes after them.
fn assemble(program: &wasm::Program) -> Result<Weights> {
    let root = place::root();
    let mut site = Site::at(place::app())?;
    let mut weights = Weights { first_load: Vec::new(), later: Vec::new() };
    let chunks = add_chunks(program, &mut site, &mut weights)?;
    let (wasm, wasm_weight) = site.asset("app", "wasm", &program.first)?;
    let (charts, charts_weight) = site.asset("charts", "js", &web::charts()?)?;
    let (style, style_weight) = site.asset("main", "css", &web::style()?)?;
    let (icons, icons_weight) = site.asset("icons", "svg", icons::sprite(&root)?.as_bytes())?;
    let boot = web::boot(&program.glue, &wasm, &charts, &serde_json::to_string(&chunks)?)?;
    let (boot, boot_weight) = site.asset("boot", "js", &boot)?;

    let page = fill(
        &read(&root.join("app/index.html"))?,
        &[("style", &style), ("icons", &icons), ("boot", &boot), ("wasm", &wasm)],
    )?;
    let page_weight = site.file("index.html", page.as_bytes())?;
    site.copy(&root.join("public"), &["sw.js"])?;

    // What the worker keeps from the start opens a phone without a signal. The rest it keeps when it is
    // first asked for.
    let mut kept = BTreeSet::from([&wasm, &style, &icons, &boot]);
    kept.extend(PHONE.iter().filter_map(|chunk| chunks.get(*chunk)).flatten());
    let build = digest(format!("{page}{charts}").as_bytes());
    let worker = fill(
        &read(&root.join("public/sw.js"))?,
        &[("build", &build[..name::LETTERS]), ("assets", &serde_json::to_string(&kept)?)],
    )?;
    site.file("sw.js", worker.as_bytes())?;
    site.finish()?;
    let shell = [page_weight, style_weight, icons_weight, boot_weight, wasm_weight];
    weights.first_load.splice(0..0, shell);
    weights.later.push(charts_weight);
    Ok(weights)
}

/// Adds the chunks, and returns the addresses of the files that each page needs.
fn add_chunks(
    program: &wasm::Program,
    site: &mut Site,
    weights: &mut Weights,
) -> Result<BTreeMap<String, Vec<String>>> {
    let comes_first =
        |chunk: &wasm::Chunk| program.needs.get(PHONE[0]).is_some_and(|n| n.contains(&chunk.stem));
    let (packed, alone): (Vec<_>, Vec<_>) =
        program.chunks.iter().partition(|chunk| chunk.is_shared() && comes_first(chunk));
    let mut places = BTreeMap::new();
    for chunk in alone {
        let (address, weight) = site.asset(chunk.name(), "wasm", &chunk.wasm)?;
        let list = if comes_first(chunk) { &mut weights.first_load } else { &mut weights.later };
        list.push(weight);
        places.insert(chunk.stem.clone(), wasm::Found { address, part: None });
    }
    weights.first_load.push(add_pack(&packed, site, &mut places)?);
    wasm::link(&places)?;
    let of_page = |stems: &Vec<String>| {
        let addresses: BTreeSet<_> = stems.iter().map(|stem| &places[stem].address).collect();
        addresses.into_iter().cloned().collect()
    };
    Ok(program.needs.iter().map(|(page, stems)| (page.clone(), of_page(stems))).collect())
}

/// What the phone's list shares with other pages lies in a dozen scraps, cut by who uses them. They come
/// in one file: a request for each would cost a phone more time than their bytes.
fn add_pack(
    chunks: &[&wasm::Chunk],
    site: &mut Site,
    places: &mut BTreeMap<String, wasm::Found>,
) -> Result<Weight> {
    let pack = chunks.iter().flat_map(|chunk| &chunk.wasm).copied().collect::<Vec<_>>();
    let (address, weight) = site.asset("shared", "pack", &pack)?;
    let mut from = 0;
    for chunk in chunks {
        let part = Some((from, chunk.wasm.len()));
        places.insert(chunk.stem.clone(), wasm::Found { address: address.clone(), part });
        from += chunk.wasm.len();
    }
    Ok(weight)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
