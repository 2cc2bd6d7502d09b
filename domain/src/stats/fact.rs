//! 事实: the slim row of an order from which every figure is counted.

use crate::{
    deadline::{Standing, standing},
    id::TicketId,
    people::UnitSlug,
    text::road_of,
    ticket::{
        Action, CategoryCode, Channel, Entry, Nature, State, Ticket, TopicSlug, Urgency,
        action::{Finding, Outcome, Satisfaction},
        apply::{Broken, begin, follow},
    },
    time::Moment,
};

/// What figures need of an order, as of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub id: TicketId,
    pub state: State,
    pub nature: Nature,
    pub channel: Channel,
    pub urgency: Urgency,
    pub topics: Vec<TopicSlug>,
    pub category: Option<CategoryCode>,
    /// The road or village of the address; empty where it names none.
    pub road: String,
    pub lead: Option<UnitSlug>,
    pub assists: Vec<UnitSlug>,
    pub accepted_at: Moment,
    pub due_at: Moment,
    pub at_risk_at: Moment,
    pub stopped_at: Option<Moment>,
    pub ended_at: Option<Moment>,
    pub round: u32,
    pub replied_at: Option<Moment>,
    pub finding: Option<Finding>,
    pub outcome: Option<Outcome>,
    pub satisfaction: Option<Satisfaction>,
    pub seconds_to_accept: Option<u32>,
}

impl Fact {
    /// The fact of an order as it stands.
    pub fn of(ticket: &Ticket) -> Self {
        let round = ticket.round();
        Self {
            id: ticket.id,
            state: ticket.state,
            nature: ticket.facts.nature,
            channel: ticket.channel,
            urgency: ticket.facts.urgency,
            topics: ticket.facts.topics.clone(),
            category: ticket.facts.category,
            road: road_of(&ticket.facts.address),
            lead: ticket.lead.clone(),
            assists: ticket.assists.iter().map(|assist| assist.unit.clone()).collect(),
            accepted_at: ticket.accepted_at,
            due_at: ticket.due().at,
            at_risk_at: ticket.due().at_risk_at(),
            stopped_at: ticket.stopped_at(),
            ended_at: ticket.ended_at,
            round: round.n,
            replied_at: round.replied_at,
            finding: round.finding,
            outcome: round.outcome,
            satisfaction: round.satisfaction,
            seconds_to_accept: ticket.seconds_to_accept,
        }
    }

    /// The fact *as of* a moment, *as known at* another: of what had happened before `as_of`, what
    /// was recorded before `known_at`. `None` where the order was not there yet.
    ///
    /// # Errors
    /// Where the entries do not follow from one another.
    pub fn as_of(
        entries: &[Entry],
        as_of: Moment,
        known_at: Moment,
    ) -> Result<Option<Self>, Broken> {
        let known = entries.iter().filter(|entry| entry.recorded_at < known_at);
        let mut then = standing_entries(known)
            .into_iter()
            .filter(|entry| entry.happened_at < as_of && moves_a_fact(&entry.action));
        let Some(first) = then.next() else { return Ok(None) };
        then.try_fold(begin(first)?, follow).map(|ticket| Some(Self::of(&ticket)))
    }

    /// Every unit that leads or assists.
    pub fn units(&self) -> impl Iterator<Item = &UnitSlug> {
        self.lead.iter().chain(&self.assists)
    }

    pub fn standing(&self, now: Moment) -> Standing {
        standing(self.due_at, self.at_risk_at, self.stopped_at, now)
    }

    pub fn has_topic(&self, slug: &str) -> bool {
        self.topics.iter().any(|topic| topic.0 == slug)
    }
}

/// The entries that were not taken back, without those that took them back: a slip of the hand that is
/// known as one counts at no moment, also where it was told late.
fn standing_entries<'a>(known: impl Iterator<Item = &'a Entry>) -> Vec<&'a Entry> {
    let mut standing = Vec::new();
    for entry in known {
        if matches!(entry.action, Action::TakeBack {}) {
            standing.pop();
        } else {
            standing.push(entry);
        }
    }
    standing
}

/// Whether an action can change a fact. One that cannot may have been told out of turn, from a state
/// that knows no such step.
fn moves_a_fact(action: &Action) -> bool {
    !matches!(action, Action::Contact { .. } | Action::Note { .. } | Action::Reveal {})
}
