//! 断线: on a phone, that the page is not current any more, and how old it is; on wider screens the
//! connection mark has room for it.

use leptos::prelude::*;

use super::Icon;
use crate::{
    browser::page::is_online,
    i18n::{t_string, use_i18n},
    live::{Connection, clock::use_now, use_live},
    words,
};

/// A connection that comes back within this was no loss.
const PATIENCE_MS: i64 = 10_000;

#[component]
pub fn OfflineBanner() -> impl IntoView {
    let i18n = use_i18n();
    let live = use_live();
    let now = use_now();
    let lost = Memo::new(move |_| match live.connection.get() {
        Connection::Lost { since } => now.get().since(since) >= PATIENCE_MS,
        Connection::Connecting | Connection::Live => false,
    });
    let text = move || {
        let at = live.heard.get().map(words::time).unwrap_or_default();
        if is_online() {
            t_string!(i18n, shell.unreached_since, at = at)
        } else {
            t_string!(i18n, shell.offline_since, at = at)
        }
    };
    view! {
        <Show when=move || lost.get()>
            <p class="offline-banner" role="status">
                <Icon name="wifi-off"/>
                <span>{text}</span>
            </p>
        </Show>
    }
}
