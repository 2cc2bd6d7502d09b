//! 打印: what stands on paper alone, above and below the order.

use leptos::prelude::*;

use crate::{
    i18n::{t, use_i18n},
    live::clock::use_now,
    words,
};

/// Whose paper it is, and as of when it was printed.
#[component]
pub fn Letterhead() -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    view! {
        <div class="paper paper__head">
            <p>{t!(i18n, shell.product_line)}</p>
            <p>{move || t!(i18n, ticket.printed_at, at = words::moment(now.get()))}</p>
        </div>
    }
}

/// What the columns of the story hold.
#[component]
pub fn Columns() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <p class="paper paper__columns" aria-hidden="true">
            <span>{t!(i18n, ticket.column_when)}</span>
            <span>{t!(i18n, ticket.column_who)}</span>
            <span>{t!(i18n, ticket.column_what)}</span>
        </p>
    }
}

/// Where it is signed.
#[component]
pub fn Signatures() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <dl class="paper paper__signatures">
            <div><dt>{t!(i18n, ticket.signed_by)}</dt><dd></dd></div>
            <div><dt>{t!(i18n, ticket.signed_lead)}</dt><dd></dd></div>
            <div><dt>{t!(i18n, ticket.signed_on)}</dt><dd></dd></div>
        </dl>
    }
}
