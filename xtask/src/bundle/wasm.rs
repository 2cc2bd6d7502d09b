//! From the crate `app` to a program in parts, and its glue.
//!
//! The linker keeps its relocations, so that `wasm_split` can cut what it made wherever the app says
//! `cut!` (`app/src/components/fetched.rs`). wasm-bindgen then sees the part that is fetched first,
//! which holds every import and export of the whole; wasm-opt shrinks each part for itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use wasm_bindgen_cli_support::{Bindgen, Output};

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

/// The script that fetches the parts, as the glue imports it.
const LINKS: &str = "./links.js";

/// The program in parts, and where the scripts are that start it and fetch its parts.
pub struct Program {
    pub first: Vec<u8>,
    pub chunks: Vec<Chunk>,
    /// The stems of the chunks that a page needs, by the name of the page.
    pub needs: BTreeMap<String, Vec<String>>,
    pub glue: PathBuf,
}

/// A part that is fetched later.
pub struct Chunk {
    /// Its name in the script that fetches it.
    pub stem: String,
    pub wasm: Vec<u8>,
}

impl Chunk {
    /// The page that it belongs to alone, or that it is shared.
    pub fn name(&self) -> &str {
        self.stem.strip_prefix("split_").unwrap_or("shared")
    }

    pub fn is_shared(&self) -> bool {
        !self.stem.starts_with("split_")
    }
}

/// Where the browser finds a chunk.
pub struct Found {
    pub address: String,
    /// From where and how much of the file, where others are in it too.
    pub part: Option<(usize, usize)>,
}

/// Compiles the app and returns the path of what cargo made.
pub fn compile() -> Result<PathBuf> {
    let build = "rustc -p app --bin app --target wasm32-unknown-unknown --profile wasm-release";
    run(cargo(build).args(["--", "-C", "link-args=--emit-relocs"]))?;
    Ok(place::target().join("wasm32-unknown-unknown/wasm-release/app.wasm"))
}

/// Cuts the program, makes the glue and shrinks the parts, unless that was done for the same input.
pub fn bind(compiled: &Path) -> Result<Program> {
    let input =
        fs::read(compiled).with_context(|| format!("cannot read {}", compiled.display()))?;
    let folder = folder();
    let stamp = folder.join("stamp");
    let wanted = recipe(&input);
    if fs::read_to_string(&stamp).is_ok_and(|kept| kept == wanted) {
        note("the program is the same as before");
        return kept(&folder);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    cut(&input, &folder)?;
    glue(&folder)?;
    shrink(&folder)?;
    fs::write(&stamp, wanted)?;
    kept(&folder)
}

/// Writes the script that fetches the chunks, told by stem where they are, beside the glue.
pub fn link(places: &BTreeMap<String, Found>) -> Result<()> {
    let mut script = fs::read_to_string(cut_folder(&folder()).join(LINKS))?;
    for (stem, Found { address, part }) in places {
        let fetched = format!("fetch(new URL(\"./{stem}.wasm\", import.meta.url))");
        ensure!(script.contains(&fetched), "wasm-split fetches {stem} in another way than it did");
        let place = match part {
            Some((from, length)) => format!("part(\"{address}\", {from}, {length})"),
            None => format!("fetch(\"{address}\")"),
        };
        script = script.replace(&fetched, &place);
    }
    script.insert_str(0, "import { part } from \"xinqiao-parts\";\n");
    Ok(fs::write(folder().join(LINKS), script)?)
}

fn folder() -> PathBuf {
    place::target().join("bundle/wasm")
}

/// The parts before wasm-bindgen and wasm-opt.
fn cut_folder(folder: &Path) -> PathBuf {
    folder.join("cut")
}

/// The parts after them.
fn shrunk_folder(folder: &Path) -> PathBuf {
    folder.join("shrunk")
}

/// What lies in the folder.
fn kept(folder: &Path) -> Result<Program> {
    let needs: BTreeMap<String, Vec<String>> =
        serde_json::from_slice(&fs::read(folder.join("needs.json"))?)?;
    let shrunk = shrunk_folder(folder);
    let stems: BTreeSet<_> = needs.values().flatten().collect();
    let chunks = stems
        .into_iter()
        .map(|stem| {
            Ok(Chunk { stem: stem.clone(), wasm: fs::read(shrunk.join(format!("{stem}.wasm")))? })
        })
        .collect::<Result<_>>()?;
    Ok(Program {
        first: fs::read(shrunk.join("app.wasm"))?,
        chunks,
        needs,
        glue: folder.join("app.js"),
    })
}

/// All that the result depends on. The lock names the versions of wasm-split, wasm-bindgen and wasm-opt.
fn recipe(input: &[u8]) -> String {
    let locks = ["Cargo.lock", "package-lock.json"].map(|lock| place::root().join(lock));
    let mut ingredients =
        vec![include_str!("wasm.rs").to_owned(), digest(input), optimiser().exists().to_string()];
    ingredients.extend(locks.map(|lock| digest(&fs::read(lock).unwrap_or_default())));
    digest(ingredients.join("\n").as_bytes())
}

/// Cuts the program into `app.wasm` and the chunks of the pages.
fn cut(input: &[u8], folder: &Path) -> Result<()> {
    let parts = cut_folder(folder);
    let first = parts.join("app.wasm");
    let mut options = wasm_split_cli_support::Options::new(input);
    options.output_dir = &parts;
    options.main_out_path = &first;
    options.link_name = LINKS;
    options.main_module = "./app.js";
    fs::create_dir_all(&parts)?;
    let made = wasm_split_cli_support::transform(options)
        .map_err(|reason| anyhow!("wasm-split failed: {reason:#}"))?;
    let needs: BTreeMap<_, _> = made.prefetch_map.into_iter().collect();
    Ok(fs::write(folder.join("needs.json"), serde_json::to_vec(&needs)?)?)
}

/// Makes the glue. The exports that the linker made are what the chunks hold on to.
fn glue(folder: &Path) -> Result<()> {
    let input = fs::read(cut_folder(folder).join("app.wasm"))?;
    let mut output = Bindgen::new()
        .input_bytes("app", input)
        .web(true)?
        .typescript(false)
        .keep_lld_exports(true)
        .demangle(false)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen failed")?;
    let named = shorten(&mut output);
    output.emit(folder).context("wasm-bindgen's output cannot be written")?;
    let script = folder.join("app.js");
    fs::write(&script, renamed(fs::read_to_string(&script)?, &named)?)?;
    Ok(fs::rename(folder.join("app_bg.wasm"), cut_folder(folder).join("app.wasm"))?)
}

/// Gives what the program takes from the glue names of a letter or two, and returns those that it had.
/// Each had a hash in it, which no compression makes smaller: 8 kB of the first load, in both files.
fn shorten(output: &mut Output) -> Vec<String> {
    let hashed = output.wasm_mut().imports.iter_mut().filter(|import| has_hash(&import.name));
    hashed
        .enumerate()
        .map(|(number, import)| std::mem::replace(&mut import.name, short(number)))
        .collect()
}

/// Whether it is a name that wasm-bindgen has made: with 16 hexadecimal digits at its end.
fn has_hash(name: &str) -> bool {
    let hash = name.rsplit('_').next().unwrap_or_default();
    name.starts_with("__wb") && hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit())
}

