//! 清单: the orders of some states, all of them, read once and then patched by the stream.

use std::collections::BTreeMap;

use domain::{
    api::{Card, LIMIT_MAX, TicketQuery, TicketsList},
    id::TicketId,
    people::UnitSlug,
    ticket::{State, filter::Filter},
    time::Moment,
};
use leptos::{prelude::*, task::spawn_local};

use super::{LiveEvent, again, clock, use_live, world::Reading};
use crate::api::{Failure, send};

type Cards = BTreeMap<TicketId, Card>;

/// A list that goes on being true; copies of handles.
#[derive(Clone, Copy)]
pub struct List {
    pub cards: RwSignal<Cards>,
    pub reading: RwSignal<Reading>,
    book: StoredValue<Book>,
}

/// Which orders stand on the list.
struct Wanted {
    states: Vec<State>,
    unit: Option<UnitSlug>,
}

struct Book {
    wanted: Wanted,
    read_at: RwSignal<Option<Moment>>,
    /// Counts the readings; an older one is not heard.
    run: u32,
    /// How many came to nothing since the last that did not.
    failures: u32,
    /// What was heard while a reading was on its way, for it may be newer than what is read; `None`
    /// while nothing is being read.
    meanwhile: Option<Vec<LiveEvent>>,
}

impl List {
    /// Reads the list and follows it for as long as the current owner lives. With a unit: what it
    /// leads or assists.
    pub fn follow(states: &[State], unit: Option<UnitSlug>) -> Self {
        let list = Self {
            cards: RwSignal::default(),
            reading: RwSignal::default(),
            book: StoredValue::new(Book {
                wanted: Wanted { states: states.to_vec(), unit },
                read_at: RwSignal::default(),
                run: 0,
                failures: 0,
                meanwhile: None,
            }),
        };
        list.read();
        use_live().on_event(move |event| list.hear(event));
        list
    }

    /// When it was last read, by the desk's time.
    pub fn read_at(self) -> RwSignal<Option<Moment>> {
        self.book.with_value(|book| book.read_at)
    }

    /// Reads everything anew; what is shown stays until it has come.
    pub fn read(self) {
        let run = self.begin();
        spawn_local(async move { _ = self.finish(run).await });
    }

    /// The same, and says whether it has come.
    pub async fn read_now(self) -> Result<(), Failure> {
        let run = self.begin();
        self.finish(run).await
    }

    fn begin(self) -> Option<u32> {
        let run = self.book.try_update_value(|book| {
            book.run += 1;
            book.meanwhile = Some(Vec::new());
            book.run
        });
        if self.reading.get_untracked() != Reading::Done {
            self.reading.set(Reading::UnderWay);
        }
        run
    }

    async fn finish(self, run: Option<u32>) -> Result<(), Failure> {
        let read = self.read_all().await;
        let received = run.map_or(Ok(()), |run| self.receive(run, read));
        if let Err(failure) = &received
            && self.reading.try_get_untracked() == Some(Reading::Done)
        {
            self.read_later(run, failure.clone());
        }
        received
    }

    /// A list that is shown, and could not be read, is read as soon as it can be.
    fn read_later(self, run: Option<u32>, failure: Failure) {
        let Some(mut failures) = self.book.try_with_value(|book| book.failures) else { return };
        spawn_local(async move {
            // Unless the page was left, or it was read otherwise meanwhile.
            if again(&failure, &mut failures).await
                && self.book.try_with_value(|book| book.run) == run
            {
                self.book.update_value(|book| book.failures = failures);
                self.read();
            }
        });
    }

    /// Takes an order as it is after a step of one's own, ahead of the stream.
    pub fn take(self, card: &Card) {
        let wanted = self.book.try_with_value(|book| book.wanted.fits(card));
        if let Some(wanted) = wanted {
            self.cards.try_update(|cards| put(cards, card, wanted));
        }
    }

    async fn read_all(self) -> Result<Cards, Failure> {
        let query =
            self.book.try_with_value(|book| query(&book.wanted.states, book.wanted.unit.clone()));
        let mut query = query.unwrap_or_default();
        let mut cards = Cards::new();
        loop {
            let page = send(&TicketsList(query.clone())).await?;
            clock::set(page.now);
            cards.extend(page.items.into_iter().map(|card| (card.id, card)));
            query.after = page.next.and_then(|next| next.parse().ok());
            if query.after.is_none() {
                return Ok(cards);
            }
        }
    }

    fn receive(self, run: u32, read: Result<Cards, Failure>) -> Result<(), Failure> {
        let meanwhile = self
            .book
            .try_update_value(|book| if book.run == run { book.meanwhile.take() } else { None });
        let Some(Some(meanwhile)) = meanwhile else { return Ok(()) };
        match read {
            Ok(cards) => {
                // Read again when the stream begins, it is most often the same.
                if self.cards.with_untracked(|shown| *shown != cards) {
                    self.cards.set(cards);
                }
                self.reading.set(Reading::Done);
                self.book.update_value(|book| book.failures = 0);
                self.read_at().set(Some(clock::use_now().get_untracked()));
                for event in &meanwhile {
                    self.carry_out(event);
                }
                Ok(())
            }
            // An old list is better than none; the connection mark says that it is old.
            Err(failure) => {
                if self.reading.get_untracked() != Reading::Done {
                    self.reading.set(Reading::Failed(failure.clone()));
                }
                Err(failure)
            }
        }
    }

    fn hear(self, event: &LiveEvent) {
        if matches!(event, LiveEvent::Resync) {
            return self.read();
        }
        self.book.update_value(|book| {
            if let Some(meanwhile) = &mut book.meanwhile {
                meanwhile.push(event.clone());
            }
        });
        if self.reading.get_untracked() == Reading::Done {
            self.carry_out(event);
        }
    }

    fn carry_out(self, event: &LiveEvent) {
        match event {
            LiveEvent::Ticket(event) => self.take(&event.ticket),
            LiveEvent::Gone(gone) => self.cards.update(|cards| {
                cards.remove(&gone.id);
            }),
            LiveEvent::Resync => {}
        }
    }
}

/// What the server is asked for; `js/ahead.js` asks the same.
pub fn query(states: &[State], unit: Option<UnitSlug>) -> TicketQuery {
    let filter = Filter { state: states.to_vec(), unit, ..Filter::default() };
    TicketQuery { filter, limit: LIMIT_MAX, ..TicketQuery::default() }
}

impl Wanted {
    fn fits(&self, card: &Card) -> bool {
        self.states.contains(&card.state)
            && self.unit.as_ref().is_none_or(|unit| card.units().any(|other| other == unit))
    }
}

/// Puts a card in its place, or takes it off, unless a newer one is there already.
fn put(cards: &mut Cards, card: &Card, wanted: bool) {
    if cards.get(&card.id).is_some_and(|held| held.version > card.version) {
        return;
    }
    if wanted {
        cards.insert(card.id, card.clone());
    } else {
        cards.remove(&card.id);
    }
}
