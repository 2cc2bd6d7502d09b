//! 时限规定: rows by nature, urgency and round, in policies that are valid from a day on.

use serde::{Deserialize, Serialize};

use crate::{
    deadline::Limit,
    ticket::{Nature, Urgency},
    time::Moment,
};

/// The slug of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct PolicySlug(pub String);

slugs! {
    /// 分钟, 小时, 工作日, 自然日.
    pub enum TermUnit {
        Minutes = "minutes",
        Hours = "hours",
        WorkingDays = "working_days",
        Days = "days",
    }
}

/// A length of time as a policy writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Term {
    pub n: u32,
    pub unit: TermUnit,
}

impl Term {
    pub const fn new(n: u32, unit: TermUnit) -> Self {
        Self { n, unit }
    }
}

/// One row; an absent condition fits everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolicyRow {
    pub natures: Option<Vec<Nature>>,
    pub urgency: Option<Urgency>,
    /// The first round that the row is for.
    pub from_round: Option<u32>,
    pub contact: Term,
    pub sign: Option<Term>,
    pub handle: Term,
    pub call_back: Term,
}

/// A set of rows, valid from a moment on until a later policy takes over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Policy {
    pub slug: PolicySlug,
    pub name: String,
    pub valid_from: Moment,
    /// The most particular rows first: the first that fits counts.
    pub rows: Vec<PolicyRow>,
    /// Attempts after which a call-back may be given up.
    pub call_attempts: u32,
    /// How long before its recording something may have happened, in minutes.
    pub tolerance_minutes: i64,
}

impl Policy {
    /// The row for an order.
    pub fn row(&self, nature: Nature, urgency: Urgency, round: u32) -> Option<&PolicyRow> {
        self.rows.iter().find(|row| {
            row.natures.as_ref().is_none_or(|natures| natures.contains(&nature))
                && row.urgency.is_none_or(|only| only == urgency)
                && row.from_round.is_none_or(|first| round >= first)
        })
    }

    /// Whether a call-back may be given up after so many `attempts` of a round, or because the caller
    /// left no number on which they could be reached.
    pub const fn may_give_up(&self, attempts: u32, reachable: bool) -> bool {
        !reachable || attempts >= self.call_attempts
    }

    /// The rows that come with the product (contract, part 4), valid since the hotline began.
    pub fn shipped() -> Self {
        use Nature::{Complaint, Consult, Help, Praise, Report, Suggestion};
        use TermUnit::{Hours, Minutes, WorkingDays};
        let days = |n| Term::new(n, WorkingDays);
        let row = |contact, sign, handle, call_back| PolicyRow {
            natures: None,
            urgency: None,
            from_round: None,
            contact,
            sign,
            handle,
            call_back,
        };
        let (half_hour, hours) = (Term::new(30, Minutes), |n| Term::new(n, Hours));
        Self {
            slug: PolicySlug("standard".to_owned()),
            name: "工单办理时限（标准）".to_owned(),
            valid_from: Moment(0),
            rows: vec![
                PolicyRow {
                    urgency: Some(Urgency::Critical),
                    ..row(half_hour, Some(half_hour), hours(24), days(1))
                },
                PolicyRow {
                    urgency: Some(Urgency::Urgent),
                    ..row(hours(2), Some(hours(1)), hours(24), days(2))
                },
                PolicyRow { from_round: Some(2), ..row(days(1), None, days(3), days(2)) },
                PolicyRow {
                    natures: Some(vec![Consult, Suggestion, Praise]),
                    ..row(days(1), Some(days(1)), days(1), days(2))
                },
                PolicyRow {
                    natures: Some(vec![Help, Complaint, Report]),
                    ..row(days(1), Some(days(1)), days(5), days(2))
                },
            ],
            call_attempts: 3,
            tolerance_minutes: 24 * 60,
        }
    }
}

impl PolicyRow {
    /// The term for a limit; `None` where the row sets none.
    pub const fn term(&self, limit: Limit) -> Option<Term> {
        match limit {
            Limit::Contact => Some(self.contact),
            Limit::Sign => self.sign,
            Limit::Handle => Some(self.handle),
            Limit::CallBack => Some(self.call_back),
        }
    }
}
