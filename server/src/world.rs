//! The world in memory: the facts of all orders, the cards of the open ones, in step with the log.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Bound,
    sync::{Arc, RwLock},
};

use domain::{
    api::{Card, Cursor},
    id::{Seq, TicketId, Version},
    people::{Person, Role, UnitSlug},
    stats::Fact,
    ticket::{Sort, State, filter::Filter, sort::Rank},
    time::Moment,
};

use crate::card::Written;

/// Closed orders that stay in memory as cards, for the board's last column.
const CLOSED_CARDS: usize = 200;

/// Everything that snapshots are made of; its content is exactly that of `seq`.
#[derive(Debug, Default)]
pub struct World {
    pub seq: Seq,
    facts: Facts,
    cards: HashMap<TicketId, Arc<Written>>,
    columns: Columns,
    /// The orders that each unit leads or assists.
    units: HashMap<UnitSlug, Columns>,
    /// The closed orders whose cards are kept, by the moment of closing.
    closed_cards: BTreeSet<(Moment, TicketId)>,
}

/// The fact of an order, and the version that it is of.
#[derive(Debug)]
pub struct Held {
    pub fact: Fact,
    pub version: Version,
}

/// The facts of all orders by their ids, which are numbered from one on. A map of a million would keep
/// as many places free again, each as large as a fact.
#[derive(Debug, Default)]
pub struct Facts(Vec<Option<Box<Held>>>);

impl Facts {
    fn get(&self, id: TicketId) -> Option<&Held> {
        self.0.get(usize::try_from(id.0).ok()?)?.as_deref()
    }

    pub fn insert(&mut self, held: Held) {
        let place = usize::try_from(held.fact.id.0).expect("orders are numbered from one on");
        if place >= self.0.len() {
            self.0.resize_with(place + 1, || None);
        }
        self.0[place] = Some(Box::new(held));
    }

    fn remove(&mut self, id: TicketId) -> Option<Box<Held>> {
        self.0.get_mut(usize::try_from(id.0).ok()?)?.take()
    }

    fn all(&self) -> impl Iterator<Item = &Fact> + Clone {
        self.0.iter().flatten().map(|held| &held.fact)
    }
}

/// Some orders by their states: a list of several goes through all of these at once.
type Columns = HashMap<State, Ranks>;

