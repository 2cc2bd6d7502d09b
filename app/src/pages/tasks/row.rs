//! One order of the list: time left at the edge, what and where, and two keys for the thumb.

use domain::{
    api::{Card, Shelf},
    deadline::Standing,
    id::TicketId,
    ticket::Urgency,
    time::Moment,
};
use leptos::prelude::*;

use super::list::Hands;
use crate::{
    components::{Icon, StandingMark},
    i18n::{current, t_string, use_i18n},
    live::clock::use_now,
    words,
};

/// Its links are plain ones, which the router follows as well: its own would ask at every change of the
/// address whether they are where one is, four times a row.
#[component]
pub fn TaskRow(hands: Hands, id: TicketId, open: Memo<Option<TicketId>>) -> impl IntoView {
    let now = use_now();
    let card = Memo::new(move |last: Option<&Option<Card>>| {
        // A card that leaves the list is shown as it was, until its row has gone too.
        let card = hands.list.cards.with(|cards| cards.get(&id).cloned());
        card.or_else(|| last.cloned().flatten())
    });
    let standing = Memo::new(move |_| {
        card.with(|card| card.as_ref().map(|card| first_standing(card, now.get())))
            .unwrap_or(Standing::OnTime)
    });
    view! {
        <li class="task" data-standing=move || standing.get().slug() aria-current=move || (open.get() == Some(id)).then_some("true")>
            <a href=format!("/tasks/{id}") data-noscroll class="task__open">
                <span class="task__top">
                    <TimeLeft card standing/>
                    <Marks hands card/>
                </span>
                {move || card.with(|card| card.as_ref().map(|card| view! {
                    <strong class="task__title">{card.title.clone()}</strong>
                    <span class="task__address">{card.address.clone()}</span>
                }))}
            </a>
            <Keys hands id card/>
        </li>
    }
}

/// How the limit that the lead meets first stands.
pub fn first_standing(card: &Card, now: Moment) -> Standing {
    card.first_due().standing(card.stopped_at, now)
}

/// The limit that the lead meets first, and the time that is left for it.
#[component]
pub fn TimeLeft(
    #[prop(into)] card: Signal<Option<Card>>,
    #[prop(into)] standing: Signal<Standing>,
) -> impl IntoView {
    let first = Memo::new(move |_| card.with(|card| card.as_ref().map(Card::first_due)));
    let runs =
        move || card.with(|card| card.as_ref().is_some_and(|card| card.stopped_at.is_none()));
    let due_at = Memo::new(move |_| first.get().map(|due| due.at).unwrap_or_default());
    view! {
        <span class="task__left">
            {move || first.get().filter(|_| runs()).map(|due| view! {
                <span class="task__limit">{words::limit(due.limit)}</span>
            })}
            <StandingMark standing due_at/>
        </span>
    }
}

/// Of what nature, what my unit is in it, and what sets it apart; all of it at once, for a list shows many.
#[component]
fn Marks(hands: Hands, card: Memo<Option<Card>>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        card.with(|card| card.as_ref().map(|card| {
            let is_led = hands.unit.with_value(|unit| card.is_led_by(unit));
            view! {
                <span class="task__marks">
                    <span>{words::nature(card.nature)}</span>
                    {is_led.then(|| view! { <span>{t_string!(i18n, tasks.lead)}</span> })}
                    {(!is_led).then(|| view! {
                        <abbr class="mark" title=t_string!(i18n, tasks.assist_means)>{t_string!(i18n, tasks.assist)}</abbr>
                    })}
                    {(card.urgency != Urgency::Normal).then(|| view! {
                        <span class="mark" data-urgency=card.urgency.slug()>
                            <Icon name="flame"/>
                            {words::urgency(card.urgency)}
                        </span>
                    })}
                    {(card.round > 1).then(|| view! {
                        <span class="mark">{t_string!(i18n, tasks.return_times, n = card.round)}</span>
                    })}
                </span>
            }
        }))
    }
}

/// The two things that one does next with an order in this state.
#[component]
fn Keys(hands: Hands, id: TicketId, card: Memo<Option<Card>>) -> impl IntoView {
    let shelf = Memo::new(move |_| {
        card.with(|card| {
            let card = card.as_ref()?;
            let mine = hands.unit.with_value(|unit| card.is_led_by(unit));
            Shelf::of(card, &hands.unit.get_value()).filter(|_| mine && hands.is_liaison)
        })
    });
    // Where the lead does not ring the caller, the order says why.
    let rings =
        Memo::new(move |_| card.with(|card| card.as_ref().is_none_or(|card| card.lead_rings)));
    let ring = move || {
        if rings.get() { call_key(hands, id, false).into_any() } else { open_key(id).into_any() }
    };
    view! {
        <div class="task__keys">
            {move || match shelf.get() {
                Some(Shelf::ToSign) => (ring(), view! { <SignKey hands id/> }).into_any(),
                Some(Shelf::ToContact) => (call_key(hands, id, true), reply_key(id, false)).into_any(),
                Some(Shelf::Handling) => (ring(), reply_key(id, true)).into_any(),
                Some(Shelf::Replied) | None => (open_key(id), note_key(id)).into_any(),
            }}
        </div>
    }
}

#[component]
fn SignKey(hands: Hands, id: TicketId) -> impl IntoView {
    let i18n = use_i18n();
    let mine = Memo::new(move |_| hands.signing.get() == Some(id));
    view! {
        <button
            type="button"
            class="button button--primary"
            aria-disabled=move || mine.get().to_string()
            on:click=move |_| hands.sign(id)
        >
            <Icon name="check"/>
            {move || if mine.get() { t_string!(i18n, tasks.signing) } else { t_string!(i18n, tasks.sign) }}
        </button>
    }
}

pub fn key_class(primary: bool) -> &'static str {
    if primary { "button button--primary" } else { "button" }
}

// These are made anew with the keys of their row, also in another language.

fn call_key(hands: Hands, id: TicketId, primary: bool) -> impl IntoView {
    view! {
        <button type="button" class=key_class(primary) on:click=move |_| hands.calls.begin(id)>
            <Icon name="phone"/>
            {t_string!(current(), tasks.call)}
        </button>
    }
}

fn reply_key(id: TicketId, primary: bool) -> impl IntoView {
    view! {
        <a href=format!("/tasks/{id}?do=reply") data-noscroll class=key_class(primary)>
            <Icon name="send"/>
            {t_string!(current(), tasks.reply)}
        </a>
    }
}

fn open_key(id: TicketId) -> impl IntoView {
    view! {
        <a href=format!("/tasks/{id}") data-noscroll class="button">
            <Icon name="file-text"/>
            {t_string!(current(), tasks.open)}
        </a>
    }
}

fn note_key(id: TicketId) -> impl IntoView {
    view! {
        <a href=format!("/tasks/{id}?do=note") data-noscroll class="button">
            <Icon name="message-square"/>
            {t_string!(current(), tasks.note)}
        </a>
    }
}
