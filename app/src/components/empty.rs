//! What stands where there is nothing, nothing yet, or nothing to be had.

use leptos::prelude::*;

use super::Icon;
use crate::{
    api::Failure,
    i18n::{t, use_i18n},
    words,
};

/// Says what would be here; the children say how it comes here.
#[component]
pub fn Empty(
    icon: &'static str,
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name=icon/>
            <p class="empty__title">{move || title.get()}</p>
            {children.map(|children| view! { <div class="empty__hint">{children()}</div> })}
        </div>
    }
}

/// Keeps the place of what is being read. It appears late, so that what comes at once does not flicker.
#[component]
pub fn Loading() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="loading" role="status">
            <span class="loading__bar"></span>
            <span class="loading__bar"></span>
            <span class="loading__bar"></span>
            <span class="visually-hidden">{t!(i18n, shell.loading)}</span>
        </div>
    }
}

/// Why it could not be read, and a way to try again.
#[component]
pub fn Failed(
    #[prop(into)] failure: Signal<Failure>,
    #[prop(into)] retry: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="empty empty--failed" role="alert">
            <Icon name="circle-alert"/>
            <p class="empty__title">{t!(i18n, shell.failed)}</p>
            <p class="empty__hint">{move || failure.with(words::problem)}</p>
            <button type="button" class="button" on:click=move |_| retry.run(())>
                <Icon name="refresh-cw"/>
                {t!(i18n, shell.retry)}
            </button>
        </div>
    }
}
