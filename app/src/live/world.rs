//! 世界: the board as the server holds it: a signal for each card and the ids of each column, kept
//! across pages and patched by the stream.

use std::collections::{HashMap, HashSet};

use domain::{
    api::{Board, BoardRead, Card, Cursor, TicketEvent, TicketList, TicketQuery, TicketsList},
    id::{Seq, TicketId},
    ticket::{Sort, State, filter::Filter},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};

use super::{
    LiveEvent,
    again::again,
    clock,
    columns::{Cards, Lane, Lanes, Move},
};
use crate::api::{Failure, send};

/// The cards of a column that are read at first, and the least with each "more".
pub const PAGE: u32 = 40;
/// How long the ages of columns may be in doubt before they are asked for.
const DOUBT_MS: u32 = 2_000;

/// Whether there is a board to show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Reading {
    #[default]
    NotAsked,
    UnderWay,
    Done,
    Failed(Failure),
}

/// Handles on the one board of this tab.
#[derive(Clone, Copy)]
pub struct World {
    pub lanes: Lanes,
    pub reading: RwSignal<Reading>,
    cards: StoredValue<Cards>,
    book: StoredValue<Book>,
}

#[derive(Default)]
struct Book {
    /// The place up to which the board tells everything; `None` before the first snapshot.
    seq: Option<Seq>,
    /// What was heard while a snapshot was on its way; it may be newer than the snapshot.
    meanwhile: Option<Vec<TicketEvent>>,
    /// Where the stream began; a snapshot from before misses what came between.
    joined: Seq,
    /// What is on its way is known to be out of date.
    again: bool,
    /// Cards that came into a column by the stream and were not shown yet.
    arrived: HashSet<TicketId>,
    /// The versions to which our own steps have led, shown as soon as they were answered: what the
    /// stream tells of them is in the columns already. The version of a card cannot tell that, for
    /// cards come from elsewhere too, and the columns know nothing of these.
    ahead: HashMap<TicketId, i64>,
    /// From where to where our own steps lead that are not answered yet.
    expected: HashMap<TicketId, (State, State)>,
    in_doubt: bool,
}

impl World {
    pub fn new() -> Self {
        Self {
            lanes: Lanes::new(),
            reading: RwSignal::default(),
            cards: StoredValue::default(),
            book: StoredValue::default(),
        }
    }

    /// The place of the snapshot, for a stream that has none of its own.
    pub fn place(self) -> Option<i64> {
        self.book.with_value(|book| book.seq.map(|seq| seq.0))
    }

    /// The card of an order; a copy of a handle that stays when the order moves.
    pub fn card(self, id: TicketId) -> Option<ArcRwSignal<Card>> {
        self.cards.with_value(|cards| cards.get(&id).cloned())
    }

    /// Whether the card has just come by the stream; says so once.
    pub fn has_arrived(self, id: TicketId) -> bool {
        self.book.try_update_value(|book| book.arrived.remove(&id)).unwrap_or(false)
    }

    /// Somebody shows the board: read it, unless it is there.
    pub fn want(self) {
        if matches!(self.reading.get_untracked(), Reading::NotAsked | Reading::Failed(_)) {
            self.read();
        }
    }

    /// Goes by another order from now on.
    pub fn sort_by(self, sort: Sort) {
        if self.lanes.sort.get_untracked() != sort {
            self.lanes.sort.set(sort);
            self.miss();
        }
    }

    /// The stream begins after `seq`: what is older has to be in the snapshot.
    pub fn joined(self, seq: Seq) {
        self.book.update_value(|book| book.joined = seq);
        if self.book.with_value(|book| book.seq.is_some_and(|known| known < seq)) {
            self.read();
        }
    }

    /// Something was missed: reads the board anew, if anybody wants it.
    pub fn miss(self) {
        if self.book.with_value(|book| book.meanwhile.is_some()) {
            self.book.update_value(|book| book.again = true);
        } else if self.book.with_value(|book| book.seq.is_some()) {
            self.read();
        }
    }

