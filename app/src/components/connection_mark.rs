//! Whether the page is current, and how old it is where it is not.

use leptos::prelude::*;

use super::Icon;
use crate::{
    i18n::{t_string, use_i18n},
    live::{Connection, clock::use_now, hears, use_live},
    session::use_session,
    words,
};

#[component]
pub fn ConnectionMark() -> impl IntoView {
    let i18n = use_i18n();
    let live = use_live();
    let connection = live.connection;
    let now = use_now();
    let icon = move || match connection.get() {
        Connection::Lost { .. } => "wifi-off",
        Connection::Connecting | Connection::Live => "wifi",
    };
    let text = move || match connection.get() {
        Connection::Connecting => t_string!(i18n, shell.connecting).to_owned(),
        Connection::Live => t_string!(i18n, shell.live).to_owned(),
        Connection::Lost { since } => {
            t_string!(i18n, shell.lost_for, span = words::span(now.get().since(since)))
        }
    };
    let slug = move || match connection.get() {
        Connection::Connecting => "connecting",
        Connection::Live => "live",
        Connection::Lost { .. } => "lost",
    };
    let session = use_session();
    let follows = move || session.person.with(|person| person.as_ref().is_some_and(hears));
    view! {
        <p class="connection-mark" hidden=move || !follows() role="status" data-connection=slug>
            {move || view! { <Icon name=icon()/> }}
            <span class="connection-mark__words">{text}</span>
            <span class="connection-mark__age" aria-hidden="true">{move || live.heard.get().map(words::time)}</span>
        </p>
    }
}
