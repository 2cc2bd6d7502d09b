//! Writing: the rows of many commits in one round trip, one statement a table.

use std::collections::BTreeMap;

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

/// The rows of a batch.
type Written<'a> = Tables<
    Vec<&'a TicketRow>,
    Vec<&'a RoundRow>,
    Vec<&'a RoundPlace>,
    Vec<EntryRow<'static>>,
    Vec<CallerRow<'a>>,
    Vec<PhotoUse<'a>>,
    Vec<EventRow>,
    Vec<KeyRow<'a>>,
    Vec<&'a SearchRow>,
>;

/// What one entry of a [`History`] brings beside its row.
#[derive(Debug, Clone)]
pub struct Trace {
    pub card: Card,
    pub was: Option<Was>,
    pub units: Vec<UnitSlug>,
}

/// A stretch of the past, to be written at once: of each order only how it stands at the end of it.
#[derive(Debug, Default)]
pub struct History {
    pub tickets: BTreeMap<i64, TicketRow>,
    pub rounds: BTreeMap<(i64, i64), RoundRow>,
    /// Each with its line of the log and its key, where these need still be kept.
    pub entries: Vec<(Entry, Option<Trace>, Option<KeyUse>)>,
    pub callers: Vec<(i64, Caller)>,
    pub search: Vec<SearchRow>,
}

/// Writes a stretch of the past, all or nothing.
pub async fn write_history(
    writer: &mut SqliteConnection,
    history: &History,
) -> Result<(), StoreError> {
    let entries = || history.entries.iter();
    let events = entries().filter_map(|(entry, trace, _)| Some((entry, trace.as_ref()?)));
    let keys = entries().filter_map(|(entry, _, key)| Some(key_row(entry, key.as_ref()?)));
    let rows = Tables {
        tickets: history.tickets.values().collect(),
        rounds: history.rounds.values().collect(),
        dropped_rounds: Vec::new(),
        entries: entries().map(|(entry, ..)| entry_row(entry)).collect::<Result<_, _>>()?,
        callers: history.callers.iter().map(|(id, caller)| caller_row(*id, caller)).collect(),
        photos: Vec::new(),
        events: events
            .map(|(entry, trace)| {
                event_row(entry, &trace.card, trace.was.as_ref(), &trace.units, &[])
            })
            .collect::<Result<_, _>>()?,
        keys: keys.collect(),
        search: history.search.iter().collect(),
    };
    write_tables(writer, rows).await
}

/// Writes all or nothing: after an error no transaction is open. What an error tells of the disk is
/// for the door to judge.
pub async fn write(writer: &mut SqliteConnection, batch: &[&Effects]) -> Result<(), StoreError> {
    write_tables(writer, tables(batch)?).await
}

fn tables<'a>(batch: &[&'a Effects]) -> Result<Written<'a>, StoreError> {
    Ok(Tables {
        tickets: batch.iter().map(|effects| &effects.ticket).collect(),
        rounds: batch.iter().flat_map(|effects| &effects.rounds).collect(),
        dropped_rounds: batch.iter().flat_map(|effects| &effects.dropped_rounds).collect(),
        entries: batch
            .iter()
            .map(|effects| entry_row(&effects.entry))
            .collect::<Result<Vec<_>, _>>()?,
        callers: batch.iter().filter_map(|effects| caller_of(effects)).collect(),
        photos: batch.iter().flat_map(|effects| photo_uses(effects)).collect(),
        events: batch.iter().map(|effects| event_of(effects)).collect::<Result<Vec<_>, _>>()?,
        keys: batch.iter().filter_map(|effects| key_of(effects)).collect(),
        search: batch.iter().filter_map(|effects| effects.search.as_ref()).collect(),
    })
}

async fn write_tables(writer: &mut SqliteConnection, rows: Written<'_>) -> Result<(), StoreError> {
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

fn caller_of(effects: &Effects) -> Option<CallerRow<'_>> {
    effects.caller.as_ref().map(|caller| caller_row(effects.ticket.id, caller))
}

fn caller_row(ticket_id: i64, caller: &Caller) -> CallerRow<'_> {
    CallerRow {
        ticket_id,
        name: caller.name.as_deref(),
        phone: caller.phone.as_ref().map(domain::text::Phone::as_str),
    }
}

fn photo_uses(effects: &Effects) -> impl Iterator<Item = PhotoUse<'_>> {
    let ticket_id = effects.ticket.id;
    effects.entry.action.photos().iter().map(move |id| PhotoUse { id: id.as_str(), ticket_id })
}

fn event_of(effects: &Effects) -> Result<EventRow, StoreError> {
    let Effects { entry, card, was, units, leavers, .. } = effects;
    event_row(entry, card, was.as_ref(), units, leavers)
}

fn event_row(
    entry: &Entry,
    card: &Card,
    was: Option<&Was>,
    units: &[UnitSlug],
    leavers: &[UnitSlug],
) -> Result<EventRow, StoreError> {
    Ok(EventRow {
        seq: entry.seq.0,
        ticket_id: entry.ticket_id.0,
        recorded_at: entry.recorded_at.0,
        card: serde_json::to_string(card)?,
        was: was.map(serde_json::to_string).transpose()?,
        units: serde_json::to_string(units)?,
        leavers: serde_json::to_string(leavers)?,
    })
}

fn key_of(effects: &Effects) -> Option<KeyRow<'_>> {
    effects.key.as_ref().map(|key| key_row(&effects.entry, key))
}

fn key_row<'a>(entry: &Entry, key: &'a KeyUse) -> KeyRow<'a> {
    KeyRow {
        person_id: key.person_id,
        key: &key.key,
        request_hash: &key.request_hash,
        ticket_id: entry.ticket_id.0,
        version: entry.version,
        recorded_at: entry.recorded_at.0,
    }
}
