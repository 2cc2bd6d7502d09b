//! Whom to ring, what they asked, and what the unit says it did.

use domain::{
    api::{DueView, EntryView, TicketView},
    deadline::{Limit, standing},
    ticket::{Action, action::Reply},
};
use leptos::prelude::*;

use super::open::Hand;
use crate::{
    components::{Icon, PhotoStrip, StandingMark},
    i18n::{t, t_string, use_i18n},
    live::clock::use_now,
    session::use_session,
    words,
};

#[component]
pub fn Matter(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    let ticket = hand.ticket;
    view! {
        <div class="callback__matter">
            <Caller hand/>
            <section class="callback__part" aria-label=move || t_string!(i18n, callback.asked)>
                <h3>{t!(i18n, callback.asked)}</h3>
                <p class="callback__text">{move || ticket.with(|ticket| ticket.content.clone())}</p>
                <p class="callback__address">
                    <Icon name="map-pin"/>
                    {move || ticket.with(|ticket| ticket.card.address.clone())}
                </p>
            </section>
            <Answer hand/>
        </div>
    }
}

#[component]
fn Caller(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    let caller = Memo::new(move |_| hand.ticket.with(|ticket| ticket.caller.clone()));
    let due = Memo::new(move |_| hand.ticket.with(|ticket| call_back_due(ticket)));
    let dial = move || {
        caller.get().phone.map(|phone| {
            let (address, said) =
                (format!("tel:{}", phone.replace('-', ",")), words::phone(&phone));
            view! {
                <a class="button callback__dial" href=address>
                    <Icon name="phone-call"/>
                    {t!(i18n, callback.dial, phone = said.clone())}
                </a>
            }
        })
    };
    let notes = move || {
        let caller = caller.get();
        [
            (caller.anonymous, t_string!(i18n, callback.anonymous)),
            (caller.confidential, t_string!(i18n, callback.confidential)),
            (!caller.reachable, t_string!(i18n, callback.no_phone)),
        ]
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, note)| view! { <p>{note}</p> })
        .collect_view()
    };
    view! {
        <section class="callback__part" aria-label=move || t_string!(i18n, callback.caller)>
            <h3>{t!(i18n, callback.caller)}</h3>
            <p class="callback__caller">{move || caller.with(|caller| caller.name.clone())}</p>
            {notes}
            {dial}
            {move || due.get().map(|due| view! { <CallDue due/> })}
        </section>
    }
}

fn call_back_due(ticket: &TicketView) -> Option<DueView> {
    ticket.due.iter().find(|due| due.limit == Limit::CallBack).cloned()
}

/// Until when the call should have been made.
#[component]
fn CallDue(due: DueView) -> impl IntoView {
    let now = use_now();
    let at = due.at;
    let standing = Memo::new(move |_| standing(at, due.at_risk_at, due.met_at, now.get()));
    view! {
        <p class="callback__due">
            <StandingMark standing due_at=at/>
            <span class="soft">{move || words::due(at)}</span>
        </p>
    }
}

/// The reply that was passed: the last one of the story.
#[component]
fn Answer(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let reply = Memo::new(move |_| hand.ticket.with(|ticket| last_reply(ticket)));
    let id = Memo::new(move |_| hand.ticket.with(|ticket| ticket.card.id));
    view! {
        <section class="callback__part" aria-label=move || t_string!(i18n, callback.answered)>
            <h3>{t!(i18n, callback.answered)}</h3>
            {move || reply.get().map(|(reply, entry)| {
                let unit = entry.by.unit.as_ref().map(|unit| session.unit_name(unit)).unwrap_or_default();
                let (name, time) = (entry.by.name, words::moment(entry.happened_at));
                view! {
                    <p class="callback__found">
                        <span class="mark">{words::finding(reply.facts)}</span>
                        <span class="mark">{words::demand(reply.demand)}</span>
                        <span class="mark">{words::outcome(reply.outcome)}</span>
                        <span class="mark">{words::reply_method(reply.method)}</span>
                    </p>
                    <p class="callback__text">{reply.text}</p>
                    <PhotoStrip ticket=id.get_untracked() photos=reply.photos/>
                    <p class="soft">
                        {t!(i18n, callback.answered_by, unit = unit.clone(), name = name.clone(), time = time.clone())}
                    </p>
                }
            })}
        </section>
    }
}

fn last_reply(ticket: &TicketView) -> Option<(Reply, EntryView)> {
    ticket.entries.iter().rev().find_map(|entry| match &entry.action {
        Action::Reply(reply) => Some((reply.clone(), entry.clone())),
        _ => None,
    })
}
