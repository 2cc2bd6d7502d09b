//! The paired screens: since when, by whom, last seen; and taking the wall from one.

use domain::{
    api::{ProblemCode, Screen, ScreenWithdraw},
    time::Moment,
};
use leptos::{prelude::*, task::spawn_local};

use super::Paired;
use crate::{
    api::{Failure, send},
    components::{Dialog, Icon, Tone, toast},
    i18n::{label, t, t_string, use_i18n},
    live::clock,
    words,
};

/// A screen asks at least every few seconds; one that has not for this long is off.
const OFF_MS: i64 = 150_000;

#[component]
pub fn List(paired: Paired) -> impl IntoView {
    let i18n = use_i18n();
    let leaving = RwSignal::new(None::<Screen>);
    let asked = RwSignal::new(false);
    let rows = move || paired.screens.get().unwrap_or_default();
    let name = move || leaving.with(|screen| screen.as_ref().map(|screen| screen.name.clone()));
    let withdraw = move |_| {
        asked.set(false);
        if let Some(screen) = leaving.get_untracked() {
            spawn_local(withdraw(paired, screen.id));
        }
    };
    view! {
        <ul class="screens__list">
            // A change of anything makes another row: there are a handful.
            <For each=rows key=|screen| (screen.id, screen.seen_at) let:screen>
                <Row screen leaving asked/>
            </For>
        </ul>
        <Dialog open=asked title=label!(i18n, screens.withdraw_title)>
            <p>{move || name().map(|name| t_string!(i18n, screens.withdraw_text, name = name))}</p>
            <div class="screens__choices">
                <button type="button" class="button" on:click=move |_| asked.set(false)>
                    {t!(i18n, shell.cancel)}
                </button>
                <button type="button" class="button button--primary" on:click=withdraw>
                    {t!(i18n, screens.withdraw)}
                </button>
            </div>
        </Dialog>
    }
}

async fn withdraw(paired: Paired, id: i64) {
    match send(&ScreenWithdraw(id)).await {
        Ok(()) => paired.remove(id),
        // Somebody else was quicker, or the answer to the first try was lost.
        Err(failure) if is_gone(&failure) => paired.remove(id),
        Err(failure) => toast(Tone::Bad, words::problem(&failure)),
    }
}

fn is_gone(failure: &Failure) -> bool {
    failure.code() == Some(ProblemCode::NotFound)
}

#[component]
fn Row(screen: Screen, leaving: RwSignal<Option<Screen>>, asked: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let now = clock::use_now();
    let seen_at = screen.seen_at;
    let is_off = Memo::new(move |_| is_off(seen_at, now.get()));
    let seen = move || {
        if is_off.get() {
            t_string!(i18n, screens.last_seen, time = words::moment(seen_at))
        } else {
            t_string!(i18n, screens.is_on).to_owned()
        }
    };
    let (at, by) = (screen.paired_at, screen.paired_by.clone());
    let paired =
        move || t_string!(i18n, screens.paired_by, time = words::moment(at), by = by.clone());
    let (name, labelled) = (screen.name.clone(), screen.name.clone());
    let ask = move |_| {
        leaving.set(Some(screen.clone()));
        asked.set(true);
    };
    view! {
        <li class="screens__row">
            <Icon name="monitor"/>
            <div class="screens__what">
                <strong>{name}</strong>
                <span class="soft">{paired}</span>
            </div>
            <span class="screens__seen" data-off=move || is_off.get().then_some("")>{seen}</span>
            <button
                type="button"
                class="button"
                aria-label=move || t_string!(i18n, screens.withdraw_named, name = labelled.clone())
                on:click=ask
            >
                {t!(i18n, screens.withdraw)}
            </button>
        </li>
    }
}

/// Whether a screen that was last seen at one moment is off at another. A desk whose clock was set
/// back has seen it in the future.
fn is_off(seen_at: Moment, now: Moment) -> bool {
    now.since(seen_at) > OFF_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_that_keeps_asking_is_on() {
        assert!(!is_off(Moment(0), Moment(60_000)), "its presence is noted once a minute");
        assert!(is_off(Moment(0), Moment(200_000)));
        assert!(!is_off(Moment(200_000), Moment(0)));
    }
}
