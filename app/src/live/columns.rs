//! 列: the ids of each state's cards in their order, with counts, and how an event moves them.

use std::collections::{HashMap, HashSet};

use domain::{
    api::{Card, Column, TicketList},
    id::TicketId,
    ticket::{Sort, State, Ticket, sort::Rank},
    time::Moment,
};
use leptos::prelude::*;

use crate::api::Failure;

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
    /// Why the last reading came to nothing.
    pub failure: RwSignal<Option<Failure>>,
    /// Whether `ids` are all there are: what is listed is always the beginning of the column.
    whole: RwSignal<bool>,
    /// What came beyond the listed part while more of it was on its way, which may lack it.
    late: StoredValue<Vec<TicketId>>,
}

impl Lane {
    fn new(state: State) -> Self {
        Self {
            state,
            ids: RwSignal::default(),
            count: RwSignal::default(),
            oldest_at: RwSignal::default(),
            reading: RwSignal::default(),
            failure: RwSignal::default(),
            whole: RwSignal::default(),
            late: StoredValue::default(),
        }
    }

    /// Whether the server has more of it than is listed.
    pub fn has_more(self) -> bool {
        !self.whole.get()
    }

    pub fn has_more_untracked(self) -> bool {
        !self.whole.get_untracked()
    }

    /// How it goes where `sort` was chosen: of what is closed the latest comes first, however the others
    /// go.
    pub fn goes_by(self, sort: Sort) -> Sort {
        if self.state == State::Closed { Sort::Ended } else { sort }
    }

    fn tell(self, column: &Column) {
        set_if_new(self.count, column.count);
        set_if_new(self.oldest_at, column.oldest_at);
    }

    fn holds(self, cards: &Cards, id: TicketId) -> bool {
        cards.get(&id).is_some_and(|card| card.with_untracked(|card| card.state == self.state))
    }
}

/// All columns of the main line.
#[derive(Clone, Copy)]
pub struct Lanes {
    /// How the open columns go.
    pub sort: RwSignal<Sort>,
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
            sort: RwSignal::default(),
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
        set_if_new(lane.whole, ids.len() >= column.count as usize);
        set_if_new(lane.ids, ids);
        set_if_new(lane.failure, None);
        lane.tell(column);
    }

    /// Takes over what is said of the columns as a whole, and leaves what is listed.
    pub fn tell_all(self, columns: &[Column]) {
        for column in columns {
            if let Some(lane) = self.lane(column.state) {
                lane.tell(column);
            }
        }
    }

    /// The column that lists an order.
    pub fn lists(self, id: TicketId) -> Option<State> {
        let lists = |lane: &&Lane| lane.ids.with_untracked(|ids| ids.contains(&id));
        self.all.with_value(|all| all.iter().find(lists).map(|lane| lane.state))
    }

    /// How a column goes.
    pub fn sort_of(self, lane: Lane) -> Sort {
        lane.goes_by(self.sort.get_untracked())
    }

    /// Adds the next page of a column. What has left it since the page was read stays out, and what
    /// came meanwhile is put where it belongs.
    pub fn extend(self, lane: Lane, cards: &Cards, list: &TicketList) {
        lane.ids.update(|ids| {
            let listed: HashSet<TicketId> = ids.iter().copied().collect();
            let fresh = list.items.iter().map(|card| card.id).filter(|id| !listed.contains(id));
            ids.extend(fresh.filter(|id| lane.holds(cards, *id)));
        });
        set_if_new(lane.whole, list.next.is_none());
        for id in lane.late.try_update_value(std::mem::take).unwrap_or_default() {
            if let Some(card) = cards.get(&id).filter(|_| lane.holds(cards, id)) {
                self.place(lane, cards, &card.get_untracked());
            }
        }
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
            self.place(to, cards, card);
            return false;
        }
        let mut unsure = false;
        if let Some(lane) = from {
            lane.ids.update(|ids| ids.retain(|id| *id != card.id));
            lane.count.update(|count| *count = count.saturating_sub(1));
            unsure = age_after_leaving(lane, cards, card);
        }
        if let Some(lane) = to {
            self.place(lane, cards, card);
            lane.count.update(|count| *count += 1);
            if lane.state.is_open() {
                let oldest = lane.oldest_at.get_untracked().unwrap_or(card.accepted_at);
                set_if_new(lane.oldest_at, Some(oldest.min(card.accepted_at)));
            }
        }
        unsure
    }

    /// Puts a card where the order of its column wants it; not where that is beyond what is listed.
    fn place(self, lane: Lane, cards: &Cards, card: &Card) {
        let sort = self.sort_of(lane);
        let mut ids = lane.ids.get_untracked();
        ids.retain(|id| *id != card.id);
        let before = |id: &TicketId| {
            let other = cards.get(id).map(|other| other.with_untracked(|other| rank(other, sort)));
            other.is_some_and(|other| other < rank(card, sort))
        };
        let at = ids.partition_point(before);
        if at < ids.len() || lane.whole.get_untracked() {
            ids.insert(at, card.id);
        } else if lane.reading.get_untracked() {
            lane.late.update_value(|late| late.push(card.id));
        }
        set_if_new(lane.ids, ids);
    }
}

fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

/// Where a card stands in a column. What is only expected to be closed has no end yet: it is the latest.
fn rank(card: &Card, sort: Sort) -> Rank {
    let at = sort.at(card.due_at, card.accepted_at, card.ended_at);
    match (sort, card.ended_at) {
        (Sort::Ended, None) => (i64::MIN, card.id.0),
        _ => sort.rank(at, card.id),
    }
}

/// Brings the age of the oldest up to date where it can be told; else says that it cannot.
fn age_after_leaving(lane: Lane, cards: &Cards, card: &Card) -> bool {
    if lane.oldest_at.get_untracked() != Some(card.accepted_at) {
        return false;
    }
    if !lane.whole.get_untracked() {
        return true;
    }
    let accepted =
        |id: &TicketId| cards.get(id).map(|card| card.with_untracked(|card| card.accepted_at));
    let oldest = lane.ids.with_untracked(|ids| ids.iter().filter_map(accepted).min());
    set_if_new(lane.oldest_at, oldest);
    false
}
