//! From the crate `app` to a program and its glue.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::name::digest;
use crate::place;
use crate::process::{cargo, output, program, run};
use crate::progress::note;

/// For size. The features are those that rustc takes for granted; wasm-opt refuses a program that uses
/// one it was not told of.
const SHRINK: [&str; 7] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The program, and the script that starts it.
pub struct Program {
    pub wasm: Vec<u8>,
    pub glue: PathBuf,
}

/// Compiles the app and returns the path of what cargo made.
pub fn compile() -> Result<PathBuf> {
    run(&mut cargo("build -p app --target wasm32-unknown-unknown --profile wasm-release"))?;
    Ok(place::target().join("wasm32-unknown-unknown/wasm-release/app.wasm"))
}

/// Makes the glue and shrinks the program, unless that was done for the same input.
pub fn bind(compiled: &Path) -> Result<Program> {
    let input =
        fs::read(compiled).with_context(|| format!("cannot read {}", compiled.display()))?;
    let folder = place::target().join("bundle/wasm");
    let stamp = folder.join("stamp");
    let made = Program { wasm: Vec::new(), glue: folder.join("app.js") };
    let result = folder.join("app.wasm");

    let wanted = recipe(&input);
    if fs::read_to_string(&stamp).is_ok_and(|kept| kept == wanted) {
        note("the program is the same as before");
        return Ok(Program { wasm: fs::read(&result)?, ..made });
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    Bindgen::new()
        .input_bytes("app", input)
        .web(true)?
        .typescript(false)
        .remove_producers_section(true)
        .generate(&folder)
        .context("wasm-bindgen failed")?;
    shrink(&folder.join("app_bg.wasm"), &result)?;
    fs::write(&stamp, wanted)?;
    Ok(Program { wasm: fs::read(&result)?, ..made })
}

/// All that the result depends on. The lock names the versions of wasm-bindgen and wasm-opt.
fn recipe(input: &[u8]) -> String {
    let locks = ["Cargo.lock", "package-lock.json"].map(|lock| place::root().join(lock));
    let mut ingredients = vec![digest(input), SHRINK.join(" "), optimiser().exists().to_string()];
    ingredients.extend(locks.map(|lock| digest(&fs::read(lock).unwrap_or_default())));
    digest(ingredients.join("\n").as_bytes())
}

fn optimiser() -> PathBuf {
    place::npm("binaryen/bin/wasm-opt")
}

fn shrink(from: &Path, to: &Path) -> Result<()> {
    if !optimiser().exists() {
        note(
            "warning: no wasm-opt in node_modules (npm ci); the program stays larger than it should be",
        );
        fs::copy(from, to)?;
        return Ok(());
    }
    output(program("node").arg(optimiser()).args(SHRINK).arg(from).arg("-o").arg(to))?;
    let size = |path: &Path| fs::metadata(path).map(|file| file.len() / 1000);
    note(&format!("wasm-opt: {} kB → {} kB", size(from)?, size(to)?));
    Ok(())
}
