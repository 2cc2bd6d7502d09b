//! 回放: carrying out an entry. The server after a decision, the app for a preview and `verify`
//! over the whole history run the same code.

use crate::{
    deadline::Limit,
    id::Seq,
    people::UnitSlug,
    ticket::{
        Action, Entry, Facts, Round, State, Ticket, Verb,
        action::{CallBack, Changes, ContactOutcome},
        intake::Taken,
        number::TicketNumber,
        take_back::Latest,
        workflow,
    },
};

/// An entry that cannot follow what was there before: the history was damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub seq: Seq,
    pub why: &'static str,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "entry {}: {}", self.seq, self.why)
    }
}

impl std::error::Error for Broken {}

/// Gives the order that these entries tell, which come in the order of their versions.
///
/// # Errors
/// Where an entry does not follow from those before it.
pub fn replay<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<Ticket, Broken> {
    let mut entries = entries.into_iter();
    let first = entries.next().ok_or(Broken { seq: Seq(0), why: "an order without entries" })?;
    entries.try_fold(begin(first)?, apply)
}

/// The order that its first entry opens.
///
/// # Errors
/// Where the entry is not a creation with its limits.
pub fn begin(entry: &Entry) -> Result<Ticket, Broken> {
    let broken = |why| Broken { seq: entry.seq, why };
    let Action::Create { number, taken } = &entry.action else {
        return Err(broken("a story begins with a creation"));
    };
    if entry.version != 1 {
        return Err(broken("the first version is 1"));
    }
    Ok(opened(entry, number, taken, new_round(entry, 1, None)?))
}

fn opened(entry: &Entry, number: &TicketNumber, taken: &Taken, round: Round) -> Ticket {
    Ticket {
        id: entry.ticket_id,
        number: number.clone(),
        version: 1,
        seq: entry.seq,
        state: State::ToReview,
        channel: taken.channel,
        facts: taken.facts.clone(),
        privacy: taken.privacy,
        lead: None,
        assists: Vec::new(),
        accepted_at: entry.happened_at,
        seconds_to_accept: taken.seconds_to_accept,
        rounds: vec![round],
        urgings: 0,
        merged_into: None,
        since: entry.happened_at,
        ended_at: None,
        latest: None,
    }
}

/// Carries out one entry.
///
/// # Errors
/// Where the entry is not the next of this order, or the table has no row for it.
pub fn apply(ticket: Ticket, entry: &Entry) -> Result<Ticket, Broken> {
    let broken = |why| Broken { seq: entry.seq, why };
    if entry.ticket_id != ticket.id || entry.version != ticket.version + 1 {
        return Err(broken("not the next entry of its order"));
    }
    follow(ticket, entry)
}

/// The same, where entries in between were left out on purpose: a fact *as of* a moment.
pub(crate) fn follow(ticket: Ticket, entry: &Entry) -> Result<Ticket, Broken> {
    let broken = |why| Broken { seq: entry.seq, why };
    if entry.action.verb() == Verb::TakeBack {
        return ticket.taken_back(entry).ok_or_else(|| broken("no step of theirs to take back"));
    }
    let latest = Latest::of(&ticket, entry);
    let state = match entry.action.verb() {
        Verb::Reveal => ticket.state,
        _ => workflow::target(ticket.state, &entry.action)
            .ok_or_else(|| broken("no such step from here"))?,
    };
    let since = if state == ticket.state { ticket.since } else { entry.happened_at };
    let (version, seq) = (entry.version, entry.seq);
    let mut ticket = Ticket { version, seq, state, since, latest, ..ticket };
    if matches!(entry.action, Action::Rework { .. } | Action::Reopen { .. }) {
        let next = new_round(entry, ticket.round().n + 1, ticket.lead.clone())?;
        ticket.rounds.push(next);
    }
    carry_out(&mut ticket, entry);
    for due in &entry.dues {
        ticket.rounds.last_mut().expect("an order has a round").set(due.clone());
    }
    ticket.ended_at =
        if state.is_open() { None } else { ticket.ended_at.or(Some(entry.happened_at)) };
    Ok(ticket)
}

/// The effects of the evidence, beside the change of state.
fn carry_out(ticket: &mut Ticket, entry: &Entry) {
    let at = entry.happened_at;
    match &entry.action {
        Action::Merge { into } => ticket.merged_into = Some(*into),
        Action::Dispatch { lead, assists, .. } => {
            ticket.lead = Some(lead.clone());
            ticket.assists.clone_from(assists);
        }
        action => {
            if let Some(changes) = action.changes() {
                ticket.facts = changed(ticket.facts.clone(), changes);
                ticket.privacy = changes.privacy.unwrap_or(ticket.privacy);
            }
        }
    }
    let lead = ticket.lead.clone();
    let round = ticket.rounds.last_mut().expect("an order has a round");
    match &entry.action {
        Action::Dispatch { .. } => (round.lead, round.dispatched_at) = (lead, Some(at)),
        Action::Sign {} => round.signed_at = Some(at),
        Action::Contact { outcome, .. } => {
            round.contact_attempts += 1;
            if *outcome == ContactOutcome::Reached {
                round.contacted_at = round.contacted_at.or(Some(at));
            }
        }
        Action::Reply(reply) => {
            round.replied_at = Some(at);
            (round.finding, round.demand, round.outcome) =
                (Some(reply.facts), Some(reply.demand), Some(reply.outcome));
        }
        // A reply that did not pass counts for nothing; it is still read in the story.
        Action::SendBack { .. } => {
            (round.replied_at, round.sent_back) = (None, round.sent_back + 1);
            (round.finding, round.demand, round.outcome) = (None, None, None);
        }
        Action::Pass {} => round.passed_at = Some(at),
        Action::CallBack(call) => called_back(round, call, at),
        _ => {}
    }
}

fn called_back(round: &mut Round, call: &CallBack, at: crate::time::Moment) {
    round.call_attempts += u32::from(!call.give_up);
    (round.solved, round.satisfaction) = (call.solved, call.satisfaction);
    if call.reached || call.give_up {
        round.called_back_at = Some(at);
    }
}

/// The round that an entry opens, with its own limits; what the last one reached stays as it was.
fn new_round(entry: &Entry, n: u32, lead: Option<UnitSlug>) -> Result<Round, Broken> {
    match entry.dues.as_slice() {
        [contact, handle] if (contact.limit, handle.limit) == (Limit::Contact, Limit::Handle) => {
            Ok(Round::begin(n, lead, entry.happened_at, contact.clone(), handle.clone()))
        }
        _ => Err(Broken { seq: entry.seq, why: "a round begins with its two limits" }),
    }
}

/// The facts with corrections put in.
pub fn changed(facts: Facts, changes: &Changes) -> Facts {
    let changes = changes.clone();
    Facts {
        nature: changes.nature.unwrap_or(facts.nature),
        urgency: changes.urgency.unwrap_or(facts.urgency),
        topics: changes.topics.unwrap_or(facts.topics),
        category: changes.category.or(facts.category),
        title: changes.title.unwrap_or(facts.title),
        content: changes.content.unwrap_or(facts.content),
        address: changes.address.unwrap_or(facts.address),
        upstream_number: changes.upstream_number.or(facts.upstream_number),
        upstream_due_at: changes.upstream_due_at.or(facts.upstream_due_at),
    }
}
