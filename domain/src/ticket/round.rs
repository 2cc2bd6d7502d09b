//! 轮次: one attempt at an order, from its acceptance or a redo to its call-back.

use serde::{Deserialize, Serialize};

use crate::{
    deadline::{Due, Limit},
    people::UnitSlug,
    ticket::action::{Demand, Finding, Outcome, Satisfaction, Solved},
    time::Moment,
};

/// A round with its limits and what came of each. A redo freezes it and opens the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Round {
    /// From 1.
    pub n: u32,
    pub lead: Option<UnitSlug>,
    pub opened_at: Moment,
    pub contact: Due,
    pub sign: Option<Due>,
    pub handle: Due,
    pub call_back: Option<Due>,
    /// The first time the caller was reached.
    pub contacted_at: Option<Moment>,
    pub contact_attempts: u32,
    pub dispatched_at: Option<Moment>,
    pub signed_at: Option<Moment>,
    pub replied_at: Option<Moment>,
    pub finding: Option<Finding>,
    pub demand: Option<Demand>,
    pub outcome: Option<Outcome>,
    /// How often the reply was sent back.
    pub sent_back: u32,
    pub passed_at: Option<Moment>,
    /// Calls back, reached or not; giving up is none.
    pub call_attempts: u32,
    /// When the call-back ended, reached or given up.
    pub called_back_at: Option<Moment>,
    pub solved: Option<Solved>,
    pub satisfaction: Option<Satisfaction>,
}

impl Round {
    /// A round that has just begun, with the limits that run from its start.
    pub fn begin(
        n: u32,
        lead: Option<UnitSlug>,
        opened_at: Moment,
        contact: Due,
        handle: Due,
    ) -> Self {
        Self {
            n,
            lead,
            opened_at,
            contact,
            sign: None,
            handle,
            call_back: None,
            contacted_at: None,
            contact_attempts: 0,
            dispatched_at: None,
            signed_at: None,
            replied_at: None,
            finding: None,
            demand: None,
            outcome: None,
            sent_back: 0,
            passed_at: None,
            call_attempts: 0,
            called_back_at: None,
            solved: None,
            satisfaction: None,
        }
    }

    /// Puts a due moment where it belongs.
    pub fn set(&mut self, due: Due) {
        match due.limit {
            Limit::Contact => self.contact = due,
            Limit::Sign => self.sign = Some(due),
            Limit::Handle => self.handle = due,
            Limit::CallBack => self.call_back = Some(due),
        }
    }

    /// Each limit that runs or ran, with the moment that met it.
    pub fn limits(&self) -> impl Iterator<Item = (&Due, Option<Moment>)> {
        [
            Some((&self.contact, self.contacted_at)),
            self.sign.as_ref().map(|due| (due, self.signed_at)),
            Some((&self.handle, self.replied_at)),
            self.call_back.as_ref().map(|due| (due, self.called_back_at)),
        ]
        .into_iter()
        .flatten()
    }
}
