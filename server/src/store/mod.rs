//! The database: the only place with SQL. One connection writes, others read (WAL): what is asked for most
//! on the thread that asks, all else by a pool. The files of photos lie beside it.

pub mod backup;
pub mod batch;
pub mod cards;
pub mod checks;
pub mod direct;
pub mod events;
pub mod files;
pub mod log;
pub mod people;
pub mod photos;
pub mod reference;
pub mod rows;
pub mod screens;
pub mod tickets;
pub mod writer;

use std::{path::Path, sync::Arc, time::Duration};

use direct::Direct;
use files::PhotoFiles;
use sqlx::{
    SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use writer::Writer;

/// The file of the database in the data directory.
pub const FILE: &str = "xinqiao.db";

/// Of a connection: the pages that it keeps (32 MiB, as SQLite counts them), and how long it waits for
/// another to let go of the file.
const CACHE_SIZE: &str = "-32768";
const PATIENCE: Duration = Duration::from_secs(5);

/// What went wrong with the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A constraint refused a row: somebody else was first.
    #[error("the row is there already")]
    Conflict,
    /// The disk is full; nothing was written.
    #[error("the disk is full")]
    Full,
    /// What is kept cannot be read as what it should be.
    #[error("damaged: {0}")]
    Damaged(String),
    /// The database refused a row; nothing was written.
    #[error("refused: {0}")]
    Refused(String),
    #[error(transparent)]
    Database(sqlx::Error),
    /// The same of the connections without a thread of their own. Whether what was to be written is on
    /// the disk is not known then.
    #[error(transparent)]
    Sqlite(rusqlite::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        const SQLITE_FULL: &str = "13";
        let sqlx::Error::Database(database) = &error else { return Self::Database(error) };
        if database.is_unique_violation() {
            return Self::Conflict;
        }
        if database.code().as_deref() == Some(SQLITE_FULL) {
            return Self::Full;
        }
        Self::Database(error)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::{ErrorCode, ffi};
        let rusqlite::Error::SqliteFailure(failure, _) = &error else {
            return Self::Sqlite(error);
        };
        match (failure.code, failure.extended_code) {
            (_, ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => {
                Self::Conflict
            }
            (ErrorCode::ConstraintViolation, _) => Self::Refused(error.to_string()),
            (ErrorCode::DiskFull, _) => Self::Full,
            _ => Self::Sqlite(error),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl From<domain::ticket::apply::Broken> for StoreError {
    fn from(broken: domain::ticket::apply::Broken) -> Self {
        Self::Damaged(broken.to_string())
    }
}

/// The readers' pool and what opens the writer.
#[derive(Clone)]
pub struct Store {
    readers: SqlitePool,
    direct: Direct,
    options: Arc<SqliteConnectOptions>,
    photos: PhotoFiles,
}

impl Store {
    /// Opens the database of a data directory, makes it where there is none, and migrates it.
    pub async fn open(data: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(data)?;
        let options = options(&data.join(FILE)).create_if_missing(true);
        let mut first = connect(&options).await?;
        sqlx::migrate!()
            .run(&mut first)
            .await
            .map_err(|error| StoreError::Database(error.into()))?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .idle_timeout(None)
            .max_lifetime(None)
            // A file does not hang up: to ask whether it is there costs as much as to read from it.
            .test_before_acquire(false)
            .connect_with(options.clone().create_if_missing(false).read_only(true))
            .await?;
        // Only now: with the last connection SQLite takes the log away, and the next makes it anew.
        sqlx::Connection::close(first).await?;
        let direct = Direct::of(data.join(FILE));
        Ok(Self { readers, direct, options: Arc::new(options), photos: PhotoFiles::of(data) })
    }

    /// The connection that orders are written by; the door owns it.
    pub fn order_writer(&self) -> Result<Writer, StoreError> {
        Writer::open(self.options.get_filename())
    }

    /// A connection that writes all else: sessions, drafts, what is set up.
    pub async fn writer(&self) -> Result<SqliteConnection, StoreError> {
        connect(&self.options).await
    }

    /// A connection whose commits do not wait for the disk: for making what can be made again.
    /// What it wrote is safe after [`Store::settle`].
    pub async fn hasty_writer(&self) -> Result<SqliteConnection, StoreError> {
        let options = SqliteConnectOptions::clone(&self.options);
        connect(&options.synchronous(SqliteSynchronous::Off)).await
    }

    /// Brings all that was written into the database's own file, and that to the disk.
    pub async fn settle(&self) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        sqlx::raw_sql("pragma wal_checkpoint(truncate)").execute(&mut writer).await?;
        Ok(())
    }

    /// Where the files of photos are.
    pub fn photo_files(&self) -> &PhotoFiles {
        &self.photos
    }

    /// Whether the database answers.
    pub async fn is_ready(&self) -> bool {
        sqlx::query("select 1").execute(&self.readers).await.is_ok()
    }

    /// A value of the settings.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let value = sqlx::query_scalar("select value from setting where name = ?1").bind(name);
        Ok(value.fetch_optional(&self.readers).await?)
    }
}

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .pragma("temp_store", "memory")
        .pragma("cache_size", CACHE_SIZE)
}

async fn connect(options: &SqliteConnectOptions) -> Result<SqliteConnection, StoreError> {
    Ok(sqlx::ConnectOptions::connect(options).await?)
}
