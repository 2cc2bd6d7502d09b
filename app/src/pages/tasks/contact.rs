//! 先行联系: what came of the call, noted with one tap.

use std::sync::Arc;

use domain::{
    api::TicketView,
    ticket::{Action, action::ContactOutcome},
};
use leptos::{html, prelude::*};

use super::order::Hand;
use crate::{
    components::{Field, Icon, Tone, field_fault, toast},
    i18n::{current, label, t, t_string, use_i18n},
    live::acting::Acting,
    words,
};

#[component]
pub fn Contact(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    let offered = hand.rings();
    view! {
        <Show when=move || offered.get()>
            <section class="task-order__part" aria-label=move || t_string!(i18n, tasks.outcome)>
                <h2>{t!(i18n, tasks.outcome)} <small class="soft">{t!(i18n, tasks.outcome_means)}</small></h2>
                <Before hand/>
                <Outcomes hand/>
            </section>
        </Show>
    }
}

/// What was tried in this round already.
#[component]
fn Before(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    let tried = Memo::new(move |_| hand.ticket.with(tried));
    view! {
        {move || {
            let (attempts, reached) = tried.get();
            (attempts > 0).then(|| view! {
                <p class="soft">
                    {t!(i18n, tasks.attempts, n = attempts)}
                    {reached.then(|| view! { " " {t!(i18n, tasks.contacted_before)} })}
                </p>
            })
        }}
    }
}

fn tried(ticket: &Arc<TicketView>) -> (u32, bool) {
    let round = ticket.rounds.last();
    round.map_or((0, false), |round| (round.contact_attempts, round.contacted_at.is_some()))
}

/// The keys with a line for what else was said.
#[component]
fn Outcomes(hand: Hand) -> impl IntoView {
    let note = NodeRef::<html::Input>::new();
    let done = Callback::new(move |_| {
        if let Some(input) = note.get_untracked() {
            input.set_value("");
        }
    });
    view! { <OutcomeKeys hand note on_done=done/> }
}

/// Three large keys; one tap notes the outcome, with the line of `note` where there is one.
#[component]
pub fn OutcomeKeys(
    hand: Hand,
    #[prop(optional)] note: Option<NodeRef<html::Input>>,
    on_done: Callback<ContactOutcome>,
) -> impl IntoView {
    let acting = hand.acting();
    let tell = Callback::new(move |outcome: ContactOutcome| {
        let input = note.and_then(|note| note.get_untracked());
        let typed = input.map(|input| input.value().trim().to_owned());
        let action = Action::Contact { outcome, note: typed.filter(|text| !text.is_empty()) };
        acting.act(&hand.ticket.get_untracked(), action, move |after| {
            hand.took(Arc::new(after));
            let said = words::contact_outcome(outcome);
            toast(Tone::Good, t_string!(current(), tasks.contacted, outcome = said));
            on_done.run(outcome);
        });
    });
    view! {
        <div class="task-order__outcomes">
            {ContactOutcome::ALL.iter().map(|outcome| view! {
                <OutcomeKey outcome=*outcome sending=acting.sending tell/>
            }).collect_view()}
        </div>
        {note.map(|note| view! { <Note note acting/> })}
        <p class="fault" role="alert">{move || acting.failure.get().map(|failure| words::problem(&failure))}</p>
    }
}

#[component]
fn Note(note: NodeRef<html::Input>, acting: Acting) -> impl IntoView {
    let i18n = use_i18n();
    let fault = Signal::derive(move || {
        acting.failure.with(|failure| field_fault(failure.as_ref(), "note"))
    });
    view! {
        <Field id="task-contact-note" label=label!(i18n, tasks.contact_note) fault>
            <input node_ref=note id="task-contact-note" class="input" type="text" autocomplete="off"/>
        </Field>
    }
}

#[component]
fn OutcomeKey(
    outcome: ContactOutcome,
    sending: Signal<bool>,
    tell: Callback<ContactOutcome>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (icon, said) = match outcome {
        ContactOutcome::Reached => ("phone-call", label!(i18n, tasks.reached)),
        ContactOutcome::NoAnswer => ("phone-off", label!(i18n, tasks.no_answer)),
        ContactOutcome::WrongNumber => ("x", label!(i18n, tasks.wrong_number)),
    };
    view! {
        <button type="button" class="button" aria-disabled=move || sending.get().to_string() on:click=move |_| tell.run(outcome)>
            <Icon name=icon/>
            {move || said.get()}
        </button>
    }
}
