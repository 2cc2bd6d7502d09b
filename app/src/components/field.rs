//! A control with its label, a hint, and what is wrong with it.

use domain::text::Flaw;
use leptos::{html, prelude::*};

use super::Icon;
use crate::{api::Failure, words};

/// What a person fills in.
const CONTROL: &str = "input, textarea, select";

/// The child is the control and carries the same `id`. The note below says more of it, or what is wrong.
#[component]
pub fn Field(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] hint: Signal<String>,
    #[prop(optional, into)] fault: Signal<Option<Flaw>>,
    children: Children,
) -> impl IntoView {
    let note = format!("{id}-note");
    let element = NodeRef::<html::Div>::new();
    let described_by = note.clone();
    Effect::new(move |_| {
        let is_wrong = fault.get().is_some();
        let control = element.get().and_then(|field| field.query_selector(CONTROL).ok().flatten());
        if let Some(control) = control {
            control.set_attribute("aria-describedby", &described_by).ok();
            control.set_attribute("aria-invalid", &is_wrong.to_string()).ok();
        }
    });
    view! {
        <div class="field" class:field--fault=move || fault.get().is_some() node_ref=element>
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
