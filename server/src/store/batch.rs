//! The rows of what is written together: of a batch of commits, of a stretch of the past.

use std::{borrow::Cow, sync::Arc};

use domain::{
    api::{Card, Was},
    people::UnitSlug,
    ticket::{Entry, intake::Caller},
};

use super::{
    StoreError,
    rows::{RoundRow, TicketRow},
};
use crate::card::Written;

/// Whose request, by which key and with what content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    pub person_id: i64,
    pub key: String,
    /// SHA-256 of method, path and body, in hexadecimal.
    pub request_hash: String,
}

/// The texts that an order is found by, cut into words and bigrams.
#[derive(Debug, Clone)]
pub struct SearchRow {
    pub id: i64,
    pub common: String,
    pub centre: String,
}

/// Which round of which order.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub card: Arc<Written>,
    pub was: Option<Was>,
    /// Units that see the order now, and those that no longer do.
    pub units: Vec<UnitSlug>,
    pub leavers: Vec<UnitSlug>,
    pub key: Option<KeyUse>,
}

/// A row of `entry`.
pub struct EntryRow {
    pub ticket_id: i64,
    pub version: i64,
    pub seq: i64,
    pub happened_at: i64,
    pub recorded_at: i64,
    pub person_id: i64,
    pub actor: String,
    pub verb: &'static str,
    pub action: String,
    pub dues: String,
}

/// A row of `caller`.
pub struct CallerRow<'a> {
    pub ticket_id: i64,
    pub name: Option<&'a str>,
    pub phone: Option<&'a str>,
}

/// Which photo an order refers to.
pub struct PhotoUse<'a> {
    pub id: &'a str,
    pub ticket_id: i64,
}

/// A row of `event`.
pub struct EventRow<'a> {
    pub seq: i64,
    pub ticket_id: i64,
    pub recorded_at: i64,
    pub card: Cow<'a, str>,
    pub was: Option<String>,
    pub units: String,
    pub leavers: String,
}

/// A row of `request_key`.
pub struct KeyRow<'a> {
    pub person_id: i64,
    pub key: &'a str,
    pub request_hash: Vec<u8>,
    pub ticket_id: i64,
    pub version: i64,
    pub recorded_at: i64,
}

/// The rows of a batch by table.
pub struct Rows<'a> {
    pub tickets: Vec<&'a TicketRow>,
    pub rounds: Vec<&'a RoundRow>,
    pub dropped_rounds: Vec<&'a RoundPlace>,
    pub entries: Vec<EntryRow>,
    pub callers: Vec<CallerRow<'a>>,
    pub photos: Vec<PhotoUse<'a>>,
    pub events: Vec<EventRow<'a>>,
    pub keys: Vec<KeyRow<'a>>,
    pub search: &'a [SearchRow],
}

/// What one entry of a [`History`] brings to the log.
#[derive(Debug, Clone)]
pub struct Trace {
    pub card: Card,
    pub was: Option<Was>,
    pub units: Vec<UnitSlug>,
}

/// An entry of a [`History`] with its line of the log and its key, where these need still be kept.
#[derive(Debug, Clone)]
pub struct Lived {
    pub entry: Entry,
    pub trace: Option<Trace>,
    pub key: Option<KeyUse>,
}

/// A stretch of the past, to be written at once: whole orders, as they stand at the end of it.
#[derive(Debug, Default)]
pub struct History {
    pub tickets: Vec<TicketRow>,
    pub rounds: Vec<RoundRow>,
    pub entries: Vec<Lived>,
    pub callers: Vec<(i64, Caller)>,
    pub search: Vec<SearchRow>,
}

impl History {
    pub fn rows(&self) -> Result<Rows<'_>, StoreError> {
        let traced = |lived: &'_ Lived| {
            let trace = lived.trace.as_ref()?;
            let event = |card: String| {
                event_row(&lived.entry, card.into(), trace.was.as_ref(), &trace.units, &[])
            };
            Some(serde_json::to_string(&trace.card).map_err(StoreError::from).and_then(event))
        };
        Ok(Rows {
            tickets: self.tickets.iter().collect(),
            rounds: self.rounds.iter().collect(),
            dropped_rounds: Vec::new(),
            entries: self
                .entries
                .iter()
                .map(|lived| entry_row(&lived.entry))
                .collect::<Result<_, _>>()?,
            callers: self.callers.iter().map(|(id, caller)| caller_row(*id, caller)).collect(),
            photos: Vec::new(),
            events: self.entries.iter().filter_map(traced).collect::<Result<_, _>>()?,
            keys: self
                .entries
                .iter()
                .filter_map(|lived| Some(key_row(&lived.entry, lived.key.as_ref()?)))
                .collect(),
            search: &self.search,
        })
    }
}

/// The rows of a batch of commits.
pub fn rows<'a>(batch: impl Iterator<Item = &'a Effects> + Clone) -> Result<Rows<'a>, StoreError> {
    Ok(Rows {
        tickets: batch.clone().map(|effects| &effects.ticket).collect(),
        rounds: batch.clone().flat_map(|effects| &effects.rounds).collect(),
        dropped_rounds: batch.clone().flat_map(|effects| &effects.dropped_rounds).collect(),
        entries: batch
            .clone()
            .map(|effects| entry_row(&effects.entry))
            .collect::<Result<_, _>>()?,
        callers: batch.clone().filter_map(caller_of).collect(),
        photos: batch.clone().flat_map(photo_uses).collect(),
        events: batch.clone().map(event_of).collect::<Result<_, _>>()?,
        keys: batch.filter_map(key_of).collect(),
        search: &[],
    })
}

fn entry_row(entry: &Entry) -> Result<EntryRow, StoreError> {
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

fn event_of(effects: &Effects) -> Result<EventRow<'_>, StoreError> {
    let Effects { entry, card, was, units, leavers, .. } = effects;
    let card = card.text(entry.recorded_at).get();
    event_row(entry, card.into(), was.as_ref(), units, leavers)
}

fn event_row<'a>(
    entry: &Entry,
    card: Cow<'a, str>,
    was: Option<&Was>,
    units: &[UnitSlug],
    leavers: &[UnitSlug],
) -> Result<EventRow<'a>, StoreError> {
    Ok(EventRow {
        seq: entry.seq.0,
        ticket_id: entry.ticket_id.0,
        recorded_at: entry.recorded_at.0,
        card,
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
        request_hash: bytes_of(&key.request_hash),
        ticket_id: entry.ticket_id.0,
        version: entry.version,
        recorded_at: entry.recorded_at.0,
    }
}

/// The bytes that stand in hexadecimal.
fn bytes_of(hexadecimal: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or_default() as u8;
    hexadecimal
        .as_bytes()
        .chunks(2)
        .map(|two| two.iter().fold(0, |byte, d| byte << 4 | digit(*d)))
        .collect()
}
