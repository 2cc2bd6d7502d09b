//! The one line above everything: where it stands, until when, and what may be done; the form of the
//! chosen step opens under it.

use std::sync::Arc;

use domain::{
    api::TicketView,
    ticket::{Urgency, Verb},
};
use leptos::prelude::*;

use crate::{
    browser::page::{focus, focus_first, next_frame},
    components::{Icon, Menu, StandingMark, StateChip},
    i18n::{t, t_string, use_i18n},
    live::clock::use_now,
    pages::step::{Offers, StepForm},
    words,
};

/// Where one begins in the form that has opened.
const FIRST: &str =
    ".ticket__step :is(input, select, textarea, button[type=submit]):not(details *)";

#[component]
pub fn Head(
    ticket: Signal<Arc<TicketView>>,
    #[prop(into)] on_step: Callback<Arc<TicketView>>,
) -> impl IntoView {
    let chosen = RwSignal::new(None::<Verb>);
    let now = use_now();
    let standing = Memo::new(move |_| ticket.with(|ticket| ticket.card.standing_at(now.get())));
    let due_at = Memo::new(move |_| ticket.with(|ticket| ticket.card.due_at));
    let state = Memo::new(move |_| ticket.with(|ticket| ticket.card.state));
    let i18n = use_i18n();
    view! {
        <header class="ticket__head">
            <div class="ticket__line">
                <StateChip state/>
                <StandingMark standing due_at/>
                <span class="ticket__due">{move || t!(i18n, ticket.due_at, at = words::due(due_at.get()))}</span>
                <Urgent ticket/>
                <span class="ticket__number">{move || ticket.with(|ticket| ticket.card.number.to_string())}</span>
                <button type="button" class="button button--quiet ticket__print" on:click=|_| _ = window().print()>
                    <Icon name="printer"/>
                    {t!(i18n, ticket.print)}
                </button>
            </div>
            <h1>{move || ticket.with(|ticket| ticket.card.title.clone())}</h1>
            <Verbs ticket chosen/>
            {move || chosen.get().map(|verb| view! { <Chosen verb ticket chosen on_step/> })}
        </header>
    }
}

#[component]
fn Urgent(ticket: Signal<Arc<TicketView>>) -> impl IntoView {
    let urgency = Memo::new(move |_| ticket.with(|ticket| ticket.card.urgency));
    move || {
        let urgency = urgency.get();
        (urgency != Urgency::Normal).then(|| view! {
            <span class="mark" data-urgency=urgency.slug()><Icon name="flame"/>{words::urgency(urgency)}</span>
        })
    }
}

/// The steps that the order offers this person, one of them primary.
#[component]
fn Verbs(ticket: Signal<Arc<TicketView>>, chosen: RwSignal<Option<Verb>>) -> impl IntoView {
    let i18n = use_i18n();
    let offered = Memo::new(move |_| ticket.with(|ticket| ticket.offered.clone()));
    let buttons = move || {
        let sorted = Offers::of(&offered.get());
        let button = move |verb: Verb, class: &'static str| {
            view! {
                <button
                    type="button"
                    id=format!("verb-{verb}")
                    class=class
                    aria-expanded=move || (chosen.get() == Some(verb)).to_string()
                    on:click=move |_| chosen.set(Some(verb))
                >
                    {move || words::verb(verb)}
                </button>
            }
        };
        let rare = sorted.rare.clone();
        view! {
            {sorted.primary.map(|verb| button(verb, "button button--primary"))}
            {sorted.beside.into_iter().map(|verb| button(verb, "button")).collect_view()}
            {(!rare.is_empty()).then(move || view! {
                <Menu summary=ViewFn::from(move || view! { {t!(i18n, ticket.more_verbs)} <Icon name="chevron-down"/> })>
                    {rare.iter().map(|verb| button(*verb, "button button--quiet")).collect_view()}
                </Menu>
            })}
        }
    };
    move || {
        if offered.with(Vec::is_empty) {
            view! { <p class="ticket__none">{t!(i18n, ticket.no_verbs)}</p> }.into_any()
        } else {
            view! { <div class="ticket__verbs" role="group" aria-label=move || t_string!(i18n, ticket.verbs)>{buttons}</div> }.into_any()
        }
    }
}

#[component]
fn Chosen(
    verb: Verb,
    ticket: Signal<Arc<TicketView>>,
    chosen: RwSignal<Option<Verb>>,
    on_step: Callback<Arc<TicketView>>,
) -> impl IntoView {
    next_frame(|| _ = focus_first(FIRST));
    let leave = move || {
        chosen.set(None);
        next_frame(move || _ = focus(&format!("verb-{verb}")));
    };
    let done = move |ticket| {
        on_step.run(ticket);
        leave();
    };
    view! {
        <section class="ticket__step" aria-label=move || words::verb(verb)>
            <h2>{move || words::verb(verb)}</h2>
            <StepForm verb ticket on_done=done on_cancel=move |()| leave()/>
        </section>
    }
}