    /// Reads the board anew; what was heard meanwhile is carried out on top of it.
    pub fn read(self) {
        if self.book.with_value(|book| book.meanwhile.is_some()) {
            return;
        }
        self.book.update_value(|book| book.meanwhile = Some(Vec::new()));
        if self.reading.get_untracked() != Reading::Done {
            self.reading.set(Reading::UnderWay);
        }
        spawn_local(async move {
            let reply = self.ask().await;
            let meanwhile = self.book.try_update_value(|book| book.meanwhile.take()).flatten();
            match reply {
                Ok(board) => self.begin(&board, meanwhile.unwrap_or_default()),
                // An old board is better than none; the connection mark says that it is old.
                Err(_) if self.reading.get_untracked() == Reading::Done => {}
                Err(failure) => self.reading.set(Reading::Failed(failure)),
            }
        });
    }

    /// A board that is shown is asked for until it comes; of one that was never there it is said.
    async fn ask(self) -> Result<Board, Failure> {
        let mut failures = 0;
        loop {
            let board = BoardRead { limit: PAGE, sort: self.lanes.sort.get_untracked() };
            match send(&board).await {
                Err(failure)
                    if self.reading.get_untracked() == Reading::Done
                        && again(&failure, &mut failures).await => {}
                reply => return reply,
            }
        }
    }

    fn begin(self, board: &Board, meanwhile: Vec<TicketEvent>) {
        clock::set(board.now);
        self.as_told(|| self.lay(board, &meanwhile));
        self.reading.set(Reading::Done);
        let too_old = self
            .book
            .try_update_value(|book| std::mem::take(&mut book.again) || board.seq < book.joined);
        if too_old == Some(true) {
            self.read();
        }
    }

    /// Lays the columns out as the board has them. What came after it was shown when it came, and is
    /// gone from the columns with this: it is carried out once more.
    fn lay(self, board: &Board, meanwhile: &[TicketEvent]) {
        for column in &board.columns {
            self.know(&column.tickets);
            self.lanes.fill(column);
        }
        let ahead = self.book.try_update_value(|book| {
            book.seq = Some(board.seq);
            std::mem::take(&mut book.ahead)
        });
        for event in meanwhile {
            self.change(event);
        }
        // Our own steps that neither the board nor the stream has told yet.
        for id in ahead.unwrap_or_default().into_keys() {
            let Some(card) = self.card(id).map(|card| card.get_untracked()) else { continue };
            if self.lanes.lists(id).is_some_and(|state| state != card.state) {
                self.go_ahead(&card);
            }
        }
    }

    /// Carries out `work` on the columns as the server has them: what is only expected is put back
    /// before, and goes ahead again after it.
    fn as_told(self, work: impl FnOnce()) {
        let expected: Vec<(TicketId, State)> = self
            .book
            .with_value(|book| book.expected.iter().map(|(id, (_, to))| (*id, *to)).collect());
        for (id, _) in &expected {
            self.put_back(*id);
        }
        work();
        for (id, to) in expected {
            self.expect(id, to);
        }
    }

    /// Keeps cards that were read from elsewhere; an older one does not replace a newer.
    pub fn know(self, cards: &[Card]) {
        self.cards.update_value(|known| {
            for card in cards {
                know(known, card);
            }
        });
    }

    /// Carries out what the stream said.
    pub fn follow(self, events: &[LiveEvent]) {
        // Only what comes now is shown to come, not what is scrolled to later.
        self.book.update_value(|book| book.arrived.clear());
        for event in events {
            match event {
                LiveEvent::Ticket(event) => self.change(event),
                LiveEvent::Gone(gone) => self.leave(gone.id),
                // Told by `joined` or `miss`, which know how much was missed. A board that could not
                // be read at all may come now.
                LiveEvent::Resync => {
                    if matches!(self.reading.get_untracked(), Reading::Failed(_)) {
                        self.read();
                    }
                }
            }
        }
    }

