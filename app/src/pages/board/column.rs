//! One column: how many, since when the oldest waits, and the cards, scrolled for itself.

use domain::{
    api::{Card, LIMIT_MAX},
    id::TicketId,
    ticket::State,
};
use leptos::{prelude::*, task::spawn_local};

use super::Desk;
use crate::{
    components::{Icon, StateChip, TicketCard, Tone, toast},
    i18n::{t, t_string, use_i18n},
    live::{clock::use_now, columns::Lane, use_live},
    words,
};

#[component]
pub fn ColumnView(lane: Lane, desk: Desk, filtered: bool) -> impl IntoView {
    let i18n = use_i18n();
    let state = lane.state;
    let label = move || {
        t_string!(i18n, board.column, state = words::state(state), count = lane.count.get())
    };
    view! {
        <section
            class="column"
            id=format!("column-{state}")
            aria-label=label
            data-state=state.slug()
            // Where something is looked for, only where it is found is of interest.
            hidden=move || filtered && lane.count.get() == 0
        >
            <header class="column__head">
                <h2><StateChip state/></h2>
                <strong class="column__count">{move || lane.count.get()}</strong>
                <Oldest lane/>
            </header>
            <div class="column__scroll">
                <ol class="column__cards">
                    <For each=move || lane.ids.get() key=|id| *id let:id>
                        <CardItem id desk/>
                    </For>
                </ol>
                <Show when=move || lane.count.get() == 0>
                    <p class="column__empty">{move || t_string!(i18n, board.empty, state = words::state(state))}</p>
                </Show>
                <More lane desk filtered/>
            </div>
        </section>
    }
}

#[component]
fn Oldest(lane: Lane) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let age =
        Memo::new(move |_| lane.oldest_at.get().map(|at| words::span_briefly(now.get().since(at))));
    view! {
        <span class="column__oldest">{move || age.get().map(|age| t_string!(i18n, board.oldest, age = age))}</span>
    }
}

#[component]
fn CardItem(id: TicketId, desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let world = use_live().world;
    let arrived = world.has_arrived(id);
    let card = world.card(id).map(|card| {
        let card = Signal::<Card>::from(card);
        let number =
            move || t_string!(i18n, board.menu, number = card.with(|card| card.number.to_string()));
        view! {
            <TicketCard card on_open=move |id| desk.place.open(id)>
                <button
                    type="button"
                    class="button button--quiet button--icon column__menu"
                    aria-haspopup="dialog"
                    aria-label=number
                    on:click=move |_| desk.acting.set(Some(id))
                >
                    <Icon name="ellipsis"/>
                </button>
            </TicketCard>
        }
    });
    view! {
        <li
            class="column__item"
            class:column__item--arrived=arrived
            class:column__item--open=move || desk.place.ticket.get() == Some(id)
        >
            {card}
        </li>
    }
}

#[component]
fn More(lane: Lane, desk: Desk, filtered: bool) -> impl IntoView {
    let i18n = use_i18n();
    let world = use_live().world;
    let read = move |_| {
        if lane.reading.get_untracked() {
            return;
        }
        lane.reading.set(true);
        spawn_local(async move {
            let reply =
                if filtered { desk.filtered.more(lane).await } else { world.more(lane).await };
            lane.reading.try_set(false);
            if let Err(failure) = reply {
                toast(Tone::Bad, words::problem(&failure));
            }
        });
    };
    let listed = move || lane.ids.with(Vec::len) as u32;
    let at_end = move || lane.state == State::Closed && !filtered && listed() >= LIMIT_MAX;
    move || {
        if !lane.has_more() {
            ().into_any()
        } else if at_end() {
            view! { <p class="column__empty">{t!(i18n, board.more_closed)}</p> }.into_any()
        } else {
            let left = lane.count.get().saturating_sub(listed());
            view! {
                <button type="button" class="button column__more" aria-busy=move || lane.reading.get().to_string() on:click=read>
                    {t!(i18n, board.more_left, n = left)}
                </button>
            }
            .into_any()
        }
    }
}
