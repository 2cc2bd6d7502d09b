//! The columns of a filter: each is a list that the server reads, for only it can search all words.

use std::collections::BTreeSet;

use domain::{
    api::{Column, Cursor, TicketList, TicketQuery, TicketsList},
    ticket::{State, Ticket},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{Failure, send},
    live::{
        LiveEvent,
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
            if query.get() != TicketQuery::default() {
                filtered.read_all();
            }
        });
        live.on_event(move |event| match event {
            LiveEvent::Ticket(event) => {
                let was = event.was.as_ref().map(|was| was.state);
                filtered.touch(was.into_iter().chain([event.ticket.state]));
            }
            LiveEvent::Gone(_) | LiveEvent::Resync => {
                filtered.touch(Ticket::MAIN_LINE.iter().copied());
            }
        });
        filtered
    }

    fn is_on(self) -> bool {
        self.query.try_with_untracked(|query| *query != TicketQuery::default()) == Some(true)
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
            spawn_local(self.read(lane));
        }
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
                let touched = self.touched.try_update_value(std::mem::take).unwrap_or_default();
                for lane in touched.into_iter().filter_map(|state| self.lanes.lane(state)) {
                    self.read(lane).await;
                }
            });
        }
    }

    /// Reads as much of a column as is shown of it, at least one page.
    async fn read(self, lane: Lane) {
        let Some(query) = self.query.try_get_untracked() else { return };
        let shown = lane.ids.try_with_untracked(Vec::len).unwrap_or_default() as u32;
        let limit = shown.clamp(PAGE, domain::api::LIMIT_MAX);
        let reply = self.list(&query, lane, limit, None).await;
        // The page was left, or another filter was chosen meanwhile.
        if self.query.try_get_untracked().as_ref() != Some(&query) {
            return;
        }
        match reply {
            Ok(list) => {
                self.world.know(&list.items);
                self.lanes.fill(&column(lane.state, list));
                self.reading.set(Reading::Done);
            }
            Err(failure) => self.reading.set(Reading::Failed(failure)),
        }
    }

    /// Reads the next page of a column.
    pub async fn more(self, lane: Lane) -> Result<(), Failure> {
        let query = self.query.get_untracked();
        let last = lane.ids.with_untracked(|ids| ids.last().copied());
        let cursor = last
            .and_then(|id| self.world.card(id))
            .map(|card| card.with_untracked(|card| Cursor { at: card.due_at, id: card.id }));
        let page = self.list(&query, lane, PAGE, cursor).await?;
        self.world.know(&page.items);
        lane.extend(&page);
        Ok(())
    }

    async fn list(
        self,
        query: &TicketQuery,
        lane: Lane,
        limit: u32,
        after: Option<Cursor>,
    ) -> Result<TicketList, Failure> {
        let mut query = TicketQuery { limit, after, ..query.clone() };
        query.filter.state = vec![lane.state];
        send(&TicketsList(query)).await
    }
}

/// A whole list as a column. Of a part nobody can say since when the oldest waits.
fn column(state: State, list: TicketList) -> Column {
    let whole = list.next.is_none() && state.is_open();
    let oldest_at = list.items.iter().map(|card| card.accepted_at).min().filter(|_| whole);
    Column { state, count: list.total, oldest_at, tickets: list.items }
}
