//! 实时: what the server says is true, and that it goes on saying so.

pub mod acting;
mod again;
pub mod clock;
pub mod columns;
mod frames;
pub mod list;
pub mod order;
mod pace;
pub mod reveal;
mod whole;
pub mod world;

use std::rc::Rc;

use domain::{
    api::{EVENTS_ROUTE, EventName, Gone, NOW_HEADER, TicketEvent},
    id::Seq,
    people::{Person, Role},
    time::Moment,
};
use gloo_timers::future::TimeoutFuture;
use leptos::{ev, prelude::*, task::spawn_local};
use serde::de::DeserializeOwned;

use crate::{
    api::{owner, read, say_signed_out},
    browser::{
        page::{elapsed_ms, focus, focused_id, is_visible, next_frame, on_scroll},
        storage,
        stream::{Ending, Refused, Stream},
    },
    session::{Phase, Session},
};
pub use again::again;
use again::pause_ms;
use frames::{Frame, Frames};
use pace::Pace;
pub use whole::whole;
use world::World;

/// The server sends something at least every 15 s; after this long without a byte it is gone.
const SILENCE_MS: f64 = 40_000.0;
/// How often the silence is measured.
const WATCH_SECONDS: u64 = 5;
/// Where it is kept when the server was last heard.
const HEARD: &str = "xinqiao.heard";

/// What the stream says.
#[derive(Debug, Clone)]
pub enum LiveEvent {
    Ticket(Box<TicketEvent>),
    Gone(Gone),
    /// Something was missed that will not be said again: read everything anew.
    Resync,
}

/// How the stream stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    Connecting,
    Live,
    Lost { since: Moment },
}

/// The one stream of this tab.
#[derive(Clone, Copy)]
pub struct Live {
    pub connection: Signal<Connection>,
    /// When the server was last heard, by the minute of the desk's time; kept for the next start.
    pub heard: RwSignal<Option<Moment>>,
    pub world: World,
    state: RwSignal<Connection>,
    inner: StoredValue<Inner, LocalStorage>,
}

type Listener = Rc<dyn Fn(&LiveEvent)>;
type WallListener = Rc<dyn Fn()>;

#[derive(Default)]
struct Inner {
    listeners: Vec<(u64, Listener)>,
    wall_listeners: Vec<(u64, WallListener)>,
    next_listener: u64,
    /// Counts the streams that were begun; what an older one still says is not heard.
    run: u32,
    ending: Option<Ending>,
    /// The last place of the stream that was heard.
    place: Option<i64>,
    heard_ms: f64,
    queue: Vec<LiveEvent>,
    pace: Pace,
    for_wall: bool,
}

/// The stream, within components.
///
/// # Panics
/// Outside of the app.
pub fn use_live() -> Live {
    expect_context()
}

impl Live {
    /// Follows the stream for as long as somebody is signed in and the page can be seen.
    pub fn provide(session: Session) -> Self {
        let state = RwSignal::new(Connection::Connecting);
        let live = Self {
            connection: state.into(),
            heard: RwSignal::new(None),
            world: World::new(),
            state,
            inner: StoredValue::new_local(Inner::default()),
        };
        provide_context(live);
        let visible = RwSignal::new(is_visible());
        window_event_listener(ev::visibilitychange, move |_| visible.set(is_visible()));
        window_event_listener(ev::online, move |_| live.hurry());
        on_scroll(move || live.inner.update_value(|inner| inner.pace.scrolled_ms = elapsed_ms()));
        set_interval(move || live.watch(), std::time::Duration::from_secs(WATCH_SECONDS));
        Effect::new(move |_| {
            let person = session.person.get().filter(hears);
            match person.filter(|_| session.phase.get() == Phase::SignedIn && visible.get()) {
                Some(person) => live.open(&person),
                None => live.close(),
            }
        });
        live
    }

    /// Runs `work` for every event, until the current owner goes.
    pub fn on_event(self, work: impl Fn(&LiveEvent) + 'static) {
        let id = self.inner.try_update_value(|inner| {
            let id = inner.next_id();
            inner.listeners.push((id, Rc::new(work)));
            id
        });
        on_cleanup(move || {
            self.inner
                .update_value(|inner| inner.listeners.retain(|(other, _)| Some(*other) != id));
        });
    }

    /// Runs `work` whenever something changed, until the current owner goes.
    pub fn on_wall(self, work: impl Fn() + 'static) {
        let id = self.inner.try_update_value(|inner| {
            let id = inner.next_id();
            inner.wall_listeners.push((id, Rc::new(work)));
            id
        });
        on_cleanup(move || {
            self.inner
                .update_value(|inner| inner.wall_listeners.retain(|(other, _)| Some(*other) != id));
        });
    }

    fn open(self, person: &Person) {
        self.close();
        let run = self.inner.with_value(|inner| inner.run);
        self.inner.update_value(|inner| inner.for_wall = !person.reads_orders());
        spawn_local(self.follow(run));
    }

    fn close(self) {
        self.inner.update_value(|inner| {
            inner.run += 1;
            if let Some(ending) = inner.ending.take() {
                ending.end();
            }
        });
        self.state.set(Connection::Connecting);
    }

    /// The network is back: do not wait for the next attempt.
    fn hurry(self) {
        if matches!(self.state.get_untracked(), Connection::Lost { .. }) {
            let run = self.inner.try_update_value(|inner| {
                inner.run += 1;
                inner.run
            });
            if let Some(run) = run {
                spawn_local(self.follow(run));
            }
        }
    }

    /// Ends a stream that has fallen silent; its reader then connects again.
    fn watch(self) {
        let silent = self.inner.with_value(|inner| elapsed_ms() - inner.heard_ms > SILENCE_MS);
        if silent {
            let ending = self.inner.try_update_value(|inner| inner.ending.take()).flatten();
            if let Some(ending) = ending {
                ending.end();
            }
        }
    }

