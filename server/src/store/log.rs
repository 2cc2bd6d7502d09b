//! The log (WAL), and who brings it in. What is committed is safe in the log; its pages come into the
//! database's own file later, and that waits for the disk. A thread of its own does it while others are
//! answered: the thread that writes orders stood still for it, and one step of a hundred took 18 ms at 32
//! connections instead of 6 (November 2026).

use std::{
    path::Path,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
};

use rusqlite::Connection;

use super::StoreError;

/// Pages of the log that are brought in at once.
const MANY: usize = 2048;
/// Pages that a transaction turns whatever it writes, and those for each entry in it.
const PAGES: (usize, usize) = (8, 2);

/// Has the log brought in from time to time. The thread ends with it.
pub struct Log {
    wake: SyncSender<()>,
    /// Pages that were written since it was last asked for, roughly.
    pages: usize,
}

impl Log {
    /// Of a database that is there and set up.
    pub fn of(file: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(file)?;
        connection.pragma_update(None, "synchronous", "full")?;
        // One call may wait while another is followed: what it asks for is done after what came before.
        let (wake, calls) = sync_channel(1);
        std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || keep(&connection, &calls))?;
        Ok(Self { wake, pages: 0 })
    }

    /// A transaction was written, with this many entries.
    pub fn grew(&mut self, entries: usize) {
        self.pages += PAGES.0 + PAGES.1 * entries;
        if self.pages >= MANY {
            self.pages = 0;
            // Where a call waits already, this one is not needed.
            let _ = self.wake.try_send(());
        }
    }
}

/// Brings in what has been written whenever it is called, without making anybody wait.
fn keep(connection: &Connection, calls: &Receiver<()>) {
    while calls.recv().is_ok() {
        let outcome = connection.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()));
        if let Err(error) = outcome {
            tracing::warn!(%error, "the log could not be brought into the database");
        }
    }
}
