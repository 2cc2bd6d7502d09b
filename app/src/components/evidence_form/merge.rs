//! 并案: the order that this one is merged into, found by number, title or address.

use domain::{
    api::Card,
    id::TicketId,
    text::{Fault, Flaw},
    ticket::Action,
};
use leptos::prelude::*;

use super::{
    Finding,
    part::{Form, Part},
};
use crate::{
    components::{Field, StateChip},
    i18n::{label, t, use_i18n},
    words,
};

pub fn part(form: Form, finding: Option<Finding>) -> Part {
    let i18n = use_i18n();
    let into = RwSignal::new(None::<TicketId>);
    let id = form.id("into");
    let view = view! {
        <Field id=id.clone() label=label!(i18n, ticket.ask_merge) hint=label!(i18n, ticket.ask_merge_hint) fault=form.fault("into")>
            <input
                id=id
                class="input"
                type="search"
                autocomplete="off"
                on:input=move |event| {
                    if let Some(finding) = finding {
                        finding.search.run(event_target_value(&event));
                    }
                }
            />
        </Field>
        {finding.map(|finding| view! { <Found form finding into/> })}
    };
    let read = move || {
        let missing = || vec![Fault { field: "into".to_owned(), flaw: Flaw::Missing }];
        into.get_untracked().map(|into| Action::Merge { into }).ok_or_else(missing)
    };
    Part { view: view.into_any(), read: Box::new(read) }
}

#[component]
fn Found(form: Form, finding: Finding, into: RwSignal<Option<TicketId>>) -> impl IntoView {
    let i18n = use_i18n();
    let own = form.ticket.with_untracked(|ticket| ticket.card.id);
    let (found, failure) = (finding.found, finding.failure);
    let group = form.id("merge");
    // What was chosen of an earlier search and is not seen any more is not merged into.
    Effect::new(move |_| {
        let found = found.read();
        let is_seen = |into: TicketId| found.iter().any(|card| card.id == into);
        if into.get_untracked().is_some_and(|into| !is_seen(into)) {
            into.set(None);
        }
    });
    let option = move |card: Card| {
        let id = card.id;
        view! {
            <label class="evidence-form__found">
                <input type="radio" name=group.clone() prop:checked=move || into.get() == Some(id) on:change=move |_| into.set(Some(id))/>
                <span>{card.title}</span>
                <span class="evidence-form__found-more">{card.number.to_string()} " " {card.address}</span>
                <StateChip state=card.state/>
            </label>
        }
    };
    view! {
        <p class="fault" role="alert">{move || failure.get().map(|failure| words::problem(&failure))}</p>
        <fieldset class="evidence-form__list">
            <legend class="visually-hidden">{t!(i18n, ticket.ask_merge)}</legend>
            {move || found.get().into_iter().filter(|card| card.id != own).map(&option).collect_view()}
        </fieldset>
    }
}
