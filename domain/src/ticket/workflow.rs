//! 流程: who may do what from where, as one table (contract, part 3).

use crate::{
    people::{Person, Role, Sight, sight},
    ticket::{Action, State, Ticket, Verb},
};
use Land::{Stay, To};
use State::{
    Answered, Closed, Declined, Draft, Handling, Merged, ToCallBack, ToCheck, ToClose, ToDispatch,
    ToReview, ToSign, Transferred,
};
use Who::{Centre, DutyLead, LeadLiaison, Operator, Reader, Reviewer, Supervisor, Surveyor};

/// Where a step leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Land {
    To(State),
    Stay,
}

/// Who may take a step: a role of the centre, or a relation to the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Operator,
    Reviewer,
    Dispatcher,
    Surveyor,
    DutyLead,
    Supervisor,
    /// Anybody of the centre.
    Centre,
    /// A liaison of the unit that leads the order.
    LeadLiaison,
    /// Whoever may read the order, but for the wall and the auditor.
    Reader,
}

/// One row of the table.
#[derive(Debug)]
pub struct Step {
    pub from: &'static [State],
    pub verb: Verb,
    pub to: Land,
    pub by: &'static [Who],
}

const fn row(from: &'static [State], verb: Verb, to: Land, by: &'static [Who]) -> Step {
    Step { from, verb, to, by }
}

/// Every step there is. What has no row is refused.
pub const STEPS: &[Step] = &[
    row(&[Draft], Verb::Accept, To(ToReview), &[Operator]),
    row(&[Draft, ToReview], Verb::Answer, To(Answered), &[Operator, Reviewer]),
    row(&[ToReview], Verb::Approve, To(ToDispatch), &[Reviewer]),
    row(&[ToReview], Verb::ReturnToIntake, To(Draft), &[Reviewer]),
    row(&[ToReview], Verb::Decline, To(Declined), &[DutyLead]),
    row(&[ToReview, ToDispatch], Verb::Transfer, To(Transferred), &[Reviewer, Who::Dispatcher]),
    row(&[ToReview], Verb::Merge, To(Merged), &[Reviewer]),
    row(&[ToDispatch], Verb::Dispatch, To(ToSign), &[Who::Dispatcher]),
    row(&[ToSign], Verb::Sign, To(Handling), &[LeadLiaison]),
    row(&[ToReview, ToDispatch, ToSign, Handling], Verb::Contact, Stay, &[LeadLiaison, Centre]),
    row(&[Handling], Verb::Reply, To(ToCheck), &[LeadLiaison]),
    row(&[ToCheck], Verb::SendBack, To(Handling), &[Reviewer]),
    row(&[ToCheck], Verb::Pass, To(ToCallBack), &[Reviewer]),
    row(&[ToCallBack], Verb::CallBack, To(ToClose), &[Surveyor]),
    row(&[ToCallBack], Verb::CallBack, Stay, &[Surveyor]),
    row(&[ToCallBack, ToClose], Verb::Rework, To(Handling), &[Surveyor, DutyLead]),
    row(&[ToClose], Verb::Close, To(Closed), &[Surveyor, DutyLead, Supervisor]),
    row(&[Closed], Verb::Reopen, To(Handling), &[DutyLead]),
    row(State::OPEN, Verb::Amend, Stay, &[Reviewer]),
    row(State::ALL, Verb::Note, Stay, &[Reader]),
];

impl Who {
    /// Whether this person is meant, who sees the order so; `leads` says that their unit leads it,
    /// which somebody of the centre may belong to as well.
    pub fn is(self, person: &Person, sight: Sight, leads: bool) -> bool {
        match self {
            Self::Operator => person.has(Role::Operator),
            Self::Reviewer => person.has(Role::Reviewer),
            Self::Dispatcher => person.has(Role::Dispatcher),
            Self::Surveyor => person.has(Role::Surveyor),
            Self::DutyLead => person.has(Role::DutyLead),
            Self::Supervisor => person.has(Role::Supervisor),
            Self::Centre => sight == Sight::Centre,
            Self::LeadLiaison => person.has(Role::Liaison) && leads,
            Self::Reader => matches!(sight, Sight::Centre | Sight::Lead | Sight::Assist),
        }
    }
}

/// The rows for a verb from a state; none where there is no such step.
pub fn rows(from: State, verb: Verb) -> impl Iterator<Item = &'static Step> {
    STEPS.iter().filter(move |step| step.verb == verb && step.from.contains(&from))
}

/// Where an action leads from a state, by the row that fits its evidence.
pub fn target(from: State, action: &Action) -> Option<State> {
    let mut rows = rows(from, action.verb()).peekable();
    let only = rows.peek()?.to;
    let fitting =
        rows.find(|step| (step.to == Stay) == action.stays()).map_or(only, |step| step.to);
    Some(match fitting {
        To(state) => state,
        Stay => from,
    })
}

/// The verbs that this person may be offered on this order, in the order of the table.
pub fn offered(ticket: &Ticket, person: &Person) -> Vec<Verb> {
    let Some(sight) = sight(person, ticket.lead.as_ref(), &ticket.assists) else {
        return Vec::new();
    };
    let leads = leads(ticket, person);
    let mut verbs = Vec::new();
    for step in STEPS.iter().filter(|step| step.from.contains(&ticket.state)) {
        if step.by.iter().any(|who| who.is(person, sight, leads)) && !verbs.contains(&step.verb) {
            verbs.push(step.verb);
        }
    }
    verbs
}

/// Whether the person's unit leads the order.
pub fn leads(ticket: &Ticket, person: &Person) -> bool {
    person.unit.is_some() && person.unit == ticket.lead
}