    fn change(self, event: &TicketEvent) {
        self.book.update_value(|book| {
            if let Some(meanwhile) = &mut book.meanwhile {
                meanwhile.push(event.clone());
            }
        });
        if self.book.with_value(|book| book.seq.is_none_or(|seq| event.seq <= seq)) {
            return;
        }
        self.book.update_value(|book| book.seq = Some(event.seq));
        if self.is_ahead_of(event) {
            return;
        }
        let from = event.was.as_ref().map(|was| was.state);
        if from != Some(event.ticket.state) {
            self.book.update_value(|book| _ = book.arrived.insert(event.ticket.id));
        }
        self.shift(from, &event.ticket);
    }

    /// Whether the columns show this already, by the answer to a step of our own.
    fn is_ahead_of(self, event: &TicketEvent) -> bool {
        let (id, version) = (event.ticket.id, event.ticket.version);
        let ahead = self.book.try_update_value(|book| {
            let ahead = book.ahead.get(&id).copied();
            if ahead.is_some_and(|ahead| ahead <= version) {
                book.ahead.remove(&id);
            }
            ahead
        });
        ahead.flatten().is_some_and(|ahead| ahead >= version)
    }

    /// Shows the answer to a step of our own before the stream tells it.
    pub fn take(self, card: &Card) {
        let known = self.card(card.id).map(|known| known.with_untracked(|known| known.version));
        if known.is_some_and(|version| version < card.version) {
            self.go_ahead(card);
        }
    }

    fn go_ahead(self, card: &Card) {
        self.put_back(card.id);
        self.shift(self.place_of(card.id), card);
        self.book.update_value(|book| _ = book.ahead.insert(card.id, card.version));
    }

    /// Shows the card where a step of our own will lead it, before the step is answered.
    pub fn expect(self, id: TicketId, to: State) {
        self.put_back(id);
        let Some(from) = self.place_of(id) else { return };
        self.carry(id, from, to);
        self.book.update_value(|book| _ = book.expected.insert(id, (from, to)));
    }

    /// Puts a card back to where the server has it.
    pub fn put_back(self, id: TicketId) {
        let expected = self.book.try_update_value(|book| book.expected.remove(&id)).flatten();
        if let Some((from, to)) = expected {
            self.carry(id, to, from);
        }
    }

    fn carry(self, id: TicketId, from: State, to: State) {
        let Some(card) = self.card(id).map(|card| card.get_untracked()) else { return };
        let there = Card { state: to, ..card };
        let moved = Move { from: Some(from), card: &there };
        self.cards.with_value(|cards| self.lanes.shift(cards, &moved, true));
    }

    /// The column that lists a card, else the one that it belongs to.
    fn place_of(self, id: TicketId) -> Option<State> {
        let state = || self.card(id).map(|card| card.with_untracked(|card| card.state));
        self.lanes.lists(id).or_else(state)
    }

    fn shift(self, from: Option<State>, card: &Card) {
        self.put_back(card.id);
        self.cards.update_value(|cards| know(cards, card));
        let unsure =
            self.cards.with_value(|cards| self.lanes.shift(cards, &Move { from, card }, true));
        if unsure {
            self.doubt();
        }
    }

    /// Moves a card in the columns of a filter.
    pub fn shift_in(self, lanes: Lanes, from: Option<State>, card: &Card) {
        self.cards.with_value(|cards| lanes.shift(cards, &Move { from, card }, true));
    }

    /// An order that this person may no longer see.
    fn leave(self, id: TicketId) {
        // A snapshot on its way may still show it.
        if self.book.with_value(|book| book.meanwhile.is_some()) {
            self.book.update_value(|book| book.again = true);
        }
        let Some(card) = self.card(id) else { return self.doubt() };
        let gone = card.get_untracked();
        let moved = Move { from: Some(gone.state), card: &gone };
        if self.cards.with_value(|cards| self.lanes.shift(cards, &moved, false)) {
            self.doubt();
        }
        self.cards.update_value(|cards| _ = cards.remove(&id));
    }

