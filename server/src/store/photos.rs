//! The rows of photos. Bringing one does not pass the door; referring to it does.

use std::collections::BTreeMap;

use domain::{
    api::Photo,
    id::{PersonId, TicketId},
    ticket::photo::{Brought, PhotoId},
    time::Moment,
};
use sqlx::{FromRow, SqliteConnection};

use super::{Store, StoreError, rows::slug};

/// A photo as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoRow {
    pub photo: Photo,
    /// Of its file.
    pub sha256: Vec<u8>,
    pub brought: Brought,
}

#[derive(FromRow)]
struct PhotoRead {
    id: String,
    person_id: i64,
    media_type: String,
    width: i64,
    height: i64,
    bytes: i64,
    sha256: Vec<u8>,
    ticket_id: Option<i64>,
}

impl PhotoRead {
    fn row(self) -> Result<PhotoRow, StoreError> {
        let photo = Photo {
            id: photo_id(&self.id)?,
            media_type: slug(&self.media_type)?,
            width: self.width as u32,
            height: self.height as u32,
            bytes: self.bytes as u32,
        };
        let ticket = self.ticket_id.map(TicketId);
        let brought = Brought { by: PersonId(self.person_id), ticket };
        Ok(PhotoRow { photo, sha256: self.sha256, brought })
    }
}

fn photo_id(text: &str) -> Result<PhotoId, StoreError> {
    PhotoId::parse(text).ok_or_else(|| StoreError::Damaged(format!("{text} is no photo's id")))
}

impl Store {
    /// These photos by their id; those that are not kept are left out.
    pub async fn photos(&self, ids: &[PhotoId]) -> Result<BTreeMap<PhotoId, PhotoRow>, StoreError> {
        let rows: Vec<PhotoRead> = sqlx::query_as(
            "select id, person_id, media_type, width, height, bytes, sha256, ticket_id
             from photo where id in (select value from json_each(?1))",
        )
        .bind(serde_json::to_string(ids)?)
        .fetch_all(&self.readers)
        .await?;
        by_id(rows)
    }

    /// How many photos of a person no reply refers to.
    pub async fn unused_photos(&self, person: PersonId) -> Result<i64, StoreError> {
        let count = sqlx::query_scalar(
            "select count(*) from photo where person_id = ?1 and ticket_id is null",
        )
        .bind(person.0);
        Ok(count.fetch_one(&self.readers).await?)
    }
}

/// All photos there are.
pub async fn all_photos(
    connection: &mut SqliteConnection,
) -> Result<BTreeMap<PhotoId, PhotoRow>, StoreError> {
    let rows = sqlx::query_as(
        "select id, person_id, media_type, width, height, bytes, sha256, ticket_id from photo",
    );
    by_id(rows.fetch_all(connection).await?)
}

fn by_id(rows: Vec<PhotoRead>) -> Result<BTreeMap<PhotoId, PhotoRow>, StoreError> {
    rows.into_iter().map(|row| row.row().map(|row| (row.photo.id.clone(), row))).collect()
}

/// Writes the row of a photo whose file is on the disk.
pub async fn add_photo(
    writer: &mut SqliteConnection,
    row: &PhotoRow,
    now: Moment,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into photo (id, person_id, media_type, width, height, bytes, sha256, stored_at, ticket_id)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )
    .bind(row.photo.id.as_str())
    .bind(row.brought.by.0)
    .bind(row.photo.media_type.slug())
    .bind(row.photo.width)
    .bind(row.photo.height)
    .bind(row.photo.bytes)
    .bind(row.sha256.as_slice())
    .bind(now.0)
    .bind(row.brought.ticket.map(|ticket| ticket.0))
    .execute(writer)
    .await?;
    Ok(())
}

/// Lets the time that a photo is kept unused begin anew.
pub async fn renew_photo(
    writer: &mut SqliteConnection,
    id: &PhotoId,
    now: Moment,
) -> Result<(), StoreError> {
    let renew = sqlx::query("update photo set stored_at = ?2 where id = ?1");
    renew.bind(id.as_str()).bind(now.0).execute(writer).await?;
    Ok(())
}

/// Removes the rows of photos that were brought before a moment and never referred to; which.
pub async fn drop_unused_photos(
    writer: &mut SqliteConnection,
    before: Moment,
) -> Result<Vec<PhotoId>, StoreError> {
    let ids: Vec<String> = sqlx::query_scalar(
        "delete from photo where ticket_id is null and stored_at < ?1 returning id",
    )
    .bind(before.0)
    .fetch_all(writer)
    .await?;
    ids.iter().map(|id| photo_id(id)).collect()
}
