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
    LiveEvent, clock,
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
    /// Where our own steps lead that are not answered yet.
    expected: HashMap<TicketId, State>,
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
            let reply =
                send(&BoardRead { limit: PAGE, sort: self.lanes.sort.get_untracked() }).await;
            let meanwhile = self.book.try_update_value(|book| book.meanwhile.take()).flatten();
            match reply {
                Ok(board) => self.begin(&board, meanwhile.unwrap_or_default()),
                Err(failure) => self.reading.set(Reading::Failed(failure)),
            }
        });
    }

    fn begin(self, board: &Board, meanwhile: Vec<TicketEvent>) {
        clock::set(board.now);
        for column in &board.columns {
            self.know(&column.tickets);
            self.lanes.fill(column);
        }
        self.book.update_value(|book| book.seq = Some(board.seq));
        self.reading.set(Reading::Done);
        for event in &meanwhile {
            self.change(event);
        }
        let too_old = self
            .book
            .try_update_value(|book| std::mem::take(&mut book.again) || board.seq < book.joined);
        if too_old == Some(true) {
            self.read();
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
                // Told by `joined` or `miss`, which know how much was missed.
                LiveEvent::Resync => {}
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
        let from = event.was.as_ref().map(|was| was.state);
        let known = self.card(event.ticket.id).map(|card| card.with_untracked(|card| card.version));
        // Our own step was shown as soon as it was answered.
        if known.is_some_and(|version| version >= event.ticket.version) {
            return;
        }
        if from != Some(event.ticket.state) {
            self.book.update_value(|book| _ = book.arrived.insert(event.ticket.id));
        }
        self.shift(from, &event.ticket);
    }

    /// Shows the answer to a step of our own before the stream tells it.
    pub fn take(self, card: &Card) {
        let known = self
            .card(card.id)
            .map(|known| known.with_untracked(|known| (known.version, known.state)));
        if let Some((version, state)) = known
            && version < card.version
        {
            self.shift(Some(state), card);
        }
    }

    /// Shows the card where a step of our own will lead it, before the step is answered.
    pub fn expect(self, id: TicketId, state: State) {
        self.put_back(id);
        let Some(card) = self.card(id).map(|card| card.get_untracked()) else { return };
        let there = Card { state, ..card.clone() };
        let moved = Move { from: Some(card.state), card: &there };
        self.cards.with_value(|cards| self.lanes.shift(cards, &moved, true));
        self.book.update_value(|book| _ = book.expected.insert(id, state));
    }

    /// Puts a card back to where the server has it.
    pub fn put_back(self, id: TicketId) {
        let expected = self.book.try_update_value(|book| book.expected.remove(&id)).flatten();
        if let (Some(state), Some(card)) = (expected, self.card(id)) {
            let card = card.get_untracked();
            self.cards.with_value(|cards| {
                self.lanes.shift(cards, &Move { from: Some(state), card: &card }, true)
            });
        }
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
            TimeoutFuture::new(DOUBT_MS).await;
            self.book.update_value(|book| book.in_doubt = false);
            if let Ok(board) = send(&BoardRead { limit: 1, sort: Sort::Due }).await {
                for column in board.columns {
                    if let Some(lane) = self.lanes.lane(column.state) {
                        lane.oldest_at.set(column.oldest_at);
                        lane.count.set(column.count);
                    }
                }
            }
        });
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
