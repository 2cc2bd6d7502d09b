//! 打电话: the sheet from which one rings, and the question on return what came of it. A call is
//! remembered on the device until it is answered: by its order alone, never by its number.

use std::collections::BTreeMap;

use domain::{
    api::{CallerRevealed, ProblemCode},
    id::{PersonId, TicketId},
    ticket::{Verb, action::ContactOutcome},
};
use leptos::{ev, prelude::*};

use super::{
    caller::Who,
    contact::OutcomeKeys,
    order::{Hand, once_read},
};
use crate::{
    browser::{page::is_visible, storage},
    components::Dialog,
    i18n::{t, t_string, use_i18n},
    live::{list::List, order::Order},
    session::call_place,
};

/// The calls of this page; a copy of a handle.
#[derive(Clone, Copy)]
pub struct Calls(StoredValue<Held>);

#[derive(Clone, Copy)]
struct Held {
    person: PersonId,
    open: RwSignal<bool>,
    /// Whose sheet it is.
    of: RwSignal<Option<TicketId>>,
    /// The call that has no outcome yet.
    rung: RwSignal<Option<TicketId>>,
    /// What was asked for, for as long as the page lives, and how often the caller had been corrected then.
    numbers: RwSignal<BTreeMap<TicketId, (usize, CallerRevealed)>>,
}

impl Calls {
    /// The calls of a person; one that was not answered before the page was loaded is asked about.
    pub fn of(person: PersonId) -> Self {
        let rung = storage::read(&call_place(person));
        let rung = rung.and_then(|id| id.parse().ok()).map(TicketId);
        let calls = Self(StoredValue::new(Held {
            person,
            open: RwSignal::new(rung.is_some()),
            of: RwSignal::new(rung),
            rung: RwSignal::new(rung),
            numbers: RwSignal::default(),
        }));
        let shown = window_event_listener(ev::visibilitychange, move |_| calls.ask());
        let focused = window_event_listener(ev::focus, move |_| calls.ask());
        on_cleanup(move || {
            shown.remove();
            focused.remove();
        });
        calls
    }

    /// The number of an order, where it was asked for and has not been corrected since.
    pub fn number(
        self,
        id: TicketId,
        corrections: impl Fn() -> usize + Send + Sync + 'static,
    ) -> Memo<Option<CallerRevealed>> {
        let numbers = self.held().numbers;
        Memo::new(move |_| {
            let told = numbers.with(|numbers| numbers.get(&id).cloned());
            told.filter(|(before, _)| *before == corrections()).map(|(_, caller)| caller)
        })
    }

    /// Shows the number of an order that was asked for after so many corrections; whether the page is
    /// still there.
    pub fn show(self, id: TicketId, corrections: usize, caller: CallerRevealed) -> bool {
        let (held, told) = (self.0.try_get_value(), (corrections, caller));
        held.and_then(|held| held.numbers.try_update(|known| known.insert(id, told))).is_some()
    }

    /// Whether the sheet was opened yet.
    pub fn wanted(self) -> Memo<bool> {
        let of = self.held().of;
        Memo::new(move |_| of.with(Option::is_some))
    }

    /// Opens the sheet of an order.
    pub fn begin(self, id: TicketId) {
        let held = self.held();
        held.of.set(Some(id));
        held.open.set(true);
    }

    /// The number was dialled.
    pub fn rang(self, id: TicketId) {
        let held = self.held();
        held.rung.set(Some(id));
        storage::write(&call_place(held.person), &id.to_string());
        self.begin(id);
    }

    /// Whoever comes back from the dialler is asked.
    fn ask(self) {
        if let Some(id) = self.held().rung.get_untracked().filter(|_| is_visible()) {
            self.begin(id);
        }
    }

    /// What came of it is told, or there was no call.
    fn settle(self) {
        self.forget_rung();
        self.held().open.set(false);
    }

    fn forget_rung(self) {
        let held = self.held();
        held.rung.set(None);
        storage::forget(&call_place(held.person));
    }

    /// An order that has gone to another unit since it was rung can be told nothing of: that is said once,
    /// and not asked about any more.
    fn forget_where_gone(self, id: TicketId, order: Order) {
        Effect::new(move |_| {
            let failure = order.failure.get();
            let is_gone = failure.and_then(|failure| failure.code()) == Some(ProblemCode::NotFound);
            if is_gone && self.held().rung.get_untracked() == Some(id) {
                self.forget_rung();
            }
        });
    }

    fn held(self) -> Held {
        self.0.get_value()
    }
}

#[component]
pub fn CallSheet(calls: Calls, list: List) -> impl IntoView {
    let i18n = use_i18n();
    let Held { open, of, rung, .. } = calls.held();
    let of = Memo::new(move |_| of.get());
    let asks = Memo::new(move |_| rung.get().is_some_and(|id| of.get() == Some(id)));
    let title = Signal::derive(move || {
        let said = if asks.get() {
            t_string!(i18n, tasks.call_asks)
        } else {
            t_string!(i18n, tasks.call_title)
        };
        said.to_owned()
    });
    view! {
        <Dialog open title>
            {move || of.get().map(|id| {
                let order = Order::follow(id);
                calls.forget_where_gone(id, order);
                once_read(order, list, calls, move |hand| view! { <Call hand asks/> }.into_any())
            })}
        </Dialog>
    }
}

/// Whom one rings; after that, what came of it comes first.
#[component]
fn Call(hand: Hand, asks: Memo<bool>) -> impl IntoView {
    let card = move |part: fn(&domain::api::Card) -> String| {
        move || hand.ticket.with(|ticket| part(&ticket.card))
    };
    view! {
        <p class="call-sheet__order">
            <span class="number">{card(|card| card.number.to_string())}</span>
            <strong>{card(|card| card.title.clone())}</strong>
        </p>
        <Show when=move || asks.get()>
            <After hand/>
        </Show>
        <Who hand dials=true/>
    }
}

/// One tap tells it.
#[component]
fn After(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    let offered = hand.offers(Verb::Contact);
    let settle = move |_| hand.calls.settle();
    let done = Callback::new(move |_: ContactOutcome| hand.calls.settle());
    view! {
        <Show
            when=move || offered.get()
            fallback=move || view! { <p>{t!(i18n, tasks.call_too_late)}</p> }
        >
            <OutcomeKeys hand on_done=done/>
        </Show>
        <button type="button" class="button button--quiet" on:click=settle>
            {t!(i18n, tasks.call_none)}
        </button>
    }
}
