//! 时钟: the desk's time, as the server tells it. The device's date is never asked.

use std::cell::RefCell;

use domain::time::Moment;
use leptos::prelude::*;

use crate::browser::page::elapsed_ms;

/// What is told within this of what is shown was only longer on its way.
const JITTER_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60_000;

/// What the server said, and when on the page's own count.
#[derive(Clone, Copy)]
struct Clock {
    told: Moment,
    at_ms: f64,
    now: RwSignal<Moment>,
    /// The same by the minute.
    minute: RwSignal<Moment>,
    /// The same to read: made once, for whoever asks outside of a component would never give them back.
    read: Read,
}

#[derive(Clone, Copy)]
struct Read {
    now: Signal<Moment>,
    minute: Signal<Moment>,
}

thread_local! {
    static CLOCK: RefCell<Option<Clock>> = const { RefCell::new(None) };
}

/// Starts the one timer of the app.
pub fn provide() {
    let (now, minute) = (RwSignal::new(Moment(0)), RwSignal::new(Moment(0)));
    let read = Read { now: now.into(), minute: minute.into() };
    let clock = Clock { told: Moment(0), at_ms: elapsed_ms(), now, minute, read };
    CLOCK.with(|place| place.replace(Some(clock)));
    set_interval(tick, std::time::Duration::from_secs(1));
}

/// The desk's time, which moves on every second.
///
/// # Panics
/// Before [`provide`].
pub fn use_now() -> Signal<Moment> {
    read().now
}

/// The minute of the desk's time, for what says no seconds.
///
/// # Panics
/// Before [`provide`].
pub fn use_minute() -> Signal<Moment> {
    read().minute
}

fn read() -> Read {
    CLOCK.with(|place| place.borrow().expect("the clock is started with the app").read)
}

/// Sets the clock by what the server has just said.
pub fn set(told: Moment) {
    let shown = reckon();
    if shown.is_some_and(|shown| (told.0 - shown.0).abs() > JITTER_MS) {
        CLOCK.with(|place| {
            if let Some(clock) = place.borrow_mut().as_mut() {
                (clock.told, clock.at_ms) = (told, elapsed_ms());
            }
        });
        tick();
    }
}

fn reckon() -> Option<Moment> {
    CLOCK.with(|place| {
        place.borrow().map(|clock| clock.told.plus_ms((elapsed_ms() - clock.at_ms) as i64))
    })
}

fn tick() {
    let Some(clock) = CLOCK.with(|place| *place.borrow()) else { return };
    let Some(now) = reckon() else { return };
    clock.now.set(now);
    let minute = Moment(now.0 / MINUTE_MS * MINUTE_MS);
    if clock.minute.get_untracked() != minute {
        clock.minute.set(minute);
    }
}
