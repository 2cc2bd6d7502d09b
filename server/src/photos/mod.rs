//! 照片: what is brought before the reply that refers to it, and given to who may see it. Knows neither
//! HTTP nor SQL.

mod jpeg;
mod picture;
mod png;
mod webp;

use std::sync::Arc;

use domain::{
    api::Photo,
    id::PersonId,
    people::Person,
    ticket::photo::{Brought, PhotoId, PhotoType},
    time::Moment,
};
use sqlx::SqliteConnection;
use tokio::{sync::Mutex, task::spawn_blocking};

use crate::{
    clock::machine_now,
    store::{
        Store, StoreError,
        files::{PhotoFiles, Unnamed, sha256_of},
        photos::{self, PhotoRow},
    },
};

pub use picture::{Picture, Unfit, clean};

/// A photo that no reply refers to is kept this long.
const UNUSED_HOURS: i64 = 24;
/// The most photos of one person that no reply refers to: far more than a day's work brings, and too
/// few to fill the disk.
const UNUSED_MAX: i64 = 200;

/// Why a photo was not kept, or is not given.
#[derive(Debug, thiserror::Error)]
pub enum PhotoError {
    #[error("no such photo, or none that this person may know of")]
    NotFound,
    #[error("no picture that is kept: {0:?}")]
    Unfit(Unfit),
    #[error("the id was used for another photo")]
    Reused,
    #[error("this person has brought too many that nothing refers to")]
    TooMany,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The photos of a desk.
#[derive(Clone)]
pub struct Photos {
    store: Store,
    files: PhotoFiles,
    writer: Arc<Mutex<SqliteConnection>>,
}

/// A photo on its way to who may see it.
pub struct Given {
    pub media_type: PhotoType,
    pub content: Vec<u8>,
}

impl Photos {
    /// Over a store that no other process serves; removes what one that ended left half done.
    pub async fn open(store: Store) -> Result<Self, StoreError> {
        let writer = Arc::new(Mutex::new(store.writer().await?));
        let photos = Self { files: store.photo_files().clone(), store, writer };
        photos.tidy().await?;
        Ok(photos)
    }

    /// Removes the files that no row tells of.
    async fn tidy(&self) -> Result<(), StoreError> {
        let found = self.files.untouched_since(machine_now())?;
        let kept = photos::all_photos(&mut *self.writer.lock().await).await?;
        let is_kept = |id: &PhotoId| kept.contains_key(id);
        for file in found.into_iter().filter(|file| !file.photo.as_ref().is_some_and(is_kept)) {
            tracing::warn!("a file of photos that no row tells of is removed");
            std::fs::remove_file(file.path)?;
        }
        Ok(())
    }

    /// Keeps a photo, which is told to be of this type. The same again gives the same answer.
    pub async fn keep(
        &self,
        person: &Person,
        id: PhotoId,
        told: PhotoType,
        bytes: impl AsRef<[u8]> + Send + 'static,
    ) -> Result<Photo, PhotoError> {
        let cleaned = waiting(move || clean(bytes.as_ref())).await;
        let picture = cleaned.map_err(PhotoError::Unfit)?;
        if picture.media_type != told {
            return Err(PhotoError::Unfit(Unfit::Foreign));
        }
        let row = row(person.id, id, &picture);
        if let Some(photo) = self.renewed(&row).await? {
            return Ok(photo);
        }
        if self.store.unused_photos(person.id).await? >= UNUSED_MAX {
            return Err(PhotoError::TooMany);
        }
        let (files, id) = (self.files.clone(), row.photo.id.clone());
        let unnamed = waiting(move || files.write(&id, &picture.bytes)).await?;
        // On its own: who goes away meanwhile must not leave a file without its row.
        let photos = self.clone();
        let kept = tokio::spawn(async move { photos.name(unnamed, row).await });
        kept.await.unwrap_or_else(|crashed| std::panic::resume_unwind(crashed.into_panic()))
    }

