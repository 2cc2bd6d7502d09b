//! How many orders are late or soon will be, for those who answer for all of them.

use domain::{
    api::{TicketQuery, TicketsList},
    ticket::filter::{DueFilter, Filter},
};
use leptos::prelude::*;
use leptos_router::components::A;

use super::followed::followed;
use crate::{components::Icon, words};

/// A tile that counts what a filter lets through, and leads to it.
#[component]
pub fn DueTile(due: DueFilter, icon: &'static str) -> impl IntoView {
    let filter = Filter { due: Some(due), ..Filter::default() };
    let list = followed(TicketsList(TicketQuery { filter, limit: 1, ..TicketQuery::default() }));
    let count = move || list.with(|list| list.as_ref().map(|list| list.total));
    view! {
        <li>
            <A href=format!("/board?due={due}") attr:class="tile">
                <Icon name=icon/>
                <span class="tile__name">{move || words::due_filter(due)}</span>
                <strong class="tile__count">{move || count().map_or_else(|| "–".to_owned(), |count| count.to_string())}</strong>
            </A>
        </li>
    }
}
