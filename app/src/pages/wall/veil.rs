//! The veil over figures that are too old to be believed.

use leptos::prelude::*;

use super::{feed::Feed, say};
use crate::i18n::{t, t_string, use_i18n};

#[component]
pub fn Veil(feed: Feed) -> impl IntoView {
    let i18n = use_i18n();
    let stale = Memo::new(move |_| feed.is_stale());
    let minutes = Memo::new(move |_| feed.age() / 60_000);
    let as_of = feed.part(|wall| wall.now);
    let words = move || match minutes.get() {
        0 => t_string!(i18n, wall.stale).to_owned(),
        minutes => t_string!(i18n, wall.stale_minutes, minutes = minutes),
    };
    view! {
        <div class="wall-veil" role="alert">
            {move || stale.get().then(|| view! {
                <div class="wall-veil__words">
                    <p class="wall-veil__title">{words}</p>
                    <p>{move || t!(i18n, wall.stale_since, time = say::clock(as_of.get()))}</p>
                </div>
            })}
        </div>
    }
}
