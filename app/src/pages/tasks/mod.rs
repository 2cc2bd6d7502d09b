//! 待办: the phone of a unit's liaison. One list, one order; the list stays while an order is open.

mod caller;
mod calls;
mod contact;
mod list;
mod order;
mod refresh;
mod reply;
mod row;
mod share;
mod templates;

use std::time::Duration;

use domain::{api::Shelf, id::TicketId, people::UnitSlug};
use leptos::{ev, prelude::*};
use leptos_router::hooks::use_params_map;

use crate::{
    browser::page::next_frame,
    components::{Coming, Empty, Fetched, cut},
    i18n::{label, t, use_i18n},
    live::{list::List, world::Reading},
    session::use_session,
};
use calls::Calls;

/// The list of my unit, and over it the order of the address, if it names one.
#[component]
pub fn TasksPage() -> impl IntoView {
    let i18n = use_i18n();
    let person = use_session().person;
    let unit = Memo::new(move |_| {
        person.with(|person| person.as_ref().and_then(|person| person.unit.clone()))
    });
    view! {
        <main id="main" class="page tasks-page">
            <h1 class="visually-hidden">{t!(i18n, tasks.title)}</h1>
            {move || match unit.get() {
                Some(unit) => view! { <Desk unit/> }.into_any(),
                None => view! { <Empty icon="inbox" title=label!(i18n, tasks.no_unit)/> }.into_any(),
            }}
        </main>
    }
}

#[component]
fn Desk(unit: UnitSlug) -> impl IntoView {
    let params = use_params_map();
    let open = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse().ok()).map(TicketId))
    });
    let list = List::follow(&Shelf::STATES, Some(unit.clone()));
    let person = use_session().person;
    let person = person.with_untracked(|person| person.as_ref().map(|person| person.id));
    let calls = Calls::of(person.unwrap_or_default());
    let is_open = Memo::new(move |_| open.get().is_some());
    want_vocabulary(list, is_open);
    keep_place(is_open);
    let unit = StoredValue::new(unit);
    view! {
        <div class="tasks" class:tasks--open=move || is_open.get()>
            <list::TaskList list unit=unit.get_value() open calls/>
            {move || open.get().map(|id| order_page(id, list, unit.get_value(), calls))}
        </div>
        {call_sheet(calls, list)}
    }
}

/// How long the rows have to be drawn before the words are asked for: a frame is not enough for a cheap phone.
const DRAWN: Duration = Duration::from_millis(500);

/// An order is told in the words of the desk. They are read once the list can be seen, or at once where
/// somebody opens an order.
fn want_vocabulary(list: List, is_open: Memo<bool>) {
    let session = use_session();
    let read = move || session.want_vocabulary();
    Effect::new(move |_| {
        let list_is_there =
            list.reading.with(|reading| matches!(reading, Reading::Done | Reading::Failed(_)));
        if is_open.get() {
            read();
        } else if list_is_there {
            set_timeout(read, DRAWN);
        }
    });
}

/// The order is not needed to show the list: its code is a chunk of its own.
fn order_page(id: TicketId, list: List, unit: UnitSlug, calls: Calls) -> AnyView {
    type Make = fn(TicketId, List, UnitSlug, Calls) -> AnyView;
    let fetch = move || {
        let unit = unit.clone();
        let page = cut!(order: Make = |id, list, unit, calls| {
            view! { <order::OrderPage id list unit calls/> }.into_any()
        });
        let view = async move {
            page.await.map(|page| ViewFn::from(move || page(id, list, unit.clone(), calls)))
        };
        Box::pin(view) as Coming
    };
    view! { <Fetched fetch=Box::new(fetch)/> }.into_any()
}

/// The sheet shows the order that is rung about: its code comes with the orders', once it is wanted.
fn call_sheet(calls: Calls, list: List) -> AnyView {
    type Make = fn(Calls, List) -> AnyView;
    let fetch = move || {
        let sheet = cut!(order: Make = |calls, list| {
            view! { <calls::CallSheet calls list/> }.into_any()
        });
        Box::pin(async move { sheet.await.map(|sheet| ViewFn::from(move || sheet(calls, list))) })
            as Coming
    };
    let wanted = calls.wanted();
    (move || wanted.get().then(|| view! { <Fetched fetch=Box::new(fetch)/> })).into_any()
}

/// Comes back from an order to the place of the list where one was.
fn keep_place(is_open: Memo<bool>) {
    let place = StoredValue::new(0.0);
    // Noted while the list is scrolled: once it is put away the page is too short to tell.
    let listener = window_event_listener(ev::scroll, move |_| {
        if !is_open.get_untracked() {
            place.set_value(window().scroll_y().unwrap_or_default());
        }
    });
    on_cleanup(move || listener.remove());
    Effect::new(move |was_open: Option<bool>| {
        let is_open = is_open.get();
        if is_open {
            window().scroll_to_with_x_and_y(0.0, 0.0);
        } else if was_open == Some(true) {
            let left_at = place.get_value();
            next_frame(move || window().scroll_to_with_x_and_y(0.0, left_at));
        }
        is_open
    });
}
