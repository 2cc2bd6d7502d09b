//! 事件: what the stream of `/api/events` carries, in the order of the log.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Card, WallCard},
    id::{Seq, TicketId},
    people::UnitSlug,
    ticket::State,
};

/// Where the stream is; it is no [`super::Endpoint`], for it has no single reply.
pub const EVENTS_ROUTE: &str = "/api/events";
/// The header by which the stream begins: the desk's time. A device that was asleep has lost count of it.
pub const NOW_HEADER: &str = "desk-now";

slugs! {
    /// The names of events.
    pub enum EventName {
        Ticket = "ticket",
        /// To those who may no longer see an order.
        Gone = "gone",
        /// The listener missed something that cannot be sent again: read everything anew.
        Resync = "resync",
    }
}

/// Where the order stood before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Was {
    pub state: State,
    pub lead: Option<UnitSlug>,
    pub round: u32,
}

/// `event: ticket`: one change of one order, the card as of `seq`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketEvent {
    pub seq: Seq,
    pub ticket: Card,
    /// `null` for a new order.
    pub was: Option<Was>,
}

/// `event: ticket` as the wall hears it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WallEvent {
    pub seq: Seq,
    pub ticket: WallCard,
    pub was: Option<Was>,
}

/// `event: gone`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Gone {
    pub seq: Seq,
    pub id: TicketId,
}
