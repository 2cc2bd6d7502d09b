//! The world in memory: the facts of all orders, the cards of the open ones, in step with the log.

use std::{
    collections::{BTreeSet, HashMap},
    sync::RwLock,
};

use domain::{
    api::{Card, Cursor},
    id::{Seq, TicketId},
    people::{Person, Role, UnitSlug},
    stats::Fact,
    ticket::{State, filter::Filter},
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
    by_due: BTreeSet<(Moment, TicketId)>,
    cards: HashMap<TicketId, Card>,
    columns: HashMap<State, BTreeSet<(Moment, TicketId)>>,
    /// All closed orders by the moment of closing, and those of them whose cards are kept.
    closed: BTreeSet<(Moment, TicketId)>,
    closed_cards: BTreeSet<(Moment, TicketId)>,
    counts: HashMap<State, u32>,
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
        let (id, state, due) = (fact.id, fact.state, fact.due_at);
        self.by_due.insert((due, id));
        *self.counts.entry(state).or_default() += 1;
        if state.is_open() {
            self.columns.entry(state).or_default().insert((due, id));
            self.cards.insert(id, card);
        } else if state == State::Closed {
            let place = (fact.ended_at.unwrap_or_default(), id);
            self.closed.insert(place);
            self.closed_cards.insert(place);
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
        self.by_due.remove(&(fact.due_at, id));
        self.cards.remove(&id);
        if let Some(count) = self.counts.get_mut(&fact.state) {
            *count -= 1;
        }
        if let Some(column) = self.columns.get_mut(&fact.state) {
            column.remove(&(fact.due_at, id));
        }
        let place = (fact.ended_at.unwrap_or_default(), id);
        self.closed.remove(&place);
        self.closed_cards.remove(&place);
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
        self.counts.get(&state).copied().unwrap_or(0)
    }

    /// The facts of one column of the board in its order: by due moment, of the closed the latest
    /// first.
    pub fn column(&self, state: State) -> Box<dyn Iterator<Item = &Fact> + '_> {
        let fact = |(_, id): &(Moment, TicketId)| self.facts.get(id);
        if state == State::Closed {
            return Box::new(self.closed.iter().rev().filter_map(fact));
        }
        Box::new(self.columns.get(&state).into_iter().flatten().filter_map(fact))
    }

    /// The cards of all open orders.
    pub fn open_cards(&self) -> impl Iterator<Item = &Card> {
        self.cards.values().filter(|card| card.state.is_open())
    }

    /// A page of the orders that a filter lets through, by due moment and id: their ids, and how
    /// many there are in all. `among` narrows the choice to what a search found.
    pub fn page(
        &self,
        filter: &Filter,
        seen: &Shown,
        among: Option<&BTreeSet<TicketId>>,
        after: Option<Cursor>,
        limit: usize,
        now: Moment,
    ) -> (Vec<Cursor>, u32) {
        let lets_through = |id: &TicketId| {
            self.facts.get(id).filter(|fact| seen.shows(fact) && filter.lets_through(fact, now))
        };
        let passing: Box<dyn Iterator<Item = Cursor> + '_> = match among {
            Some(ids) => {
                let found = ids.iter().filter_map(lets_through).map(|fact| (fact.due_at, fact.id));
                let sorted: BTreeSet<(Moment, TicketId)> = found.collect();
                Box::new(sorted.into_iter().map(|(due_at, id)| Cursor { due_at, id }))
            }
            None => Box::new(
                self.by_due
                    .iter()
                    .filter(|(_, id)| lets_through(id).is_some())
                    .map(|(due_at, id)| Cursor { due_at: *due_at, id: *id }),
            ),
        };
        let (mut page, mut total) = (Vec::with_capacity(limit), 0);
        for place in passing {
            total += 1;
            if page.len() < limit && after.is_none_or(|after| place > after) {
                page.push(place);
            }
        }
        (page, total)
    }
}
