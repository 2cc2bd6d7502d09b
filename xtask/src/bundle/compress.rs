//! Brotli and gzip copies, so that the server never compresses a file itself.
//!
//! Quality 11 takes seconds for the program, so copies are kept by the hash of the original and made
//! again only where that changed.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::name::digest;

/// The store of copies.
pub struct Compressor {
    store: PathBuf,
    used: Vec<PathBuf>,
}

/// The two copies of one file.
pub struct Copies {
    pub brotli: Vec<u8>,
    pub gzip: Vec<u8>,
}

impl Compressor {
    /// Opens the store, which need not exist.
    pub fn at(store: PathBuf) -> Result<Self> {
        fs::create_dir_all(&store).with_context(|| format!("cannot make {}", store.display()))?;
        Ok(Self { store, used: Vec::new() })
    }

    /// The copies of `content`, from the store where they are there.
    pub fn copies(&mut self, content: &[u8]) -> Result<Copies> {
        let stem = digest(content);
        Ok(Copies {
            brotli: self.kept(&format!("{stem}.br"), content, brotli)?,
            gzip: self.kept(&format!("{stem}.gz"), content, gzip)?,
        })
    }

    fn kept(
        &mut self,
        name: &str,
        content: &[u8],
        make: fn(&[u8]) -> Result<Vec<u8>>,
    ) -> Result<Vec<u8>> {
        let path = self.store.join(name);
        self.used.push(path.clone());
        if let Ok(copy) = fs::read(&path) {
            return Ok(copy);
        }
        let copy = make(content)?;
        // An interrupted write must not leave half a copy under the final name.
        let draft = path.with_extension("part");
        fs::write(&draft, &copy)
            .and_then(|()| fs::rename(&draft, &path))
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(copy)
    }

    /// Drops what was not asked for since the store was opened.
    pub fn finish(self) -> Result<()> {
        for entry in fs::read_dir(&self.store)? {
            let path = entry?.path();
            if !self.used.contains(&path) {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }
}

/// Whether a file gets smaller; pictures are compressed already.
pub fn worthwhile(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    matches!(
        extension,
        "html" | "js" | "css" | "wasm" | "pack" | "svg" | "json" | "webmanifest" | "txt"
    )
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut copy = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut copy, &parameters)?;
    Ok(copy)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn both_copies_give_the_original_back() {
        let content = "心桥 ".repeat(400).into_bytes();
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &brotli(&content).unwrap()[..], &mut plain).unwrap();
        assert_eq!(plain, content);
        plain.clear();
        flate2::read::GzDecoder::new(&gzip(&content).unwrap()[..]).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, content);
    }

    #[test]
    fn pictures_are_left_alone() {
        assert!(worthwhile(Path::new("assets/app.0123.wasm")));
        assert!(!worthwhile(Path::new("icons/xinqiao-192.png")));
    }
}
