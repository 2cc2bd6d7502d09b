//! The files of photos, beside the database: whole or not there at all.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use domain::{ticket::PhotoId, time::Moment};
use sha2::{Digest as _, Sha256};

use super::StoreError;

/// The folder of the photos in the data directory.
const FOLDER: &str = "photos";

/// What a file is called that is not whole yet.
const UNFINISHED: &str = "part";

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Database(sqlx::Error::Io(error)),
        }
    }
}

/// The folder of the photos. Everything here waits for the disk.
#[derive(Debug, Clone)]
pub struct PhotoFiles(PathBuf);

/// A file that is on the disk and does not have its name yet; without it, it goes again.
pub struct Unnamed {
    path: PathBuf,
    named: PathBuf,
}

impl Unnamed {
    /// Gives it its name, for good.
    pub fn name(self) -> Result<(), StoreError> {
        fs::rename(&self.path, &self.named)?;
        // A name is kept in its folder, and the folder's in the next; the third was there before.
        for folder in self.named.ancestors().skip(1).take(3) {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        // Where it was named there is nothing left to remove.
        let _ = fs::remove_file(&self.path);
    }
}

impl PhotoFiles {
    /// Of a data directory.
    pub fn of(data: &Path) -> Self {
        Self(data.join(FOLDER))
    }

    /// The last two characters spread the photos over folders; the first ones tell the time, and are
    /// the same for years.
    fn path(&self, id: &PhotoId) -> PathBuf {
        let spread = &id.as_str()[id.as_str().len() - 2..];
        self.0.join(spread).join(id.as_str())
    }

    /// Brings the content of a photo to the disk.
    pub fn write(&self, id: &PhotoId, content: &[u8]) -> Result<Unnamed, StoreError> {
        let named = self.path(id);
        if let Some(folder) = named.parent() {
            fs::create_dir_all(folder)?;
        }
        // The same photo may be coming twice at the same time.
        let path = named.with_extension(format!("{:016x}.{UNFINISHED}", rand::random::<u64>()));
        let unnamed = Unnamed { path, named };
        let mut file = File::create_new(&unnamed.path)?;
        file.write_all(content)?;
        file.sync_all()?;
        Ok(unnamed)
    }

    pub fn read(&self, id: &PhotoId) -> Result<Vec<u8>, StoreError> {
        Ok(fs::read(self.path(id))?)
    }

    /// What the file of a photo holds, where it holds what was written.
    pub fn whole(&self, id: &PhotoId, sha256: &[u8]) -> Whole {
        match fs::read(self.path(id)) {
            Ok(content) if sha256_of(&content) == *sha256 => Whole::Yes(content),
            Ok(_) => Whole::Changed,
            Err(_) => Whole::Missing,
        }
    }

    /// Removes the file of a photo, if it is there.
    pub fn remove(&self, id: &PhotoId) -> Result<(), StoreError> {
        match fs::remove_file(self.path(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Removes all of them.
    pub fn clear(&self) -> Result<(), StoreError> {
        match fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Every file below the folder that was not touched after `moment` of the machine's clock.
    pub fn untouched_since(&self, moment: Moment) -> Result<Vec<Found>, StoreError> {
        let moment = UNIX_EPOCH + Duration::from_millis(moment.0.max(0).unsigned_abs());
        let mut paths = Vec::new();
        for path in entries(&self.0)? {
            if path.is_dir() { paths.extend(entries(&path)?) } else { paths.push(path) }
        }
        // One that is gone meanwhile is no find.
        let is_untouched = |path: &PathBuf| {
            let touched = fs::metadata(path).and_then(|data| data.modified());
            touched.is_ok_and(|touched| touched <= moment)
        };
        Ok(paths.into_iter().filter(is_untouched).map(Found::of).collect())
    }
}

/// What became of a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Whole {
    Yes(Vec<u8>),
    Changed,
    Missing,
}

/// A file below the folder of the photos.
pub struct Found {
    pub path: PathBuf,
    /// Which photo's file it is by its name; none where it was never finished.
    pub photo: Option<PhotoId>,
}

impl Found {
    fn of(path: PathBuf) -> Self {
        let photo = path.file_name().and_then(|name| name.to_str()).and_then(PhotoId::parse);
        Self { path, photo }
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(entries.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// The SHA-256 of what a file holds.
pub fn sha256_of(content: &[u8]) -> [u8; 32] {
    Sha256::digest(content).into()
}
