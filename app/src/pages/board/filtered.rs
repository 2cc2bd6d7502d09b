//! The columns of a filter: each is a list that the server reads, for only it can search all words.

use std::collections::BTreeSet;

use domain::{
    api::{Card, Column, Cursor, LIMIT_MAX, TicketEvent, TicketList, TicketQuery, TicketsList},
    ticket::{State, Ticket, filter::Filter},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{Failure, send},
    live::{
        LiveEvent, again,
        columns::{Lane, Lanes},
        use_live,
        world::{PAGE, Reading, World},
    },
};

/// After a change, the columns that it touched are read again; several changes share one reading.
const REST_MS: u32 = 800;

#[derive(Clone, Copy)]
pub struct Filtered {
    pub lanes: Lanes,
    pub reading: RwSignal<Reading>,
    pub world: World,
    query: Memo<TicketQuery>,
    touched: StoredValue<BTreeSet<State>>,
}

impl Filtered {
    /// Reads whenever the query changes, and what the stream touches, while its page lives.
    pub fn follow(query: Memo<TicketQuery>) -> Self {
        let live = use_live();
        let filtered = Self {
            lanes: Lanes::new(),
            reading: RwSignal::default(),
            world: live.world,
            query,
            touched: StoredValue::default(),
        };
        Effect::new(move |_| {
            let query = query.get();
            filtered.lanes.sort.set(query.sort);
            if is_filter(&query) {
                filtered.read_all();
            }
        });
        live.on_event(move |event| match event {
            LiveEvent::Ticket(event) => filtered.hear(event),
            LiveEvent::Gone(_) | LiveEvent::Resync => {
                filtered.touch(Ticket::MAIN_LINE.iter().copied());
            }
        });
        filtered
    }

    fn is_on(self) -> bool {
        self.query.try_with_untracked(is_filter) == Some(true)
    }

    /// Reads every column.
    pub fn read_all(self) {
        if !self.is_on() {
            return;
        }
        if self.reading.get_untracked() != Reading::Done {
            self.reading.set(Reading::UnderWay);
        }
        for lane in self.lanes.all() {
            spawn_local(async move {
                if let Err(failure) = self.read(lane).await {
                    self.reading.try_set(Reading::Failed(failure));
                }
            });
        }
    }

    /// Reads a column that is shown. Where that fails it stays as it was, and is asked for until it comes.
    async fn read_again(self, lane: Lane) {
        let mut failures = 0;
        while let Err(failure) = self.read(lane).await {
            if !again(&failure, &mut failures).await {
                return;
            }
        }
    }

    /// A step of our own has led a card on from `was`: it leaves its column without waiting for the stream.
    pub fn take(self, was: State, card: &Card) {
        self.follow_card(Some(was), card);
    }

    fn hear(self, event: &TicketEvent) {
        self.follow_card(event.was.as_ref().map(|was| was.state), &event.ticket);
    }

    /// A card that is shown moves at once; whether the filter still lets it through, and others with
    /// it, is read soon.
    fn follow_card(self, was: Option<State>, card: &Card) {
        let shown = |state| {
            let lane = self.lanes.lane(state);
            lane.is_some_and(|lane| lane.ids.with_untracked(|ids| ids.contains(&card.id)))
        };
        if self.is_on() && was.is_some_and(shown) {
            self.world.shift_in(self.lanes, was, card);
        }
        self.touch(was.into_iter().chain([card.state]));
    }

    fn touch(self, states: impl Iterator<Item = State>) {
        if !self.is_on() {
            return;
        }
        let first = self.touched.try_update_value(|touched| {
            let first = touched.is_empty();
            touched.extend(states);
            first
        });
        if first == Some(true) {
            spawn_local(async move {
                TimeoutFuture::new(REST_MS).await;
                let Some(touched) = self.touched.try_update_value(std::mem::take) else { return };
                // All of them are found now: the board may be left before the first is read.
                let lanes = touched.into_iter().filter_map(|state| self.lanes.lane(state));
                for lane in lanes.collect::<Vec<_>>() {
                    self.read_again(lane).await;
                }
            });
        }
    }

    /// Reads as much of a column as is shown of it, at least one page.
    async fn read(self, lane: Lane) -> Result<(), Failure> {
        let Some(query) = self.query.try_get_untracked() else { return Ok(()) };
        let shown = lane.ids.try_with_untracked(Vec::len).unwrap_or_default();
        let reply = self.list(&query, lane, shown.max(PAGE as usize)).await;
        // The page was left, or another filter was chosen meanwhile.
        if self.query.try_get_untracked().as_ref() != Some(&query) {
            return Ok(());
        }
        let list = reply?;
        self.world.know(&list.items);
        self.lanes.fill(&column(lane.state, list));
        self.reading.set(Reading::Done);
        Ok(())
    }

    /// The beginning of a column, of so many cards, however many pages these are.
    async fn list(
        self,
        query: &TicketQuery,
        lane: Lane,
        wanted: usize,
    ) -> Result<TicketList, Failure> {
        let mut list = self.page(query, lane, wanted as u32, None).await?;
        while list.items.len() < wanted {
            let Some(after) = list.next.take().and_then(|next| next.parse().ok()) else { break };
            let left = wanted - list.items.len();
            let page = self.page(query, lane, left as u32, Some(after)).await?;
            list.items.extend(page.items);
            (list.next, list.total) = (page.next, page.total);
        }
        Ok(list)
    }

    /// Reads up to `limit` more of a column.
    pub async fn more(self, lane: Lane, limit: u32) -> Result<(), Failure> {
        let query = self.query.get_untracked();
        let after = self.world.end_of(lane, self.lanes.sort_of(lane));
        let page = self.page(&query, lane, limit, after).await?;
        let is_asked = self.query.try_get_untracked().as_ref() == Some(&query);
        if is_asked && self.world.end_of(lane, self.lanes.sort_of(lane)) == after {
            self.world.know(&page.items);
            self.world.extend(self.lanes, lane, &page);
            lane.count.set(page.total);
        }
        Ok(())
    }

    async fn page(
        self,
        query: &TicketQuery,
        lane: Lane,
        limit: u32,
        after: Option<Cursor>,
    ) -> Result<TicketList, Failure> {
        let sort = lane.goes_by(query.sort);
        let filter = Filter { state: vec![lane.state], ..query.filter.clone() };
        let limit = limit.min(LIMIT_MAX);
        send(&TicketsList(TicketQuery { filter, sort, limit, after, q: query.q.clone() })).await
    }
}

/// Whether a query leaves anything out; in which order it goes is not its matter.
pub fn is_filter(query: &TicketQuery) -> bool {
    query.filter != Filter::default() || !query.q.is_empty()
}

/// A whole list as a column. Of a part nobody can say since when the oldest waits.
fn column(state: State, list: TicketList) -> Column {
    let whole = list.next.is_none() && state.is_open();
    let oldest_at = list.items.iter().map(|card| card.accepted_at).min().filter(|_| whole);
    Column { state, count: list.total, oldest_at, tickets: list.items }
}
