//! 排序: in which order a list or a column goes.

use crate::{id::TicketId, stats::Fact, time::Moment};

slugs! {
    /// The most pressing first, the oldest first, or of what has ended the latest first.
    #[derive(Default)]
    pub enum Sort {
        #[default]
        Due = "due",
        Age = "age",
        Ended = "ended",
    }
}

/// Where an order stands in a list: the lesser comes first.
pub type Rank = (i64, i64);

impl Sort {
    /// The moment that orders are compared by. What has not ended comes last where ends are compared.
    pub fn at(self, due_at: Moment, accepted_at: Moment, ended_at: Option<Moment>) -> Moment {
        match self {
            Self::Due => due_at,
            Self::Age => accepted_at,
            Self::Ended => ended_at.unwrap_or_default(),
        }
    }

    /// The same moment of a fact.
    pub fn of(self, fact: &Fact) -> Moment {
        self.at(fact.due_at, fact.accepted_at, fact.ended_at)
    }

    /// The rank of an order with this moment; of two with the same, the one that came first.
    pub fn rank(self, at: Moment, id: TicketId) -> Rank {
        match self {
            Self::Due | Self::Age => (at.0, id.0),
            Self::Ended => (at.0.saturating_neg(), id.0.saturating_neg()),
        }
    }
}
