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
    i18n::{t, t_string, use_i18n},
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
                <strong class="task__title">{part(card, |card| card.title.clone())}</strong>
                <span class="task__address">{part(card, |card| card.address.clone())}</span>
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

/// A text of the card.
fn part(card: Memo<Option<Card>>, part: fn(&Card) -> String) -> impl Fn() -> String + Clone {
    move || card.with(|card| card.as_ref().map(part).unwrap_or_default())
}

/// Of what nature, what my unit is in it, and what sets it apart.
#[component]
fn Marks(hands: Hands, card: Memo<Option<Card>>) -> impl IntoView {
    let i18n = use_i18n();
    let leading = Memo::new(move |_| {
        card.with(|card| {
            card.as_ref().is_none_or(|card| hands.unit.with_value(|unit| card.is_led_by(unit)))
        })
    });
    let urgency = Memo::new(move |_| {
        card.with(|card| card.as_ref().map_or(Urgency::Normal, |card| card.urgency))
    });
    let round = Memo::new(move |_| card.with(|card| card.as_ref().map_or(1, |card| card.round)));
    view! {
        <span class="task__marks">
            <span>{part(card, |card| words::nature(card.nature))}</span>
            {move || {
                if leading.get() {
                    view! { <span>{t!(i18n, tasks.lead)}</span> }.into_any()
                } else {
                    view! {
                        <abbr class="mark" title=t_string!(i18n, tasks.assist_means)>{t!(i18n, tasks.assist)}</abbr>
                    }
                    .into_any()
                }
            }}
            {move || (urgency.get() != Urgency::Normal).then(|| view! {
                <span class="mark" data-urgency=urgency.get().slug()>
                    <Icon name="flame"/>
                    {words::urgency(urgency.get())}
                </span>
            })}
            {move || (round.get() > 1).then(|| view! {
                <span class="mark">{t!(i18n, tasks.return_times, n = round.get())}</span>
            })}
        </span>
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
    view! {
        <div class="task__keys">
            {move || match shelf.get() {
                Some(Shelf::ToSign) => view! { <RingKey hands id card/> <SignKey hands id/> }.into_any(),
                Some(Shelf::ToContact) => view! { <CallKey hands id primary=true/> <ReplyKey id primary=false/> }.into_any(),
                Some(Shelf::Handling) => view! { <RingKey hands id card/> <ReplyKey id primary=true/> }.into_any(),
                Some(Shelf::Replied) | None => view! { <OpenKey id/> <NoteKey id/> }.into_any(),
            }}
        </div>
    }
}

/// Rings the caller; where the lead does not, it opens the order, which says why.
#[component]
fn RingKey(hands: Hands, id: TicketId, card: Memo<Option<Card>>) -> impl IntoView {
    let rings =
        Memo::new(move |_| card.with(|card| card.as_ref().is_none_or(|card| card.lead_rings)));
    view! {
        {move || if rings.get() {
            view! { <CallKey hands id primary=false/> }.into_any()
        } else {
            view! { <OpenKey id/> }.into_any()
        }}
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

#[component]
fn CallKey(hands: Hands, id: TicketId, primary: bool) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <button type="button" class=key_class(primary) on:click=move |_| hands.calls.begin(id)>
            <Icon name="phone"/>
            {t!(i18n, tasks.call)}
        </button>
    }
}

#[component]
fn ReplyKey(id: TicketId, primary: bool) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <a href=format!("/tasks/{id}?do=reply") data-noscroll class=key_class(primary)>
            <Icon name="send"/>
            {t!(i18n, tasks.reply)}
        </a>
    }
}

#[component]
fn OpenKey(id: TicketId) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <a href=format!("/tasks/{id}") data-noscroll class="button">
            <Icon name="file-text"/>
            {t!(i18n, tasks.open)}
        </a>
    }
}

#[component]
fn NoteKey(id: TicketId) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <a href=format!("/tasks/{id}?do=note") data-noscroll class="button">
            <Icon name="message-square"/>
            {t!(i18n, tasks.note)}
        </a>
    }
}