    /// Gives a photo that is on the disk its name and its row. One after the other: of two with one id
    /// the second finds the first.
    async fn name(&self, unnamed: Unnamed, row: PhotoRow) -> Result<Photo, PhotoError> {
        let mut writer = self.writer.lock().await;
        if let Some(photo) = self.repeated(&row).await? {
            return Ok(photo);
        }
        waiting(move || unnamed.name()).await?;
        photos::add_photo(&mut writer, &row, machine_now()).await?;
        Ok(row.photo)
    }

    /// The same, kept from now on anew: whoever sends it again still means to use it.
    async fn renewed(&self, row: &PhotoRow) -> Result<Option<Photo>, PhotoError> {
        // Held throughout, so that it is not cleared away in between.
        let mut writer = self.writer.lock().await;
        let photo = self.repeated(row).await?;
        if let Some(photo) = &photo {
            photos::renew_photo(&mut writer, &photo.id, machine_now()).await?;
        }
        Ok(photo)
    }

    /// The photo that was kept under this id, where it is the same one of the same person.
    async fn repeated(&self, row: &PhotoRow) -> Result<Option<Photo>, PhotoError> {
        let mut kept = self.store.photos(std::slice::from_ref(&row.photo.id)).await?;
        match kept.remove(&row.photo.id) {
            None => Ok(None),
            Some(kept) if kept.brought.by != row.brought.by => Err(PhotoError::NotFound),
            Some(kept) if kept.sha256 != row.sha256 => Err(PhotoError::Reused),
            Some(kept) => Ok(Some(kept.photo)),
        }
    }

    /// One's own photo that no reply refers to yet.
    pub async fn preview(&self, person: &Person, id: &PhotoId) -> Result<Given, PhotoError> {
        let row = self.row(id).await?;
        if row.brought != (Brought { by: person.id, ticket: None }) {
            return Err(PhotoError::NotFound);
        }
        self.given(row).await
    }

    /// A photo, for whom the desk lets see it.
    pub async fn read(&self, id: &PhotoId) -> Result<Given, PhotoError> {
        self.given(self.row(id).await?).await
    }

    async fn row(&self, id: &PhotoId) -> Result<PhotoRow, PhotoError> {
        let mut kept = self.store.photos(std::slice::from_ref(id)).await?;
        kept.remove(id).ok_or(PhotoError::NotFound)
    }

    async fn given(&self, row: PhotoRow) -> Result<Given, PhotoError> {
        let (files, media_type) = (self.files.clone(), row.photo.media_type);
        let content = waiting(move || files.read(&row.photo.id)).await?;
        Ok(Given { media_type, content })
    }

    /// Removes the photos that no reply has come to refer to, by the machine's clock: the row first,
    /// so that there is never one without its file.
    pub async fn prune(&self, now: Moment) -> Result<(), StoreError> {
        let before = now.plus_hours(-UNUSED_HOURS);
        // Held until the files are gone: the same photo may be coming again.
        let mut writer = self.writer.lock().await;
        let unused = photos::drop_unused_photos(&mut writer, before).await?;
        let files = self.files.clone();
        waiting(move || unused.iter().try_for_each(|id| files.remove(id))).await
    }
}

fn row(by: PersonId, id: PhotoId, picture: &Picture) -> PhotoRow {
    let photo = Photo {
        id,
        media_type: picture.media_type,
        width: picture.width,
        height: picture.height,
        bytes: picture.bytes.len() as u32,
    };
    let sha256 = sha256_of(&picture.bytes).to_vec();
    PhotoRow { photo, sha256, brought: Brought { by, ticket: None } }
}

/// Does what waits for the disk, or takes long, where nobody else has to wait for it.
async fn waiting<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match spawn_blocking(work).await {
        Ok(done) => done,
        Err(crashed) => std::panic::resume_unwind(crashed.into_panic()),
    }
}
