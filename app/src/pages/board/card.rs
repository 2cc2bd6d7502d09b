//! A card in its row: it opens its order, is chosen, moved, and has a menu.

use domain::{api::Card, id::TicketId, ticket::State};
use leptos::prelude::*;

use super::{
    anchor::Anchor,
    column::Items,
    desk::{ActingOn, Desk},
};
use crate::{
    components::{Icon, TicketCard},
    i18n::{t_string, use_i18n},
    live::columns::Lane,
    words,
};

#[component]
pub fn CardItem(
    id: TicketId,
    lane: Lane,
    items: Memo<Items>,
    anchor: Anchor,
    desk: Desk,
) -> impl IntoView {
    let arrived = desk.world().has_arrived(id);
    // A card that has just left stays where it was until it is out of the page.
    let row = Memo::new(move |before: Option<&usize>| {
        let row = items.with(|items| items.iter().find(|(_, other)| *other == id).map(|at| at.0));
        row.or(before.copied()).unwrap_or_default()
    });
    let place = move || {
        let rows = row.get() as isize - anchor.origin.get();
        format!("0 {}px", rows as f64 * desk.sizes().row.get())
    };
    let is_lifted = move || {
        desk.lift().with(|lift| lift.as_ref().is_some_and(|lift| lift.id == id))
            || desk.acting().get() == Some(ActingOn { id, to: Some(lane.state) })
    };
    // Where a filter is on, it stays until it is known what comes of its being dropped elsewhere.
    let going = Memo::new(move |_| {
        let acting = desk.acting().get().filter(|acting| acting.id == id)?;
        acting.to.filter(|to| *to != lane.state)
    });
    // Asked of every card in the page at every key, and nearly always as before: the page is then left
    // alone.
    let class = Memo::new(move |_| {
        row_class([
            (arrived, "arrived"),
            (desk.place().ticket.get() == Some(id), "open"),
            (desk.chosen().has(id), "chosen"),
            (is_lifted(), "lifted"),
            (going.get().is_some(), "going"),
        ])
    });
    let card = desk.world().card(id).map(|card| view! { <Face id card=card.into() desk/> });
    view! {
        <li
            class=move || class.get()
            aria-busy=move || going.get().map(|_| "true")
            data-card=id.0
            aria-posinset=move || row.get() + 1
            aria-setsize=move || lane.count.get()
            style:translate=place
        >
            {card}
            {move || going.get().map(|to| view! { <Going to/> })}
        </li>
    }
}

/// The class of a row that is in some ways another than most.
fn row_class(ways: [(bool, &str); 5]) -> String {
    let mut class = "column__item".to_owned();
    for (_, way) in ways.iter().filter(|(is, _)| *is) {
        class.push_str(" column__item--");
        class.push_str(way);
    }
    class
}

/// Covers a card that is on its way to another column.
#[component]
fn Going(to: State) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <p class="column__going">
            <Icon name="clock"/>
            {move || t_string!(i18n, board.going, state = words::state(to))}
        </p>
    }
}

#[component]
fn Face(id: TicketId, card: Signal<Card>, desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let stop = Signal::from(Memo::new(move |_| desk.at().get() == Some(id)));
    let number = move || card.with(|card| card.number.to_string());
    view! {
        <TicketCard card stop on_open=move |id| desk.place().open(id)>
            {move || desk.chosen().on.get().then(|| view! {
                <input
                    type="checkbox"
                    class="column__check"
                    tabindex=move || tab_index(stop.get())
                    aria-label=move || t_string!(i18n, board.choose_one, number = number())
                    prop:checked=move || desk.chosen().has(id)
                    on:click=move |event| desk.choose(id, event.shift_key())
                />
            })}
            <span class="column__handle" data-handle="" aria-hidden="true"><Icon name="grip-vertical"/></span>
            <button
                type="button"
                class="button button--quiet button--icon column__menu"
                aria-haspopup="dialog"
                tabindex=move || tab_index(stop.get())
                aria-label=move || t_string!(i18n, board.menu, number = number())
                on:click=move |_| desk.acting().set(Some(ActingOn { id, to: None }))
            >
                <Icon name="ellipsis"/>
            </button>
        </TicketCard>
    }
}

/// The Tab key stops at one card of its column; the arrows lead to the others.
pub fn tab_index(stop: bool) -> &'static str {
    if stop { "0" } else { "-1" }
}
