//! What the matter is, where, and whose.

use std::sync::Arc;

use domain::{api::TicketView, ticket::Assist};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    i18n::{label, t, t_string, use_i18n},
    session::{Session, use_session},
    words,
};

#[component]
pub fn Facts(ticket: Signal<Arc<TicketView>>) -> impl IntoView {
    let i18n = use_i18n();
    let merged = move || ticket.with(|ticket| ticket.merged_into);
    view! {
        <section class="ticket__part">
            <h2 class="visually-hidden">{t!(i18n, ticket.matter)}</h2>
            <p class="ticket__content">{move || ticket.with(|ticket| ticket.content.clone())}</p>
            {move || merged().map(|into| view! {
                <p>
                    {t!(i18n, ticket.merged_into)} " "
                    <A href=format!("/tickets/{into}")>{t!(i18n, ticket.see_merged)}</A>
                </p>
            })}
            <Rows ticket/>
        </section>
    }
}

#[component]
fn Rows(ticket: Signal<Arc<TicketView>>) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let read = move |say: fn(Session, &TicketView) -> String| {
        Signal::derive(move || ticket.with(|ticket| say(session, ticket)))
    };
    view! {
        <dl class="facts">
            <Row name=label!(i18n, ticket.address) value=read(|_, ticket| ticket.card.address.clone())/>
            <Row name=label!(i18n, ticket.nature) value=read(nature)/>
            <Row name=label!(i18n, ticket.topics) value=read(topics)/>
            <Row name=label!(i18n, ticket.lead) value=read(lead)/>
            <Row name=label!(i18n, ticket.assist) value=read(assists)/>
            <Row name=label!(i18n, ticket.accepted_at) value=read(accepted)/>
            <Row name=label!(i18n, ticket.upstream_number) value=read(|_, ticket| ticket.card.upstream_number.clone().unwrap_or_default())/>
            <Row name=label!(i18n, ticket.upstream_due_at) value=read(|_, ticket| ticket.card.upstream_due_at.map(words::due).unwrap_or_default())/>
            <Row name=label!(i18n, ticket.round) value=read(round)/>
        </dl>
    }
}

/// One fact; not shown where there is nothing to say.
#[component]
fn Row(name: Signal<String>, value: Signal<String>) -> impl IntoView {
    view! {
        <Show when=move || !value.with(String::is_empty)>
            <div class="facts__row">
                <dt>{move || name.get()}</dt>
                <dd>{move || value.get()}</dd>
            </div>
        </Show>
    }
}

fn nature(session: Session, ticket: &TicketView) -> String {
    let nature = words::nature(ticket.card.nature);
    let category = ticket.card.category.map(|code| session.category_name(code));
    category.map_or_else(|| nature.clone(), |category| format!("{nature} · {category}"))
}

fn topics(session: Session, ticket: &TicketView) -> String {
    let names = ticket.card.topics.iter().map(|topic| session.topic_name(topic));
    names.collect::<Vec<_>>().join(t_string!(crate::i18n::current(), words.list_separator))
}

fn lead(session: Session, ticket: &TicketView) -> String {
    match &ticket.card.lead {
        Some(unit) => session.unit_name(unit),
        None => t_string!(crate::i18n::current(), ticket.no_lead).to_owned(),
    }
}

fn assists(session: Session, ticket: &TicketView) -> String {
    let say = |assist: &Assist| {
        let (unit, ask) = (session.unit_name(&assist.unit), assist.ask.clone());
        t_string!(crate::i18n::current(), ticket.assist_asked, unit = unit, ask = ask)
    };
    ticket.card.assists.iter().map(say).collect::<Vec<_>>().join("\n")
}

fn accepted(_: Session, ticket: &TicketView) -> String {
    format!("{} · {}", words::moment(ticket.card.accepted_at), words::channel(ticket.card.channel))
}

/// Said from the second on.
fn round(_: Session, ticket: &TicketView) -> String {
    match ticket.card.round {
        0 | 1 => String::new(),
        n => t_string!(crate::i18n::current(), ticket.round_n, n = n),
    }
}
