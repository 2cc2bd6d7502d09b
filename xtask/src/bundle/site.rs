//! The folder that is served: files and their compressed copies, and nothing that is left from before.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::compress::{Compressor, worthwhile};
use super::name::hashed;
use crate::place;

/// What a file weighs on the way to the browser, in bytes.
pub struct Weight {
    pub name: String,
    pub raw: usize,
    pub gzip: usize,
    pub brotli: usize,
}

/// The folder while it is filled.
pub struct Site {
    folder: PathBuf,
    compressor: Compressor,
    kept: BTreeSet<PathBuf>,
}

impl Site {
    /// Opens the folder, which may hold an earlier build.
    pub fn at(folder: PathBuf) -> Result<Self> {
        let compressor = Compressor::at(place::target().join("bundle/compressed"))?;
        Ok(Self { folder, compressor, kept: BTreeSet::new() })
    }

    /// Adds a file named by its content, and returns its address.
    pub fn asset(
        &mut self,
        stem: &str,
        extension: &str,
        content: &[u8],
    ) -> Result<(String, Weight)> {
        let path = hashed(stem, extension, content);
        let weight = self.file(&path, content)?;
        Ok((format!("/{path}"), weight))
    }

    /// Adds a file under its own name, with its compressed copies.
    pub fn file(&mut self, path: &str, content: &[u8]) -> Result<Weight> {
        let raw = content.len();
        let mut weight = Weight { name: path.to_owned(), raw, gzip: raw, brotli: raw };
        self.write(path, content)?;
        if worthwhile(Path::new(path)) {
            let copies = self.compressor.copies(content)?;
            weight.gzip = copies.gzip.len();
            weight.brotli = copies.brotli.len();
            self.write(&format!("{path}.br"), &copies.brotli)?;
            self.write(&format!("{path}.gz"), &copies.gzip)?;
        }
        Ok(weight)
    }

    /// Adds every file below `source` as it is, but for those named in `except`.
    pub fn copy(&mut self, source: &Path, except: &[&str]) -> Result<()> {
        for path in files_below(source)? {
            let name = path.strip_prefix(source)?.to_string_lossy().replace('\\', "/");
            if !except.contains(&&*name) {
                self.file(&name, &fs::read(&path)?)?;
            }
        }
        Ok(())
    }

    /// Removes what an earlier build left behind.
    pub fn finish(self) -> Result<()> {
        for path in files_below(&self.folder)? {
            if !self.kept.contains(&path) {
                fs::remove_file(&path)?;
            }
        }
        self.compressor.finish()
    }

    /// Writes only where the bytes differ: cargo looks at the time of what the server embeds.
    fn write(&mut self, path: &str, content: &[u8]) -> Result<()> {
        let path = self.folder.join(path);
        if fs::read(&path).ok().as_deref() != Some(content) {
            let folder = path.parent().unwrap_or(&self.folder);
            fs::create_dir_all(folder)
                .and_then(|()| fs::write(&path, content))
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        self.kept.insert(path);
        Ok(())
    }
}

/// Every file below a folder, in the order of their names.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
