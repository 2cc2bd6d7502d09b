//! The release binary, with the app inside.

use anyhow::Result;

use crate::process::{cargo, run};

/// Builds `target/release/xinqiao`. The folder `target/app` must hold the app by now.
pub fn build() -> Result<()> {
    run(&mut cargo("build --release -p server --features embed"))
}
