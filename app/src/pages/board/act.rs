//! The menu of a card: the moves that the order offers this person, and the evidence of the chosen one.

use std::sync::Arc;

use domain::{
    api::TicketView,
    id::TicketId,
    ticket::{
        State, Verb,
        workflow::{Land, rows, target},
    },
};
use leptos::{prelude::*, task::spawn_local};

use super::Desk;
use crate::{
    api::{Failure, send},
    browser::page::{focus, next_frame},
    components::{Dialog, Empty, Failed, Icon, Loading, StateChip},
    i18n::{label, t, t_string, use_i18n},
    live::use_live,
    pages::step::{Offers, StepForm},
    words,
};

#[component]
pub fn ActDialog(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let world = use_live().world;
    let number = move || {
        let card = desk.acting.get().and_then(|id| world.card(id));
        card.map(|card| card.with(|card| card.number.to_string())).unwrap_or_default()
    };
    let title = Signal::derive(move || t_string!(i18n, board.menu_title, number = number()));
    // Setting a signal to what it is wakes its effects too: each of the two only says what is news.
    Effect::new(move |_| {
        let acting = desk.acting.with(Option::is_some);
        if open.get_untracked() != acting {
            open.set(acting);
        }
    });
    Effect::new(move |_| {
        if !open.get() && desk.acting.with_untracked(Option::is_some) {
            desk.acting.set(None);
        }
    });
    view! {
        <Dialog open title>
            {move || desk.acting.get().map(|id| view! { <Menu desk id/> })}
        </Dialog>
    }
}

/// Reads the order first: only it knows what is offered.
#[component]
fn Menu(desk: Desk, id: TicketId) -> impl IntoView {
    let ticket = RwSignal::new(None::<Result<Arc<TicketView>, Failure>>);
    let read = move || {
        ticket.set(None);
        spawn_local(async move {
            let reply = send(&domain::api::TicketRead(id)).await;
            ticket.try_set(Some(reply.map(Arc::new)));
        });
    };
    read();
    move || match ticket.get() {
        None => view! { <Loading/> }.into_any(),
        Some(Err(failure)) => view! { <Failed failure retry=move |()| read()/> }.into_any(),
        Some(Ok(ticket)) => view! { <Moves desk ticket/> }.into_any(),
    }
}

#[component]
fn Moves(desk: Desk, ticket: Arc<TicketView>) -> impl IntoView {
    let chosen = RwSignal::new(None::<Verb>);
    let ticket = StoredValue::new(ticket);
    view! {
        <p class="act__title">{ticket.with_value(|ticket| ticket.card.title.clone())}</p>
        {move || match chosen.get() {
            None => view! { <Choices desk ticket=ticket.get_value() chosen/> }.into_any(),
            Some(verb) => view! { <Step desk ticket=ticket.get_value() verb chosen/> }.into_any(),
        }}
    }
}

#[component]
fn Choices(desk: Desk, ticket: Arc<TicketView>, chosen: RwSignal<Option<Verb>>) -> impl IntoView {
    let i18n = use_i18n();
    let (id, state) = (ticket.card.id, ticket.card.state);
    let sorted = Offers::of(&ticket.offered);
    let primary = sorted.primary;
    let offers = sorted.in_order().map(|verb| {
        view! {
            <li>
                <button
                    type="button"
                    class="button act__offer"
                    class:act__offer--primary=primary == Some(verb)
                    on:click=move |_| chosen.set(Some(verb))
                >
                    <span>{move || words::verb(verb)}</span>
                    <Leads state verb/>
                </button>
            </li>
        }
    });
    let open = move |_| {
        desk.acting.set(None);
        desk.place.open(id);
    };
    view! {
        {ticket.offered.is_empty().then(|| view! { <Empty icon="info" title=label!(i18n, board.nothing_offered)/> })}
        <ul class="act__offers">{offers.collect_view()}</ul>
        <button type="button" class="button button--quiet" on:click=open>
            <Icon name="file-text"/>
            {t!(i18n, board.open)}
        </button>
    }
}

/// Where a verb leads from a state.
#[component]
fn Leads(state: State, verb: Verb) -> impl IntoView {
    let i18n = use_i18n();
    let to = rows(state, verb).next().and_then(|row| match row.to {
        Land::To(state) => Some(state),
        Land::Stay | Land::Back => None,
    });
    match to {
        Some(to) => {
            view! { <span class="act__to"><Icon name="arrow-right"/><StateChip state=to/></span> }
                .into_any()
        }
        None => view! { <span class="act__to">{t!(i18n, board.stays)}</span> }.into_any(),
    }
}

/// The card goes ahead while the step is sent, and comes back where it is refused.
#[component]
fn Step(
    desk: Desk,
    ticket: Arc<TicketView>,
    verb: Verb,
    chosen: RwSignal<Option<Verb>>,
) -> impl IntoView {
    let world = use_live().world;
    let (id, state) = (ticket.card.id, ticket.card.state);
    let sending = move |(action, under_way)| match target(state, &action) {
        Some(to) if under_way => world.expect(id, to),
        _ => world.put_back(id),
    };
    let done = move |_| {
        desk.acting.set(None);
        next_frame(move || _ = focus(&format!("card-{id}")));
    };
    view! {
        <h3 class="act__verb">{move || words::verb(verb)}</h3>
        <StepForm verb ticket=Signal::stored(ticket) on_done=done on_cancel=move |()| chosen.set(None) on_sending=sending/>
    }
}