    /// Counts or ages cannot be told from what is known: asks for them, once for many changes.
    fn doubt(self) {
        let first = self.book.try_update_value(|book| !std::mem::replace(&mut book.in_doubt, true));
        if first != Some(true) {
            return;
        }
        spawn_local(async move {
            let mut failures = 0;
            loop {
                TimeoutFuture::new(DOUBT_MS).await;
                match send(&BoardRead { limit: 1, sort: Sort::Due }).await {
                    Ok(board) if self.is_of_now(&board) => {
                        self.as_told(|| self.lanes.tell_all(&board.columns));
                        break;
                    }
                    Ok(_) => {}
                    Err(failure) if again(&failure, &mut failures).await => {}
                    Err(_) => break,
                }
            }
            self.book.update_value(|book| book.in_doubt = false);
        });
    }

    /// Whether the columns show what the board tells, no more and no less: else its counts are those
    /// of another moment.
    fn is_of_now(self, board: &Board) -> bool {
        self.book.with_value(|book| {
            book.seq == Some(board.seq) && book.ahead.is_empty() && book.meanwhile.is_none()
        })
    }

    /// Reads up to `limit` more of a column, after what is listed. A column is read from its beginning
    /// without gaps, so that the stream can keep it exact; what lies far is reached page by page.
    pub async fn more(self, lane: Lane, limit: u32) -> Result<(), Failure> {
        let sort = self.lanes.sort_of(lane);
        let filter = Filter { state: vec![lane.state], ..Filter::default() };
        let after = self.end_of(lane, sort);
        let query = TicketQuery { filter, sort, limit, after, ..TicketQuery::default() };
        let page = send(&TicketsList(query)).await?;
        // Another order was chosen meanwhile, or the board was read anew.
        if self.lanes.sort_of(lane) == sort && self.end_of(lane, sort) == after {
            self.know(&page.items);
            self.extend(self.lanes, lane, &page);
        }
        Ok(())
    }

    /// Adds a page to a column of the board, or of a filter.
    pub fn extend(self, lanes: Lanes, lane: Lane, page: &TicketList) {
        self.cards.with_value(|cards| lanes.extend(lane, cards, page));
    }

    /// The place of the last card that is listed.
    pub fn end_of(self, lane: Lane, sort: Sort) -> Option<Cursor> {
        let last = lane.ids.with_untracked(|ids| ids.last().copied())?;
        self.card(last).map(|card| card.with_untracked(|card| Cursor::of(card, sort)))
    }
}

