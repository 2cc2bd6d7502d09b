//! 工单: taking an order, reading it, acting on it, listing many.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::{
    api::{Card, Endpoint, Method},
    calendar::DecreeSlug,
    deadline::{Due, Limit, PolicySlug, Standing, Term, standing},
    id::{Seq, TicketId, Version},
    people::{CallerSight, Person, Sight, UnitSlug, caller_sight, sight},
    ticket::{
        Action, Entry, Facts, Round, Sort, State, Ticket, Verb,
        action::Reply,
        apply::{Broken, apply, begin},
        entry::Actor,
        filter::Filter,
        intake::{Caller, Intake},
        sort::Rank,
        workflow::offered,
    },
    time::Moment,
};

/// The caller as this person may see them.
#[expect(
    clippy::struct_excessive_bools,
    reason = "the flags of the wire are independent of each other"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallerView {
    pub name: Option<String>,
    pub phone: Option<String>,
    pub anonymous: bool,
    pub confidential: bool,
    /// Whether a number was left, shown or not.
    pub reachable: bool,
    pub masked: bool,
    /// Whether this person may ask for the rest.
    pub may_reveal: bool,
}

/// A limit of the current round, with its reason and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DueView {
    pub limit: Limit,
    pub start: Moment,
    pub at: Moment,
    pub at_risk_at: Moment,
    pub term: Term,
    pub policy: PolicySlug,
    pub decrees: Vec<DecreeSlug>,
    pub unknown_years: Vec<i32>,
    pub met_at: Option<Moment>,
    pub standing: Standing,
}

/// One field that an entry changed, in words of the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Changed {
    pub field: String,
    pub from: String,
    pub to: String,
}

/// One line of the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntryView {
    pub version: Version,
    pub seq: Seq,
    pub happened_at: Moment,
    pub recorded_at: Moment,
    pub by: Actor,
    pub action: Action,
    /// Where the order stood after it.
    pub state: State,
    pub round: u32,
    /// The due moments that it set.
    pub dues: Vec<Due>,
    pub changed: Vec<Changed>,
    /// Whether the next entry took it back.
    #[serde(default)]
    pub taken_back: bool,
}

/// A whole order, as one person may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketView {
    #[serde(flatten)]
    pub card: Card,
    pub content: String,
    pub caller: CallerView,
    pub rounds: Vec<Round>,
    pub entries: Vec<EntryView>,
    pub due: Vec<DueView>,
    pub offered: Vec<Verb>,
    pub merged_into: Option<TicketId>,
    pub now: Moment,
}

impl TicketView {
    /// The order that `entries` tell, as `person` sees it at `now`; `None` where they may not.
    ///
    /// # Errors
    /// Where the entries do not follow from one another.
    pub fn of(
        entries: &[Entry],
        caller: &Caller,
        person: &Person,
        now: Moment,
    ) -> Result<Option<Self>, Broken> {
        let Story { ticket, mut lines } = Story::of(entries)?;
        let Some(aspect) = Aspect::of(&ticket, caller, person, now) else { return Ok(None) };
        lines.retain(|line| aspect.tells(&line.action));
        Ok(Some(Self {
            card: Card::of(&ticket, now),
            content: ticket.facts.content,
            caller: aspect.caller,
            due: aspect.due,
            offered: aspect.offered,
            merged_into: ticket.merged_into,
            rounds: ticket.rounds,
            entries: lines,
            now,
        }))
    }

    /// How often the caller was corrected: what somebody was told of them holds until the next time.
    pub fn caller_corrections(&self) -> usize {
        self.entries.iter().filter(|entry| entry.action.corrects_caller()).count()
    }

    /// Whether the last thing that happened is that a step was taken back.
    pub fn was_taken_back(&self) -> bool {
        matches!(self.entries.last(), Some(entry) if entry.action.verb() == Verb::TakeBack)
    }

    /// The reply that was sent back or taken back, to be written better.
    pub fn reply_to_redo(&self) -> Option<&Reply> {
        let mut sent_back = false;
        for entry in self.entries.iter().rev() {
            match &entry.action {
                Action::SendBack { .. } => sent_back |= !entry.taken_back,
                Action::Reply(reply) => return (sent_back || entry.taken_back).then_some(reply),
                _ => {}
            }
        }
        None
    }
}

/// What of an order's view depends on who reads it, and when.
#[derive(Debug, Clone)]
pub struct Aspect {
    pub caller: CallerView,
    pub due: Vec<DueView>,
    pub offered: Vec<Verb>,
    pub now: Moment,
    sight: Sight,
}

