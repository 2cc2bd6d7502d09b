//! A dialog over the page. The browser keeps the focus inside and gives it back.

use leptos::{ev, html, prelude::*};

use super::Icon;
use crate::i18n::{t_string, use_i18n};

/// Shows its children while `open`; Escape and the cross close it, unless it is `firm`.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// Cannot be closed by hand.
    #[prop(optional)]
    firm: bool,
    /// Where on the screen it belongs, as left and upper edge in pixels; else in the middle.
    #[prop(optional, into)]
    at: Signal<Option<(f64, f64)>>,
    children: ChildrenFn,
) -> impl IntoView {
    let i18n = use_i18n();
    let element = NodeRef::<html::Dialog>::new();
    let heading = heading_id();
    let labelled_by = heading.clone();
    Effect::new(move |_| {
        let Some(dialog) = element.get() else { return };
        if open.get() && !dialog.open() {
            dialog.show_modal().ok();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    let cancel = move |event: ev::Event| {
        if firm {
            event.prevent_default();
        }
    };
    let close = move |_| match element.get_untracked() {
        // Browsers let nobody be kept in for good: pressed again, Escape closes it all the same.
        Some(dialog) if firm && open.get_untracked() => _ = dialog.show_modal(),
        _ => open.set(false),
    };
    view! {
        <dialog
            class="dialog"
            class:dialog--placed=move || at.with(Option::is_some)
            style=("--at-inline", move || at.get().map(|(left, _)| format!("{left}px")))
            style=("--at-block", move || at.get().map(|(_, top)| format!("{top}px")))
            node_ref=element
            aria-labelledby=labelled_by
            on:cancel=cancel
            on:close=close
        >
            <header class="dialog__head">
                <h2 id=heading>{move || title.get()}</h2>
                <Show when=move || !firm>
                    <button
                        type="button"
                        class="button button--quiet button--icon"
                        aria-label=move || t_string!(i18n, shell.close)
                        on:click=move |_| open.set(false)
                    >
                        <Icon name="x"/>
                    </button>
                </Show>
            </header>
            <Show when=move || open.get()>
                <div class="dialog__body">{children()}</div>
            </Show>
        </dialog>
    }
}

/// An id that no other dialog of the page has.
fn heading_id() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("dialog-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}
