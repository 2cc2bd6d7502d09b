//! 卡片: an order as lists, boards and events carry it. A card has no caller.

use serde::{Deserialize, Serialize};

use crate::{
    deadline::{Due, Limit, Standing, standing},
    id::{TicketId, Version},
    people::UnitSlug,
    text::road_of,
    ticket::{
        Assist, CategoryCode, Channel, Nature, State, Ticket, TicketNumber, TopicSlug, Urgency,
    },
    time::Moment,
};

/// An order in brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Card {
    pub id: TicketId,
    pub number: TicketNumber,
    pub upstream_number: Option<String>,
    pub version: Version,
    pub state: State,
    pub nature: Nature,
    pub channel: Channel,
    pub urgency: Urgency,
    pub topics: Vec<TopicSlug>,
    pub category: Option<CategoryCode>,
    pub title: String,
    pub address: String,
    pub lead: Option<UnitSlug>,
    pub assists: Vec<Assist>,
    pub accepted_at: Moment,
    pub due_at: Moment,
    pub at_risk_at: Moment,
    pub upstream_due_at: Option<Moment>,
    /// When the clock of handling stopped, if it stands.
    pub stopped_at: Option<Moment>,
    /// As of the card's making; whoever shows it later computes it again from the moments above.
    pub standing: Standing,
    pub round: u32,
    pub urgings: u32,
    /// Whether the caller has been reached in this round.
    pub contacted: bool,
    /// Whether the lead rings the caller, and not the centre or nobody.
    pub lead_rings: bool,
    /// What the lead has to meet before the handling's limit: the signature, or ringing the caller.
    pub next: Option<NextDue>,
    pub ended_at: Option<Moment>,
}

/// A limit that runs, in brief.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NextDue {
    pub limit: Limit,
    pub at: Moment,
    pub at_risk_at: Moment,
}

impl From<&Due> for NextDue {
    fn from(due: &Due) -> Self {
        Self { limit: due.limit, at: due.at, at_risk_at: due.at_risk_at() }
    }
}

impl NextDue {
    /// How the limit stands at `now`, if its clock stands since `stopped_at`.
    pub fn standing(&self, stopped_at: Option<Moment>, now: Moment) -> Standing {
        standing(self.at, self.at_risk_at, stopped_at, now)
    }
}

impl Card {
    /// The card of an order, as of `now`.
    pub fn of(ticket: &Ticket, now: Moment) -> Self {
        let (due_at, at_risk_at) = (ticket.due().at, ticket.due().at_risk_at());
        let stopped_at = ticket.stopped_at();
        Self {
            id: ticket.id,
            number: ticket.number.clone(),
            upstream_number: ticket.facts.upstream_number.clone(),
            version: ticket.version,
            state: ticket.state,
            nature: ticket.facts.nature,
            channel: ticket.channel,
            urgency: ticket.facts.urgency,
            topics: ticket.facts.topics.clone(),
            category: ticket.facts.category,
            title: ticket.facts.title.clone(),
            address: ticket.facts.address.clone(),
            lead: ticket.lead.clone(),
            assists: ticket.assists.clone(),
            accepted_at: ticket.accepted_at,
            due_at,
            at_risk_at,
            upstream_due_at: ticket.facts.upstream_due_at,
            stopped_at,
            standing: standing(due_at, at_risk_at, stopped_at, now),
            round: ticket.round().n,
            urgings: ticket.urgings,
            contacted: ticket.round().contacted_at.is_some(),
            lead_rings: ticket.privacy.lead_rings(),
            next: ticket.next_due().map(NextDue::from),
            ended_at: ticket.ended_at,
        }
    }

    /// How the order stands at `now`.
    pub fn standing_at(&self, now: Moment) -> Standing {
        standing(self.due_at, self.at_risk_at, self.stopped_at, now)
    }

    /// What the lead has to meet first: what comes before the handling's limit, or that itself.
    pub fn first_due(&self) -> NextDue {
        let handle = NextDue { limit: Limit::Handle, at: self.due_at, at_risk_at: self.at_risk_at };
        self.next.unwrap_or(handle)
    }

    /// The same card with its standing brought up to `now`.
    #[must_use]
    pub fn at(mut self, now: Moment) -> Self {
        self.standing = self.standing_at(now);
        self
    }

    /// The order in which a unit works its orders off: what runs by its first limit, then what is done.
    pub fn pressing(&self) -> (bool, Moment, TicketId) {
        (self.stopped_at.is_some(), self.first_due().at, self.id)
    }

    pub fn is_led_by(&self, unit: &UnitSlug) -> bool {
        self.lead.as_ref() == Some(unit)
    }

    /// Every unit that leads or assists.
    pub fn units(&self) -> impl Iterator<Item = &UnitSlug> {
        self.lead.iter().chain(self.assists.iter().map(|assist| &assist.unit))
    }
}

/// What the wall may show of an order: the category and the road, never title, content or house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WallCard {
    pub id: TicketId,
    pub state: State,
    pub nature: Nature,
    pub channel: Channel,
    pub urgency: Urgency,
    pub topics: Vec<TopicSlug>,
    pub category: Option<CategoryCode>,
    pub road: String,
    pub lead: Option<UnitSlug>,
    pub accepted_at: Moment,
    pub due_at: Moment,
    pub at_risk_at: Moment,
    pub standing: Standing,
    pub round: u32,
}

impl From<&Card> for WallCard {
    fn from(card: &Card) -> Self {
        Self {
            id: card.id,
            state: card.state,
            nature: card.nature,
            channel: card.channel,
            urgency: card.urgency,
            topics: card.topics.clone(),
            category: card.category,
            road: road_of(&card.address),
            lead: card.lead.clone(),
            accepted_at: card.accepted_at,
            due_at: card.due_at,
            at_risk_at: card.at_risk_at,
            standing: card.standing,
            round: card.round,
        }
    }
}
