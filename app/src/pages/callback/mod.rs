//! 回访: whom to ring back, one at a time; what remains is to close.

mod attempts;
mod form;
mod matter;
mod open;
mod queue;

use domain::{id::TicketId, ticket::State};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::Empty,
    i18n::{label, t, use_i18n},
    live::list::List,
};

/// The two queues and the order that is open.
#[component]
pub fn CallbackPage() -> impl IntoView {
    let i18n = use_i18n();
    let list = List::follow(&[State::ToCallBack, State::ToClose], None);
    let open = opened();
    view! {
        <main id="main" class="page callback" class:callback--open=move || open.get().is_some()>
            <h1 class="visually-hidden">{t!(i18n, callback.title)}</h1>
            <queue::Queues list open/>
            <section class="callback__open">
                {move || match open.get() {
                    Some(id) => view! { <open::OpenOrder id list/> }.into_any(),
                    None => view! { <Empty icon="phone-call" title=label!(i18n, callback.choose)/> }.into_any(),
                }}
            </section>
        </main>
    }
}

/// The order of the address, `?ticket=`, so that a reload finds it again, and the way back leads past it.
fn opened() -> Memo<Option<TicketId>> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| query.get("ticket").and_then(|id| id.parse().ok()).map(TicketId))
    })
}
