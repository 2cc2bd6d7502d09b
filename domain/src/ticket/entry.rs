//! 流转记录: one line of an order's story, and a decision before the door has dated it.

use serde::{Deserialize, Serialize};

use crate::{
    deadline::Due,
    id::{PersonId, Seq, TicketId, Version},
    people::{Person, UnitSlug},
    ticket::{Action, intake::Caller},
    time::Moment,
};

/// Who did it, as they were called then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Actor {
    pub id: PersonId,
    pub name: String,
    pub unit: Option<UnitSlug>,
}

impl Actor {
    pub fn of(person: &Person) -> Self {
        Self { id: person.id, name: person.display.clone(), unit: person.unit.clone() }
    }
}

/// One entry. Replaying an order's entries by version gives the order, its rounds and due moments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub ticket_id: TicketId,
    pub version: Version,
    pub seq: Seq,
    /// The person's time; figures *as of* a moment use it.
    pub happened_at: Moment,
    /// The door's time, never decreasing; figures *as known at* a moment use it.
    pub recorded_at: Moment,
    pub by: Actor,
    pub action: Action,
    /// The due moments that this entry set, with the policy and the decrees they came from.
    pub dues: Vec<Due>,
}

/// What was decided and is not yet written: the door adds identity, order and its own time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub happened_at: Moment,
    pub by: Actor,
    pub action: Action,
    pub dues: Vec<Due>,
    /// The caller's row, where the action gives or corrects it; never part of the entry.
    pub caller: Option<Caller>,
}
