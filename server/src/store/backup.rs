//! One-file backup of a running database, and its restoring.

use std::path::Path;

use sqlx::SqliteConnection;

use super::{Store, StoreError, checks, connect, options, reference::set_setting};

/// Far more than a desk writes between a backup and its restoring.
const SEQ_JUMP: i64 = 1_000_000_000;

impl Store {
    /// Writes a consistent copy to `file`, which must not be there yet, while others go on writing.
    pub async fn backup(&self, file: &Path) -> Result<(), StoreError> {
        let written = self.write_copy(file).await;
        if written.is_err() {
            // What is no whole copy must not be taken for one.
            let _ = std::fs::remove_file(file);
        }
        written
    }

    async fn write_copy(&self, file: &Path) -> Result<(), StoreError> {
        let mut connection = self.writer().await?;
        sqlx::query("vacuum into ?1")
            .bind(file.to_string_lossy().into_owned())
            .execute(&mut connection)
            .await?;
        let mut copy = connect(&options(file)).await?;
        refuse_damaged(&mut copy).await?;
        // A copy that is one file: no log beside it.
        sqlx::raw_sql("pragma journal_mode = delete").execute(&mut copy).await?;
        sqlx::Connection::close(copy).await?;
        Ok(())
    }
}

async fn refuse_damaged(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    match checks::integrity(connection).await?.first() {
        None => Ok(()),
        Some(fault) => Err(StoreError::Damaged(fault.clone())),
    }
}

/// Prepares a database that was copied back from a backup. What was given out after the backup is
/// lost: the seq jumps past it, and the log is emptied so that every listener reads anew.
pub async fn settle_restored(file: &Path) -> Result<(), StoreError> {
    let mut connection = connect(&options(file)).await?;
    refuse_damaged(&mut connection).await?;
    let head = super::tickets::head(&mut connection).await?;
    set_setting(&mut connection, "seq_floor", &(head.seq + SEQ_JUMP).to_string()).await?;
    sqlx::raw_sql("delete from event; delete from session;").execute(&mut connection).await?;
    sqlx::Connection::close(connection).await?;
    Ok(())
}
