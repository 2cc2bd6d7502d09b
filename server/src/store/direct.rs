//! Reading a row or some by prepared statements on the thread that asks.
//!
//! sqlx hands a statement to a thread of its own and its row back, which costs two changes of thread and
//! twice as much as finding the rows: whole orders that are not kept in memory were read at 121 µs of the
//! processor's time, of which SQLite's own work was 20 (November 2026). What reads many rows stays with
//! sqlx: there the way is short beside the work, and a thread of the requests is not to be held for long.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rusqlite::{Connection, OpenFlags};

use super::{CACHE_SIZE, PATIENCE, StoreError};

/// Connections that only read, as many as ever were needed at once.
#[derive(Debug, Clone)]
pub struct Direct(Arc<Idle>);

#[derive(Debug)]
struct Idle {
    file: PathBuf,
    connections: Mutex<Vec<Connection>>,
}

impl Direct {
    /// Of a database that is there and set up.
    pub fn of(file: PathBuf) -> Self {
        Self(Arc::new(Idle { file, connections: Mutex::default() }))
    }

    /// Reads by a connection that nobody else has meanwhile.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = self.connections().pop();
        let connection = idle.map_or_else(|| self.open(), Ok)?;
        let outcome = read(&connection);
        self.connections().push(connection);
        outcome
    }

    fn connections(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.0.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.0.file, flags)?;
        connection.busy_timeout(PATIENCE)?;
        connection.pragma_update(None, "cache_size", CACHE_SIZE)?;
        Ok(connection)
    }
}
