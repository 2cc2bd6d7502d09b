//! How many orders are late or soon will be, for those who answer for all of them.

use domain::{
    api::{TicketQuery, TicketsList},
    ticket::filter::{DueFilter, Filter},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::components::A;

use crate::{api::send, components::Icon, live::use_live, words};

/// After a change the counts are asked for again; several changes share one asking.
const REST_MS: u32 = 2_000;

/// A tile that counts what a filter lets through, and leads to it.
#[component]
pub fn DueTile(due: DueFilter, icon: &'static str) -> impl IntoView {
    let count = RwSignal::new(None::<u32>);
    let asked = StoredValue::new(false);
    let ask = move |rest: u32| {
        if asked.try_update_value(|asked| std::mem::replace(asked, true)) != Some(false) {
            return;
        }
        spawn_local(async move {
            TimeoutFuture::new(rest).await;
            asked.try_set_value(false);
            let filter = Filter { due: Some(due), ..Filter::default() };
            let query = TicketQuery { filter, limit: 1, ..TicketQuery::default() };
            if let Ok(list) = send(&TicketsList(query)).await {
                count.try_set(Some(list.total));
            }
        });
    };
    ask(0);
    use_live().on_event(move |_| ask(REST_MS));
    view! {
        <li>
            <A href=format!("/board?due={due}") attr:class="tile tile--queue">
                <Icon name=icon/>
                <span class="tile__name">{move || words::due_filter(due)}</span>
                <strong class="tile__count">{move || count.get().map_or_else(|| "–".to_owned(), |count| count.to_string())}</strong>
            </A>
        </li>
    }
}
