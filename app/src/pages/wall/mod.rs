//! 大屏: two pages that take turns, read from five metres, that nobody touches.

mod alarm;
mod clusters;
mod curve;
mod feed;
mod head;
mod heroes;
mod map;
mod named;
mod next;
mod nightly;
mod pairing;
mod pipeline;
mod say;
mod spread;
mod topics;
mod turning;
mod veil;

use domain::time::Moment;
use leptos::prelude::*;

use crate::{
    browser::awake::keep_awake,
    i18n::{t, use_i18n},
};
use alarm::Alarm;
use feed::Feed;
pub use pairing::PairingPage;
use turning::{Page, Turning};

/// The figures of today and of the week, followed by the stream.
#[component]
pub fn WallPage() -> impl IntoView {
    let feed = Feed::start();
    let alarm = Alarm::start(feed);
    let turning = Turning::start(feed, alarm.busy);
    nightly::reload_at_night(feed);
    keep_awake();
    let arrived = Memo::new(move |_| feed.wall.with(Option::is_some));
    let shift = Memo::new(move |_| shift(feed.now.get()));
    view! {
        <main
            class="wall"
            class:wall--stale=move || feed.is_stale()
            style=("--shift-x", move || shift.get().0)
            style=("--shift-y", move || shift.get().1)
        >
            <head::Head feed turning alarm/>
            {move || {
                if arrived.get() {
                    view! { <Pages feed turning/> }.into_any()
                } else {
                    view! { <Waiting feed/> }.into_any()
                }
            }}
            <alarm::Band feed alarm/>
            <veil::Veil feed/>
        </main>
    }
}

/// Both pages stand in one place, so that a turn is neither reflow nor a new drawing.
#[component]
fn Pages(feed: Feed, turning: Turning) -> impl IntoView {
    let is_away = move |page| move || (turning.page.get() != page).then_some("");
    view! {
        <div class="wall-pages">
            <div class="wall-page wall-page--now" data-away=is_away(Page::Now)>
                <heroes::Heroes feed/>
                <pipeline::Pipeline feed/>
                <curve::DayCurve feed/>
                <next::NextToExpire feed/>
            </div>
            <div class="wall-page wall-page--week" data-away=is_away(Page::Week)>
                <spread::Natures feed/>
                <spread::Categories feed/>
                <spread::Places feed/>
                <topics::Topics feed/>
                <clusters::Clusters feed/>
            </div>
        </div>
    }
}

/// Before the first figures: what is being waited for, or why they do not come.
#[component]
fn Waiting(feed: Feed) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <p class="wall-waiting" role="status">
            {move || match feed.failure.get() {
                Some(failure) => crate::words::problem(&failure).into_any(),
                None => t!(i18n, wall.waiting).into_any(),
            }}
        </p>
    }
}

/// Where the whole stands at a moment, in parts of the way that it may go to each side: every minute
/// elsewhere, so that nothing burns in.
fn shift(now: Moment) -> (&'static str, &'static str) {
    const PLACES: [(&str, &str); 8] = [
        ("0", "0"),
        ("1", "0.5"),
        ("0.5", "1"),
        ("-0.5", "0.5"),
        ("-1", "-0.5"),
        ("-0.5", "-1"),
        ("0.5", "-0.5"),
        ("1", "-1"),
    ];
    PLACES[(now.0 / 60_000).rem_euclid(8) as usize]
}
