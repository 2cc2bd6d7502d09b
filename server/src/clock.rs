//! The clocks. The trade's clock is handed round; the machine's is for sessions and throttles only.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use domain::time::{Clock, Moment};

/// The machine's time: for sessions, throttles and metrics, never for the trade.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
pub fn machine_now() -> Moment {
    let since =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The trade's clock of a real desk.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        machine_now()
    }
}

/// A clock that runs on from another day, as the demo's does.
pub struct ShiftedClock {
    shift_ms: i64,
}

impl ShiftedClock {
    /// Shows `start` now and runs on from there.
    pub fn starting_at(start: Moment) -> Self {
        Self { shift_ms: start.since(machine_now()) }
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Moment {
        machine_now().plus_ms(self.shift_ms)
    }
}

/// A clock that stands until it is moved: for tests, and for acting out the past.
#[derive(Clone)]
pub struct HandClock(Arc<AtomicI64>);

impl HandClock {
    pub fn at(moment: Moment) -> Self {
        Self(Arc::new(AtomicI64::new(moment.0)))
    }

    pub fn set(&self, moment: Moment) {
        self.0.store(moment.0, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}
