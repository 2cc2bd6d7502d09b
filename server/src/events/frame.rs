//! Events as the bytes of `text/event-stream`.

use std::collections::HashMap;

use bytes::Bytes;
use domain::{
    api::{Card, EventName, Gone, WallCard, WallEvent, Was},
    id::{Seq, TicketId},
    people::{Person, Role, UnitSlug},
};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::store::{StoreError, events::EventRow};

/// Who hears the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Audience {
    /// The centre and the auditor: every order.
    All,
    /// One unit: its orders, and word of those it no longer sees.
    Unit(UnitSlug),
    /// The wall: every order, without title, content and house.
    Wall,
}

impl Audience {
    /// The widest audience that a person belongs to; `None` for who hears nothing.
    pub fn of(person: &Person) -> Option<Self> {
        if person.is_centre() || person.has(Role::Auditor) {
            return Some(Self::All);
        }
        if let Some(unit) = person.unit.as_ref().filter(|_| person.is_of_a_unit()) {
            return Some(Self::Unit(unit.clone()));
        }
        person.has(Role::Wall).then_some(Self::Wall)
    }
}

/// Orders that an audience sees no longer, with the change by which they went.
pub type Gones = HashMap<TicketId, Seq>;

/// One change, ready for every audience.
#[derive(Debug, Clone)]
pub struct Published {
    pub seq: Seq,
    pub id: TicketId,
    pub all: Bytes,
    pub wall: Bytes,
    pub gone: Bytes,
    pub units: Vec<UnitSlug>,
    pub leavers: Vec<UnitSlug>,
}

/// [`domain::api::TicketEvent`], with a card that is written already.
#[derive(Serialize)]
struct TicketEvent<'a> {
    seq: Seq,
    ticket: &'a RawValue,
    was: Option<&'a Was>,
}

impl Published {
    /// A change after which an order's card is this one, as `text` tells it.
    pub fn new(
        seq: Seq,
        card: &Card,
        text: &RawValue,
        was: Option<&Was>,
        units: Vec<UnitSlug>,
        leavers: Vec<UnitSlug>,
    ) -> Self {
        let wall = WallEvent { seq, ticket: WallCard::from(card), was: was.cloned() };
        let gone = Gone { seq, id: card.id };
        let all = TicketEvent { seq, ticket: text, was };
        Self {
            seq,
            id: card.id,
            all: frame(EventName::Ticket, seq, &all),
            wall: frame(EventName::Ticket, seq, &wall),
            gone: frame(EventName::Gone, seq, &gone),
            units,
            leavers,
        }
    }

    /// The bytes for an audience that hears of this change later: nothing of an order that it sees no
    /// longer but that it went.
    pub fn bytes_later(&self, audience: &Audience, gones: &Gones) -> Option<&Bytes> {
        let is_gone = gones.get(&self.id).is_some_and(|went| self.seq < *went);
        self.bytes_for(audience).filter(|_| !is_gone)
    }

    /// The bytes for an audience; `None` where it hears nothing of this change.
    pub fn bytes_for(&self, audience: &Audience) -> Option<&Bytes> {
        match audience {
            Audience::All => Some(&self.all),
            Audience::Wall => Some(&self.wall),
            Audience::Unit(unit) if self.units.contains(unit) => Some(&self.all),
            Audience::Unit(unit) if self.leavers.contains(unit) => Some(&self.gone),
            Audience::Unit(_) => None,
        }
    }
}

impl TryFrom<&EventRow> for Published {
    type Error = StoreError;

    fn try_from(row: &EventRow) -> Result<Self, StoreError> {
        let text: &RawValue = serde_json::from_str(&row.card)?;
        let card: Card = serde_json::from_str(text.get())?;
        let was: Option<Was> = row.was.as_deref().map(serde_json::from_str).transpose()?;
        let (units, leavers) =
            (serde_json::from_str(&row.units)?, serde_json::from_str(&row.leavers)?);
        debug_assert_eq!(card.id, TicketId(row.ticket_id));
        Ok(Self::new(Seq(row.seq), &card, text, was.as_ref(), units, leavers))
    }
}

fn frame(name: EventName, seq: Seq, data: &impl Serialize) -> Bytes {
    let mut frame = format!("event: {name}\nid: {seq}\ndata: ").into_bytes();
    serde_json::to_writer(&mut frame, data).expect("events of the wire are always JSON");
    frame.extend_from_slice(b"\n\n");
    Bytes::from(frame)
}

/// A line that moves a listener's place and says that the desk is alive; browsers hand on no event
/// for it.
pub fn heartbeat(seq: Seq) -> Bytes {
    Bytes::from(format!("id: {seq}\n\n"))
}

/// Tells a listener to read everything anew; the stream ends with it.
pub fn resync(seq: Seq) -> Bytes {
    Bytes::from(format!("event: {}\nid: {seq}\ndata: {{}}\n\n", EventName::Resync))
}
