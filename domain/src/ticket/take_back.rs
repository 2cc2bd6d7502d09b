//! 撤销: taking back what one has just done. It is a step of its own: the story keeps both, and the
//! order stands again exactly as it stood before.

use crate::{
    id::PersonId,
    people::Person,
    ticket::{Action, Entry, Ticket},
    time::Moment,
};

/// How long taking back is offered on the screen, in milliseconds.
pub const SHOWN_MS: i64 = 10_000;
/// How long it is accepted: a press at the last moment needs time to arrive.
const ACCEPTED_MS: i64 = 15_000;

/// The latest step of an order that can be taken back, and the order before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Latest {
    by: PersonId,
    recorded_at: Moment,
    before: Box<Ticket>,
}

impl Latest {
    /// What an entry leaves to be taken back of the order that it found; `None` where that is nothing.
    pub(super) fn of(before: &Ticket, entry: &Entry) -> Option<Self> {
        leaves_a_way_back(&entry.action).then(|| Self {
            by: entry.by.id,
            recorded_at: entry.recorded_at,
            before: Box::new(Ticket { latest: None, ..before.clone() }),
        })
    }
}

impl Ticket {
    /// Whether there is a step that can be taken back at `now`, by whoever took it.
    pub fn leads_back(&self, now: Moment) -> bool {
        let is_fresh = |latest: &Latest| now.since(latest.recorded_at) <= ACCEPTED_MS;
        self.latest.as_ref().is_some_and(is_fresh)
    }

    /// Whether this person took the step that can be taken back.
    pub(super) fn was_moved_by(&self, person: &Person) -> bool {
        self.latest.as_ref().is_some_and(|latest| latest.by == person.id)
    }

    /// The order as the latest step found it, now with the entry that takes the step back. `None` where
    /// that step was another's, or cannot be taken back.
    pub(super) fn taken_back(self, entry: &Entry) -> Option<Self> {
        let latest = self.latest.filter(|latest| latest.by == entry.by.id)?;
        Some(Self { version: entry.version, seq: entry.seq, ..*latest.before })
    }
}

/// Whether an action moves the order and can be undone without a trace elsewhere. A call that was made
/// and a word that was read cannot; neither can a correction of the caller, whose old name and number
/// are kept nowhere.
fn leaves_a_way_back(action: &Action) -> bool {
    match action {
        Action::Create { .. }
        | Action::Reveal {}
        | Action::Contact { .. }
        | Action::Note { .. }
        | Action::TakeBack {} => false,
        Action::Accept(_) | Action::Approve(_) | Action::Amend(_) => !action.corrects_caller(),
        Action::Answer { .. }
        | Action::ReturnToIntake { .. }
        | Action::Decline { .. }
        | Action::Transfer { .. }
        | Action::Merge { .. }
        | Action::Dispatch { .. }
        | Action::Sign {}
        | Action::Reply(_)
        | Action::SendBack { .. }
        | Action::Pass {}
        | Action::CallBack(_)
        | Action::Rework { .. }
        | Action::Close {}
        | Action::Reopen { .. } => true,
    }
}
