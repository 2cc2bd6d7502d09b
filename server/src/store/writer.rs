//! Writing: the rows of many commits in one transaction, by prepared statements that are called where the
//! rows are.
//!
//! sqlx hands every statement to a thread of its own and back, so a batch was one text of JSON for all
//! tables, which SQLite read anew for each of them: 28 % of its own work on the thread that writes.
//! Without it a long past is written with three fifths of the processor's time (543 to 315 µs an order,
//! November 2026).

use std::path::Path;

use domain::{id::Seq, time::Moment};
use rusqlite::{
    CachedStatement, Connection, ToSql, Transaction, TransactionBehavior, params, params_from_iter,
};

use super::{
    CACHE_SIZE, PATIENCE, StoreError,
    batch::{CallerRow, EntryRow, EventRow, KeyRow, PhotoUse, RoundPlace, Rows, SearchRow},
    log::Log,
    rows::{RoundRow, TicketRow},
};

/// Bytes of words that the index gathers before it writes them down: as it is set up, and while a
/// history is written.
const WORDS: (i64, i64) = (1024 * 1024, 32 * 1024 * 1024);

/// Notes how far the index of words has come.
const WORDS_UNTIL: &str = "update setting set value = cast(?1 as text) where name = 'words_until'";

/// Pages of the log with which the thread that writes brings in what is left of it, so that it begins anew:
/// that of [`Log`] cannot while more is written all the time.
const LOG_PAGES: &str = "16384";
/// The same where nobody else brings it in.
const LOG_PAGES_ALONE: &str = "4096";

/// The connection that orders are written by.
pub struct Writer {
    connection: Connection,
    log: Option<Log>,
}

impl Writer {
    /// Opens the database of a file that is there and set up.
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        let writer = Self { connection: Connection::open(file)?, log: Some(Log::of(file)?) };
        writer.connection.set_prepared_statement_cache_capacity(32);
        writer.connection.busy_timeout(PATIENCE)?;
        let settings = [
            ("journal_mode", "wal"),
            ("synchronous", "full"),
            ("foreign_keys", "on"),
            ("temp_store", "memory"),
            ("cache_size", CACHE_SIZE),
            ("wal_autocheckpoint", LOG_PAGES),
        ];
        settings.into_iter().try_for_each(|(name, value)| writer.set(name, value))?;
        Ok(writer)
    }

    /// Changes a setting of this connection.
    pub fn set(&self, name: &str, value: &str) -> Result<(), StoreError> {
        Ok(self.connection.pragma_update(None, name, value)?)
    }

    /// Does not wait for the disk: for making what can be made again.
    pub fn hasty(self) -> Result<Self, StoreError> {
        self.set("synchronous", "off")?;
        self.set("wal_autocheckpoint", LOG_PAGES_ALONE)?;
        Ok(Self { log: None, ..self })
    }

    /// For long stretches of the past: much is held in memory before it goes to the file, and what a row
    /// refers to may be written after it.
    pub fn of_history(self) -> Result<Self, StoreError> {
        let hasty = self.hasty()?;
        hasty.set("foreign_keys", "off")?;
        hasty.set("cache_size", "-262144")?;
        hasty.set("wal_autocheckpoint", "65536")?;
        hasty.gather_words(WORDS.1)?;
        Ok(hasty)
    }

    /// The history is told, with all its words: the index gathers as few as on any day.
    pub fn end_history(self) -> Result<(), StoreError> {
        self.gather_words(WORDS.0)?;
        let last = "select coalesce(max(seq), 0) from entry";
        let last: i64 = self.connection.query_row(last, [], |row| row.get(0))?;
        self.connection.execute(WORDS_UNTIL, [last])?;
        Ok(())
    }

    fn gather_words(&self, bytes: i64) -> Result<(), StoreError> {
        self.connection
            .execute("insert into search (search, rank) values ('hashsize', ?1)", [bytes])?;
        Ok(())
    }

    /// Writes all or nothing: after an error no transaction is open. What an error tells of the disk is
    /// for the door to judge.
    pub fn write(&mut self, rows: &Rows<'_>) -> Result<(), StoreError> {
        let writing = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        write_rows(&writing, &rows.tickets)?;
        write_rows(&writing, &rows.rounds)?;
        drop_rounds(&writing, &rows.dropped_rounds)?;
        write_rows(&writing, &rows.entries)?;
        write_rows(&writing, &rows.callers)?;
        use_photos(&writing, &rows.photos)?;
        write_rows(&writing, &rows.events)?;
        write_rows(&writing, &rows.keys)?;
        write_words(&writing, rows.search)?;
        writing.commit()?;
        self.log_grew(rows.entries.len());
        Ok(())
    }

    fn log_grew(&mut self, entries: usize) {
        if let Some(log) = &mut self.log {
            log.grew(entries);
        }
    }

    /// Writes the words that orders are found by, and how far the history has been read for them where
    /// these are the last.
    pub fn write_words(
        &mut self,
        words: &[SearchRow],
        until: Option<Seq>,
    ) -> Result<(), StoreError> {
        let writing = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        write_words(&writing, words)?;
        if let Some(until) = until {
            writing.execute(WORDS_UNTIL, [until.0])?;
        }
        writing.commit()?;
        self.log_grew(words.len());
        Ok(())
    }

    /// Removes what need not be kept: events past both the age and the count, keys past their days.
    pub fn prune(
        &self,
        events_before: Moment,
        events_kept: i64,
        keys_before: Moment,
    ) -> Result<(), StoreError> {
        self.connection.execute(
            "delete from event where recorded_at < ?1 and seq <= (select max(seq) from event) - ?2",
            params![events_before.0, events_kept],
        )?;
        self.connection
            .execute("delete from request_key where recorded_at < ?1", [keys_before.0])?;
        Ok(())
    }
}

