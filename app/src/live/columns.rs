//! 列: the ids of each state's cards in their order, with counts, and how an event moves them.

use std::collections::HashMap;

use domain::{
    api::{Card, Column, TicketList},
    id::TicketId,
    ticket::{State, Ticket},
    time::Moment,
};
use leptos::prelude::*;

/// The cards that are known, each a signal of its own.
pub type Cards = HashMap<TicketId, ArcRwSignal<Card>>;

/// One column; copies of handles, kept by the world.
#[derive(Clone, Copy)]
pub struct Lane {
    pub state: State,
    pub ids: RwSignal<Vec<TicketId>>,
    pub count: RwSignal<u32>,
    pub oldest_at: RwSignal<Option<Moment>>,
    /// Whether more of it is being read.
    pub reading: RwSignal<bool>,
}

impl Lane {
    fn new(state: State) -> Self {
        Self {
            state,
            ids: RwSignal::default(),
            count: RwSignal::default(),
            oldest_at: RwSignal::default(),
            reading: RwSignal::default(),
        }
    }

    /// Whether the server has more of it than is listed.
    pub fn has_more(self) -> bool {
        self.ids.with(Vec::len) < self.count.get() as usize
    }

    /// Adds the next page of its list.
    pub fn extend(self, list: &TicketList) {
        self.ids.update(|ids| {
            for card in &list.items {
                if !ids.contains(&card.id) {
                    ids.push(card.id);
                }
            }
        });
        self.count.set(list.total);
    }

    fn is_whole(self) -> bool {
        self.ids.with_untracked(Vec::len) >= self.count.get_untracked() as usize
    }
}

/// All columns of the main line.
#[derive(Clone, Copy)]
pub struct Lanes {
    all: StoredValue<Vec<Lane>>,
}

/// One card's change of place: where it was, if anywhere on the board, and the card after it.
pub struct Move<'a> {
    pub from: Option<State>,
    pub card: &'a Card,
}

impl Lanes {
    pub fn new() -> Self {
        Self {
            all: StoredValue::new(
                Ticket::MAIN_LINE.iter().map(|state| Lane::new(*state)).collect(),
            ),
        }
    }

    /// Every column in the order of the main line.
    pub fn all(self) -> Vec<Lane> {
        self.all.get_value()
    }

    /// The column of a state; `None` for the terminal siblings.
    pub fn lane(self, state: State) -> Option<Lane> {
        self.all.with_value(|all| all.iter().find(|lane| lane.state == state).copied())
    }

    /// Fills one column.
    pub fn fill(self, column: &Column) {
        let Some(lane) = self.lane(column.state) else { return };
        let ids: Vec<_> = column.tickets.iter().map(|card| card.id).collect();
        set_if_new(lane.ids, ids);
        set_if_new(lane.count, column.count);
        set_if_new(lane.oldest_at, column.oldest_at);
    }

    /// Moves a card to where it belongs now, if it `belongs` anywhere. Says whether the age of a
    /// column's oldest can no longer be told from what is listed.
    pub fn shift(self, cards: &Cards, moved: &Move<'_>, belongs: bool) -> bool {
        let card = moved.card;
        let to = self.lane(card.state).filter(|_| belongs);
        let from = moved.from.and_then(|state| self.lane(state));
        if let (Some(from), Some(to)) = (from, to)
            && from.state == to.state
        {
            place(to, cards, card);
            return false;
        }
        let mut unsure = false;
        if let Some(lane) = from {
            lane.ids.update(|ids| ids.retain(|id| *id != card.id));
            lane.count.update(|count| *count = count.saturating_sub(1));
            unsure = age_after_leaving(lane, cards, card);
        }
        if let Some(lane) = to {
            place(lane, cards, card);
            lane.count.update(|count| *count += 1);
            if lane.state.is_open() {
                let oldest = lane.oldest_at.get_untracked().unwrap_or(card.accepted_at);
                set_if_new(lane.oldest_at, Some(oldest.min(card.accepted_at)));
            }
        }
        unsure
    }
}

fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

/// Puts a card where the order of its column wants it; not where that is beyond what is listed.
fn place(lane: Lane, cards: &Cards, card: &Card) {
    let whole = lane.is_whole();
    let mut ids = lane.ids.get_untracked();
    ids.retain(|id| *id != card.id);
    let before = |id: &TicketId| {
        cards.get(id).is_some_and(|other| other.with_untracked(|other| rank(other) < rank(card)))
    };
    let at = ids.partition_point(before);
    if at < ids.len() || whole {
        ids.insert(at, card.id);
    }
    set_if_new(lane.ids, ids);
}

/// Open orders by due moment, closed ones the latest first.
fn rank(card: &Card) -> (i64, TicketId) {
    match card.ended_at.filter(|_| card.state == State::Closed) {
        Some(at) => (-at.0, TicketId(-card.id.0)),
        None => (card.due_at.0, card.id),
    }
}

/// Brings the age of the oldest up to date where it can be told; else says that it cannot.
fn age_after_leaving(lane: Lane, cards: &Cards, card: &Card) -> bool {
    if lane.oldest_at.get_untracked() != Some(card.accepted_at) {
        return false;
    }
    if !lane.is_whole() {
        return true;
    }
    let accepted =
        |id: &TicketId| cards.get(id).map(|card| card.with_untracked(|card| card.accepted_at));
    let oldest = lane.ids.with_untracked(|ids| ids.iter().filter_map(accepted).min());
    set_if_new(lane.oldest_at, oldest);
    false
}
