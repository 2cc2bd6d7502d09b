//! Short notes at the edge of the page: what was done, or what did not work.

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use domain::ticket::take_back;
use leptos::{ev, prelude::*};

use super::Icon;
use crate::{
    browser::{composing, page::is_typed_into},
    i18n::{t_string, use_i18n},
};

/// How long a note stays. What went wrong stays until it is closed.
const STAYS: Duration = Duration::from_secs(6);
/// How long a note stays that offers a way back.
const UNDO_STAYS: Duration = Duration::from_millis(take_back::SHOWN_MS as u64);

/// How a note is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Good,
    Bad,
}

#[derive(Debug, Clone)]
struct Note {
    id: u32,
    tone: Tone,
    text: String,
    /// Undoes what was done, or tries again to undo it where that is what went wrong.
    undo: Option<Callback<()>>,
}

type Notes = RwSignal<Vec<Note>>;

thread_local! {
    static NOTES: RefCell<Option<Notes>> = const { RefCell::new(None) };
    /// Counts the notes: one that has gone still has its timer, which must not close another.
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// Shows a note, from anywhere.
pub fn toast(tone: Tone, text: String) {
    show(tone, text, None);
}

/// Says what was done, and for some seconds offers to undo it.
pub fn toast_with_undo(text: String, undo: Callback<()>) {
    show(Tone::Good, text, Some(undo));
}

/// Says that what was undone is not, and for some seconds offers to try again.
pub fn toast_with_retry(text: String, again: Callback<()>) {
    show(Tone::Bad, text, Some(again));
}

fn show(tone: Tone, text: String, undo: Option<Callback<()>>) {
    let Some(notes) = NOTES.with(|place| *place.borrow()) else { return };
    let id = COUNT.replace(COUNT.get() + 1);
    notes.update(|notes| {
        notes.retain(|note| note.text != text);
        notes.push(Note { id, tone, text, undo });
    });
    if tone != Tone::Bad || undo.is_some() {
        let stays = if undo.is_some() { UNDO_STAYS } else { STAYS };
        set_timeout(move || close(notes, id), stays);
    }
}

fn close(notes: Notes, id: u32) {
    notes.update(|notes| notes.retain(|note| note.id != id));
}

/// The place of the notes; once in the app.
#[component]
pub fn Toasts() -> impl IntoView {
    let notes = RwSignal::new(Vec::<Note>::new());
    NOTES.with(|place| place.replace(Some(notes)));
    undo_by_key(notes);
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || notes.get() key=|note| note.id let:note>
                <Toast note notes/>
            </For>
        </div>
    }
}

/// Ctrl+Z undoes what the latest note offers; in a field it undoes typing, as everywhere.
fn undo_by_key(notes: Notes) {
    let listener = window_event_listener(ev::keydown, move |event| {
        let asks = (event.ctrl_key() || event.meta_key()) && !event.shift_key();
        if !asks || event.key() != "z" || composing(&event) || is_typed_into(&event) {
            return;
        }
        let latest = notes.with_untracked(|notes| {
            notes.iter().rev().find_map(|note| note.undo.map(|undo| (note.id, undo)))
        });
        if let Some((id, undo)) = latest {
            event.prevent_default();
            close(notes, id);
            undo.run(());
        }
    });
    on_cleanup(move || listener.remove());
}

#[component]
fn Toast(note: Note, notes: Notes) -> impl IntoView {
    let i18n = use_i18n();
    let id = note.id;
    let (class, icon) = match note.tone {
        Tone::Good => ("toast toast--good", "circle-check"),
        Tone::Bad => ("toast toast--bad", "circle-alert"),
    };
    let is_bad = note.tone == Tone::Bad;
    let retry_icon = if is_bad { "refresh-cw" } else { "undo-2" };
    let undo = note.undo.map(|undo| {
        let press = move |_| {
            close(notes, id);
            undo.run(());
        };
        view! {
            <button type="button" class="button" aria-keyshortcuts="Control+Z" on:click=press>
                <Icon name=retry_icon/>
                {move || if is_bad { t_string!(i18n, shell.retry) } else { t_string!(i18n, shell.undo) }}
            </button>
        }
    });
    view! {
        <div class=class role=is_bad.then_some("alert")>
            <Icon name=icon/>
            <p>{note.text}</p>
            {undo}
            <button
                type="button"
                class="button button--quiet button--icon"
                aria-label=move || t_string!(i18n, shell.close)
                on:click=move |_| close(notes, id)
            >
                <Icon name="x"/>
            </button>
        </div>
    }
}
