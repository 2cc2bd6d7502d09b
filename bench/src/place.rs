//! Where things lie. `cargo xtask bench` runs this program in the root of the checkout.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The release binary as it ships.
pub fn server() -> PathBuf {
    Path::new("target/release").join("xinqiao").with_extension(std::env::consts::EXE_EXTENSION)
}

/// A folder for what this program writes.
pub fn folder(name: &str) -> PathBuf {
    Path::new("target/bench").join(name)
}

/// The same, emptied.
pub fn fresh(name: &str) -> Result<PathBuf> {
    let folder = folder(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot clear {}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}