type Columns<'a> = Vec<(&'static str, &'a dyn ToSql)>;

/// A row of a table.
trait Row {
    const TABLE: &'static str;
    /// The columns by which a row takes the place of an older one; none where there must be none.
    const KEY: &'static str;

    fn columns(&self) -> Columns<'_>;
}

/// Each column with its value. All fields of the row are to be named: it does not compile otherwise.
macro_rules! columns {
    ($row:ident: $($name:ident)*) => {{
        let Self { $($name),* } = $row;
        vec![$((stringify!($name), $name as &dyn ToSql)),*]
    }};
}

impl Row for TicketRow {
    const TABLE: &'static str = "ticket";
    const KEY: &'static str = "id";

    fn columns(&self) -> Columns<'_> {
        columns!(self: id number version seq state channel nature urgency topics category title content
            address upstream_number upstream_due_at anonymous confidential reachable lead assists
            accepted_at due_at at_risk_at stopped_at ended_at round contacted replied_at finding outcome
            satisfaction urgings merged_into seconds_to_accept next_limit next_due_at next_at_risk_at)
    }
}

impl Row for RoundRow {
    const TABLE: &'static str = "round";
    const KEY: &'static str = "ticket_id, n";

    fn columns(&self) -> Columns<'_> {
        columns!(self: ticket_id n lead opened_at contact_due_at sign_due_at handle_due_at
            call_back_due_at contacted_at contact_attempts dispatched_at signed_at replied_at finding
            demand outcome sent_back passed_at call_attempts called_back_at solved satisfaction)
    }
}

impl Row for EntryRow {
    const TABLE: &'static str = "entry";
    const KEY: &'static str = "";

    fn columns(&self) -> Columns<'_> {
        columns!(self: ticket_id version seq happened_at recorded_at person_id actor verb action dues)
    }
}

impl Row for CallerRow<'_> {
    const TABLE: &'static str = "caller";
    const KEY: &'static str = "ticket_id";

    fn columns(&self) -> Columns<'_> {
        columns!(self: ticket_id name phone)
    }
}

impl Row for EventRow<'_> {
    const TABLE: &'static str = "event";
    const KEY: &'static str = "";

    fn columns(&self) -> Columns<'_> {
        columns!(self: seq ticket_id recorded_at card was units leavers)
    }
}

impl Row for KeyRow<'_> {
    const TABLE: &'static str = "request_key";
    const KEY: &'static str = "";

    fn columns(&self) -> Columns<'_> {
        columns!(self: person_id key request_hash ticket_id version recorded_at)
    }
}

impl<R: Row> Row for &R {
    const TABLE: &'static str = R::TABLE;
    const KEY: &'static str = R::KEY;

    fn columns(&self) -> Columns<'_> {
        R::columns(self)
    }
}

fn insert<R: Row>(columns: &Columns<'_>) -> String {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let marks = vec!["?"; names.len()].join(", ");
    let into = format!("insert into {} ({}) values ({marks})", R::TABLE, names.join(", "));
    if R::KEY.is_empty() {
        return into;
    }
    // The key stays as it is: were it written, SQLite would look through all rows that may refer to it.
    let newer = names.iter().filter(|name| !R::KEY.split(", ").any(|key| key == **name));
    let newer: Vec<String> = newer.map(|name| format!("{name} = excluded.{name}")).collect();
    format!("{into} on conflict ({}) do update set {}", R::KEY, newer.join(", "))
}

fn write_rows<R: Row>(to: &Transaction<'_>, rows: &[R]) -> Result<(), StoreError> {
    let Some(first) = rows.first() else { return Ok(()) };
    let mut insert = to.prepare_cached(&insert::<R>(&first.columns()))?;
    for row in rows {
        let values = row.columns().into_iter().map(|(_, value)| value);
        is_one(insert.execute(params_from_iter(values))?, R::TABLE)?;
    }
    Ok(())
}

/// A batch of which anything is missing never reaches its commit.
fn is_one(written: usize, table: &str) -> Result<(), StoreError> {
    if written == 1 {
        return Ok(());
    }
    Err(StoreError::Refused(format!("{written} rows of {table} were written where one was to be")))
}

/// A statement for each of some rows, where there are any.
fn each<'a, T>(
    to: &'a Transaction<'_>,
    (table, statement): (&str, &str),
    rows: &[T],
    write: impl Fn(&mut CachedStatement<'a>, &T) -> rusqlite::Result<usize>,
) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut statement = to.prepare_cached(statement)?;
    rows.iter().try_for_each(|row| is_one(write(&mut statement, row)?, table))
}

fn drop_rounds(to: &Transaction<'_>, places: &[&RoundPlace]) -> Result<(), StoreError> {
    const DROP: &str = "delete from round where ticket_id = ?1 and n = ?2";
    each(to, ("round", DROP), places, |drop, place| drop.execute((place.ticket_id, place.n)))
}

/// A photo that was cleared away, or that another order refers to, is not found here.
fn use_photos(to: &Transaction<'_>, photos: &[PhotoUse<'_>]) -> Result<(), StoreError> {
    const USE: &str =
        "update photo set ticket_id = ?2 where id = ?1 and coalesce(ticket_id, ?2) = ?2";
    each(to, ("photo", USE), photos, |used, photo| used.execute((photo.id, photo.ticket_id)))
}

fn write_words(to: &Transaction<'_>, words: &[SearchRow]) -> Result<(), StoreError> {
    const WRITE: &str = "replace into search (rowid, common, centre) values (?1, ?2, ?3)";
    each(to, ("search", WRITE), words, |write, row| {
        write.execute((row.id, &row.common, &row.centre))
    })
}
