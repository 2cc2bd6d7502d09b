//! The five digits: what came today, what is open, what is about to be late, what is late, what is done.

use domain::{
    api::Wall,
    stats::{Figure, MeasureId},
};
use leptos::prelude::*;

use super::{feed::Feed, say};
use crate::i18n::{t, use_i18n};

const HEROES: [MeasureId; 5] = [
    MeasureId::Accepted,
    MeasureId::Open,
    MeasureId::AtRisk,
    MeasureId::Overdue,
    MeasureId::Closed,
];

#[component]
pub fn Heroes(feed: Feed) -> impl IntoView {
    // All five are of one size: that at which the longest has room.
    let digits = feed.part(digits);
    view! {
        <div class="wall-tile wall-heroes" data-digits=move || digits.get().to_string()>
            {HEROES.map(|id| view! { <Hero feed id/> }).into_iter().collect_view()}
        </div>
    }
}

/// A digit with its name above and yesterday's at this hour below, where it has one.
#[component]
fn Hero(feed: Feed, id: MeasureId) -> impl IntoView {
    let i18n = use_i18n();
    let figures = feed.part(|wall| wall.figures.clone());
    let yesterday = feed.part(|wall| wall.yesterday.clone());
    let count = Memo::new(move |_| figures.with(|figures| value(figures, id)).unwrap_or(0));
    let ghost = Memo::new(move |_| yesterday.with(|figures| value(figures, id)));
    let warns = move || {
        let warning = matches!(id, MeasureId::AtRisk | MeasureId::Overdue);
        (warning && count.get() > 0).then(|| id.slug())
    };
    let (label, meaning) = (format!("wall-{id}"), format!("wall-{id}-means"));
    view! {
        <div
            class="wall-hero"
            role="group"
            aria-labelledby=label
            aria-describedby=meaning
            title=move || say::means(i18n, id)
            data-warns=warns
        >
            <p class="wall-hero__name" id=label.clone()>{move || say::name(i18n, id)}</p>
            // The painted number counts up by a transition of --count; the text is the count itself.
            <p class="wall-hero__value" style=("--count", move || count.get().to_string())>
                <span>{count}</span>
            </p>
            <p class="wall-hero__ghost">
                {move || ghost.get().map(|count| t!(i18n, wall.yesterday_now, count = count))}
            </p>
            <p hidden id=meaning.clone()>{move || say::means(i18n, id)}</p>
        </div>
    }
}

/// The digits of the longest of the five.
fn digits(wall: &Wall) -> usize {
    let values = HEROES.iter().filter_map(|id| value(&wall.figures, *id));
    values.max().unwrap_or(0).to_string().len()
}

fn value(figures: &[Figure], id: MeasureId) -> Option<u32> {
    figures.iter().find(|figure| figure.id == id).map(|figure| figure.value)
}
