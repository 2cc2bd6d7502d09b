//! The world in memory: the facts of all orders, the cards of the open ones, in step with the log.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Bound,
    sync::RwLock,
};

use domain::{
    api::{Card, Cursor},
    id::{Seq, TicketId},
    people::{Person, Role, UnitSlug},
    stats::Fact,
    ticket::{Sort, State, filter::Filter, sort::Rank},
    time::Moment,
};

use crate::store::{StoreError, rows::TicketRow};

/// Closed orders that stay in memory as cards, for the board's last column.
const CLOSED_CARDS: usize = 200;

/// Everything that snapshots are made of; its content is exactly that of `seq`.
#[derive(Debug, Default)]
pub struct World {
    pub seq: Seq,
    facts: HashMap<TicketId, Fact>,
    cards: HashMap<TicketId, Card>,
    all: Ranks,
    columns: HashMap<State, Ranks>,
    /// The closed orders whose cards are kept, by the moment of closing.
    closed_cards: BTreeSet<(Moment, TicketId)>,
}

/// Some orders in every order that a list may go by.
#[derive(Debug, Default)]
struct Ranks {
    due: BTreeSet<Rank>,
    age: BTreeSet<Rank>,
    ended: BTreeSet<Rank>,
}

impl Ranks {
    fn by(&self, sort: Sort) -> &BTreeSet<Rank> {
        match sort {
            Sort::Due => &self.due,
            Sort::Age => &self.age,
            Sort::Ended => &self.ended,
        }
    }

    fn each(&mut self) -> [(Sort, &mut BTreeSet<Rank>); 3] {
        [(Sort::Due, &mut self.due), (Sort::Age, &mut self.age), (Sort::Ended, &mut self.ended)]
    }

    fn insert(&mut self, fact: &Fact) {
        for (sort, ranks) in self.each() {
            ranks.insert(rank(fact, sort));
        }
    }

    fn remove(&mut self, fact: &Fact) {
        for (sort, ranks) in self.each() {
            ranks.remove(&rank(fact, sort));
        }
    }
}

fn rank(fact: &Fact, sort: Sort) -> Rank {
    sort.rank(sort.of(fact), fact.id)
}

/// The order that stands at a rank.
fn ranked((_, id): &Rank) -> TicketId {
    TicketId(id.abs())
}

/// What a page of a list is asked for beside its filter.
#[derive(Debug, Clone, Copy)]
pub struct PageOf<'a> {
    /// Narrows the choice to what a search found.
    pub among: Option<&'a BTreeSet<TicketId>>,
    pub sort: Sort,
    pub after: Option<Cursor>,
    pub limit: usize,
}

/// Which orders somebody's lists and boards show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    All,
    /// Those that this unit leads or assists.
    Unit(UnitSlug),
}

impl Shown {
    /// What a person's lists show; `None` for who reads no orders.
    pub fn to(person: &Person) -> Option<Self> {
        if person.is_centre() || person.has(Role::Auditor) {
            return Some(Self::All);
        }
        let unit = person.unit.as_ref().filter(|_| person.is_of_a_unit());
        unit.cloned().map(Self::Unit)
    }

    pub fn shows(&self, fact: &Fact) -> bool {
        match self {
            Self::All => true,
            Self::Unit(unit) => fact.units().any(|other| other == unit),
        }
    }
}

/// The world behind its lock. Reading is short; only the door writes.
pub type SharedWorld = RwLock<World>;

impl World {
    /// The world that the rows of a database tell.
    pub fn load(seq: Seq, rows: &[TicketRow], now: Moment) -> Result<Self, StoreError> {
        let mut world = Self { seq, ..Self::default() };
        for row in rows {
            world.place(row.fact()?, row.card(now)?);
        }
        Ok(world)
    }

    /// Puts a changed order in and moves on to its seq.
    pub fn update(&mut self, seq: Seq, fact: Fact, card: Card) {
        self.remove(fact.id);
        self.place(fact, card);
        self.seq = seq;
    }

