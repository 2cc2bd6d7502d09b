//! The five digits: what came today, what is open, what is about to be late, what is late, what is done.

use domain::stats::{Figure, MeasureId};
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
    // All five are of one size: the largest at which they have room together.
    let room = feed.part(|wall| room(HEROES.map(|id| value(&wall.figures, id).unwrap_or(0))));
    view! {
        <div class="wall-tile wall-heroes" data-room=room>
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

/// How much room the five leave each other: `ample` for one or two digits, `tight` while all can still be
/// of the full height.
fn room(values: [u32; 5]) -> &'static str {
    let digits = values.map(|value| value.checked_ilog10().unwrap_or(0) + 1);
    // In tenths of a digit; what stands below a short number is nearly as wide as three digits.
    let width: u32 = digits.iter().map(|digits| (10 * digits).max(27)).sum();
    match width {
        _ if digits.iter().all(|digits| *digits < 3) => "ample",
        ..=150 => "tight",
        151..=190 => "scarce",
        _ => "none",
    }
}

fn value(figures: &[Figure], id: MeasureId) -> Option<u32> {
    figures.iter().find(|figure| figure.id == id).map(|figure| figure.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_three_digits_keep_their_height() {
        assert_eq!(room([10, 47, 0, 5, 7]), "ample");
        assert_eq!(room([365, 278, 112, 105, 323]), "tight");
        assert_eq!(room([65, 1278, 12, 5, 23]), "tight");
    }

    #[test]
    fn numbers_that_are_longer_than_the_screen_is_wide_get_smaller_together() {
        assert_eq!(room([365, 1278, 112, 25, 323]), "scarce");
        assert_eq!(room([1365, 1278, 1112, 105, 1323]), "scarce");
        assert_eq!(room([12_365, 11_278, 1112, 5, 23]), "none");
    }
}