    fn is_current(self, run: u32) -> bool {
        self.inner.with_value(|inner| inner.run == run)
    }

    async fn follow(self, run: u32) {
        let mut failures = 0;
        while self.is_current(run) {
            match self.listen(run).await {
                Ok(()) => failures = 0,
                Err(Refused::Status(401)) => return say_signed_out(),
                // Nothing is said to this person at all.
                Err(Refused::Status(403)) => return,
                Err(_) => failures += 1,
            }
            if !self.is_current(run) {
                return;
            }
            if !matches!(self.state.get_untracked(), Connection::Lost { .. }) {
                self.state.set(Connection::Lost { since: clock::use_now().get_untracked() });
            }
            TimeoutFuture::new(pause_ms(failures, js_sys::Math::random())).await;
        }
    }

    async fn listen(self, run: u32) -> Result<(), Refused> {
        let ending = Ending::new().ok_or(Refused::Unreached)?;
        let place = self.inner.with_value(|inner| inner.place).or_else(|| self.world.place());
        self.inner.update_value(|inner| {
            inner.ending = Some(ending.clone());
            inner.heard_ms = elapsed_ms();
        });
        let path =
            place.map_or(EVENTS_ROUTE.to_owned(), |place| format!("{EVENTS_ROUTE}?after={place}"));
        let owner = owner();
        let said = owner.as_deref().map(|owner| (domain::api::PERSON_HEADER, owner));
        let stream = Stream::open(&path, said, ending).await?;
        if !self.is_current(run) {
            return Ok(());
        }
        // While the device slept its own count stood still.
        if let Some(now) = stream.header(NOW_HEADER).and_then(|now| now.parse().ok()) {
            clock::set(Moment(now));
        }
        self.state.set(Connection::Live);
        self.note_heard();
        if place.is_none() {
            // What was read before the stream began may be older than its beginning.
            self.enqueue(LiveEvent::Resync);
        }
        let mut frames = Frames::default();
        while let Some(bytes) = stream.bytes().await {
            if !self.is_current(run) {
                break;
            }
            self.note_heard();
            for frame in frames.feed(&bytes) {
                self.hear(&frame);
            }
        }
        Ok(())
    }

    fn note_heard(self) {
        self.inner.update_value(|inner| inner.heard_ms = elapsed_ms());
        let minute = clock::use_minute().get_untracked();
        if self.heard.get_untracked() != Some(minute) {
            self.heard.set(Some(minute));
            storage::write(HEARD, &minute.0.to_string());
        }
    }

    fn hear(self, frame: &Frame) {
        if let Some(place) = frame.id {
            let before = self.inner.try_update_value(|inner| inner.place.replace(place)).flatten();
            if before.is_none() {
                self.world.joined(Seq(place));
            }
        }
        match frame.event.parse() {
            Ok(EventName::Resync) => {
                self.world.miss();
                self.enqueue(LiveEvent::Resync);
            }
            // The wall hears that something changed; its figures are read, not reckoned from events.
            Ok(_) if self.inner.with_value(|inner| inner.for_wall) => {
                self.enqueue(LiveEvent::Resync);
            }
            Ok(EventName::Ticket) => {
                self.enqueue_read(&frame.data, |event| LiveEvent::Ticket(Box::new(event)));
            }
            Ok(EventName::Gone) => self.enqueue_read(&frame.data, LiveEvent::Gone),
            Err(_) => {}
        }
    }

    fn enqueue_read<T: DeserializeOwned>(self, data: &str, event: fn(T) -> LiveEvent) {
        // What is not understood comes from a newer server: reading anew is the safe answer.
        if let Ok(event) = read(data).map(event) {
            return self.enqueue(event);
        }
        self.world.miss();
        self.enqueue(LiveEvent::Resync);
    }

    /// Events are carried out together, before a frame that is drawn.
    fn enqueue(self, event: LiveEvent) {
        let first = self.inner.try_update_value(|inner| {
            inner.queue.push(event);
            (inner.queue.len() == 1).then(|| inner.pace.wait_ms(elapsed_ms()))
        });
        match first.flatten() {
            Some(0) => next_frame(move || self.carry_out()),
            Some(wait) => spawn_local(async move {
                TimeoutFuture::new(wait).await;
                next_frame(move || self.carry_out());
            }),
            None => {}
        }
    }

    fn carry_out(self) {
        let Some((queue, listeners, wall)) = self.inner.try_update_value(|inner| {
            inner.pace.shown_ms = elapsed_ms();
            (
                std::mem::take(&mut inner.queue),
                inner.listeners.clone(),
                inner.wall_listeners.clone(),
            )
        }) else {
            return;
        };
        let focused = focused_id();
        self.world.follow(&queue);
        for event in &queue {
            for (_, listener) in &listeners {
                listener(event);
            }
        }
        for (_, listener) in wall {
            listener();
        }
        if let Some(id) = focused {
            next_frame(move || keep_focus(&id));
        }
    }
}

impl Inner {
    fn next_id(&mut self) -> u64 {
        self.next_listener += 1;
        self.next_listener
    }
}

/// A card that moved to another column is another element: the focus goes with it.
fn keep_focus(id: &str) {
    if focused_id().is_none() {
        focus(id);
    }
}

/// When the server was last heard before this start, by the desk's time.
pub fn last_heard() -> Option<Moment> {
    storage::read(HEARD)?.parse().ok().map(Moment)
}

/// Whether the stream has anything to say to this person.
pub fn hears(person: &Person) -> bool {
    person.reads_orders() || person.has(Role::Wall)
}
