//! Where things lie in the checkout.

use std::path::{Path, PathBuf};

/// The root of the checkout. Cargo tells it at run time, so a moved checkout is found as well.
pub fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().map(Path::to_path_buf).unwrap_or(manifest)
}

/// Everything that is built goes here.
pub fn target() -> PathBuf {
    root().join("target")
}

/// The built app as it is served and embedded.
pub fn app() -> PathBuf {
    target().join("app")
}

/// The release binary.
pub fn server() -> PathBuf {
    released("xinqiao")
}

/// The program that measures it.
pub fn bench() -> PathBuf {
    released("bench")
}

fn released(name: &str) -> PathBuf {
    target().join("release").join(name).with_extension(std::env::consts::EXE_EXTENSION)
}

/// A file of an installed npm package.
pub fn npm(path: &str) -> PathBuf {
    root().join("node_modules").join(path)
}
