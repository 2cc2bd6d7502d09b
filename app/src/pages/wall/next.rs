//! The next orders to expire: what about, which road, whose, and how long there is.

use domain::{api::WallCard, deadline::standing, ticket::Urgency};
use leptos::prelude::*;

use super::{feed::Feed, say};
use crate::{
    i18n::{t, t_string, use_i18n},
    session::use_session,
    words,
};

#[component]
pub fn NextToExpire(feed: Feed) -> impl IntoView {
    let i18n = use_i18n();
    let next = feed.part(|wall| wall.next.clone());
    let cards = move || match next.get() {
        none if none.is_empty() => {
            view! { <p class="wall-next__none">{t!(i18n, wall.next_none)}</p> }.into_any()
        }
        cards => {
            let rows = cards.into_iter().map(|card| view! { <Expiring feed card/> });
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

/// One order in two lines. The wall has its category and road, and never its title or house.
#[component]
fn Expiring(feed: Feed, card: WallCard) -> impl IntoView {
    let i18n = use_i18n();
    let (session, due_at) = (use_session(), card.due_at);
    let minutes = Memo::new(move |_| (due_at.since(feed.now.get()) / 60_000).max(0));
    let stands = Memo::new(move |_| standing(card.due_at, card.at_risk_at, None, feed.now.get()));
    let what = {
        let (category, nature) = (card.category, card.nature);
        move || match category {
            Some(code) => session.category_name(code),
            None => words::nature(nature),
        }
    };
    // Where no road was said the road is the village itself, which need not be said twice.
    let road = card.road.clone();
    let place = move || {
        let unit = match &card.lead {
            Some(unit) => session.unit_name(unit),
            None => t_string!(i18n, wall.no_unit).to_owned(),
        };
        if unit == road || road.is_empty() { unit } else { format!("{road} · {unit}") }
    };
    let urgency = card.urgency;
    let urgent = (urgency != Urgency::Normal)
        .then(|| view! { <strong>{move || words::urgency(urgency)}</strong> });
    view! {
        <li>
            <p class="wall-next__row">
                <span>{what}</span>
                <span class="wall-next__left" data-standing=move || stands.get().slug()>
                    {move || say::left(i18n, minutes.get())}
                </span>
            </p>
            <p class="wall-next__row wall-next__place">
                <span>{place}</span>
                {urgent}
            </p>
        </li>
    }
}
