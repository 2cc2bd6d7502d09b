//! 以往工单: what this number rang about before, the open orders first.

use domain::{
    api::{CallerLookup, Card, LookupReply, LookupRequest},
    text::Phone,
    ticket::action::Satisfaction,
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::components::A;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::{
    supplement::{self, Supplement},
    tray::Tray,
};
use crate::{
    api::send,
    browser::page::first,
    components::{Icon, StandingMark, StateChip},
    i18n::{t, t_string, use_i18n},
    live::clock::use_now,
    words,
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
pub fn Earlier(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
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
        <section class="intake__earlier" aria-live="polite" aria-label=move || t_string!(i18n, intake.earlier)>
            {move || match known.get() {
                Known::NoNumber => view! { <Hint/> }.into_any(),
                Known::Asking => view! { <Asking/> }.into_any(),
                Known::Found(reply) => view! { <Found tray reply/> }.into_any(),
                Known::Failed => {
                    view! { <Failed on_again=move || again.update(|n| *n += 1)/> }.into_any()
                }
            }}
        </section>
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
fn Found(tray: Tray, reply: LookupReply) -> impl IntoView {
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
    let heard = reply.heard;
    let said = |card: &Card| heard.iter().find(|heard| heard.id == card.id);
    let rows = reply.tickets.iter().map(|card| {
        let satisfaction = said(card).map(|heard| heard.satisfaction);
        view! { <Order tray card=card.clone() satisfaction/> }
    });
    view! {
        <p class="intake__calls">{calls} {reply.name.map(|name| view! { <UseName tray name/> })}</p>
        <ul class="intake__orders" aria-live="off" aria-label=move || t_string!(i18n, intake.earlier)>{rows.collect_view()}</ul>
    }
}

/// Offers the name that was given last, for as long as none is written.
#[component]
fn UseName(tray: Tray, name: String) -> impl IntoView {
    let i18n = use_i18n();
    let wanted = Memo::new(move |_| tray.sheet.with(|sheet| sheet.name.trim().is_empty()));
    let said = name.clone();
    let fill = move |_| {
        let name = name.clone();
        if let Some(Ok(input)) = first("#intake-name").map(JsCast::dyn_into::<HtmlInputElement>) {
            input.set_value(&name);
        }
        tray.edit(|sheet| sheet.name = name);
    };
    view! {
        <button type="button" class="button button--quiet intake__fill" hidden=move || !wanted.get() on:click=fill>
            <span>{t!(i18n, intake.use_name, name = said)}</span>
        </button>
    }
}

/// An order under way can be added to at once; of a closed one it is shown how the caller took it.
#[component]
fn Order(tray: Tray, card: Card, satisfaction: Option<Satisfaction>) -> impl IntoView {
    let (id, open, state) = (card.id, card.state.is_open(), card.state);
    let (number, title) = (card.number.to_string(), card.title.clone());
    let said = satisfaction.filter(|_| !open);
    // One is added to at a time.
    let writing = Memo::new(move |_| open && tray.supplement.get() == Some(id));
    // Whoever presses the key goes on writing there; where it is open already they may be elsewhere.
    let pressed = StoredValue::new(false);
    view! {
        <li class="intake__order" class:intake__order--open=open>
            <A href=format!("/tickets/{id}")>
                <span class="intake__order-line">
                    <span class="number">{number}</span>
                    <StateChip state/>
                    {said.map(|said| view! { <span>{move || words::satisfaction(said)}</span> })}
                </span>
                <span class="intake__order-title">{title}</span>
            </A>
            {open.then(|| view! { <UnderWay tray card pressed/> })}
            <Show when=move || writing.get()>
                <Supplement
                    id
                    is_wanted=pressed.try_update_value(std::mem::take).unwrap_or_default()
                    on_close=move |()| tray.add_to(None)
                />
            </Show>
        </li>
    }
}

/// How long it still has, and what can be done with it during the call.
#[component]
fn UnderWay(tray: Tray, card: Card, pressed: StoredValue<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let (id, due_at, number) = (card.id, card.due_at, card.number.to_string());
    let standing = Memo::new(move |_| card.standing_at(now.get()));
    let press = move |_| {
        pressed.set_value(true);
        tray.add_to(Some(id));
    };
    view! {
        <div class="intake__order-keys" hidden=move || tray.supplement.get() == Some(id)>
            <StandingMark standing due_at/>
            <button
                type="button"
                id=supplement::key_id(id)
                class="button intake__supplement-key"
                aria-label=move || t_string!(i18n, intake.supplement_to, number = number.clone())
                on:click=press
            >
                <Icon name="plus"/>
                {t!(i18n, intake.supplement)}
            </button>
        </div>
    }
}
