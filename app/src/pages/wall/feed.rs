//! What the wall shows, kept current: read at once, again after every change, and again whenever
//! time alone has passed, for that changes standings too.

use std::sync::Arc;

use domain::{
    api::{TownMap, TownMapRead, Wall, WallRead},
    time::Moment,
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{Failure, send},
    browser::page::is_visible,
    live::{clock, use_live},
};

/// The least time between the beginnings of two readings.
const REST_MS: u32 = 500;
/// A reading that was not answered by then no longer holds up the next.
const PATIENCE_MS: i64 = 10_000;
/// The figures are read again after this time, though nothing was heard.
const AGE_MS: i64 = 10_000;
/// After a reading that failed, the next is tried sooner.
const RETRY_MS: i64 = 2_000;
/// Figures older than this are veiled.
const STALE_MS: i64 = 15_000;

/// The figures, when they were read, and why the last reading failed, if it did.
#[derive(Clone, Copy)]
pub struct Feed {
    pub wall: RwSignal<Option<Arc<Wall>>>,
    pub failure: RwSignal<Option<Failure>>,
    /// Where the villages lie, where the desk has drawn it.
    pub map: RwSignal<Option<Arc<TownMap>>>,
    pub now: Signal<Moment>,
    read_at: RwSignal<Moment>,
    reader: StoredValue<Reader>,
}

/// At most one reading is under way; what is asked for meanwhile is one more reading.
#[derive(Default)]
struct Reader {
    /// Counts the readers that were started; an older one stops where it notices.
    run: u32,
    busy: bool,
    wanted: bool,
    /// When the last reading was begun.
    begun_at: Moment,
    /// The revision of the reference data that the map was read at.
    map_of: Option<i64>,
}

impl Reader {
    /// Wants one more reading; the number of the new reader where one is to start.
    fn ask(&mut self, now: Moment) -> Option<u32> {
        self.wanted = true;
        if self.busy && now.since(self.begun_at) < PATIENCE_MS {
            return None;
        }
        self.run += 1;
        self.busy = true;
        Some(self.run)
    }

    /// Whether reader `run` is to read once more; where not, it has left.
    fn has_turn(&mut self, run: u32, now: Moment) -> bool {
        if self.run != run {
            return false;
        }
        self.busy = std::mem::take(&mut self.wanted);
        if self.busy {
            self.begun_at = now;
        }
        self.busy
    }
}

impl Feed {
    /// Starts reading, for as long as the current owner lives.
    pub fn start() -> Self {
        let now = clock::use_now();
        let feed = Self {
            wall: RwSignal::new(None),
            failure: RwSignal::new(None),
            map: RwSignal::new(None),
            now,
            read_at: RwSignal::new(now.get_untracked()),
            reader: StoredValue::new(Reader::default()),
        };
        feed.ask();
        use_live().on_wall(move || feed.ask());
        Effect::new(move |_| {
            let pause = if feed.failure.with(Option::is_some) { RETRY_MS } else { AGE_MS };
            let begun_at = feed.reader.with_value(|reader| reader.begun_at);
            // A demo that was started again may be earlier than what it last said.
            if now.get().since(begun_at).abs() >= pause && is_visible() {
                feed.ask();
            }
        });
        feed
    }

    /// How old the figures are, in milliseconds.
    pub fn age(self) -> i64 {
        self.now.get().since(self.read_at.get())
    }

    /// Whether there are figures and they are too old to be believed.
    pub fn is_stale(self) -> bool {
        self.age() > STALE_MS && self.wall.with(Option::is_some)
    }

    /// A part of the figures that changes only when it is another.
    pub fn part<T>(self, part: fn(&Wall) -> T) -> Memo<T>
    where
        T: Default + PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.wall.with(|wall| wall.as_deref().map(part).unwrap_or_default()))
    }

    /// Wants the figures read: at once where nobody is reading, else when the reading is over.
    fn ask(self) {
        let now = self.now.get_untracked();
        let run = self.reader.try_update_value(|reader| reader.ask(now));
        if let Some(Some(run)) = run {
            spawn_local(self.read_while_wanted(run));
        }
    }

    async fn read_while_wanted(self, run: u32) {
        while self.has_turn(run) {
            let rest = TimeoutFuture::new(REST_MS);
            let reply = send(&WallRead).await;
            let revision = reply.as_ref().ok().map(|wall| wall.reference_revision);
            self.receive(run, reply);
            if let Some(revision) = revision {
                self.read_map(revision).await;
            }
            rest.await;
        }
    }

    /// Reads the map where it may be another than that which is shown; one that does not come is read
    /// after the next figures.
    async fn read_map(self, revision: i64) {
        let is_current = |reader: &Reader| reader.map_of == Some(revision);
        if self.reader.try_with_value(is_current) != Some(false) {
            return;
        }
        if let Ok(map) = send(&TownMapRead).await {
            self.map.try_set(Some(Arc::new(map)).filter(|map| !map.areas.is_empty()));
            self.reader.try_update_value(|reader| reader.map_of = Some(revision));
        }
    }

    /// Whether reader `run` is to read once more; not where the page was left.
    fn has_turn(self, run: u32) -> bool {
        let now = self.now.try_get_untracked();
        let turn =
            now.and_then(|now| self.reader.try_update_value(|reader| reader.has_turn(run, now)));
        turn == Some(true)
    }

    /// Takes a reply, unless the page was left or another reader has taken over.
    fn receive(self, run: u32, reply: Result<Wall, Failure>) {
        if self.reader.try_with_value(|reader| reader.run) != Some(run) {
            return;
        }
        match reply {
            Ok(wall) => {
                clock::set(wall.now);
                self.wall.set(Some(Arc::new(wall)));
                self.read_at.set(self.now.get_untracked());
                self.failure.set(None);
            }
            Err(failure) => self.failure.set(Some(failure)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_changes_during_a_reading_make_one_more_reading() {
        let mut reader = Reader::default();
        let run = reader.ask(Moment(0)).unwrap();
        assert!(reader.has_turn(run, Moment(0)));
        assert_eq!([reader.ask(Moment(10)), reader.ask(Moment(20))], [None, None]);
        assert!(reader.has_turn(run, Moment(500)), "what came during the reading");
        assert!(!reader.has_turn(run, Moment(1000)));
        assert_eq!(
            reader.ask(Moment(1100)),
            Some(run + 1),
            "the first after a rest is read at once"
        );
    }

    #[test]
    fn a_reading_that_hangs_gives_way_to_the_next() {
        let mut reader = Reader::default();
        let old = reader.ask(Moment(0)).unwrap();
        assert!(reader.has_turn(old, Moment(0)));
        let new = reader.ask(Moment(PATIENCE_MS)).unwrap();
        assert!(reader.has_turn(new, Moment(PATIENCE_MS)));
        assert!(!reader.has_turn(old, Moment(PATIENCE_MS + 1)));
    }
}
