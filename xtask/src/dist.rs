//! `cargo xtask dist`: the release as one file.

use std::fs;

use anyhow::{Context, Result};

use crate::progress::Progress;
use crate::{bundle, place, server, setup};

pub fn run() -> Result<()> {
    let mut progress = Progress::of(3 + bundle::STEPS);
    progress.step("wasm target", setup::wasm_target)?;
    progress.step("npm packages", setup::npm_packages)?;
    bundle::build(&mut progress)?;
    progress.step("server and distribution", || {
        server::build()?;
        let folder = place::target().join("dist");
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let release = folder.join("xinqiao").with_extension(std::env::consts::EXE_EXTENSION);
        let size = fs::copy(place::server(), &release)
            .with_context(|| format!("cannot write {}", release.display()))?;
        println!("{} ({:.1} MB)", release.display(), size as f64 / 1e6);
        Ok(())
    })
}
