//! A control with its label, a hint, and what is wrong with it.

use domain::text::Flaw;
use leptos::prelude::*;

use super::Icon;
use crate::{api::Failure, words};

/// The child is the control and carries the same `id`. Its description is `{id}-note`.
#[component]
pub fn Field(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] hint: Signal<String>,
    #[prop(optional, into)] fault: Signal<Option<Flaw>>,
    children: Children,
) -> impl IntoView {
    let note = format!("{id}-note");
    view! {
        <div class="field" class:field--fault=move || fault.get().is_some()>
            <label class="field__label" for=id>{move || label.get()}</label>
            {children()}
            <p class="field__note" id=note aria-live="polite">
                {move || match fault.get() {
                    Some(flaw) => view! { <Icon name="circle-alert"/> {words::flaw(flaw)} }.into_any(),
                    None => hint.get().into_any(),
                }}
            </p>
        </div>
    }
}

/// What a refusal says of one field.
pub fn field_fault(failure: Option<&Failure>, field: &str) -> Option<Flaw> {
    failure.and_then(|failure| words::field_flaw(failure, field))
}