fn short(number: usize) -> String {
    format!("_{number:x}")
}

/// The glue under the new names.
fn renamed(mut script: String, named: &[String]) -> Result<String> {
    for (number, name) in named.iter().enumerate() {
        ensure!(script.contains(name), "the glue does not know {name}");
        script = script.replace(name, &short(number));
    }
    Ok(script)
}

fn optimiser() -> PathBuf {
    place::npm("binaryen/bin/wasm-opt")
}

/// Shrinks each part.
fn shrink(folder: &Path) -> Result<()> {
    let (from, to) = (cut_folder(folder), shrunk_folder(folder));
    fs::create_dir_all(&to)?;
    if !optimiser().exists() {
        note(
            "warning: no wasm-opt in node_modules (npm ci); the program stays larger than it should be",
        );
    }
    let (mut before, mut after) = (0, 0);
    for part in fs::read_dir(from)? {
        let part = part?.path();
        if part.extension().is_some_and(|end| end == "wasm") {
            let made = to.join(part.file_name().unwrap_or_default());
            shrink_one(&part, &made)?;
            before += fs::metadata(&part)?.len() / 1000;
            after += fs::metadata(&made)?.len() / 1000;
        }
    }
    note(&format!("wasm-opt: {before} kB → {after} kB"));
    Ok(())
}

fn shrink_one(from: &Path, to: &Path) -> Result<()> {
    if optimiser().exists() {
        output(program("node").arg(optimiser()).args(SHRINK).arg(from).arg("-o").arg(to))?;
    } else {
        fs::copy(from, to)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_a_hash_is_renamed_and_everywhere() {
        assert!(has_hash("__wbg_key_63ff854ef83f5a09"));
        assert!(has_hash("__wbindgen_cast_0000000000000001"));
        assert!(!has_hash("__wbindgen_init_externref_table"));
        assert!(!has_hash("__wasm_split_00tasks00_import_63ff854ef83f5a0963ff854ef83f5a09"));
        let glue = "{ __wbg_b_63ff854ef83f5a09: f, __wbg_a_63ff854ef83f5a09: g }".to_owned();
        let named = ["a", "b"].map(|name| format!("__wbg_{name}_63ff854ef83f5a09"));
        assert_eq!(renamed(glue, &named).unwrap(), "{ _1: f, _0: g }");
        assert!(renamed(String::new(), &named).is_err());
    }
}
