//! 快捷键: Ctrl+Enter accepts; 1 to 6 choose the nature where no field takes digits.

use domain::ticket::Nature;
use leptos::{ev, prelude::*};
use web_sys::KeyboardEvent;

use super::{accept::accept, pad::Pad};
use crate::{
    browser::{composing, page::is_typed_into},
    live::clock::use_now,
    session::use_session,
};

/// Listens for as long as the current owner lives.
pub fn listen(pad: Pad) {
    let (session, now) = (use_session(), use_now());
    let listener = window_event_listener(ev::keydown, move |event| {
        if composing(&event) || is_dialog_open() {
            return;
        }
        let tray = pad.top_untracked();
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            accept(tray, session, now.get_untracked());
        } else if let Some(nature) = nature_of(&event).filter(|_| !tray.is_accepted()) {
            event.prevent_default();
            tray.edit(|sheet| sheet.nature = Some(nature));
        }
    });
    on_cleanup(move || listener.remove());
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
