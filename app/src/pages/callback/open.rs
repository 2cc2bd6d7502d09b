//! The order that is open: whom to ring, what was asked and answered, and what comes of the call.

use std::sync::Arc;

use domain::{
    api::{ProblemCode, TicketView},
    id::TicketId,
    ticket::{Action, State, Verb},
};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{attempts::Attempts, form::CallForm, matter::Matter};
use crate::{
    components::{Empty, Failed, Icon, Loading, StateChip},
    i18n::{current, label, t, t_string, use_i18n},
    live::{acting::Acting, list::List, order::Order},
    pages::step::{StepForm, say_done},
    words,
};

/// The order, and how one acts on it: what a step answers reaches the queues as well.
#[derive(Clone, Copy)]
pub struct Hand {
    pub order: Order,
    pub ticket: Signal<Arc<TicketView>>,
    pub acting: Acting,
    list: List,
}

impl Hand {
    /// Takes the step, and says what was done in the words of `done`.
    pub fn act(self, action: Action, done: impl FnOnce(&TicketView) -> String + 'static) {
        let verb = action.verb();
        self.acting.act(&self.ticket.get_untracked(), action, move |after| {
            say_done(self.acting, &after, verb, done(&after));
            self.took(Arc::new(after));
        });
    }

    fn took(self, after: Arc<TicketView>) {
        self.list.take(&after.card);
        self.order.take(after);
    }

    /// Whether the workflow offers me this now.
    pub fn offers(self, verb: Verb) -> Memo<bool> {
        Memo::new(move |_| self.ticket.with(|ticket| ticket.offered.contains(&verb)))
    }
}

#[component]
pub fn OpenOrder(id: TicketId, list: List) -> impl IntoView {
    let i18n = use_i18n();
    let order = Order::follow(id);
    let there = Memo::new(move |_| order.view.with(Option::is_some));
    let failure = Memo::new(move |_| order.failure.get());
    view! {
        <a href="/callback" data-noscroll class="button button--quiet callback__back">
            <Icon name="chevron-left"/>
            {t!(i18n, callback.queue)}
        </a>
        {move || match failure.get() {
            Some(failure) if failure.code() == Some(ProblemCode::NotFound) => {
                view! { <Empty icon="inbox" title=label!(i18n, callback.left_queue)/> }.into_any()
            }
            Some(failure) => view! { <Failed failure retry=move |()| order.read()/> }.into_any(),
            None if there.get() => view! { <Opened order list/> }.into_any(),
            None => view! { <Loading/> }.into_any(),
        }}
    }
}

/// The order once it was read; what changes afterwards changes in its place.
#[component]
fn Opened(order: Order, list: List) -> impl IntoView {
    let Some(first) = order.view.get_untracked() else { return ().into_any() };
    let ticket = Memo::new(move |last: Option<&Arc<TicketView>>| {
        order.view.get().or_else(|| last.cloned()).unwrap_or_else(|| Arc::clone(&first))
    });
    let acting = Acting::new();
    Effect::new(move |_| acting.failure.with(|failure| order.take_from(failure.as_ref())));
    let hand = Hand { order, ticket: ticket.into(), acting, list };
    view! {
        <Head hand/>
        <div class="callback__sides">
            <Matter hand/>
            <div class="callback__call">
                <Attempts hand/>
                <Steps hand/>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Head(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    let ticket = hand.ticket;
    let state = Memo::new(move |_| ticket.with(|ticket| ticket.card.state));
    view! {
        <header class="callback__head">
            <p>
                <span class="number">{move || ticket.with(|ticket| ticket.card.number.to_string())}</span>
                <StateChip state/>
                <A href=format!("/tickets/{}", hand.order.id) attr:class="callback__whole">
                    {t!(i18n, callback.open_ticket)}
                </A>
            </p>
            <h2>{move || ticket.with(|ticket| ticket.card.title.clone())}</h2>
        </header>
    }
}

/// What can be done with it now: the call, closing, and sending it back for another round.
#[component]
fn Steps(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    let state = Memo::new(move |_| hand.ticket.with(|ticket| ticket.card.state));
    let (calls, closes) = (hand.offers(Verb::CallBack), hand.offers(Verb::Close));
    view! {
        <Show when=move || calls.get()>
            <CallForm hand/>
        </Show>
        <Show when=move || closes.get()>
            <Close hand/>
        </Show>
        <p class="fault" role="alert">{move || hand.acting.failure.get().map(|failure| words::problem(&failure))}</p>
        <Rework hand/>
        <Show when=move || !matches!(state.get(), State::ToCallBack | State::ToClose)>
            <p class="soft">{t!(i18n, callback.left_queue)}</p>
        </Show>
    }
}

#[component]
fn Close(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    let close = move |_| {
        hand.act(Action::Close {}, |after| {
            t_string!(current(), callback.closed, number = after.card.number.to_string())
        });
    };
    view! {
        <button
            type="button"
            class="button button--primary callback__close"
            aria-disabled=move || hand.acting.sending.get().to_string()
            on:click=close
        >
            <Icon name="check"/>
            {move || {
                if hand.acting.sending.get() { t_string!(i18n, callback.closing) } else { t_string!(i18n, callback.close) }
            }}
        </button>
    }
}

#[component]
fn Rework(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    let offered = hand.offers(Verb::Rework);
    let open = RwSignal::new(false);
    let done = Callback::new(move |after: Arc<TicketView>| {
        hand.took(after);
        open.set(false);
    });
    view! {
        <Show when=move || offered.get()>
            <div class="callback__rework">
                <Show
                    when=move || open.get()
                    fallback=move || view! {
                        <button type="button" class="button" on:click=move |_| open.set(true)>
                            <Icon name="undo-2"/>
                            {t!(i18n, callback.rework)}
                        </button>
                        <span class="soft">{t!(i18n, callback.rework_means)}</span>
                    }
                >
                    <StepForm verb=Verb::Rework ticket=hand.ticket on_done=done on_cancel=move |()| open.set(false)/>
                </Show>
            </div>
        </Show>
    }
}
