//! One of a few: a group of radio buttons drawn as big keys.

use domain::text::Flaw;
use leptos::prelude::*;

use super::Icon;
use crate::words;

/// Chooses one of `options`.
#[component]
pub fn Choice<T>(
    #[prop(into)] legend: Signal<String>,
    options: &'static [T],
    label: fn(T) -> String,
    value: RwSignal<Option<T>>,
    #[prop(optional, into)] fault: Signal<Option<Flaw>>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let labels = options.iter().map(|option| {
        let option = *option;
        Signal::derive(move || label(option))
    });
    let chosen = Signal::derive(move || {
        value.get().and_then(|value| options.iter().position(|option| *option == value))
    });
    let choose = Callback::new(move |place: usize| value.set(options.get(place).copied()));
    Keys(KeysProps { legend, labels: labels.collect(), chosen, choose, fault })
}

/// The keys themselves, by their places; compiled once for all vocabularies.
#[component]
fn Keys(
    legend: Signal<String>,
    labels: Vec<Signal<String>>,
    chosen: Signal<Option<usize>>,
    choose: Callback<usize>,
    fault: Signal<Option<Flaw>>,
) -> impl IntoView {
    let group = group_name();
    let note = format!("{group}-note");
    let described_by = note.clone();
    let keys = labels.into_iter().enumerate().map(|(place, label)| {
        let is_chosen = move || chosen.get() == Some(place);
        view! {
            <label class="choice__key">
                <input
                    type="radio"
                    name=group.clone()
                    prop:checked=is_chosen
                    on:change=move |_| choose.run(place)
                />
                <span>{move || label.get()}</span>
            </label>
        }
    });
    view! {
        <fieldset class="choice" class:choice--fault=move || fault.get().is_some() aria-describedby=described_by>
            <legend class="field__label">{move || legend.get()}</legend>
            <div class="choice__keys">{keys.collect_view()}</div>
            <p class="field__note" id=note aria-live="polite">
                {move || fault.get().map(|flaw| view! { <Icon name="circle-alert"/> {words::flaw_of_choice(flaw)} })}
            </p>
        </fieldset>
    }
}

/// A name that no other group of the page has.
fn group_name() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("choice-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}