impl Aspect {
    /// How `person` sees an order at `now`; `None` where they may not.
    pub fn of(ticket: &Ticket, caller: &Caller, person: &Person, now: Moment) -> Option<Self> {
        let sight = sight(person, ticket.lead.as_ref(), &ticket.assists)?;
        let caller = caller_view(caller, ticket, person, sight);
        let offered = offered(ticket, person, now);
        Some(Self { caller, due: dues(ticket, now), offered, now, sight })
    }

    /// Whether a line of the story with this action is among what they read.
    pub const fn tells(&self, action: &Action) -> bool {
        let is_kept_in = matches!(action, Action::Note { centre_only: true, .. });
        !(is_kept_in && matches!(self.sight, Sight::Lead | Sight::Assist))
    }
}

fn caller_view(caller: &Caller, ticket: &Ticket, person: &Person, sight: Sight) -> CallerView {
    let seen = caller_sight(person, sight, ticket.privacy);
    let (name, phone) = seen.shows(caller);
    CallerView {
        name,
        phone,
        anonymous: ticket.privacy.anonymous,
        confidential: ticket.privacy.confidential,
        reachable: ticket.privacy.reachable,
        masked: seen != CallerSight::Full,
        may_reveal: seen == CallerSight::Masked { may_reveal: true },
    }
}

/// An order with the lines of its whole story: what does not depend on who reads it.
#[derive(Debug, Clone)]
pub struct Story {
    pub ticket: Ticket,
    pub lines: Vec<EntryView>,
}

impl Story {
    /// Replays the entries and notes at each what it changed.
    ///
    /// # Errors
    /// Where the entries do not follow from one another.
    pub fn of(entries: &[Entry]) -> Result<Self, Broken> {
        let none = Broken { seq: Seq(0), why: "an order without entries" };
        let (first, later) = entries.split_first().ok_or(none)?;
        let (ticket, line) = told_first(first)?;
        let mut story = Self { ticket, lines: Vec::with_capacity(entries.len()) };
        story.lines.push(line);
        for entry in later {
            let (ticket, line) = told_next(story.ticket, entry)?;
            if let (true, Some(step)) = (takes_back(entry), story.lines.last_mut()) {
                step.taken_back = true;
            }
            story.ticket = ticket;
            story.lines.push(line);
        }
        Ok(story)
    }
}

/// The order that its first entry opens, with the line that tells of it.
///
/// # Errors
/// Where the entry is not a creation with its limits.
pub fn told_first(entry: &Entry) -> Result<(Ticket, EntryView), Broken> {
    let ticket = begin(entry)?;
    let line = line(entry, &ticket, Vec::new());
    Ok((ticket, line))
}

/// The order after one more entry, with the line that tells of it.
///
/// # Errors
/// Where the entry does not follow from those before it.
pub fn told_next(ticket: Ticket, entry: &Entry) -> Result<(Ticket, EntryView), Broken> {
    let may_correct = entry.action.changes().is_some() || takes_back(entry);
    let before = may_correct.then(|| ticket.facts.clone());
    let ticket = apply(ticket, entry)?;
    let changed = before.map(|before| differences(&before, &ticket.facts)).unwrap_or_default();
    let line = line(entry, &ticket, changed);
    Ok((ticket, line))
}

/// Whether an entry takes the one before it back.
pub const fn takes_back(entry: &Entry) -> bool {
    matches!(entry.action, Action::TakeBack {})
}

fn line(entry: &Entry, ticket: &Ticket, changed: Vec<Changed>) -> EntryView {
    EntryView {
        version: entry.version,
        seq: entry.seq,
        happened_at: entry.happened_at,
        recorded_at: entry.recorded_at,
        by: entry.by.clone(),
        action: as_told(&entry.action),
        state: ticket.state,
        round: ticket.round().n,
        dues: entry.dues.clone(),
        changed,
        taken_back: false,
    }
}

/// An action as it is read in the story. How long the operator took over the call is no part of it.
fn as_told(action: &Action) -> Action {
    let mut action = action.clone();
    if let Action::Create { taken, .. } = &mut action {
        taken.seconds_to_accept = None;
    }
    action
}

