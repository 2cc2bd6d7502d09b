//! What the page is, how new its figures are, and the time.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::components::A;

use super::{feed::Feed, say};
use crate::{
    components::{Icon, LanguageSwitch},
    i18n::{t, use_i18n},
    session::use_session,
    words,
};

#[component]
pub fn Head(feed: Feed) -> impl IntoView {
    let i18n = use_i18n();
    let as_of = feed.part(|wall| Some(wall.now));
    let updated = move || as_of.get().map(|at| t!(i18n, wall.updated, time = say::clock(at)));
    let day = Memo::new(move |_| feed.now.get().day());
    view! {
        <header class="wall-head">
            <h1>{t!(i18n, wall.title)}</h1>
            <Tools/>
            <p class="wall-head__updated">{updated}</p>
            <p class="wall-head__clock">
                {move || words::day(day.get())} " " <time>{move || say::clock(feed.now.get())}</time>
            </p>
        </header>
    }
}

/// For whoever sets the screen up: seen only while the pointer or the focus is up here.
#[component]
fn Tools() -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    view! {
        <div class="wall-tools">
            <A href="/" attr:class="button button--quiet">{t!(i18n, shell.to_start)}</A>
            <LanguageSwitch/>
            <button
                type="button"
                class="button button--quiet"
                on:click=move |_| spawn_local(session.sign_out())
            >
                <Icon name="log-out"/>
                {t!(i18n, shell.sign_out)}
            </button>
        </div>
    }
}