/// Some orders in every order that a list may go by.
#[derive(Debug, Default, PartialEq, Eq)]
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

    /// Sorted once: a million orders are not put in one by one.
    fn of<'a>(facts: impl Iterator<Item = &'a Fact> + Clone) -> Self {
        let by = |sort: Sort| facts.clone().map(|fact| rank(fact, sort)).collect();
        Self { due: by(Sort::Due), age: by(Sort::Age), ended: by(Sort::Ended) }
    }

    fn len(&self) -> usize {
        self.due.len()
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
    pub among: Option<&'a [TicketId]>,
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

    fn unit(&self) -> Option<&UnitSlug> {
        match self {
            Self::All => None,
            Self::Unit(unit) => Some(unit),
        }
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
    /// The world that the facts of all orders tell, without any card.
    pub fn load(seq: Seq, facts: Facts) -> Self {
        let mut columns: HashMap<State, Vec<&Fact>> = HashMap::new();
        let mut units: HashMap<&UnitSlug, HashMap<State, Vec<&Fact>>> = HashMap::new();
        for fact in facts.all() {
            columns.entry(fact.state).or_default().push(fact);
            for unit in fact.units() {
                units.entry(unit).or_default().entry(fact.state).or_default().push(fact);
            }
        }
        let sorted = |columns: HashMap<State, Vec<&Fact>>| -> Columns {
            let sorted = |(state, facts): (_, Vec<_>)| (state, Ranks::of(facts.iter().copied()));
            columns.into_iter().map(sorted).collect()
        };
        let columns = sorted(columns);
        let units = units.into_iter().map(|(unit, columns)| (unit.clone(), sorted(columns)));
        let closed = columns.get(&State::Closed).into_iter().flat_map(|closed| &closed.ended);
        let closed = closed.take(CLOSED_CARDS);
        Self {
            seq,
            cards: HashMap::new(),
            units: units.collect(),
            closed_cards: closed.map(|rank| (Moment(-rank.0), ranked(rank))).collect(),
            columns,
            facts,
        }
    }

    /// The orders whose cards are kept in memory.
    pub fn wanted_cards(&self) -> Vec<TicketId> {
        let open = State::OPEN.iter().filter_map(|state| self.columns.get(state));
        let open = open.flat_map(|column| column.due.iter().map(ranked));
        open.chain(self.closed_cards.iter().map(|(_, id)| *id)).collect()
    }

    /// Keeps the cards of orders as they stand.
    pub fn keep(&mut self, cards: impl IntoIterator<Item = Card>) {
        self.cards.extend(cards.into_iter().map(|card| (card.id, Written::of(card))));
    }

    /// Puts a changed order in and moves on to its seq.
    pub fn update(&mut self, seq: Seq, fact: Fact, card: Arc<Written>) {
        self.remove(fact.id);
        self.place(fact, card);
        self.seq = seq;
    }

    fn place(&mut self, fact: Fact, card: Arc<Written>) {
        let (id, is_open) = (fact.id, fact.state.is_open());
        let ended = (fact.ended_at.unwrap_or_default(), id);
        self.insert(fact, card.card.version);
        if is_open || self.closed_cards.contains(&ended) {
            self.cards.insert(id, card);
        }
    }

    fn insert(&mut self, fact: Fact, version: Version) {
        let (id, state) = (fact.id, fact.state);
        self.columns.entry(state).or_default().insert(&fact);
        for unit in fact.units() {
            let columns = self.units.entry(unit.clone()).or_default();
            columns.entry(state).or_default().insert(&fact);
        }
        if state == State::Closed {
            self.closed_cards.insert((fact.ended_at.unwrap_or_default(), id));
            if self.closed_cards.len() > CLOSED_CARDS
                && let Some((_, oldest)) = self.closed_cards.pop_first()
            {
                self.cards.remove(&oldest);
            }
        }
        self.facts.insert(Held { fact, version });
    }

    fn remove(&mut self, id: TicketId) {
        let Some(held) = self.facts.remove(id) else { return };
        let fact = held.fact;
        self.cards.remove(&id);
        if let Some(column) = self.columns.get_mut(&fact.state) {
            column.remove(&fact);
        }
        for unit in fact.units() {
            let columns = self.units.get_mut(unit);
            if let Some(column) = columns.and_then(|columns| columns.get_mut(&fact.state)) {
                column.remove(&fact);
            }
        }
        self.closed_cards.remove(&(fact.ended_at.unwrap_or_default(), id));
    }

    /// The facts of all orders that a figure of the time from `from` on can count: those that were
    /// accepted or have ended since, and the open ones. What ended before counts no more, however many
    /// there are.
    pub fn moving_since(&self, from: Moment) -> impl Iterator<Item = &Fact> {
        let columns = self.columns.values();
        let lately = columns.clone().flat_map(move |it| it.age.range((from.0, i64::MIN)..));
        let until = (from.0.saturating_neg(), i64::MAX);
        let ended = columns.flat_map(move |column| column.ended.range(..=until));
        let open = State::OPEN.iter().filter_map(|state| self.columns.get(state));
        let older =
            ended.chain(open.flat_map(move |column| column.age.range(..(from.0, i64::MIN))));
        let older = older.filter_map(|rank| self.fact(ranked(rank)));
        let older = older.filter(move |fact| fact.accepted_at < from);
        lately.filter_map(|rank| self.fact(ranked(rank))).chain(older)
    }

    pub fn fact(&self, id: TicketId) -> Option<&Fact> {
        self.facts.get(id).map(|held| &held.fact)
    }

    /// The version at which an order stands.
    pub fn version(&self, id: TicketId) -> Option<Version> {
        self.facts.get(id).map(|held| held.version)
    }

    /// The card of an order, where it is kept in memory.
    pub fn card(&self, id: TicketId) -> Option<&Arc<Written>> {
        self.cards.get(&id)
    }

    pub fn count(&self, state: State) -> u32 {
        self.columns.get(&state).map_or(0, |column| column.len() as u32)
    }

    /// The facts of one column of the board in its order; of the closed the latest first.
    pub fn column(&self, state: State, sort: Sort) -> impl Iterator<Item = &Fact> {
        let sort = if state == State::Closed { Sort::Ended } else { sort };
        let ranks = self.columns.get(&state).into_iter().flat_map(move |column| column.by(sort));
        ranks.filter_map(|rank| self.fact(ranked(rank)))
    }

    /// The cards of all open orders.
    pub fn open_cards(&self) -> impl Iterator<Item = &Card> {
        self.cards.values().map(|written| &written.card).filter(|card| card.state.is_open())
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
        let fact = |rank: &Rank| self.fact(ranked(rank)).filter(|fact| passes(fact));
        if let Some(found) = asked.among {
            let facts = found.iter().filter_map(|id| self.fact(*id));
            let ranks = facts.filter(|fact| passes(fact)).map(|fact| rank(fact, asked.sort));
            let ranks: Vec<Rank> = ranks.collect();
            let total = ranks.len();
            return (asked.page_of(ranks, fact), total as u32);
        }
        let columns = self.columns_of(filter, seen);
        let ranks: Vec<&BTreeSet<Rank>> = columns.iter().map(|it| it.by(asked.sort)).collect();
        // Whole columns, as the board scrolls them, are not looked through to be counted.
        let total = if is_whole(filter, seen) {
            columns.iter().map(|column| column.len()).sum()
        } else {
            ranks.iter().flat_map(|ranks| ranks.iter()).filter_map(fact).count()
        };
        (asked.page(&ranks, fact), total as u32)
    }

    /// The columns in which a filter finds its orders; those of all states where it names none.
    fn columns_of(&self, filter: &Filter, seen: &Shown) -> Vec<&Ranks> {
        let columns = match seen.unit().or(filter.unit.as_ref()) {
            Some(unit) => self.units.get(unit),
            None => Some(&self.columns),
        };
        let is_named = |state: &State| filter.state.is_empty() || filter.state.contains(state);
        let columns = columns.into_iter().flatten();
        columns.filter(|(state, _)| is_named(state)).map(|(_, column)| column).collect()
    }
}

/// Whether a filter lets through all orders of the columns in which it finds them.
fn is_whole(filter: &Filter, seen: &Shown) -> bool {
    let is_of_one_unit = match (seen.unit(), &filter.unit) {
        (Some(seen), Some(unit)) => seen == unit,
        _ => true,
    };
    is_of_one_unit && Filter { unit: None, ..filter.clone() }.is_of_states()
}

impl PageOf<'_> {
    /// The same of orders in no order: only those of the page are sorted.
    fn page_of<'w>(
        self,
        mut ranks: Vec<Rank>,
        fact: impl Fn(&Rank) -> Option<&'w Fact>,
    ) -> Vec<Cursor> {
        if let Some(after) = self.after {
            let after = after.rank(self.sort);
            ranks.retain(|rank| *rank > after);
        }
        if ranks.len() > self.limit {
            ranks.select_nth_unstable(self.limit);
            ranks.truncate(self.limit);
        }
        ranks.sort_unstable();
        let facts = ranks.iter().filter_map(fact);
        facts.map(|fact| Cursor { at: self.sort.of(fact), id: fact.id }).collect()
    }

    /// What comes after its cursor in all these together, for as far as it goes.
    fn page<'w>(
        self,
        ranks: &[&BTreeSet<Rank>],
        fact: impl Fn(&Rank) -> Option<&'w Fact>,
    ) -> Vec<Cursor> {
        let begin =
            self.after.map_or(Bound::Unbounded, |after| Bound::Excluded(after.rank(self.sort)));
        let mut first: Vec<(Rank, Cursor)> = Vec::new();
        for ranks in ranks {
            let facts = ranks.range((begin, Bound::Unbounded)).filter_map(&fact).take(self.limit);
            first.extend(facts.map(|fact| {
                (rank(fact, self.sort), Cursor { at: self.sort.of(fact), id: fact.id })
            }));
        }
        first.sort_unstable_by_key(|(rank, _)| *rank);
        first.into_iter().take(self.limit).map(|(_, cursor)| cursor).collect()
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        stats::{Frame, MEASURES},
        ticket::{Channel, Nature, Urgency},
    };
    use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};

    use super::*;

    const HOUR: i64 = 3_600_000;
    const NOW: Moment = Moment(1_792_000_000_000);

    /// An order of the last forty days, drawn by lot.
    fn fact(id: i64, random: &mut StdRng) -> Fact {
        let ago = |random: &mut StdRng| random.random_range(0..40 * 24) * HOUR;
        let state = *State::ALL.choose(random).unwrap();
        let accepted_at = NOW.plus_ms(-ago(random));
        let due_at = accepted_at.plus_hours(random.random_range(1..200));
        let ended_at = (!state.is_open())
            .then(|| Moment(random.random_range(accepted_at.0..=NOW.0) / HOUR * HOUR));
        let unit = |n: i64| UnitSlug(format!("unit_{n}"));
        Fact {
            id: TicketId(id),
            state,
            nature: Nature::Help,
            channel: Channel::Hotline12345,
            urgency: Urgency::Normal,
            topics: Vec::new(),
            category: None,
            road: String::new(),
            lead: Some(unit(random.random_range(0..4))),
            assists: vec![unit(random.random_range(0..9))],
            accepted_at,
            due_at,
            at_risk_at: due_at.plus_hours(-1),
            stopped_at: None,
            ended_at,
            round: 1,
            replied_at: None,
            finding: None,
            outcome: None,
            satisfaction: None,
            seconds_to_accept: None,
        }
    }

    fn facts() -> Vec<Fact> {
        let mut random = StdRng::seed_from_u64(7);
        (1..=600).map(|id| fact(id, &mut random)).collect()
    }

    fn world() -> World {
        let mut held = Facts::default();
        for fact in facts() {
            held.insert(Held { fact, version: 1 });
        }
        World::load(Seq(1), held)
    }

    #[test]
    fn the_figures_of_the_last_days_need_no_older_orders() {
        let (world, all) = (world(), facts());
        let moving: Vec<&Fact> = world.moving_since(NOW.plus_hours(-48)).collect();
        assert!(moving.len() < all.len(), "some are old");
        let ids: BTreeSet<TicketId> = moving.iter().map(|fact| fact.id).collect();
        assert_eq!(ids.len(), moving.len(), "none comes twice");
        for frame in [Frame::today(NOW), Frame::yesterday_until_now(NOW)] {
            for measure in MEASURES {
                assert_eq!(
                    measure.count(moving.iter().copied(), &frame).value,
                    measure.count(&all, &frame).value,
                    "{}",
                    measure.id
                );
            }
        }
    }

    #[test]
    fn pages_follow_one_another_whatever_they_are_picked_from() {
        let (world, all) = (world(), facts());
        let states = vec![State::Handling, State::Closed, State::ToSign];
        let unit = Some(UnitSlug("unit_3".to_owned()));
        let filters = [
            Filter::default(),
            Filter { state: states.clone(), ..Filter::default() },
            Filter { unit: unit.clone(), ..Filter::default() },
            Filter { state: states, unit: unit.clone(), ..Filter::default() },
        ];
        for filter in &filters {
            for seen in [Shown::All, Shown::Unit(UnitSlug("unit_1".to_owned()))] {
                for sort in [Sort::Due, Sort::Age, Sort::Ended] {
                    let passes = |fact: &&Fact| seen.shows(fact) && filter.lets_through(fact, NOW);
                    let mut expected: Vec<Rank> =
                        all.iter().filter(passes).map(|fact| rank(fact, sort)).collect();
                    expected.sort_unstable();
                    let (mut ids, mut after) = (Vec::new(), None);
                    loop {
                        let asked = PageOf { among: None, sort, after, limit: 7 };
                        let (page, total) = world.page(filter, &seen, asked, NOW);
                        assert_eq!(total as usize, expected.len());
                        let Some(last) = page.last() else { break };
                        after = Some(*last);
                        ids.extend(page.iter().map(|place| place.id));
                    }
                    let expected: Vec<TicketId> = expected.iter().map(ranked).collect();
                    assert_eq!(ids, expected);
                }
            }
        }
    }

    #[test]
    fn a_world_that_was_loaded_is_the_one_that_grew() {
        let grown = facts().into_iter().fold(World::default(), |mut world, fact| {
            world.insert(fact, 1);
            world
        });
        let loaded = world();
        assert_eq!(grown.closed_cards, loaded.closed_cards);
        assert_eq!(grown.units, loaded.units);
        for state in State::ALL {
            let ids = |world: &World| {
                world.column(*state, Sort::Due).map(|fact| fact.id).collect::<Vec<_>>()
            };
            assert_eq!(ids(&grown), ids(&loaded));
        }
    }
}
