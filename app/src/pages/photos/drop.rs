//! 拖入、粘贴: at a desk pictures come from a folder or from another window. They are taken by the whole
//! form that asks for them; a file that is dropped beside it opens nothing, for that would cost what was
//! typed.

use js_sys::Reflect;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, File, FileList, Node};

use super::tray::Tray;

/// Listens while the form is there. Says whether files are being held over it.
pub fn listen(tray: Tray, group: NodeRef<html::Fieldset>) -> RwSignal<bool> {
    let over = RwSignal::new(false);
    let is_ours = move |event: &Event| {
        let form = group.get_untracked().and_then(|group| group.closest("form").ok().flatten());
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        form.is_some_and(|form| form.contains(target.as_ref()))
    };
    let dragged = window_event_listener(ev::dragover, move |event| {
        if brings_files(&event) {
            event.prevent_default();
            set_if_new(over, is_ours(&event));
        }
    });
    let left = window_event_listener(ev::dragleave, move |event| {
        // Out of the window; from one element to the next something is entered.
        if event.related_target().is_none() {
            set_if_new(over, false);
        }
    });
    let dropped = window_event_listener(ev::drop, move |event| {
        if !brings_files(&event) {
            return;
        }
        event.prevent_default();
        set_if_new(over, false);
        if is_ours(&event) {
            tray.add(files(&event, "dataTransfer"));
        }
    });
    let pasted = window_event_listener(ev::paste, move |event| {
        let images: Vec<File> = files(&event, "clipboardData")
            .into_iter()
            .filter(|file| file.type_().starts_with("image/"))
            .collect();
        // Where nothing has the focus there is only this form to paste into.
        let is_ours = is_ours(&event) || event.target() == document().body().map(Into::into);
        if !images.is_empty() && is_ours && !is_for_a_text(&event) {
            event.prevent_default();
            tray.add(images);
        }
    });
    on_cleanup(move || {
        dragged.remove();
        left.remove();
        dropped.remove();
        pasted.remove();
    });
    over
}

/// A table that is copied comes as words and as a picture of them: into a text go the words.
fn is_for_a_text(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_text = target.is_some_and(|target| target.matches("textarea, input").unwrap_or(false));
    is_text && kinds(event, "clipboardData").iter().any(|kind| kind == "text/plain")
}

fn brings_files(event: &Event) -> bool {
    kinds(event, "dataTransfer").iter().any(|kind| kind == "Files")
}

fn kinds(event: &Event, carrier: &str) -> Vec<String> {
    let kinds = carried(event, carrier, "types");
    let kinds = kinds.map(|kinds| js_sys::Array::from(&kinds).iter().collect::<Vec<_>>());
    kinds.into_iter().flatten().filter_map(|kind| kind.as_string()).collect()
}

fn files(event: &Event, carrier: &str) -> Vec<File> {
    let list = carried(event, carrier, "files").and_then(|files| files.dyn_into::<FileList>().ok());
    list.map(|list| (0..list.length()).filter_map(|n| list.get(n)).collect()).unwrap_or_default()
}

/// What an event carries; a drag and a paste call it by different names.
fn carried(event: &Event, carrier: &str, what: &str) -> Option<JsValue> {
    let carrier = Reflect::get(event, &JsValue::from_str(carrier)).ok()?;
    Reflect::get(&carrier, &JsValue::from_str(what)).ok()
}

fn set_if_new(over: RwSignal<bool>, value: bool) {
    if over.get_untracked() != value {
        over.set(value);
    }
}
