//! Where an order stands, as a word on its step of the pipeline's hue.

use domain::ticket::State;
use leptos::prelude::*;

use crate::words;

#[component]
pub fn StateChip(#[prop(into)] state: Signal<State>) -> impl IntoView {
    view! {
        <span class="state-chip" data-state=move || state.get().slug()>
            {move || words::state(state.get())}
        </span>
    }
}
