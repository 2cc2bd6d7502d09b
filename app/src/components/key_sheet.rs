//! 快捷键: what the keys of a page do, in a dialog.

use leptos::prelude::*;

use super::Dialog;

/// One line: the keys as they stand on a keyboard, with a space between them, and what they do.
pub type KeyRow = (&'static str, Signal<String>);

/// The keys of a page with their meaning, while `open`.
#[component]
pub fn KeySheet(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    rows: Vec<KeyRow>,
) -> impl IntoView {
    let rows = StoredValue::new(rows);
    view! {
        <Dialog open title>
            <dl class="key-sheet">{rows.with_value(|rows| rows.iter().map(row).collect_view())}</dl>
        </Dialog>
    }
}

fn row((keys, meaning): &KeyRow) -> impl IntoView + use<> {
    let keys = keys.split(' ').map(|key| view! { <kbd>{key}</kbd> });
    let meaning = *meaning;
    view! {
        <div class="key-sheet__row">
            <dt>{keys.collect_view()}</dt>
            <dd>{move || meaning.get()}</dd>
        </div>
    }
}
