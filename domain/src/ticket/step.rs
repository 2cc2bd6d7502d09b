//! 办理: deciding one step. The same function enforces on the server and predicts in the app.

use crate::{
    deadline::{Due, Limit},
    people::Person,
    rules::{Desk, Held},
    text::{Fault, Faults, Flaw},
    ticket::{
        Action, State, Ticket, Verb,
        action::{CallBack, Changes},
        apply::changed,
        entry::{Actor, Decision},
        workflow::{self, Hand},
    },
    time::Moment,
};

/// Why a step is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The table has no row for this verb from where the order stands.
    NoSuchStep,
    /// The step exists, and is another person's.
    NotYours,
    /// The evidence is incomplete or wrong.
    Faults(Vec<Fault>),
}

/// Whether this person may take this kind of step on the order as it stands at `now`.
///
/// # Errors
/// [`Refusal::NoSuchStep`] or [`Refusal::NotYours`].
pub fn permit(ticket: &Ticket, person: &Person, verb: Verb, now: Moment) -> Result<(), Refusal> {
    let mut rows = workflow::open_rows(ticket, now).filter(|step| step.verb == verb).peekable();
    if rows.peek().is_none() {
        return Err(Refusal::NoSuchStep);
    }
    let hand = Hand::of(ticket, person).ok_or(Refusal::NotYours)?;
    if rows.any(|step| hand.may_take(step)) { Ok(()) } else { Err(Refusal::NotYours) }
}

/// Decides a step: `happened_at` is the person's time, `now` the desk's.
///
/// # Errors
/// Why it is refused; of the evidence every fault at once.
pub fn step(
    ticket: &Ticket,
    person: &Person,
    action: Action,
    happened_at: Option<Moment>,
    now: Moment,
    desk: &Desk,
) -> Result<Decision, Refusal> {
    permit(ticket, person, action.verb(), now)?;
    let mut faults = Faults::default();
    action.check(&mut faults);
    check_against_order(ticket, &action, desk, now, &mut faults);
    // The evidence stands under `action` in the request; the time beside it.
    let mut faults = faults.within("action");
    check_time(ticket, &action, happened_at, now, desk, &mut faults);
    faults.into_result().map_err(Refusal::Faults)?;
    let happened_at = happened_at.unwrap_or(now);
    let mut action = action;
    let caller = action.changes_mut().and_then(|changes| {
        changes.privacy = changes.caller.as_ref().map(super::intake::CallerGiven::privacy);
        changes.caller.take().map(|given| given.kept())
    });
    let dues = dues_of(ticket, &action, happened_at, now, desk);
    Ok(Decision { happened_at, by: Actor::of(person), action, dues, caller })
}

fn check_against_order(
    ticket: &Ticket,
    action: &Action,
    desk: &Desk,
    now: Moment,
    faults: &mut Faults,
) {
    if let Some(changes) = action.changes() {
        let topics = changes.topics.as_deref().unwrap_or_default();
        let held = Held { topics: &ticket.facts.topics, category: ticket.facts.category };
        desk.words.check_beside(faults, topics, changes.category, now.day(), &held);
        faults.when(changes.privacy.is_some(), "privacy", Flaw::Invalid);
    }
    match action {
        Action::Dispatch { lead, assists, .. } => {
            faults.when(!desk.words.units.contains_key(lead), "lead", Flaw::Unknown);
            for (place, assist) in assists.iter().enumerate() {
                let field = format!("assists[{place}].unit");
                faults.when(!desk.words.units.contains_key(&assist.unit), &field, Flaw::Unknown);
            }
        }
        Action::Merge { into } => faults.when(*into == ticket.id, "into", Flaw::Contradicts),
        Action::CallBack(CallBack { reached: false, give_up: true, .. }) => {
            faults.when(!may_give_up(ticket, now, desk), "give_up", Flaw::OutOfRange);
        }
        _ => {}
    }
}

/// Whether a call-back may be given up at `now`; see [`crate::deadline::Policy::may_give_up`].
pub fn may_give_up(ticket: &Ticket, now: Moment, desk: &Desk) -> bool {
    desk.policy(now).may_give_up(ticket.round().call_attempts, ticket.privacy.reachable)
}

/// What happened may be told late, by no more than the policy tolerates; never ahead of time, and
/// not before the order had come to where the step is taken from: a reply cannot be older than the
/// sending back that asked for it. What is no matter of the state belongs to its round; taking back
/// happens when it is said.
fn check_time(
    ticket: &Ticket,
    action: &Action,
    happened_at: Option<Moment>,
    now: Moment,
    desk: &Desk,
    faults: &mut Faults,
) {
    let Some(at) = happened_at else { return };
    let begun = match action {
        Action::Contact { .. } | Action::Note { .. } | Action::Amend(_) => ticket.round().opened_at,
        Action::TakeBack {} => now,
        _ => ticket.since,
    };
    let earliest = now.plus_minutes(-desk.policy(now).tolerance_minutes).max(begun);
    faults.when(at > now || at < earliest, "happened_at", Flaw::OutOfRange);
}

/// The due moments that an action sets.
fn dues_of(ticket: &Ticket, action: &Action, at: Moment, now: Moment, desk: &Desk) -> Vec<Due> {
    let facts = &ticket.facts;
    let due =
        |limit, start| desk.due(limit, facts.nature, facts.urgency, ticket.round().n, start, now);
    match action {
        Action::Dispatch { .. } => due(Limit::Sign, at).into_iter().collect(),
        Action::Pass {} => due(Limit::CallBack, at).into_iter().collect(),
        Action::Rework { .. } | Action::Reopen { .. } => {
            desk.opening_dues(facts.nature, facts.urgency, ticket.round().n + 1, at, now).into()
        }
        _ => {
            action.changes().map(|changes| redated(ticket, changes, now, desk)).unwrap_or_default()
        }
    }
}

/// The limits of the current round computed again, where a correction moves them. Each keeps the
/// start it had: a correction does not give time back.
fn redated(ticket: &Ticket, changes: &Changes, now: Moment, desk: &Desk) -> Vec<Due> {
    let before = &ticket.facts;
    let after = changed(before.clone(), changes);
    if (after.nature, after.urgency) == (before.nature, before.urgency) {
        return Vec::new();
    }
    let round = ticket.round();
    let again =
        |due: &Due| desk.due(due.limit, after.nature, after.urgency, round.n, due.start, now);
    round.limits().filter_map(|(due, _)| again(due).filter(|new| new != due)).collect()
}

/// Whether an order may be merged into `main`: one that is under way, or closed with its reply; not
/// one that itself ended on the way.
pub fn may_take_in(main: &Ticket) -> bool {
    main.state.is_open() || main.state == State::Closed
}
