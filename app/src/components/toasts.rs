//! Short notes at the edge of the page: what was done, or what did not work.

use std::{cell::RefCell, time::Duration};

use leptos::prelude::*;

use super::Icon;
use crate::i18n::{t_string, use_i18n};

/// How long a note stays. What went wrong stays until it is closed.
const STAYS: Duration = Duration::from_secs(6);

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
}

thread_local! {
    static NOTES: RefCell<Option<RwSignal<Vec<Note>>>> = const { RefCell::new(None) };
}

/// Shows a note, from anywhere.
pub fn toast(tone: Tone, text: String) {
    let Some(notes) = NOTES.with(|place| *place.borrow()) else { return };
    let id = notes.with_untracked(|notes| notes.last().map_or(0, |note| note.id + 1));
    notes.update(|notes| {
        notes.retain(|note| note.text != text);
        notes.push(Note { id, tone, text });
    });
    if tone != Tone::Bad {
        set_timeout(move || notes.update(|notes| notes.retain(|note| note.id != id)), STAYS);
    }
}

/// The place of the notes; once in the app.
#[component]
pub fn Toasts() -> impl IntoView {
    let notes = RwSignal::new(Vec::<Note>::new());
    NOTES.with(|place| place.replace(Some(notes)));
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || notes.get() key=|note| note.id let:note>
                <Toast note notes/>
            </For>
        </div>
    }
}

#[component]
fn Toast(note: Note, notes: RwSignal<Vec<Note>>) -> impl IntoView {
    let i18n = use_i18n();
    let (class, icon) = match note.tone {
        Tone::Good => ("toast toast--good", "circle-check"),
        Tone::Bad => ("toast toast--bad", "circle-alert"),
    };
    view! {
        <div class=class role=(note.tone == Tone::Bad).then_some("alert")>
            <Icon name=icon/>
            <p>{note.text}</p>
            <button
                type="button"
                class="button button--quiet button--icon"
                aria-label=move || t_string!(i18n, shell.close)
                on:click=move |_| notes.update(|notes| notes.retain(|other| other.id != note.id))
            >
                <Icon name="x"/>
            </button>
        </div>
    }
}
