//! One-file backup of a running database, and its restoring.

use std::{fs::File, io, path::Path};

use domain::ticket::PhotoId;
use sqlx::SqliteConnection;

use super::{
    Store, StoreError, checks, connect,
    files::{PhotoFiles, Whole},
    options,
    photos::all_photos,
    reference::set_setting,
};

/// Far more than a desk writes between a backup and its restoring.
const SEQ_JUMP: i64 = 1_000_000_000;

impl Store {
    /// Writes a consistent copy to `file`, which must not be there yet, while others go on writing. The
    /// photos are inside; those whose files are lost or changed are named, for the rest is worth having.
    pub async fn backup(&self, file: &Path) -> Result<Vec<PhotoId>, StoreError> {
        if file.exists() {
            return Err(io::Error::from(io::ErrorKind::AlreadyExists).into());
        }
        // It gets its name when it is whole: what is none must not be taken for one, however it ended.
        let unfinished = file.with_added_extension("part");
        let _ = std::fs::remove_file(&unfinished);
        let written = self.write_copy(&unfinished).await;
        if written.is_err() {
            let _ = std::fs::remove_file(&unfinished);
            return written;
        }
        File::open(&unfinished)?.sync_all()?;
        std::fs::rename(&unfinished, file)?;
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        written
    }

    async fn write_copy(&self, file: &Path) -> Result<Vec<PhotoId>, StoreError> {
        let mut connection = self.writer().await?;
        sqlx::query("vacuum into ?1")
            .bind(file.to_string_lossy().into_owned())
            .execute(&mut connection)
            .await?;
        let mut copy = connect(&options(file)).await?;
        refuse_damaged(&mut copy).await?;
        // A copy that is one file: no log beside it.
        sqlx::raw_sql("pragma journal_mode = delete").execute(&mut copy).await?;
        let lost = put_photos_in(&mut copy, &self.photos).await?;
        sqlx::Connection::close(copy).await?;
        Ok(lost)
    }
}

/// Puts the files of the photos into the copy, one at a time; those that are not what was kept.
async fn put_photos_in(
    copy: &mut SqliteConnection,
    files: &PhotoFiles,
) -> Result<Vec<PhotoId>, StoreError> {
    let mut lost = Vec::new();
    let mut putting = sqlx::Connection::begin(copy).await?;
    sqlx::raw_sql(
        "create table photo_file (photo_id text primary key, content blob not null) strict",
    )
    .execute(&mut *putting)
    .await?;
    for (id, row) in all_photos(&mut putting).await? {
        match files.whole(&id, &row.sha256) {
            Whole::Yes(content) => {
                sqlx::query("insert into photo_file (photo_id, content) values (?1, ?2)")
                    .bind(id.as_str())
                    .bind(content)
                    .execute(&mut *putting)
                    .await?;
            }
            // Nothing refers to it; it was cleared away since the copy was made.
            Whole::Missing if row.brought.ticket.is_none() => {
                sqlx::query("delete from photo where id = ?1")
                    .bind(id.as_str())
                    .execute(&mut *putting)
                    .await?;
            }
            Whole::Missing | Whole::Changed => lost.push(id),
        }
    }
    putting.commit().await?;
    Ok(lost)
}

/// Writes the photos of a copy to their files, one at a time, and takes them out of it. Only copies that
/// were made before there were photos have none.
async fn take_photos_out(
    copy: &mut SqliteConnection,
    files: &PhotoFiles,
) -> Result<(), StoreError> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select name from sqlite_master where name in ('photo', 'photo_file') order by name",
    )
    .fetch_all(&mut *copy)
    .await?;
    match tables.len() {
        0 => return Ok(()),
        1 => return Err(StoreError::Damaged("the copy was never finished".to_owned())),
        _ => {}
    }
    let ids: Vec<String> =
        sqlx::query_scalar("select photo_id from photo_file").fetch_all(&mut *copy).await?;
    for id in ids {
        let photo = PhotoId::parse(&id)
            .ok_or_else(|| StoreError::Damaged(format!("{id} is no photo's id")))?;
        let content: Vec<u8> =
            sqlx::query_scalar("select content from photo_file where photo_id = ?1")
                .bind(&id)
                .fetch_one(&mut *copy)
                .await?;
        files.write(&photo, &content)?.name()?;
    }
    sqlx::raw_sql("drop table photo_file; vacuum;").execute(copy).await?;
    Ok(())
}

async fn refuse_damaged(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    match checks::integrity(connection).await?.first() {
        None => Ok(()),
        Some(fault) => Err(StoreError::Damaged(fault.clone())),
    }
}

/// Prepares a database that was copied back from a backup, and its photos. What was given out after the backup is
/// lost: the seq jumps past it, and the log is emptied so that every listener reads anew.
pub async fn settle_restored(file: &Path, photos: &PhotoFiles) -> Result<(), StoreError> {
    let mut connection = connect(&options(file)).await?;
    refuse_damaged(&mut connection).await?;
    take_photos_out(&mut connection, photos).await?;
    let head = super::tickets::head(&mut connection).await?;
    set_setting(&mut connection, "seq_floor", &(head.seq + SEQ_JUMP).to_string()).await?;
    sqlx::raw_sql("delete from event; delete from session;").execute(&mut connection).await?;
    sqlx::Connection::close(connection).await?;
    Ok(())
}
