//! 筛选: which orders a list shows.

use serde::{Deserialize, Serialize};

use crate::{
    deadline::Standing,
    people::UnitSlug,
    stats::Fact,
    ticket::{Channel, Nature, State, TopicSlug, Urgency},
    time::Moment,
};

slugs! {
    /// By time left: past due, in the last fifth, or due before midnight.
    pub enum DueFilter {
        Overdue = "overdue",
        AtRisk = "at_risk",
        Today = "today",
    }
}

/// What an order must be to be shown; an absent condition lets everything through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Any of these; empty for all.
    pub state: Vec<State>,
    /// The unit that leads or assists.
    pub unit: Option<UnitSlug>,
    pub nature: Option<Nature>,
    pub channel: Option<Channel>,
    pub topic: Option<TopicSlug>,
    pub urgency: Option<Urgency>,
    pub due: Option<DueFilter>,
}

impl Filter {
    /// Whether it asks for nothing but states: of each it lets all orders through, or none.
    pub fn is_of_states(&self) -> bool {
        *self == Self { state: self.state.clone(), ..Self::default() }
    }

    /// Whether the order of this fact is shown at `now`.
    pub fn lets_through(&self, fact: &Fact, now: Moment) -> bool {
        (self.state.is_empty() || self.state.contains(&fact.state))
            && self.unit.as_ref().is_none_or(|unit| fact.units().any(|other| other == unit))
            && self.nature.is_none_or(|nature| nature == fact.nature)
            && self.channel.is_none_or(|channel| channel == fact.channel)
            && self.topic.as_ref().is_none_or(|topic| fact.topics.contains(topic))
            && self.urgency.is_none_or(|urgency| urgency == fact.urgency)
            && self.due.is_none_or(|due| due.lets_through(fact, now))
    }
}

impl DueFilter {
    fn lets_through(self, fact: &Fact, now: Moment) -> bool {
        let standing = fact.standing(now);
        match self {
            Self::Overdue => standing == Standing::Overdue,
            Self::AtRisk => standing == Standing::AtRisk,
            Self::Today => {
                let running =
                    matches!(standing, Standing::OnTime | Standing::AtRisk | Standing::Overdue);
                // A limit that ends at 24:00 of today ends at 0:00 of tomorrow.
                running && fact.due_at > now.day().start() && fact.due_at <= now.day().end()
            }
        }
    }
}
