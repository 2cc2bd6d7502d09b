//! Switches between Chinese and English; the choice is kept.

use leptos::prelude::*;

use super::Icon;
use crate::{
    i18n::{locale_tag, speak, use_i18n},
    words::other_language,
};

#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let i18n = use_i18n();
    let other = move || other_language(i18n.get_locale());
    view! {
        <button
            type="button"
            class="button button--quiet"
            lang=move || locale_tag(other().0)
            on:click=move |_| speak(other_language(i18n.get_locale_untracked()).0)
        >
            <Icon name="languages"/>
            {move || other().1}
        </button>
    }
}
