//! The foot of the page: what is read to the caller, what is still missing, and the keys that end the
//! call.

use domain::text::Fault;
use leptos::prelude::*;

use super::{
    accept::{Then, accept},
    pad::Pad,
    promise::Promise,
    say,
    sheet::Sheet,
    shortcuts::dispatches,
    tray::{Notice, Tray},
};
use crate::{
    i18n::{t, t_string, use_i18n},
    live::clock::use_now,
    session::use_session,
    words,
};

#[component]
pub fn AcceptBar(pad: Pad, tray: Tray) -> impl IntoView {
    let session = use_session();
    view! {
        <footer class="intake__bar">
            <ReadBack pad tray/>
            <Trouble tray/>
            <div class="intake__ends">
                <Show when=move || dispatches(session)>
                    <End pad tray then=Then::Dispatch/>
                </Show>
                <End pad tray then=Then::Next/>
            </div>
        </footer>
    }
}

/// A key that ends the call.
#[component]
fn End(pad: Pad, tray: Tray, then: Then) -> impl IntoView {
    let i18n = use_i18n();
    let (session, now) = (use_session(), use_now());
    let busy = move || tray.sending.get() || tray.receipt.with(Option::is_some);
    let (class, keys) = match then {
        Then::Next => ("button button--primary intake__accept", "Control+Enter"),
        Then::Dispatch => ("button intake__accept", "Control+Shift+Enter"),
    };
    let name = move || match then {
        Then::Next if tray.sending.get() => t_string!(i18n, intake.accepting),
        Then::Next => t_string!(i18n, intake.accept),
        Then::Dispatch => t_string!(i18n, intake.accept_dispatch),
    };
    let keys_said = move || match then {
        Then::Next => t_string!(i18n, intake.accept_keys),
        Then::Dispatch => t_string!(i18n, intake.accept_dispatch_keys),
    };
    view! {
        <button
            type="button"
            class=class
            aria-disabled=move || busy().to_string()
            aria-keyshortcuts=keys
            on:click=move |_| accept(pad, session, now.get_untracked(), then)
        >
            <span>{name}</span>
            <kbd class="intake__keys" aria-hidden="true">{keys_said}</kbd>
        </button>
    }
}

/// The sentence with the promised date: of the order that was just accepted as long as the next sheet
/// is blank, else as it would be said right now.
#[component]
fn ReadBack(pad: Pad, tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let (desk, now) = (use_session().desk, use_now());
    let blank = Memo::new(move |_| tray.sheet.with(Sheet::is_blank));
    let accepted = Memo::new(move |_| {
        let last = move || pad.taken.with(|taken| taken.first().cloned());
        tray.receipt.get().or_else(|| blank.get().then(last).flatten())
    });
    let sentence = Memo::new(move |_| {
        if let Some(receipt) = accepted.get() {
            return receipt.contact_at.map(say::promised);
        }
        let (desk, sheet) = (desk.get()?, tray.sheet.read());
        Promise::of(&sheet, &desk, now.get()).map(|promise| say::promise(&promise.contact))
    });
    let label = move || match accepted.get() {
        Some(receipt) => t_string!(i18n, intake.read_of, number = receipt.number.to_string()),
        None => t_string!(i18n, intake.read).to_owned(),
    };
    view! {
        <p class="intake__read">
            <span class="intake__read-label">{label}</span>
            {move || match sentence.get() {
                Some(sentence) => view! { <q>{sentence}</q> }.into_any(),
                None => view! { <span class="soft">{t!(i18n, intake.read_wait)}</span> }.into_any(),
            }}
        </p>
    }
}

/// Why the order was not accepted: the fields to complete, or what went wrong on the way.
#[component]
fn Trouble(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let said = move || {
        if let Some(failure) = tray.failure.get() {
            return words::problem(&failure);
        }
        match tray.notice.get() {
            Some(Notice::Blank) => return t_string!(i18n, intake.blank).to_owned(),
            Some(Notice::Dispatching) => {
                return t_string!(i18n, intake.still_dispatching).to_owned();
            }
            None => {}
        }
        tray.faults.with(|faults| match faults.len() {
            0 => String::new(),
            n => t_string!(i18n, intake.faults, n = n, fields = fields(faults)),
        })
    };
    view! { <p class="intake__trouble" role="alert">{said}</p> }
}

/// The fields from top to bottom; the others come after them.
const ON_SCREEN: [&str; 5] = ["caller.phone", "caller.name", "content", "address", "nature"];

/// The names of the fields at fault, each once, in the order of the screen.
fn fields(faults: &[Fault]) -> String {
    let i18n = crate::i18n::current();
    let mut names: Vec<String> = Vec::new();
    let place = |fault: &&Fault| ON_SCREEN.iter().position(|field| *field == fault.field);
    let mut faults: Vec<&Fault> = faults.iter().collect();
    faults.sort_by_key(|fault| place(fault).unwrap_or(ON_SCREEN.len()));
    for fault in faults {
        let name = match fault.field.as_str() {
            "caller.phone" => t_string!(i18n, intake.phone).to_string(),
            "caller.name" => t_string!(i18n, intake.name).to_string(),
            field => words::field(field.split('[').next().unwrap_or(field)),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(t_string!(i18n, intake.list_comma))
}
