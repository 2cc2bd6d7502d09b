//! An icon of the sprite, in the colour of the text around it; it says nothing by itself.

use std::sync::LazyLock;

use leptos::prelude::*;

use crate::browser::page::meta;

/// Where the bundle has put the sprite.
static SPRITE: LazyLock<String> = LazyLock::new(|| meta("xinqiao-icons").unwrap_or_default());

/// `name` as in `app/icons.txt`.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" focusable="false">
            <use href=format!("{}#{name}", *SPRITE)></use>
        </svg>
    }
}
