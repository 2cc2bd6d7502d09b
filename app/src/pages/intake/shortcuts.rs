//! 快捷键: Ctrl+Enter accepts; 1 to 6 choose the nature where no field takes digits.

use domain::{people::Person, ticket::Nature};
use leptos::{ev, prelude::*};
use web_sys::KeyboardEvent;

use super::{
    accept::{Then, accept},
    pad::Pad,
};
use crate::{
    browser::{
        composing,
        page::{first, focus_first, is_typed_into, next_frame},
    },
    components::KeyRow,
    i18n::{current, label},
    live::clock::use_now,
    session::{Session, use_session},
};

/// Whether the person on this page also reviews and dispatches.
pub fn dispatches(session: Session) -> bool {
    session.person.with(|person| person.as_ref().is_some_and(Person::may_take_to_dispatch))
}

/// Listens for as long as the current owner lives.
pub fn listen(pad: Pad, keys: RwSignal<bool>) {
    let (session, now) = (use_session(), use_now());
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() || composing(&event) || is_dialog_open() {
            return;
        }
        let held = event.ctrl_key() || event.meta_key();
        if event.key() == "Enter" && held {
            event.prevent_default();
            let onward = event.shift_key() && untrack(|| dispatches(session));
            let then = if onward { Then::Dispatch } else { Then::Next };
            // A key that is held down is one wish.
            if !event.repeat() {
                accept(pad, session, now.get_untracked(), then);
            }
        } else if held && event.key().eq_ignore_ascii_case("b") {
            event.prevent_default();
            supplement_first();
        } else if event.key() == "?" && !is_typed_into(&event) {
            event.prevent_default();
            keys.set(true);
        } else if let Some(nature) = nature_of(&event) {
            event.prevent_default();
            choose(pad, nature);
        }
    });
    on_cleanup(move || listener.remove());
}

/// The keys with what they do, for the sheet of keys.
pub fn rows() -> Vec<KeyRow> {
    let i18n = current();
    let mut rows = vec![
        ("1 – 6", label!(i18n, intake.key_nature)),
        ("Ctrl Enter", label!(i18n, intake.key_accept)),
    ];
    if untrack(|| dispatches(use_session())) {
        rows.push(("Ctrl Shift Enter", label!(i18n, intake.key_dispatch)));
        rows.push(("Esc", label!(i18n, intake.key_leave)));
    }
    rows.push(("Ctrl B", label!(i18n, intake.key_supplement)));
    rows.push(("Tab", label!(i18n, intake.key_tab)));
    rows.push(("?", label!(i18n, intake.key_keys)));
    rows
}

fn choose(pad: Pad, nature: Nature) {
    let tray = pad.top_untracked();
    if tray.is_accepted() {
        return;
    }
    tray.edit(|sheet| sheet.nature = Some(nature));
    // Whoever stands at one of the keys goes along.
    next_frame(|| {
        if first(".intake__natures :focus").is_some() {
            focus_first(".intake__natures :checked");
        }
    });
}

/// Presses 补充 at the first of the caller's open orders, where there is one.
fn supplement_first() {
    if let Some(key) = first(".intake__supplement-key") {
        key.click();
    }
}

fn nature_of(event: &KeyboardEvent) -> Option<Nature> {
    if event.ctrl_key() || event.alt_key() || event.meta_key() || is_typed_into(event) {
        return None;
    }
    let place: usize = event.key().parse().ok()?;
    Nature::ALL.get(place.checked_sub(1)?).copied()
}

fn is_dialog_open() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}
