//! The caller, as far as this person may know them. Asking for more is written into the story.

use std::sync::Arc;

use domain::api::{CallerRevealed, CallerView, TicketView};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::Failure,
    components::Icon,
    i18n::{t, t_string, use_i18n},
    live::reveal::Asking,
    words,
};

/// What was asked for, and how often the caller had been corrected then.
type Revealed = RwSignal<Option<(usize, CallerRevealed)>>;

#[component]
pub fn Caller(ticket: Signal<Arc<TicketView>>) -> impl IntoView {
    let i18n = use_i18n();
    let caller = Memo::new(move |_| ticket.with(|ticket| ticket.caller.clone()));
    let revealed = Revealed::new(None);
    let corrections = Memo::new(move |_| ticket.with(|ticket| ticket.caller_corrections()));
    let known = Memo::new(move |_| {
        let caller = caller.get();
        match revealed.get().filter(|(before, _)| *before == corrections.get()) {
            Some((_, revealed)) => CallerView {
                name: revealed.name,
                phone: revealed.phone,
                masked: false,
                may_reveal: false,
                ..caller
            },
            None => caller,
        }
    });
    let hidden = move || {
        known.with(|caller| {
            caller.masked && caller.name.is_none() && caller.phone.is_none() && !caller.may_reveal
        })
    };
    view! {
        <section class="ticket__part">
            <h2>{t!(i18n, ticket.caller)}</h2>
            {move || if hidden() {
                view! { <p class="caller__note"><Icon name="lock"/>{t!(i18n, ticket.caller_hidden)}</p> }.into_any()
            } else {
                view! { <Who known/> }.into_any()
            }}
            <Wishes known/>
            <Show when=move || known.with(|caller| caller.may_reveal)>
                <Reveal ticket revealed/>
            </Show>
        </section>
    }
}

#[component]
fn Who(known: Memo<CallerView>) -> impl IntoView {
    let i18n = use_i18n();
    let name = move || match known.with(|caller| caller.name.clone()) {
        Some(name) => name,
        None => t_string!(i18n, ticket.caller_nameless).to_owned(),
    };
    let phone =
        move || known.with(|caller| (caller.phone.clone(), caller.masked, caller.reachable));
    view! {
        <p class="caller">
            <span class="caller__name">{name}</span>
            {move || match phone() {
                (Some(phone), false, _) => view! {
                    <a class="button caller__ring" href=format!("tel:{phone}") aria-label=t_string!(i18n, ticket.ring, phone = phone.clone())>
                        <Icon name="phone"/>
                        {phone.clone()}
                    </a>
                }
                .into_any(),
                (Some(phone), true, _) => view! { <span class="caller__phone">{phone}</span> }.into_any(),
                (None, _, true) => ().into_any(),
                (None, _, false) => view! { <span class="caller__note">{t!(i18n, ticket.caller_unreachable)}</span> }.into_any(),
            }}
        </p>
    }
}

/// What the caller asked for.
#[component]
fn Wishes(known: Memo<CallerView>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Show when=move || known.with(|caller| caller.anonymous)>
            <p class="caller__note"><Icon name="user"/>{t!(i18n, ticket.caller_anonymous)}</p>
        </Show>
        <Show when=move || known.with(|caller| caller.confidential)>
            <p class="caller__note caller__note--firm"><Icon name="lock"/>{t!(i18n, ticket.caller_confidential)}</p>
        </Show>
    }
}

#[component]
fn Reveal(ticket: Signal<Arc<TicketView>>, revealed: Revealed) -> impl IntoView {
    let i18n = use_i18n();
    let asking = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let own = Asking::new();
    let ask = move |_| {
        if asking.get_untracked() {
            return;
        }
        asking.set(true);
        failure.set(None);
        let (id, before) =
            ticket.with_untracked(|ticket| (ticket.card.id, ticket.caller_corrections()));
        spawn_local(async move {
            match own.reveal(id, before).await {
                Ok(caller) => _ = revealed.try_set(Some((before, caller))),
                Err(reason) => _ = failure.try_set(Some(reason)),
            }
            asking.try_set(false);
        });
    };
    view! {
        <p class="caller__reveal">
            <button type="button" class="button" aria-busy=move || asking.get().to_string() on:click=ask>
                <Icon name="eye"/>
                {t!(i18n, ticket.reveal)}
            </button>
            <span class="caller__note">{t!(i18n, ticket.reveal_note)}</span>
        </p>
        {move || failure.get().map(|failure| view! { <p class="caller__note" role="alert">{words::problem(&failure)}</p> })}
    }
}
