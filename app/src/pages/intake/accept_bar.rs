//! The foot of the page: what is read to the caller, what is still missing, and the one button.

use domain::text::Fault;
use leptos::prelude::*;

use super::{accept::accept, promise::Promise, say, tray::Tray};
use crate::{
    i18n::{t, t_string, use_i18n},
    live::clock::use_now,
    session::use_session,
    words,
};

#[component]
pub fn AcceptBar(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let (session, now) = (use_session(), use_now());
    let accepted = Memo::new(move |_| tray.receipt.with(Option::is_some));
    let sending = tray.sending;
    view! {
        <footer class="intake__bar">
            <ReadBack tray/>
            <Trouble tray/>
            <button
                type="button"
                class="button button--primary intake__accept"
                disabled=move || sending.get() || accepted.get()
                aria-keyshortcuts="Control+Enter"
                on:click=move |_| accept(tray, session, now.get_untracked())
            >
                {move || {
                    if sending.get() {
                        t!(i18n, intake.accepting).into_any()
                    } else {
                        view! {
                            {t!(i18n, intake.accept)}
                            <kbd class="intake__keys" aria-hidden="true">{t!(i18n, intake.accept_keys)}</kbd>
                        }
                        .into_any()
                    }
                }}
            </button>
        </footer>
    }
}

/// The sentence with the promised date, as it would be said right now.
#[component]
fn ReadBack(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let (desk, now) = (use_session().desk, use_now());
    let sentence = Memo::new(move |_| {
        if let Some(receipt) = tray.receipt.get() {
            return receipt.contact_at.map(say::promised);
        }
        let (desk, sheet) = (desk.get()?, tray.sheet.read());
        Promise::of(&sheet, &desk, now.get()).map(|promise| say::promise(&promise.contact))
    });
    view! {
        <p class="intake__read">
            <span class="intake__read-label">{t!(i18n, intake.read)}</span>
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
        tray.faults.with(|faults| match faults.len() {
            0 => String::new(),
            n => t_string!(i18n, intake.faults, n = n, fields = fields(faults)),
        })
    };
    view! { <p class="intake__trouble" role="alert">{said}</p> }
}

/// The names of the fields at fault, each once.
fn fields(faults: &[Fault]) -> String {
    let i18n = crate::i18n::current();
    let mut names: Vec<String> = Vec::new();
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
