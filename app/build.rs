//! Turns `locales/` into the module `i18n`; a phrase that one language lacks stops the build.

use std::{env, error::Error, fs, path::PathBuf};

use leptos_i18n_build::{Config, ParseOptions, TranslationsInfos};

/// The language that is written first, and in which every phrase exists.
const FIRST: &str = "zh-CN";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let options = ParseOptions::new().interpolate_display(true);
    let config =
        Config::new(FIRST)?.add_locale("en")?.add_namespaces(namespaces()?)?.parse_options(options);
    let phrases = TranslationsInfos::parse(config)?;
    phrases.emit_diagnostics();
    phrases.rerun_if_locales_changed();
    phrases.generate_i18n_module(PathBuf::from(env::var("OUT_DIR")?).join("i18n"))?;
    Ok(())
}

/// One namespace for each file of the first language.
fn namespaces() -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for file in fs::read_dir(format!("locales/{FIRST}"))? {
        let path = file?.path();
        if path.extension().is_some_and(|end| end == "json") {
            names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        }
    }
    names.sort();
    Ok(names)
}
