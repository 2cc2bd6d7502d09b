//! An order in three lines: time left, number and marks / title / unit, place and nature.

use domain::{
    api::Card,
    id::TicketId,
    ticket::{TicketNumber, Urgency},
};
use leptos::prelude::*;

use super::{Icon, StandingMark};
use crate::{
    i18n::{t_string, use_i18n},
    live::clock::use_now,
    session::use_session,
    words,
};

/// The whole card opens the order; `children` (a menu) stand beside the number.
#[component]
pub fn TicketCard(
    #[prop(into)] card: Signal<Card>,
    #[prop(into)] on_open: Callback<TicketId>,
    /// Whether the Tab key stops here; at every card where it is left out.
    #[prop(default = Signal::stored(true))]
    stop: Signal<bool>,
    /// A picture of a card that is elsewhere in the page.
    #[prop(optional)]
    still: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let now = use_now();
    let standing = Memo::new(move |_| card.with(|card| card.standing_at(now.get())));
    let due_at = Memo::new(move |_| card.with(|card| card.due_at));
    let (id, number) = card.with_untracked(|card| (card.id, card.number.clone()));
    view! {
        <article class="ticket-card" data-urgency=move || card.with(|card| card.urgency.slug())>
            <div class="ticket-card__top">
                <StandingMark standing due_at brief=true/>
                <span class="ticket-card__number" title=number.to_string()>{short(&number)}</span>
                <Marks card/>
                {children.map(|children| children())}
            </div>
            <h3 class="ticket-card__title">
                <button
                    type="button"
                    id=(!still).then(|| format!("card-{id}"))
                    class="ticket-card__open"
                    tabindex=move || (!stop.get()).then_some("-1")
                    on:click=move |_| on_open.run(id)
                >
                    {move || card.with(|card| card.title.clone())}
                </button>
            </h3>
            <Place card/>
        </article>
    }
}

/// The number without its year, which is that of nearly every card on the board.
fn short(number: &TicketNumber) -> String {
    number.0.get(4..).unwrap_or(&number.0).to_owned()
}

/// What sets the order apart: urgency, urgings, a further round.
#[component]
fn Marks(card: Signal<Card>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let (urgency, urgings, redone) =
            card.with(|card| (card.urgency, card.urgings, card.round - 1));
        view! {
            <span class="ticket-card__marks">
                {(urgency != Urgency::Normal).then(|| view! {
                    <span class="mark" data-urgency=urgency.slug()>
                        <Icon name="flame"/>
                        {words::urgency(urgency)}
                    </span>
                })}
                {(urgings > 0).then(|| view! { <span class="mark">{t_string!(i18n, board.urged, n = urgings)}</span> })}
                {(redone > 0).then(|| view! { <span class="mark">{t_string!(i18n, board.redone, n = redone)}</span> })}
            </span>
        }
    }
}

/// The unit, where there is one yet, the place and the nature.
#[component]
fn Place(card: Signal<Card>) -> impl IntoView {
    let session = use_session();
    move || {
        card.with(|card| view! {
            <p class="ticket-card__place">
                {card.lead.as_ref().map(|unit| view! { <span>{session.unit_name(unit)}</span> })}
                <span class="ticket-card__address">{card.address.clone()}</span>
                <span>{words::nature(card.nature)}</span>
            </p>
        })
    }
}