    fn place(&mut self, fact: Fact, card: Card) {
        let (id, state) = (fact.id, fact.state);
        self.all.insert(&fact);
        self.columns.entry(state).or_default().insert(&fact);
        if state.is_open() {
            self.cards.insert(id, card);
        } else if state == State::Closed {
            self.closed_cards.insert((fact.ended_at.unwrap_or_default(), id));
            self.cards.insert(id, card);
            if self.closed_cards.len() > CLOSED_CARDS
                && let Some((_, oldest)) = self.closed_cards.pop_first()
            {
                self.cards.remove(&oldest);
            }
        }
        self.facts.insert(id, fact);
    }

    fn remove(&mut self, id: TicketId) {
        let Some(fact) = self.facts.remove(&id) else { return };
        self.all.remove(&fact);
        self.cards.remove(&id);
        if let Some(column) = self.columns.get_mut(&fact.state) {
            column.remove(&fact);
        }
        self.closed_cards.remove(&(fact.ended_at.unwrap_or_default(), id));
    }

    /// The facts of all orders, in no particular order.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.facts.values()
    }

    pub fn fact(&self, id: TicketId) -> Option<&Fact> {
        self.facts.get(&id)
    }

    /// The card of an order, where it is kept in memory.
    pub fn card(&self, id: TicketId) -> Option<&Card> {
        self.cards.get(&id)
    }

    pub fn count(&self, state: State) -> u32 {
        self.columns.get(&state).map_or(0, |column| column.due.len() as u32)
    }

    /// The facts of one column of the board in its order; of the closed the latest first.
    pub fn column(&self, state: State, sort: Sort) -> impl Iterator<Item = &Fact> {
        let sort = if state == State::Closed { Sort::Ended } else { sort };
        let ranks = self.columns.get(&state).into_iter().flat_map(move |column| column.by(sort));
        ranks.filter_map(|rank| self.facts.get(&ranked(rank)))
    }

    /// The cards of all open orders.
    pub fn open_cards(&self) -> impl Iterator<Item = &Card> {
        self.cards.values().filter(|card| card.state.is_open())
    }

    /// A page of the orders that a filter lets through, and how many there are in all.
    pub fn page(
        &self,
        filter: &Filter,
        seen: &Shown,
        asked: PageOf<'_>,
        now: Moment,
    ) -> (Vec<Cursor>, u32) {
        let passes = |fact: &Fact| seen.shows(fact) && filter.lets_through(fact, now);
        let fact = |rank: &Rank| self.facts.get(&ranked(rank));
        if let Some(ids) = asked.among {
            let found = ids.iter().filter_map(|id| self.facts.get(id)).filter(|fact| passes(fact));
            let sorted: BTreeSet<Rank> = found.map(|fact| rank(fact, asked.sort)).collect();
            return (asked.page(&sorted, fact), sorted.len() as u32);
        }
        let ranks = match filter.state.as_slice() {
            [only] => self.columns.get(only),
            _ => Some(&self.all),
        };
        let Some(ranks) = ranks.map(|ranks| ranks.by(asked.sort)) else { return (Vec::new(), 0) };
        let fact = |rank: &Rank| fact(rank).filter(|fact| passes(fact));
        // A whole column, as the board scrolls it, is not looked through to be counted.
        let is_whole = *seen == Shown::All && filter.is_of_one_state();
        let total = if is_whole { ranks.len() } else { ranks.iter().filter_map(fact).count() };
        (asked.page(ranks, fact), total as u32)
    }
}

impl PageOf<'_> {
    /// What comes after its cursor, for as far as it goes.
    fn page<'w>(
        self,
        ranks: &BTreeSet<Rank>,
        fact: impl Fn(&Rank) -> Option<&'w Fact>,
    ) -> Vec<Cursor> {
        let begin =
            self.after.map_or(Bound::Unbounded, |after| Bound::Excluded(after.rank(self.sort)));
        let facts = ranks.range((begin, Bound::Unbounded)).filter_map(fact).take(self.limit);
        facts.map(|fact| Cursor { at: self.sort.of(fact), id: fact.id }).collect()
    }
}