fn differences(before: &Facts, after: &Facts) -> Vec<Changed> {
    let topics = |facts: &Facts| {
        facts.topics.iter().map(|topic| topic.0.as_str()).collect::<Vec<_>>().join(" ")
    };
    let code = |facts: &Facts| facts.category.map(|code| code.to_string()).unwrap_or_default();
    let upstream_due =
        |facts: &Facts| facts.upstream_due_at.map(|at| at.to_string()).unwrap_or_default();
    let upstream = |facts: &Facts| facts.upstream_number.clone().unwrap_or_default();
    let pairs = [
        ("nature", before.nature.to_string(), after.nature.to_string()),
        ("urgency", before.urgency.to_string(), after.urgency.to_string()),
        ("topics", topics(before), topics(after)),
        ("category", code(before), code(after)),
        ("title", before.title.clone(), after.title.clone()),
        ("content", before.content.clone(), after.content.clone()),
        ("address", before.address.clone(), after.address.clone()),
        ("upstream_number", upstream(before), upstream(after)),
        ("upstream_due_at", upstream_due(before), upstream_due(after)),
    ];
    let changed = pairs.into_iter().filter(|(_, from, to)| from != to);
    changed.map(|(field, from, to)| Changed { field: field.to_owned(), from, to }).collect()
}

fn dues(ticket: &Ticket, now: Moment) -> Vec<DueView> {
    // An answer, a refusal or a handing on ends every limit. A close does not: what was left undone
    // stands as it stood then.
    let closed_at = ticket.ended_at.filter(|_| ticket.state == State::Closed);
    let ended = ticket.ended_at.filter(|_| closed_at.is_none());
    let now = closed_at.unwrap_or(now);
    let view = |(due, met_at): (&Due, Option<Moment>)| DueView {
        limit: due.limit,
        start: due.start,
        at: due.at,
        at_risk_at: due.at_risk_at(),
        term: due.term,
        policy: due.policy.clone(),
        decrees: due.decrees.clone(),
        unknown_years: due.unknown_years.clone(),
        met_at,
        standing: standing(due.at, due.at_risk_at(), met_at.or(ended), now),
    };
    // Whom nobody can ring is owed no call.
    let is_owed =
        |(due, _): &(&Due, Option<Moment>)| due.limit != Limit::Contact || ticket.privacy.reachable;
    ticket.round().limits().filter(is_owed).map(view).collect()
}

pub struct TakeOrder(pub Intake);

impl Endpoint for TakeOrder {
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/tickets";
    const SUMMARY: &'static str = "Take an order.";
    const KEYED: bool = true;
    const SUCCESS: u16 = 201;
    type Body = Intake;
    type Reply = TicketView;

    fn body(&self) -> Option<&Intake> {
        Some(&self.0)
    }
}

pub struct TicketRead(pub TicketId);

impl Endpoint for TicketRead {
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/tickets/{id}";
    const SUMMARY: &'static str = "A whole order with its story, its limits and what may be done.";
    type Body = ();
    type Reply = TicketView;

    fn path(&self) -> String {
        Self::ROUTE.replace("{id}", &self.0.to_string())
    }
}

/// A step, decided on `version`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepRequest {
    pub version: Version,
    pub action: Action,
    /// The person's time, where it is told later than it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened_at: Option<Moment>,
}

#[derive(Debug, Clone)]
pub struct Act {
    pub id: TicketId,
    pub step: StepRequest,
}

impl Endpoint for Act {
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/tickets/{id}/steps";
    const SUMMARY: &'static str = "Take a step.";
    const KEYED: bool = true;
    type Body = StepRequest;
    type Reply = TicketView;

    fn path(&self) -> String {
        Self::ROUTE.replace("{id}", &self.id.to_string())
    }

    fn body(&self) -> Option<&StepRequest> {
        Some(&self.step)
    }
}

/// The most items of a page of a list.
pub const LIMIT_MAX: u32 = 200;
/// The items of a page where none is asked for.
pub const LIMIT_DEFAULT: u32 = 50;

/// The place after which a list goes on: lists go by the moment of their [`Sort`], then by id. Safe in
/// an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub at: Moment,
    pub id: TicketId,
}

impl Cursor {
    /// The place of a card.
    pub fn of(card: &Card, sort: Sort) -> Self {
        Self { at: sort.at(card.due_at, card.accepted_at, card.ended_at), id: card.id }
    }

    /// How it compares with others of the same list.
    pub fn rank(self, sort: Sort) -> Rank {
        sort.rank(self.at, self.id)
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.at.0, self.id)
    }
}

