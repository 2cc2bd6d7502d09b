//! 以往工单: what this number rang about before, the open orders first.

use domain::{
    api::{CallerLookup, Card, LookupReply, LookupRequest},
    text::Phone,
};
use gloo_timers::future::TimeoutFuture;
use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::components::A;

use super::tray::Tray;
use crate::{
    api::send,
    components::{StandingMark, StateChip},
    i18n::{t, t_string, use_i18n},
    live::clock::use_now,
};

/// A number that goes on being typed is not asked for.
const PAUSE_MS: u32 = 400;

/// What is known of the number.
#[derive(Clone, PartialEq)]
enum Known {
    NoNumber,
    Asking,
    Found(LookupReply),
    Failed,
}

#[component]
pub fn Earlier(tray: Tray, name: NodeRef<html::Input>) -> impl IntoView {
    let known = RwSignal::new(Known::NoNumber);
    let number = Memo::new(move |_| {
        let phone = tray.sheet.with(|sheet| Phone::parse(&sheet.phone));
        phone.map(|phone| phone.as_str().to_owned())
    });
    let again = RwSignal::new(0_u32);
    Effect::new(move |_| {
        again.track();
        match number.get() {
            Some(phone) => {
                known.set(Known::Asking);
                spawn_local(look_up(phone, number, known));
            }
            None => known.set(Known::NoNumber),
        }
    });
    view! {
        <div class="intake__earlier" aria-live="polite">
            {move || match known.get() {
                Known::NoNumber => view! { <Hint/> }.into_any(),
                Known::Asking => view! { <Asking/> }.into_any(),
                Known::Found(reply) => view! { <Found tray reply input=name/> }.into_any(),
                Known::Failed => {
                    view! { <Failed on_again=move || again.update(|n| *n += 1)/> }.into_any()
                }
            }}
        </div>
    }
}

async fn look_up(phone: String, number: Memo<Option<String>>, known: RwSignal<Known>) {
    TimeoutFuture::new(PAUSE_MS).await;
    let still_meant = || number.try_get_untracked().flatten().as_ref() == Some(&phone);
    if !still_meant() {
        return;
    }
    let reply = send(&CallerLookup(LookupRequest { phone: phone.clone() })).await;
    if still_meant() {
        known.try_set(reply.map_or(Known::Failed, Known::Found));
    }
}

#[component]
fn Hint() -> impl IntoView {
    let i18n = use_i18n();
    view! { <p class="soft">{t!(i18n, intake.earlier_none)}</p> }
}

#[component]
fn Asking() -> impl IntoView {
    let i18n = use_i18n();
    view! { <p class="soft">{t!(i18n, intake.asking)}</p> }
}

#[component]
fn Failed(on_again: impl Fn() + 'static) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <p>{t!(i18n, intake.lookup_failed)}</p>
        <button type="button" class="button" on:click=move |_| on_again()>
            {t!(i18n, intake.lookup_again)}
        </button>
    }
}

#[component]
fn Found(tray: Tray, reply: LookupReply, input: NodeRef<html::Input>) -> impl IntoView {
    let i18n = use_i18n();
    let (n30, n365) = (reply.calls_30, reply.calls_365);
    let first = reply.calls_365 == 0 && reply.tickets.is_empty();
    let calls = move || {
        if first {
            t_string!(i18n, intake.first_call).to_owned()
        } else {
            t_string!(i18n, intake.calls, n30 = n30, n365 = n365)
        }
    };
    view! {
        <p class="intake__calls">{calls} {reply.name.map(|name| view! { <UseName tray name input/> })}</p>
        <ul class="intake__orders" aria-label=move || t_string!(i18n, intake.earlier)>
            {reply.tickets.into_iter().map(order_row).collect_view()}
        </ul>
    }
}

/// Offers the name that was given last, for as long as none is written.
#[component]
fn UseName(tray: Tray, name: String, input: NodeRef<html::Input>) -> impl IntoView {
    let i18n = use_i18n();
    let wanted = Memo::new(move |_| tray.sheet.with(|sheet| sheet.name.trim().is_empty()));
    let said = name.clone();
    let fill = move |_| {
        let name = name.clone();
        if let Some(input) = input.get_untracked() {
            input.set_value(&name);
        }
        tray.edit(|sheet| sheet.name = name);
    };
    view! {
        <button type="button" class="button button--quiet" hidden=move || !wanted.get() on:click=fill>
            {t!(i18n, intake.use_name, name = said)}
        </button>
    }
}

fn order_row(card: Card) -> impl IntoView {
    let now = use_now();
    let (open, due_at) = (card.state.is_open(), card.due_at);
    let (id, number, title, state) =
        (card.id, card.number.to_string(), card.title.clone(), card.state);
    let standing = Memo::new(move |_| card.standing_at(now.get()));
    view! {
        <li class="intake__order" class:intake__order--open=open>
            <A href=format!("/tickets/{id}")>
                <span class="intake__order-line">
                    <span class="number">{number}</span>
                    <StateChip state/>
                </span>
                <span class="intake__order-title">{title}</span>
                {open.then(|| view! { <StandingMark standing due_at/> })}
            </A>
        </li>
    }
}
