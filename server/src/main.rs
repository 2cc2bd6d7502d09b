//! `xinqiao`: the desk's server and its tools.

/// Ten thousand who connect at once need much for a moment and little after it. The system's allocator
/// keeps what the moment took.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(feature = "embed")]
mod embedded {
    /// The built app, carried in the binary.
    #[derive(rust_embed::RustEmbed)]
    #[folder = "$CARGO_MANIFEST_DIR/../target/app"]
    pub struct Files;
}

fn assets() -> Option<server::assets::Assets> {
    #[cfg(feature = "embed")]
    return Some(server::assets::Assets::Embedded(|path| {
        embedded::Files::get(path).map(|file| file.data)
    }));
    #[cfg(not(feature = "embed"))]
    None
}

fn main() -> std::process::ExitCode {
    match server::cli::run(assets()) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xinqiao: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
