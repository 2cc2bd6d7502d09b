//! Writing: the rows of many commits in one round trip, one statement a table.

use domain::{
    api::{Card, Was},
    people::UnitSlug,
    ticket::{Entry, intake::Caller},
};
use serde::Serialize;
use sqlx::SqliteConnection;

use super::{
    StoreError,
    rows::{RoundRow, TicketRow},
};

/// Whose request, by which key and with what content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    pub person_id: i64,
    pub key: String,
    /// SHA-256 of method, path and body, in hexadecimal.
    pub request_hash: String,
}

/// The texts that an order is found by, cut into words and bigrams.
#[derive(Debug, Clone, Serialize)]
pub struct SearchRow {
    pub id: i64,
    pub common: String,
    pub centre: String,
}

/// Which round of which order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoundPlace {
    pub ticket_id: i64,
    pub n: i64,
}

/// All rows of one commit.
#[derive(Debug, Clone)]
pub struct Effects {
    pub ticket: TicketRow,
    /// The rounds that the commit opened or changed.
    pub rounds: Vec<RoundRow>,
    /// The rounds that were opened by a step that is taken back.
    pub dropped_rounds: Vec<RoundPlace>,
    pub entry: Entry,
    pub caller: Option<Caller>,
    pub card: Card,
    pub was: Option<Was>,
    /// Units that see the order now, and those that no longer do.
    pub units: Vec<UnitSlug>,
    pub leavers: Vec<UnitSlug>,
    pub key: Option<KeyUse>,
    pub search: Option<SearchRow>,
}

#[derive(Serialize)]
struct EntryRow<'a> {
    ticket_id: i64,
    version: i64,
    seq: i64,
    happened_at: i64,
    recorded_at: i64,
    person_id: i64,
    actor: String,
    verb: &'a str,
    action: String,
    dues: String,
}

#[derive(Serialize)]
struct CallerRow<'a> {
    ticket_id: i64,
    name: Option<&'a str>,
    phone: Option<&'a str>,
}

/// A photo, and the order whose reply refers to it.
#[derive(Serialize)]
struct PhotoUse<'a> {
    id: &'a str,
    ticket_id: i64,
}

#[derive(Serialize)]
struct EventRow {
    seq: i64,
    ticket_id: i64,
    recorded_at: i64,
    card: String,
    was: Option<String>,
    units: String,
    leavers: String,
}

#[derive(Serialize)]
struct KeyRow<'a> {
    person_id: i64,
    key: &'a str,
    request_hash: &'a str,
    ticket_id: i64,
    version: i64,
    recorded_at: i64,
}

/// All tables' statements in one round trip.
const WRITE: &str = concat!("begin immediate;\n", include_str!("write.sql"), "commit;");

/// The rows of a batch by table, or how many there are of each.
#[derive(Serialize)]
struct Tables<T, R, D, E, C, P, V, K, S> {
    tickets: T,
    rounds: R,
    dropped_rounds: D,
    entries: E,
    callers: C,
    photos: P,
    events: V,
    keys: K,
    search: S,
}

/// Writes all or nothing: after an error no transaction is open. What an error tells of the disk is
/// for the door to judge.
pub async fn write(writer: &mut SqliteConnection, batch: &[&Effects]) -> Result<(), StoreError> {
    let rows = Tables {
        tickets: batch.iter().map(|effects| &effects.ticket).collect::<Vec<_>>(),
        rounds: batch.iter().flat_map(|effects| &effects.rounds).collect::<Vec<_>>(),
        dropped_rounds: batch
            .iter()
            .flat_map(|effects| &effects.dropped_rounds)
            .collect::<Vec<_>>(),
        entries: batch
            .iter()
            .map(|effects| entry_row(&effects.entry))
            .collect::<Result<Vec<_>, _>>()?,
        callers: batch.iter().filter_map(|effects| caller_row(effects)).collect::<Vec<_>>(),
        photos: batch.iter().flat_map(|effects| photo_uses(effects)).collect::<Vec<_>>(),
        events: batch.iter().map(|effects| event_row(effects)).collect::<Result<Vec<_>, _>>()?,
        keys: batch.iter().filter_map(|effects| key_row(effects)).collect::<Vec<_>>(),
        search: batch.iter().filter_map(|effects| effects.search.as_ref()).collect::<Vec<_>>(),
    };
    let counts = Tables {
        tickets: rows.tickets.len(),
        rounds: rows.rounds.len(),
        dropped_rounds: rows.dropped_rounds.len(),
        entries: rows.entries.len(),
        callers: rows.callers.len(),
        photos: rows.photos.len(),
        events: rows.events.len(),
        keys: rows.keys.len(),
        search: rows.search.len(),
    };
    let written = sqlx::query(WRITE)
        .bind(serde_json::to_string(&rows)?)
        .bind(serde_json::to_string(&counts)?)
        .execute(&mut *writer)
        .await;
    match written {
        Ok(_) => Ok(()),
        Err(error) => {
            rollback(writer).await?;
            Err(error.into())
        }
    }
}

/// Leaves no transaction open, whether or not there was one.
async fn rollback(writer: &mut SqliteConnection) -> Result<(), StoreError> {
    match sqlx::raw_sql("rollback").execute(writer).await {
        // SQLite has rolled back by itself after some errors, a full disk among them.
        Ok(_) => Ok(()),
        Err(error) if error.to_string().contains("no transaction is active") => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn entry_row(entry: &Entry) -> Result<EntryRow<'static>, StoreError> {
    Ok(EntryRow {
        ticket_id: entry.ticket_id.0,
        version: entry.version,
        seq: entry.seq.0,
        happened_at: entry.happened_at.0,
        recorded_at: entry.recorded_at.0,
        person_id: entry.by.id.0,
        actor: serde_json::to_string(&entry.by)?,
        verb: entry.action.verb().slug(),
        action: serde_json::to_string(&entry.action)?,
        dues: serde_json::to_string(&entry.dues)?,
    })
}

fn caller_row(effects: &Effects) -> Option<CallerRow<'_>> {
    effects.caller.as_ref().map(|caller| CallerRow {
        ticket_id: effects.ticket.id,
        name: caller.name.as_deref(),
        phone: caller.phone.as_ref().map(domain::text::Phone::as_str),
    })
}

fn photo_uses(effects: &Effects) -> impl Iterator<Item = PhotoUse<'_>> {
    let ticket_id = effects.ticket.id;
    effects.entry.action.photos().iter().map(move |id| PhotoUse { id: id.as_str(), ticket_id })
}

fn event_row(effects: &Effects) -> Result<EventRow, StoreError> {
    Ok(EventRow {
        seq: effects.entry.seq.0,
        ticket_id: effects.ticket.id,
        recorded_at: effects.entry.recorded_at.0,
        card: serde_json::to_string(&effects.card)?,
        was: effects.was.as_ref().map(serde_json::to_string).transpose()?,
        units: serde_json::to_string(&effects.units)?,
        leavers: serde_json::to_string(&effects.leavers)?,
    })
}

fn key_row(effects: &Effects) -> Option<KeyRow<'_>> {
    effects.key.as_ref().map(|key| KeyRow {
        person_id: key.person_id,
        key: &key.key,
        request_hash: &key.request_hash,
        ticket_id: effects.ticket.id,
        version: effects.ticket.version,
        recorded_at: effects.entry.recorded_at.0,
    })
}
