//! The menu of a card: the moves that the order offers this person, and the evidence of the chosen one.

use std::sync::Arc;

use domain::{
    api::{TicketRead, TicketView},
    ticket::{
        State, Verb,
        workflow::{Land, rows, target},
    },
};
use leptos::{prelude::*, task::spawn_local};

use super::desk::{ActingOn, Desk};
use crate::{
    api::{Failure, send},
    browser::page::{first, focus_first, next_frame},
    components::{Dialog, Empty, Failed, Icon, Loading, StateChip},
    i18n::{label, t, t_string, use_i18n},
    live::use_live,
    pages::step::{Offers, StepForm, happened},
    words,
};

/// What is asked first, or the key that sends where nothing has to be given.
const EVIDENCE: &str =
    ".dialog[open] .evidence-form :is(input, textarea, button[type=submit]):not(details *)";

#[component]
pub fn ActDialog(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let world = use_live().world;
    let number = move || {
        let card = desk.acting().get().and_then(|acting| world.card(acting.id));
        card.map(|card| card.with(|card| card.number.to_string())).unwrap_or_default()
    };
    let title = Signal::derive(move || t_string!(i18n, board.menu_title, number = number()));
    let at = Memo::new(move |_| column_at(desk.acting().get()?.to?));
    // Setting a signal to what it is wakes its effects too: each of the two only says what is news.
    Effect::new(move |_| {
        let acting = desk.acting().with(Option::is_some);
        if open.get_untracked() != acting {
            open.set(acting);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            desk.let_go();
        }
    });
    view! {
        <Dialog open title at>
            {move || desk.acting().get().map(|acting| view! { <Menu desk acting/> })}
        </Dialog>
    }
}

/// The upper left corner of the cards of a column, as far as it is on the screen.
fn column_at(state: State) -> Option<(f64, f64)> {
    let column = first(&format!("#column-{state} .column__scroll"))?.get_bounding_client_rect();
    // A column in which the filter finds nothing is not shown.
    (column.width() > 0.0).then(|| (column.left(), column.top()))
}

/// Reads the order first: only it knows what is offered.
#[component]
fn Menu(desk: Desk, acting: ActingOn) -> impl IntoView {
    let ticket = RwSignal::new(None::<Result<Arc<TicketView>, Failure>>);
    let read = move || {
        ticket.set(None);
        spawn_local(async move {
            let reply = send(&TicketRead(acting.id)).await;
            ticket.try_set(Some(reply.map(Arc::new)));
        });
    };
    read();
    move || match ticket.get() {
        None => view! { <Loading/> }.into_any(),
        Some(Err(failure)) => view! { <Failed failure retry=move |()| read()/> }.into_any(),
        Some(Ok(ticket)) => view! { <Moves desk acting ticket/> }.into_any(),
    }
}

/// Where the card was dropped on a column, only what leads there is offered; one step alone is asked
/// for its evidence at once.
#[component]
fn Moves(desk: Desk, acting: ActingOn, ticket: Arc<TicketView>) -> impl IntoView {
    let offered = match acting.to {
        Some(to) => leading_to(&ticket, to),
        None => Offers::of(&ticket.offered).in_order().collect(),
    };
    let only = acting.to.and(offered.first()).filter(|_| offered.len() == 1).copied();
    let overtaken = acting.to.filter(|_| offered.is_empty());
    if overtaken.is_some() {
        desk.world().put_back(acting.id);
    }
    let chosen = RwSignal::new(only);
    let (ticket, offered) = (StoredValue::new(ticket), StoredValue::new(offered));
    let cancel = move |()| if only.is_some() { desk.let_go() } else { chosen.set(None) };
    view! {
        <div>
            <p class="act__title">{ticket.with_value(|ticket| ticket.card.title.clone())}</p>
            <p class="soft">{ticket.with_value(|ticket| ticket.card.address.clone())}</p>
        </div>
        {overtaken.map(|to| view! { <Overtaken desk ticket=ticket.get_value() to/> })}
        {move || match chosen.get() {
            None => {
                view! { <Choices desk ticket=ticket.get_value() offered=offered.get_value() chosen/> }.into_any()
            }
            Some(verb) => view! { <Step desk ticket=ticket.get_value() verb on_cancel=cancel/> }.into_any(),
        }}
    }
}

/// The offered steps that may lead to a column.
fn leading_to(ticket: &TicketView, to: State) -> Vec<Verb> {
    let leads = |verb: &Verb| rows(ticket.card.state, *verb).any(|row| row.to == Land::To(to));
    Offers::of(&ticket.offered).in_order().filter(leads).collect()
}

/// Somebody was quicker: what they did, and that the card cannot go where it was dropped.
#[component]
fn Overtaken(desk: Desk, ticket: Arc<TicketView>, to: State) -> impl IntoView {
    let i18n = use_i18n();
    let last = ticket.entries.last().map(|entry| happened(desk.session(), entry));
    view! {
        <div class="news" role="alert">
            <p class="news__title"><Icon name="info"/>{t!(i18n, ticket.stale_title)}</p>
            <p>{last}</p>
            <p>{move || t_string!(i18n, board.overtaken, state = words::state(to))}</p>
        </div>
    }
}

#[component]
fn Choices(
    desk: Desk,
    ticket: Arc<TicketView>,
    offered: Vec<Verb>,
    chosen: RwSignal<Option<Verb>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (id, state) = (ticket.card.id, ticket.card.state);
    let primary = Offers::of(&ticket.offered).primary;
    // The dialog was opened before there was anything to choose from, and put the focus on its cross.
    next_frame(|| _ = focus_first(".act__offers button"));
    let offers = offered.into_iter().map(|verb| {
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
        desk.let_go();
        desk.place().open(id);
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
    #[prop(into)] on_cancel: Callback<()>,
) -> impl IntoView {
    let world = use_live().world;
    let (id, state) = (ticket.card.id, ticket.card.state);
    let sending = move |(action, under_way)| match target(state, &action) {
        Some(to) if under_way => world.expect(id, to),
        _ => world.put_back(id),
    };
    let done = move |after: Arc<TicketView>| {
        desk.filtered().take(state, &after.card);
        desk.acting().set(None);
        desk.focus(id);
    };
    next_frame(|| _ = focus_first(EVIDENCE));
    view! {
        <h3 class="act__verb">{move || words::verb(verb)}</h3>
        <StepForm verb ticket=Signal::stored(ticket) on_done=done on_cancel on_sending=sending/>
    }
}
