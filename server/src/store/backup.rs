//! One-file backup of a running database, and its restoring.

use std::path::Path;

use sqlx::SqliteConnection;

use super::{Store, StoreError, connect, options, reference::set_setting};

/// Far more than a desk writes between a backup and its restoring.
const SEQ_JUMP: i64 = 1_000_000_000;

impl Store {
    /// Writes a consistent copy to `file`, which must not be there yet, while others go on writing.
    pub async fn backup(&self, file: &Path) -> Result<(), StoreError> {
        let mut connection = self.writer().await?;
        sqlx::query("vacuum into ?1")
            .bind(file.to_string_lossy().into_owned())
            .execute(&mut connection)
            .await?;
        let mut copy = connect(&options(file)).await?;
        integrity(&mut copy).await?;
        // A copy that is one file: no log beside it.
        sqlx::raw_sql("pragma journal_mode = delete").execute(&mut copy).await?;
        sqlx::Connection::close(copy).await?;
        Ok(())
    }

    /// What the database's own checks find wrong; nothing where all is well.
    pub async fn integrity_faults(&self) -> Result<Vec<String>, StoreError> {
        let mut connection = self.writer().await?;
        let mut faults = integrity_check(&mut connection).await?;
        let foreign: Vec<(String, Option<i64>)> =
            sqlx::query_as("select \"table\", rowid from pragma_foreign_key_check")
                .fetch_all(&mut connection)
                .await?;
        faults.extend(
            foreign
                .into_iter()
                .map(|(table, row)| format!("{table} row {row:?} refers to what is not there")),
        );
        Ok(faults)
    }
}

async fn integrity_check(connection: &mut SqliteConnection) -> Result<Vec<String>, StoreError> {
    let lines: Vec<String> =
        sqlx::query_scalar("pragma integrity_check").fetch_all(connection).await?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

async fn integrity(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    match integrity_check(connection).await?.first() {
        None => Ok(()),
        Some(fault) => Err(StoreError::Damaged(fault.clone())),
    }
}

/// Prepares a database that was copied back from a backup. What was given out after the backup is
/// lost: the seq jumps past it, and the log is emptied so that every listener reads anew.
pub async fn settle_restored(file: &Path) -> Result<(), StoreError> {
    let mut connection = connect(&options(file)).await?;
    integrity(&mut connection).await?;
    let head = super::tickets::head(&mut connection).await?;
    set_setting(&mut connection, "seq_floor", &(head.seq + SEQ_JUMP).to_string()).await?;
    sqlx::raw_sql("delete from event; delete from session;").execute(&mut connection).await?;
    sqlx::Connection::close(connection).await?;
    Ok(())
}