impl std::str::FromStr for Cursor {
    type Err = crate::text::Unknown;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (at, id) = text.split_once('.').ok_or(crate::text::Unknown)?;
        let number = |text: &str| text.parse::<i64>().map_err(|_| crate::text::Unknown);
        Ok(Self { at: Moment(number(at)?), id: TicketId(number(id)?) })
    }
}

/// What a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketQuery {
    pub filter: Filter,
    /// Words to be found in content, title, address, number and replies.
    pub q: String,
    pub sort: Sort,
    pub limit: u32,
    pub after: Option<Cursor>,
}

impl Default for TicketQuery {
    fn default() -> Self {
        Self {
            filter: Filter::default(),
            q: String::new(),
            sort: Sort::default(),
            limit: LIMIT_DEFAULT,
            after: None,
        }
    }
}

impl TicketQuery {
    /// Reads the pairs of a query string.
    ///
    /// # Errors
    /// The name of the first parameter that is not understood.
    pub fn parse<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, &'a str> {
        let mut query = Self::default();
        for (name, value) in pairs {
            query.read(name, value).map_err(|_| name)?;
        }
        Ok(query)
    }

    fn read(&mut self, name: &str, value: &str) -> Result<(), crate::text::Unknown> {
        let unknown = crate::text::Unknown;
        let filter = &mut self.filter;
        match name {
            "q" => value.clone_into(&mut self.q),
            "limit" => {
                let limit = value.parse().map_err(|_| unknown)?;
                self.limit =
                    Some(limit).filter(|limit| (1..=LIMIT_MAX).contains(limit)).ok_or(unknown)?;
            }
            "after" => self.after = Some(value.parse()?),
            _ if value.is_empty() => {}
            "state" => filter.state = value.split(',').map(str::parse).collect::<Result<_, _>>()?,
            "unit" => filter.unit = Some(UnitSlug::parse(value).ok_or(unknown)?),
            "nature" => filter.nature = Some(value.parse()?),
            "channel" => filter.channel = Some(value.parse()?),
            "topic" => filter.topic = Some(crate::ticket::TopicSlug(value.to_owned())),
            "urgency" => filter.urgency = Some(value.parse()?),
            "due" => filter.due = Some(value.parse()?),
            "sort" => self.sort = value.parse()?,
            _ => {}
        }
        Ok(())
    }

    /// The query string, without its question mark.
    pub fn encoded(&self) -> String {
        let filter = &self.filter;
        let states: Vec<&str> = filter.state.iter().map(|state| state.slug()).collect();
        let pairs = [
            ("state", Some(states.join(",")).filter(|states| !states.is_empty())),
            ("unit", filter.unit.as_ref().map(ToString::to_string)),
            ("nature", filter.nature.map(|nature| nature.to_string())),
            ("channel", filter.channel.map(|channel| channel.to_string())),
            ("topic", filter.topic.as_ref().map(|topic| topic.0.clone())),
            ("urgency", filter.urgency.map(|urgency| urgency.to_string())),
            ("due", filter.due.map(|due| due.to_string())),
            ("q", Some(self.q.clone()).filter(|q| !q.is_empty())),
            ("sort", Some(self.sort.to_string()).filter(|_| self.sort != Sort::default())),
            ("after", self.after.map(|after| after.to_string())),
            ("limit", Some(self.limit.to_string())),
        ];
        let given = pairs.into_iter().filter_map(|(name, value)| value.map(|value| (name, value)));
        given
            .map(|(name, value)| format!("{name}={}", percent_encoded(&value)))
            .collect::<Vec<_>>()
            .join("&")
    }
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~,".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("a string takes whatever is written to it");
        }
    }
    encoded
}

/// A page of orders in the order that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketList {
    pub items: Vec<Card>,
    /// Where the next page begins; `null` on the last.
    pub next: Option<String>,
    /// All that the filter lets through.
    pub total: u32,
    pub now: Moment,
}

pub struct TicketsList(pub TicketQuery);

impl Endpoint for TicketsList {
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/tickets";
    const SUMMARY: &'static str =
        "Orders by filter and words: the most pressing, the oldest, or the latest to end first.";
    const QUERY: &'static [&'static str] = &[
        "state", "unit", "nature", "channel", "topic", "urgency", "due", "q", "sort", "limit",
        "after",
    ];
    type Body = ();
    type Reply = TicketList;

    fn path(&self) -> String {
        format!("{}?{}", Self::ROUTE, self.0.encoded())
    }
}
