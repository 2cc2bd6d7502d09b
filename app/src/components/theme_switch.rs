//! Light or dark: as the system has it, or as chosen here; the choice is kept, and `js/boot.js` shows
//! it before anything is drawn.

use leptos::prelude::*;

use super::Icon;
use crate::{
    browser::storage,
    i18n::{t_string, use_i18n},
};

/// Where the choice is kept in the browser.
const KEPT: &str = "xinqiao.theme";

/// The theme as the stylesheet knows it, `<html data-theme>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    fn kept() -> Self {
        match storage::read(KEPT).as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    fn show(self) {
        let slug = match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        };
        let Some(root) = document().document_element() else { return };
        if let Some(slug) = slug {
            root.set_attribute("data-theme", slug).ok();
            storage::write(KEPT, slug);
        } else {
            root.remove_attribute("data-theme").ok();
            storage::forget(KEPT);
        }
        // Charts are drawn in the colours of the page and do not follow by themselves.
        if let Ok(event) = web_sys::Event::new("xinqiao:theme") {
            window().dispatch_event(&event).ok();
        }
    }
}

#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let i18n = use_i18n();
    let theme = RwSignal::new(Theme::kept());
    let turn = move |_| {
        theme.update(|theme| *theme = theme.next());
        theme.get_untracked().show();
    };
    let icon = move || match theme.get() {
        Theme::System => "monitor",
        Theme::Light => "sun",
        Theme::Dark => "moon",
    };
    let said = move || match theme.get() {
        Theme::System => t_string!(i18n, shell.theme_system),
        Theme::Light => t_string!(i18n, shell.theme_light),
        Theme::Dark => t_string!(i18n, shell.theme_dark),
    };
    view! {
        <button type="button" class="button button--quiet" on:click=turn>
            {move || view! { <Icon name=icon()/> }}
            {move || format!("{}{}", t_string!(i18n, shell.theme), said())}
        </button>
    }
}