fn know(known: &mut Cards, card: &Card) {
    match known.get(&card.id) {
        Some(signal) if signal.with_untracked(|old| old.version > card.version || old == card) => {}
        Some(signal) => signal.set(card.clone()),
        None => {
            known.insert(card.id, ArcRwSignal::new(card.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        api::{Column, Was},
        deadline::Standing,
        ticket::{Channel, Nature, TicketNumber, Urgency},
        time::Moment,
    };

    use super::*;

    const A: TicketId = TicketId(1);
    const B: TicketId = TicketId(2);

    /// A card that came into its column with a version; the columns go by `due_at`.
    fn card(id: TicketId, version: i64, state: State) -> Card {
        Card {
            id,
            number: TicketNumber(format!("20200128-0000{id}")),
            upstream_number: None,
            version,
            state,
            nature: Nature::Help,
            channel: Channel::TownHotline,
            urgency: Urgency::Normal,
            topics: Vec::new(),
            category: None,
            title: "路灯不亮".into(),
            address: "万安街".into(),
            lead: None,
            assists: Vec::new(),
            accepted_at: Moment(id.0),
            due_at: Moment(id.0),
            at_risk_at: Moment(id.0),
            upstream_due_at: None,
            stopped_at: None,
            standing: Standing::OnTime,
            round: 1,
            urgings: 0,
            contacted: false,
            lead_rings: true,
            next: None,
            ended_at: None,
        }
    }

    fn board(seq: i64, cards: &[Card]) -> Board {
        let column = |state: &State| {
            let tickets: Vec<Card> =
                cards.iter().filter(|card| card.state == *state).cloned().collect();
            let oldest_at = tickets.iter().map(|card| card.accepted_at).min();
            Column { state: *state, count: tickets.len() as u32, oldest_at, tickets }
        };
        let columns = domain::ticket::Ticket::MAIN_LINE.iter().map(column).collect();
        Board { seq: Seq(seq), now: Moment(0), columns, units: Vec::new() }
    }

    fn event(seq: i64, was: State, ticket: Card) -> TicketEvent {
        let was = Was { state: was, lead: None, round: 1 };
        TicketEvent { seq: Seq(seq), ticket, was: Some(was) }
    }

    /// The ids and the count of a column.
    fn column(world: World, state: State) -> (Vec<TicketId>, u32) {
        let lane = world.lanes.lane(state).unwrap();
        (lane.ids.get_untracked(), lane.count.get_untracked())
    }

    /// A board with two orders to be reviewed.
    fn world() -> (Owner, World) {
        let owner = Owner::new();
        owner.set();
        let world = World::new();
        world.lay(&board(10, &two()), &[]);
        (owner, world)
    }

    fn two() -> [Card; 2] {
        [card(A, 1, State::ToReview), card(B, 1, State::ToReview)]
    }

    #[test]
    fn what_came_while_the_board_was_read_is_not_undone_by_it() {
        let (_owner, world) = world();
        world.book.update_value(|book| book.meanwhile = Some(Vec::new()));
        world.change(&event(11, State::ToReview, card(A, 2, State::ToDispatch)));
        let meanwhile = world.book.try_update_value(|book| book.meanwhile.take()).flatten();
        world.lay(&board(10, &two()), &meanwhile.unwrap());
        assert_eq!(column(world, State::ToReview), (vec![B], 1));
        assert_eq!(column(world, State::ToDispatch), (vec![A], 1));
    }

    #[test]
    fn the_answer_to_our_own_step_stays_though_the_board_is_older_and_counts_once() {
        let (_owner, world) = world();
        let approved = card(A, 2, State::ToDispatch);
        world.take(&approved);
        world.lay(&board(10, &two()), &[]);
        assert_eq!(column(world, State::ToDispatch), (vec![A], 1));
        world.change(&event(11, State::ToReview, approved));
        assert_eq!(column(world, State::ToReview), (vec![B], 1));
        assert_eq!(column(world, State::ToDispatch), (vec![A], 1));
    }

    #[test]
    fn a_card_that_was_read_elsewhere_still_moves_by_its_event() {
        let (_owner, world) = world();
        let approved = card(A, 2, State::ToDispatch);
        world.know(std::slice::from_ref(&approved));
        world.change(&event(11, State::ToReview, approved));
        assert_eq!(column(world, State::ToReview), (vec![B], 1));
        assert_eq!(column(world, State::ToDispatch), (vec![A], 1));
    }

    #[test]
    fn a_card_that_goes_ahead_stays_ahead_while_the_board_is_read_and_comes_back_once() {
        let (_owner, world) = world();
        world.expect(A, State::ToDispatch);
        world.as_told(|| world.lay(&board(10, &two()), &[]));
        assert_eq!(column(world, State::ToReview), (vec![B], 1));
        assert_eq!(column(world, State::ToDispatch), (vec![A], 1));
        world.put_back(A);
        assert_eq!(column(world, State::ToReview), (vec![A, B], 2));
        assert_eq!(column(world, State::ToDispatch), (vec![], 0));
    }

    #[test]
    fn the_counts_of_another_moment_are_not_taken() {
        let (_owner, world) = world();
        assert!(world.is_of_now(&board(10, &two())));
        assert!(!world.is_of_now(&board(11, &two())));
        world.take(&card(A, 2, State::ToDispatch));
        assert!(!world.is_of_now(&board(10, &two())), "our own step is shown already");
    }
}
