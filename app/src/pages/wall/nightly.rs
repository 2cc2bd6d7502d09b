//! Every night the page is loaded again: what a week of running may have left behind is gone, a newer
//! build is taken, and a screen's cookie is renewed.

use domain::time::{Day, Moment};
use leptos::prelude::*;

use super::feed::Feed;
use crate::live::{Connection, use_live};

/// The hour of the desk's clock at which nobody looks.
const HOUR: i64 = 4;

/// Loads the page again at four, once, and not while the server is away: then as soon as it is back.
pub fn reload_at_night(feed: Feed) {
    let connection = use_live().connection;
    let opened = StoredValue::new(None::<Day>);
    Effect::new(move |_| {
        let now = feed.now.get();
        // Listened to as well, or the night would count as begun only at the clock's next second.
        if feed.wall.with(Option::is_none) {
            return;
        }
        let Some(opened_on) = opened.get_value() else { return opened.set_value(Some(night(now))) };
        let is_served = feed.failure.with(Option::is_none) && connection.get() == Connection::Live;
        // The next page opens after four, on the new night's side.
        if night(now) > opened_on && is_served {
            window().location().reload().ok();
        }
    });
}

/// The day as it is cut at four.
fn night(at: Moment) -> Day {
    at.plus_hours(-HOUR).day()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_begins_at_four() {
        let night = |text: &str| night(Moment::parse(text).unwrap());
        let evening = night("2020-02-28T17:30:00+08:00");
        assert_eq!(night("2020-02-29T03:59:59+08:00"), evening);
        assert!(night("2020-02-29T04:00:00+08:00") > evening);
    }
}
