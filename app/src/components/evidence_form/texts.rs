//! Steps whose evidence is a text, with at most one choice beside it.

use domain::ticket::{
    Action, Verb,
    action::{ContactOutcome, DeclineReason},
};
use leptos::{html, prelude::*};

use super::part::{Form, Part, chosen, given};
use crate::{
    components::Choice,
    i18n::{label, t, use_i18n},
    words,
};

/// One text that must be given.
pub fn single(verb: Verb, form: Form) -> Part {
    let i18n = use_i18n();
    let (field, label) = match verb {
        Verb::Answer => ("text", label!(i18n, ticket.ask_answer)),
        Verb::ReturnToIntake => ("missing", label!(i18n, ticket.ask_missing)),
        Verb::SendBack => ("reason", label!(i18n, ticket.ask_send_back)),
        Verb::Rework => ("reason", label!(i18n, ticket.ask_rework)),
        _ => ("reason", label!(i18n, ticket.ask_reopen)),
    };
    let text = form.area(field, label, "");
    let read = move || {
        let said = (text.read)();
        Ok(match verb {
            Verb::Answer => Action::Answer { text: said },
            Verb::ReturnToIntake => Action::ReturnToIntake { missing: said },
            Verb::SendBack => Action::SendBack { reason: said },
            Verb::Rework => Action::Rework { reason: said },
            _ => Action::Reopen { reason: said },
        })
    };
    Part { view: text.view, read: Box::new(read) }
}

pub fn decline(form: Form) -> Part {
    let i18n = use_i18n();
    let reason = RwSignal::new(None);
    let text = form.area("text", label!(i18n, ticket.ask_decline), "");
    let view = view! {
        <Choice legend=label!(i18n, ticket.reason) options=DeclineReason::ALL label=words::decline_reason value=reason fault=form.fault("reason")/>
        {text.view}
    };
    let read = move || {
        let mut missing = Vec::new();
        let reason = chosen(reason, "reason", &mut missing);
        let text = (text.read)();
        reason.map(|reason| Action::Decline { reason, text }).ok_or(missing)
    };
    Part { view: view.into_any(), read: Box::new(read) }
}

pub fn transfer(form: Form) -> Part {
    let i18n = use_i18n();
    let to = form.line("to", label!(i18n, ticket.ask_transfer_to), "");
    let text = form.area("text", label!(i18n, ticket.ask_transfer), "");
    let view = view! {
        {to.view}
        {text.view}
    };
    let read = move || Ok(Action::Transfer { to: (to.read)(), text: (text.read)() });
    Part { view: view.into_any(), read: Box::new(read) }
}

pub fn contact(form: Form) -> Part {
    let i18n = use_i18n();
    let outcome = RwSignal::new(None);
    let note = form.area("note", label!(i18n, ticket.ask_note_optional), "");
    let view = view! {
        <Choice legend=label!(i18n, ticket.ask_contact) options=ContactOutcome::ALL label=words::contact_outcome value=outcome fault=form.fault("outcome")/>
        {note.view}
    };
    let read = move || {
        let mut missing = Vec::new();
        let outcome = chosen(outcome, "outcome", &mut missing);
        let note = given((note.read)());
        outcome.map(|outcome| Action::Contact { outcome, note }).ok_or(missing)
    };
    Part { view: view.into_any(), read: Box::new(read) }
}

pub fn note(form: Form) -> Part {
    let i18n = use_i18n();
    let text = form.area("text", label!(i18n, ticket.ask_note), "");
    let centre = NodeRef::<html::Input>::new();
    let view = view! {
        {text.view}
        <label class="check">
            <input
                type="checkbox"
                node_ref=centre
                checked=form.draft.is_some_and(|draft| draft.is_set("centre_only"))
                on:change:target=move |event| form.note("centre_only", event.target().checked().into())
            />
            {t!(i18n, ticket.centre_only)}
        </label>
    };
    let read = move || {
        let centre_only = centre.get_untracked().is_some_and(|centre| centre.checked());
        Ok(Action::Note { text: (text.read)(), centre_only })
    };
    Part { view: view.into_any(), read: Box::new(read) }
}
