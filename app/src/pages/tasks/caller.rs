//! 来电人: masked until asked for, and what stands in the way of ringing.

use domain::api::{CallerRevealed, CallerView};
use leptos::{prelude::*, task::spawn_local};

use super::order::{CALL, Hand};
use crate::{
    api::Failure,
    browser::page::{next_frame, press_first},
    components::Icon,
    i18n::{t, t_string, use_i18n},
    live::reveal::Asking,
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
    view! {
        <section class="task-order__part" aria-labelledby=CALL>
            <h2 id=CALL>{t!(i18n, tasks.caller)}</h2>
            <Who hand/>
        </section>
    }
}

/// The caller as far as this person may see them. Where it `dials`, the number that is asked for is
/// rung at once.
#[component]
pub fn Who(hand: Hand, #[prop(optional)] dials: bool) -> impl IntoView {
    let i18n = use_i18n();
    let caller = Memo::new(move |_| hand.ticket.with(|ticket| ticket.caller.clone()));
    let way = Memo::new(move |_| caller.with(way));
    view! {
        {move || caller.with(|caller| caller.anonymous).then(|| view! {
            <p>{t!(i18n, tasks.caller_anonymous)}</p>
        })}
        {move || match way.get() {
            Way::Reveal => view! { <Number hand caller dials/> }.into_any(),
            Way::None => view! { <p>{t!(i18n, tasks.caller_none)}</p> }.into_any(),
            Way::Centre => view! {
                <p class="task-order__secret"><Icon name="lock"/> {t!(i18n, tasks.caller_confidential)}</p>
            }
            .into_any(),
            Way::Lead => view! { <p class="soft">{t!(i18n, tasks.caller_hidden)}</p> }.into_any(),
        }}
    }
}

/// What came of asking for the number, until it is shown.
#[derive(Clone, PartialEq)]
enum Asked {
    NotYet,
    Asking,
    Refused(Failure),
}

#[component]
fn Number(hand: Hand, caller: Memo<CallerView>, dials: bool) -> impl IntoView {
    let asked = RwSignal::new(Asked::NotYet);
    let asking = Asking::new();
    let id = hand.order.id;
    let corrections = move || hand.ticket.with(|ticket| ticket.caller_corrections());
    let shown = hand.calls.number(id, corrections);
    let ask = Callback::new(move |()| {
        if asked.with_untracked(|asked| *asked == Asked::Asking) {
            return;
        }
        asked.set(Asked::Asking);
        let before = untrack(corrections);
        spawn_local(async move {
            let reply = asking.reveal(id, before).await;
            // The asking is an entry of the story: the next step is decided on the order with it.
            if reply.is_ok() {
                hand.order.read_now().await;
            }
            match reply {
                Ok(caller) => {
                    asked.try_set(Asked::NotYet);
                    show(hand, before, caller, dials);
                }
                Err(failure) => _ = asked.try_set(Asked::Refused(failure)),
            }
        });
    });
    view! {
        {move || match shown.get() {
            Some(caller) => view! { <Dial hand caller/> }.into_any(),
            None => view! { <Masked caller asked dials ask/> }.into_any(),
        }}
        <p class="fault" role="alert">
            {move || match asked.get() {
                Asked::Refused(failure) => words::problem(&failure),
                Asked::NotYet | Asked::Asking => String::new(),
            }}
        </p>
    }
}

/// Shows the number where the page is still there, and presses its link.
fn show(hand: Hand, corrections: usize, caller: CallerRevealed, dials: bool) {
    if hand.calls.show(hand.order.id, corrections, caller) && dials {
        next_frame(|| _ = press_first(".dialog a.task-order__dial"));
    }
}

/// `tel:02157312345,101`: the comma waits for the line before it dials the extension.
fn address(caller: &CallerRevealed) -> String {
    format!("tel:{}", caller.phone.as_deref().unwrap_or_default().replace('-', ","))
}

#[component]
fn Masked(
    caller: Memo<CallerView>,
    asked: RwSignal<Asked>,
    dials: bool,
    ask: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
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
    let (class, icon) = if dials {
        ("button button--primary task-order__dial", "phone")
    } else {
        ("button", "eye")
    };
    let said = move || match (asking.get(), dials) {
        (true, _) => t_string!(i18n, tasks.revealing),
        (false, true) => t_string!(i18n, tasks.reveal_and_dial),
        (false, false) => t_string!(i18n, tasks.reveal),
    };
    view! {
        <p class="task-order__caller">{masked}</p>
        <button type="button" class=class aria-disabled=move || asking.get().to_string() on:click=move |_| ask.run(())>
            <Icon name=icon/>
            {said}
        </button>
        <p class="soft">{t!(i18n, tasks.reveal_means)}</p>
    }
}

#[component]
fn Dial(hand: Hand, caller: CallerRevealed) -> impl IntoView {
    let i18n = use_i18n();
    let address = address(&caller);
    let said = words::phone(&caller.phone.unwrap_or_default());
    let id = hand.order.id;
    view! {
        <p class="task-order__caller">{caller.name}</p>
        <a
            class="button button--primary task-order__dial"
            href=address
            on:click=move |_| hand.calls.rang(id)
        >
            <Icon name="phone-call"/>
            {t!(i18n, tasks.dial, phone = said.clone())}
        </a>
    }
}
