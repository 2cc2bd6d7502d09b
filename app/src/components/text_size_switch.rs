//! 字号: three sizes of type; the choice is kept, and `js/boot.js` shows it before anything is drawn.

use leptos::{ev, prelude::*};

use crate::{
    browser::storage,
    i18n::{current, t_string, use_i18n},
};

/// Where the choice is kept in the browser.
const KEPT: &str = "xinqiao.text";
/// The sizes as the stylesheet knows them, `<html data-text>`.
const SIZES: [&str; 3] = ["standard", "large", "largest"];

#[component]
pub fn TextSizeSwitch() -> impl IntoView {
    let i18n = use_i18n();
    let kept = storage::read(KEPT);
    let place = SIZES.iter().position(|size| Some(*size) == kept.as_deref()).unwrap_or(0);
    let chosen = RwSignal::new(place);
    let choose = move |place: usize| {
        chosen.set(place);
        show(SIZES[place]);
    };
    // The menu around it stays unfolded: one looks at the page before one decides.
    let stay = move |event: ev::MouseEvent| event.stop_propagation();
    view! {
        <div class="text-size" role="group" aria-label=move || t_string!(i18n, shell.text_size) on:click=stay>
            {(0..SIZES.len()).map(|place| view! {
                <button
                    type="button"
                    class="button button--quiet text-size__key"
                    data-size=SIZES[place]
                    aria-pressed=move || (chosen.get() == place).to_string()
                    on:click=move |_| choose(place)
                >
                    {move || name(place)}
                </button>
            }).collect_view()}
        </div>
    }
}

fn name(place: usize) -> &'static str {
    match place {
        0 => t_string!(current(), shell.text_standard),
        1 => t_string!(current(), shell.text_large),
        _ => t_string!(current(), shell.text_largest),
    }
}

fn show(size: &str) {
    storage::write(KEPT, size);
    if let Some(root) = document().document_element() {
        root.set_attribute("data-text", size).ok();
    }
}
