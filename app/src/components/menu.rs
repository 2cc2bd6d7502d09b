//! A button that unfolds a few choices; a choice, a press elsewhere and Escape fold it again.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

/// `summary` is what stands on the button, with the classes of a button in `class`.
#[component]
pub fn Menu(
    summary: ViewFn,
    /// Of the button.
    #[prop(default = "button")]
    class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Details>::new();
    // The choices are made when they are first looked at: most pages are used without.
    let wanted = RwSignal::new(false);
    let fold = move || {
        if let Some(menu) = element.get_untracked() {
            menu.set_open(false);
        }
    };
    // What had the focus is hidden now: the button has it, unless the choice leads it elsewhere.
    let fold_here = move || {
        fold();
        let summary = element.get_untracked().and_then(|menu| menu.first_element_child());
        if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
            summary.focus().ok();
        }
    };
    let elsewhere = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        let within = element.get_untracked().is_some_and(|menu| menu.contains(target.as_ref()));
        if !within {
            fold();
        }
    });
    on_cleanup(move || elsewhere.remove());
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && element.get_untracked().is_some_and(|menu| menu.open()) {
            event.prevent_default();
            event.stop_propagation();
            fold_here();
        }
    };
    view! {
        <details class="menu" node_ref=element on:keydown=key>
            <summary class=class on:click=move |_| wanted.set(true)>{summary.run()}</summary>
            <div class="menu__choices" on:click=move |_| fold_here()>
                <Show when=move || wanted.get()>{children()}</Show>
            </div>
        </details>
    }
}
