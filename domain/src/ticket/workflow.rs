//! 流程: who may do what from where, as one table (contract, part 3).

use crate::{
    people::{Person, Role, Sight, UnitSlug, sight},
    ticket::{Action, Assist, State, Ticket, Verb},
    time::Moment,
};
use Land::{Back, Stay, To};
use State::{
    Answered, Closed, Declined, Draft, Handling, Merged, ToCallBack, ToCheck, ToClose, ToDispatch,
    ToReview, ToSign, Transferred,
};
use Who::{Centre, Doer, DutyLead, LeadLiaison, Operator, Reader, Reviewer, Supervisor, Surveyor};

/// Where a step leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Land {
    To(State),
    Stay,
    /// To where the latest step found the order.
    Back,
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
    /// Whoever took the latest step.
    Doer,
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
    row(State::ALL, Verb::TakeBack, Back, &[Doer]),
];

/// What a person is to an order that they may read.
#[derive(Debug)]
pub struct Hand<'a> {
    person: &'a Person,
    sight: Sight,
    /// Whether their unit leads it, to which somebody of the centre may belong as well.
    leads: bool,
    /// Whether the latest step was theirs.
    moved_it: bool,
}

impl<'a> Hand<'a> {
    /// `None` where the person may not know of the order.
    pub fn of(ticket: &Ticket, person: &'a Person) -> Option<Self> {
        let hand = Self::beside(ticket.lead.as_ref(), &ticket.assists, person)?;
        Some(Self { moved_it: ticket.was_moved_by(person), ..hand })
    }

    /// The same of an order of which only the units are known, and no story.
    fn beside(lead: Option<&UnitSlug>, assists: &[Assist], person: &'a Person) -> Option<Self> {
        let sight = sight(person, lead, assists)?;
        let leads = person.unit.is_some() && person.unit.as_ref() == lead;
        Some(Self { person, sight, leads, moved_it: false })
    }

    /// Whether one of those who may take a step is meant.
    pub fn may_take(&self, step: &Step) -> bool {
        step.by.iter().any(|who| who.is(self))
    }
}

impl Who {
    /// Whether this person is meant.
    pub fn is(self, hand: &Hand<'_>) -> bool {
        let person = hand.person;
        match self {
            Self::Operator => person.has(Role::Operator),
            Self::Reviewer => person.has(Role::Reviewer),
            Self::Dispatcher => person.has(Role::Dispatcher),
            Self::Surveyor => person.has(Role::Surveyor),
            Self::DutyLead => person.has(Role::DutyLead),
            Self::Supervisor => person.has(Role::Supervisor),
            Self::Centre => hand.sight == Sight::Centre,
            Self::LeadLiaison => person.has(Role::Liaison) && hand.leads,
            Self::Reader => matches!(hand.sight, Sight::Centre | Sight::Lead | Sight::Assist),
            Self::Doer => hand.moved_it,
        }
    }
}

/// The rows for a verb from a state; none where there is no such step.
pub fn rows(from: State, verb: Verb) -> impl Iterator<Item = &'static Step> {
    STEPS.iter().filter(move |step| step.verb == verb && step.from.contains(&from))
}

/// The rows that an order has at a moment: the way back is one only for as long as it is open.
pub fn open_rows(ticket: &Ticket, now: Moment) -> impl Iterator<Item = &'static Step> {
    let (from, leads_back) = (ticket.state, ticket.leads_back(now));
    STEPS.iter().filter(move |step| step.from.contains(&from) && (step.to != Back || leads_back))
}

/// Where an action leads from a state, by the row that fits its evidence; `None` also where only the
/// story tells where it leads back to.
pub fn target(from: State, action: &Action) -> Option<State> {
    let mut rows = rows(from, action.verb()).peekable();
    let only = rows.peek()?.to;
    let fitting =
        rows.find(|step| (step.to == Stay) == action.stays()).map_or(only, |step| step.to);
    match fitting {
        To(state) => Some(state),
        Stay => Some(from),
        Back => None,
    }
}

/// The verbs that this person may be offered on this order at `now`, in the order of the table.
pub fn offered(ticket: &Ticket, person: &Person, now: Moment) -> Vec<Verb> {
    let Some(hand) = Hand::of(ticket, person) else { return Vec::new() };
    let mut verbs = Vec::new();
    for step in open_rows(ticket, now) {
        if hand.may_take(step) && !verbs.contains(&step.verb) {
            verbs.push(step.verb);
        }
    }
    verbs
}

/// Where on the main line this person may move an order that stands here, and by which verb: what a
/// card tells is enough for that.
pub fn moves(
    state: State,
    lead: Option<&UnitSlug>,
    assists: &[Assist],
    person: &Person,
) -> Vec<(State, Verb)> {
    let Some(hand) = Hand::beside(lead, assists, person) else { return Vec::new() };
    let permitted = |step: &&Step| step.from.contains(&state) && hand.may_take(step);
    let lands = |step: &Step| match step.to {
        To(to) if Ticket::MAIN_LINE.contains(&to) => Some((to, step.verb)),
        _ => None,
    };
    STEPS.iter().filter(permitted).filter_map(lands).collect()
}
