//! What the page is, how new its figures are, and the time.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::components::A;

use super::{
    alarm::Alarm,
    feed::Feed,
    say,
    turning::{Page, Turning},
};
use crate::{
    components::{Icon, LanguageSwitch, ThemeSwitch},
    i18n::{t, t_string, use_i18n},
    session::use_session,
    words,
};

#[component]
pub fn Head(feed: Feed, turning: Turning, alarm: Alarm) -> impl IntoView {
    let i18n = use_i18n();
    let as_of = feed.part(|wall| Some(wall.now));
    let updated = move || as_of.get().map(|at| t!(i18n, wall.updated, time = say::clock(at)));
    let day = Memo::new(move |_| feed.now.get().day());
    view! {
        <header class="wall-head">
            <h1>{move || title(turning.page.get())}</h1>
            <Marks turning/>
            <Tools turning/>
            <Silent alarm/>
            <p class="wall-head__updated">{updated}</p>
            <p class="wall-head__clock">
                <span>{move || words::day(day.get())}</span> " " <time>{move || say::clock(feed.now.get())}</time>
            </p>
        </header>
    }
}

fn title(page: Page) -> &'static str {
    let i18n = use_i18n();
    match page {
        Page::Now => t_string!(i18n, wall.title),
        Page::Week => t_string!(i18n, wall.title_week),
    }
}

/// A mark for each page, the shown one full; beside them, whether the wall stays on it.
#[component]
fn Marks(turning: Turning) -> impl IntoView {
    let i18n = use_i18n();
    let mark = move |page: Page| {
        let is_shown = move || turning.page.get() == page;
        view! {
            <button
                type="button"
                class="wall-mark"
                aria-label=move || title(page)
                aria-current=move || is_shown().then_some("page")
                on:click=move |_| turning.show(page)
            ></button>
        }
    };
    view! {
        <nav class="wall-marks" aria-label=move || t_string!(i18n, wall.pages)>
            {Page::ALL.map(mark).into_iter().collect_view()}
            <span class="wall-marks__held" hidden=move || !turning.held.get()>
                <Icon name="pause"/>
            </span>
        </nav>
    }
}

/// Says that an urgent order would make no sound, and how it would: browsers want a press first.
#[component]
fn Silent(alarm: Alarm) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        (alarm.sounds.get() == Some(false)).then(|| {
            view! {
                <button
                    type="button"
                    class="wall-silent"
                    title=move || t_string!(i18n, wall.silent_how)
                    on:click=move |_| alarm.ask()
                >
                    {t!(i18n, wall.silent)}
                </button>
            }
        })
    }
}

/// For whoever sets the screen up: seen only while the pointer or the focus is up here.
#[component]
fn Tools(turning: Turning) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let is_screen = move || {
        session.person.with(|person| person.as_ref().is_some_and(domain::people::Person::is_screen))
    };
    let held = move || if turning.held.get() { t!(i18n, wall.go_on) } else { t!(i18n, wall.hold) };
    view! {
        <div class="wall-tools">
            <button
                type="button"
                class="button button--quiet"
                on:click=move |_| turning.hold_or_go_on()
            >
                <Icon name="pause"/>
                {held}
            </button>
            <LanguageSwitch/>
            <ThemeSwitch/>
            // A screen is nobody who could go elsewhere.
            <Show when=move || !is_screen()>
                <A href="/" attr:class="button button--quiet">{t!(i18n, shell.to_start)}</A>
                <button
                    type="button"
                    class="button button--quiet"
                    on:click=move |_| spawn_local(session.sign_out_or_say())
                >
                    <Icon name="log-out"/>
                    {t!(i18n, shell.sign_out)}
                </button>
            </Show>
        </div>
    }
}
