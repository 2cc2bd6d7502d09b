//! 来电人: masked until asked for, and what stands in the way of ringing.

use domain::api::{CallerReveal, CallerRevealed, CallerView};
use leptos::{prelude::*, task::spawn_local};

use super::order::{CALL, Hand};
use crate::{
    api::{Failure, new_key, send_keyed},
    components::Icon,
    i18n::{t, use_i18n},
    words,
};

/// What may be said of the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The number can be asked for.
    Reveal,
    /// No number was left.
    None,
    /// The caller asked for secrecy: the centre makes contact.
    Centre,
    /// Who assists does not ring.
    Lead,
}

fn way(caller: &CallerView) -> Way {
    if caller.confidential {
        Way::Centre
    } else if !caller.may_reveal {
        Way::Lead
    } else if caller.reachable {
        Way::Reveal
    } else {
        Way::None
    }
}

#[component]
pub fn Caller(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    let caller = Memo::new(move |_| hand.ticket.with(|ticket| ticket.caller.clone()));
    let way = Memo::new(move |_| caller.with(way));
    view! {
        <section class="task-order__part" aria-labelledby=CALL>
            <h2 id=CALL tabindex="-1">{t!(i18n, tasks.caller)}</h2>
            {move || caller.with(|caller| caller.anonymous).then(|| view! {
                <p>{t!(i18n, tasks.caller_anonymous)}</p>
            })}
            {move || match way.get() {
                Way::Reveal => view! { <Number hand caller/> }.into_any(),
                Way::None => view! { <p>{t!(i18n, tasks.caller_none)}</p> }.into_any(),
                Way::Centre => view! {
                    <p class="task-order__secret"><Icon name="lock"/> {t!(i18n, tasks.caller_confidential)}</p>
                }
                .into_any(),
                Way::Lead => view! { <p class="soft">{t!(i18n, tasks.caller_hidden)}</p> }.into_any(),
            }}
        </section>
    }
}

/// What came of asking for the number.
#[derive(Clone, PartialEq)]
enum Asked {
    NotYet,
    Asking,
    Shown(CallerRevealed),
    Refused(Failure),
}

#[component]
fn Number(hand: Hand, caller: Memo<CallerView>) -> impl IntoView {
    let i18n = use_i18n();
    let asked = RwSignal::new(Asked::NotYet);
    let key = StoredValue::new(new_key());
    let ask = move |_| {
        asked.set(Asked::Asking);
        spawn_local(async move {
            let reply = send_keyed(&CallerReveal(hand.order.id), &key.get_value()).await;
            // The asking is an entry of the story: the next step is decided on the order with it.
            if reply.is_ok() {
                hand.order.read_now().await;
            }
            asked.try_set(reply.map_or_else(Asked::Refused, Asked::Shown));
        });
    };
    let asking = Memo::new(move |_| asked.get() == Asked::Asking);
    let masked = move || {
        caller.with(|caller| {
            [caller.name.clone(), caller.phone.clone()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ")
        })
    };
    view! {
        {move || match asked.get() {
            Asked::Shown(caller) => view! { <Dial caller/> }.into_any(),
            Asked::NotYet | Asked::Asking | Asked::Refused(_) => view! {
                <p class="task-order__caller">{masked}</p>
                <button type="button" class="button" disabled=move || asking.get() on:click=ask>
                    <Icon name="eye"/>
                    {move || if asking.get() { t!(i18n, tasks.revealing).into_any() } else { t!(i18n, tasks.reveal).into_any() }}
                </button>
                <p class="soft">{t!(i18n, tasks.reveal_means)}</p>
            }
            .into_any(),
        }}
        <p class="fault" role="alert">
            {move || match asked.get() {
                Asked::Refused(failure) => words::problem(&failure),
                _ => String::new(),
            }}
        </p>
    }
}

#[component]
fn Dial(caller: CallerRevealed) -> impl IntoView {
    let i18n = use_i18n();
    let phone = caller.phone.unwrap_or_default();
    let address = format!("tel:{}", phone.replace('-', ","));
    let said = words::phone(&phone);
    view! {
        <p class="task-order__caller">{caller.name}</p>
        <a class="button button--primary task-order__dial" href=address>
            <Icon name="phone-call"/>
            {t!(i18n, tasks.dial, phone = said.clone())}
        </a>
    }
}
