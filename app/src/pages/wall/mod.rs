//! 大屏: one page, read from five metres, that nobody touches.

mod curve;
mod feed;
mod head;
mod heroes;
mod next;
mod pipeline;
mod say;
mod veil;
mod week;

use leptos::prelude::*;

use crate::i18n::{t, use_i18n};
use feed::Feed;

/// The figures of today, followed by the stream.
#[component]
pub fn WallPage() -> impl IntoView {
    let feed = Feed::start();
    let arrived = Memo::new(move |_| feed.wall.with(Option::is_some));
    view! {
        <main class="wall" class:wall--stale=move || feed.is_stale()>
            <head::Head feed/>
            {move || {
                if arrived.get() {
                    view! { <Figures feed/> }.into_any()
                } else {
                    view! { <Waiting feed/> }.into_any()
                }
            }}
            <veil::Veil feed/>
        </main>
    }
}

#[component]
fn Figures(feed: Feed) -> impl IntoView {
    view! {
        <heroes::Heroes feed/>
        <div class="wall-body">
            <pipeline::Pipeline feed/>
            <curve::DayCurve feed/>
            <week::Week feed/>
            <next::NextToExpire feed/>
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
