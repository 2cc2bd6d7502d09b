//! The next orders to expire: what about, which road, whose, and how long there is.

use domain::{api::Wall, deadline::standing, ticket::Urgency};
use leptos::prelude::*;

use super::{feed::Feed, named::Named, say};
use crate::{
    i18n::{t, t_string, use_i18n},
    words,
};

fn next(wall: &Wall) -> Vec<Named> {
    wall.next.iter().map(|card| Named::of(card, wall)).collect()
}

#[component]
pub fn NextToExpire(feed: Feed) -> impl IntoView {
    let i18n = use_i18n();
    let next = feed.part(next);
    let cards = move || match next.get() {
        none if none.is_empty() => {
            view! { <p class="wall-none">{t!(i18n, wall.next_none)}</p> }.into_any()
        }
        cards => {
            let rows = cards.into_iter().map(|named| view! { <Expiring feed named/> });
            view! { <ol>{rows.collect_view()}</ol> }.into_any()
        }
    };
    view! {
        <section
            class="wall-tile wall-next"
            aria-labelledby="wall-next"
            aria-describedby="wall-next-means"
            title=move || t_string!(i18n, wall.means_next)
        >
            <h2 id="wall-next">{t!(i18n, wall.next)}</h2>
            <p hidden id="wall-next-means">{t!(i18n, wall.means_next)}</p>
            {cards}
        </section>
    }
}

/// One order in one line.
#[component]
fn Expiring(feed: Feed, named: Named) -> impl IntoView {
    let i18n = use_i18n();
    let (due_at, at_risk_at) = (named.card.due_at, named.card.at_risk_at);
    let minutes = Memo::new(move |_| (due_at.since(feed.now.get()) / 60_000).max(0));
    let stands = Memo::new(move |_| standing(due_at, at_risk_at, None, feed.now.get()));
    let urgency = named.card.urgency;
    let urgent = (urgency != Urgency::Normal)
        .then(|| view! { <strong>{move || words::urgency(urgency)}</strong> " " });
    let (what, place) = (named.clone(), named);
    view! {
        <li class="wall-next__row">
            <span>{urgent} {move || what.what()}</span>
            <span class="wall-next__place">{move || place.place()}</span>
            <span class="wall-next__left" data-standing=move || stands.get().slug()>
                {move || say::left(i18n, minutes.get())}
            </span>
        </li>
    }
}
