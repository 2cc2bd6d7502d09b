//! An order with all that was told of it, and the texts by which it goes over the wire: what does not
//! depend on who reads it or when is written once. Each line of a story stays as it is when the next one
//! comes, so an order that moved on shares them with the one that it was.

use std::sync::{Arc, OnceLock};

use domain::{
    api::{Aspect, CallerView, Card, DueView, EntryView, Story, takes_back, told_first, told_next},
    id::{TicketId, Version},
    people::Person,
    ticket::{Action, Entry, Ticket, Verb, apply::Broken, intake::Caller},
    time::Moment,
};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::card::Written;

/// An order at one version.
#[derive(Debug)]
pub struct Told {
    pub ticket: Ticket,
    pub caller: Caller,
    pub card: Arc<Written>,
    lines: Vec<Arc<Line>>,
    rounds: OnceLock<Box<RawValue>>,
}

/// A line of the story with its text.
#[derive(Debug)]
struct Line {
    view: EntryView,
    text: OnceLock<Box<RawValue>>,
}

impl Line {
    fn of(view: EntryView) -> Arc<Self> {
        Arc::new(Self { view, text: OnceLock::new() })
    }

    fn text(&self) -> &RawValue {
        self.text.get_or_init(|| written(&self.view))
    }
}

fn written(part: &impl Serialize) -> Box<RawValue> {
    to_raw_value(part).expect("a part of a view is always JSON")
}

impl Told {
    /// The order that these entries tell.
    ///
    /// # Errors
    /// Where the entries do not follow from one another.
    pub fn of(entries: &[Entry], caller: Caller) -> Result<Self, Broken> {
        let Story { ticket, lines } = Story::of(entries)?;
        Ok(Self::new(ticket, caller, lines.into_iter().map(Line::of).collect()))
    }

    /// The order that its first entry opens.
    ///
    /// # Errors
    /// Where the entry is not a creation with its limits.
    pub fn begin(entry: &Entry, caller: Caller) -> Result<Self, Broken> {
        let (ticket, line) = told_first(entry)?;
        Ok(Self::new(ticket, caller, vec![Line::of(line)]))
    }

    /// The order after one more entry, which may correct the caller.
    ///
    /// # Errors
    /// Where the entry does not follow from those before it.
    pub fn then(&self, entry: &Entry, caller: Option<Caller>) -> Result<Self, Broken> {
        let (ticket, line) = told_next(self.ticket.clone(), entry)?;
        let mut lines = Vec::with_capacity(self.lines.len() + 1);
        lines.extend(self.lines.iter().cloned());
        if let (true, Some(step)) = (takes_back(entry), lines.last_mut()) {
            *step = Line::of(EntryView { taken_back: true, ..step.view.clone() });
        }
        lines.push(Line::of(line));
        Ok(Self::new(ticket, caller.unwrap_or_else(|| self.caller.clone()), lines))
    }

    fn new(ticket: Ticket, caller: Caller, lines: Vec<Arc<Line>>) -> Self {
        let card = Written::of(Card::of(&ticket, recorded_at(&lines)));
        Self { ticket, caller, card, lines, rounds: OnceLock::new() }
    }

    /// When the last of it was recorded.
    pub fn recorded_at(&self) -> Moment {
        recorded_at(&self.lines)
    }

    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        self.lines.iter().map(|line| &line.view.action)
    }

    /// Whether the caller is another than this version of the order had.
    pub fn was_corrected_after(&self, version: Version) -> bool {
        let later = self.lines.iter().filter(|line| line.view.version > version);
        later.map(|line| &line.view.action).any(Action::corrects_caller)
    }
}

fn recorded_at(lines: &[Arc<Line>]) -> Moment {
    lines.last().map(|line| line.view.recorded_at).unwrap_or_default()
}

/// An order as one person may see it at a moment: a [`domain::api::TicketView`] that need not be put
/// together to be written.
#[derive(Debug)]
pub struct View {
    told: Arc<Told>,
    aspect: Aspect,
}

/// A view without its card, in the words of [`domain::api::TicketView`].
#[derive(Serialize)]
struct Rest<'a> {
    content: &'a str,
    caller: &'a CallerView,
    rounds: &'a RawValue,
    entries: Vec<&'a RawValue>,
    due: &'a [DueView],
    offered: &'a [Verb],
    merged_into: Option<TicketId>,
    now: Moment,
}

impl View {
    /// How `person` sees an order at `now`; `None` where they may not.
    pub fn of(told: Arc<Told>, person: &Person, now: Moment) -> Option<Self> {
        let aspect = Aspect::of(&told.ticket, &told.caller, person, now)?;
        Some(Self { told, aspect })
    }

    /// The same, with as much of the caller as another view tells.
    #[must_use]
    pub fn with_caller_of(mut self, other: Self) -> Self {
        self.aspect.caller = other.aspect.caller;
        self
    }

    pub fn ticket(&self) -> &Ticket {
        &self.told.ticket
    }

    /// The actions of the lines that they read.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        self.told.actions().filter(|action| self.aspect.tells(action))
    }

    /// The view as JSON.
    pub fn json(&self) -> String {
        let Self { told, aspect } = self;
        let card = told.card.text(aspect.now).get();
        let read = told.lines.iter().filter(|line| aspect.tells(&line.view.action));
        let entries: Vec<&RawValue> = read.map(|line| line.text()).collect();
        let length: usize = entries.iter().map(|entry| entry.get().len()).sum();
        let rest = Rest {
            content: &told.ticket.facts.content,
            caller: &aspect.caller,
            rounds: told.rounds.get_or_init(|| written(&told.ticket.rounds)),
            entries,
            due: &aspect.due,
            offered: &aspect.offered,
            merged_into: told.ticket.merged_into,
            now: aspect.now,
        };
        let mut json = Vec::with_capacity(length + card.len() + 4096);
        // Two objects become one where the end of the first meets the beginning of the second.
        json.extend_from_slice(card.strip_suffix('}').unwrap_or(card).as_bytes());
        let seam = json.len();
        serde_json::to_writer(&mut json, &rest).expect("a part of a view is always JSON");
        json[seam] = b',';
        String::from_utf8(json).expect("JSON is text")
    }
}
