//! The screen stays on while a page asks for it; browsers that know no such wish leave it be.

use js_sys::{Function, Promise, Reflect};
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::page::is_visible;

/// Keeps the screen on until the current owner goes. The browser takes the wish back whenever the
/// page is hidden, so it is made again when the page is seen.
pub fn keep_awake() {
    let held = StoredValue::new_local(None::<JsValue>);
    let ask = move || {
        let asked = method(&window().navigator(), "wakeLock")
            .and_then(|lock| call(&lock, "request", &JsValue::from_str("screen")));
        let Some(asked) = asked.and_then(|asked| asked.dyn_into::<Promise>().ok()) else { return };
        spawn_local(async move {
            if let Ok(lock) = JsFuture::from(asked).await
                && held.try_set_value(Some(lock.clone())).is_some()
            {
                release(&lock);
            }
        });
    };
    ask();
    let seen = window_event_listener(ev::visibilitychange, move |_| {
        if is_visible() {
            ask();
        }
    });
    on_cleanup(move || {
        seen.remove();
        if let Some(lock) = held.try_update_value(Option::take).flatten() {
            release(&lock);
        }
    });
}

fn release(lock: &JsValue) {
    if let Some(released) =
        call(lock, "release", &JsValue::UNDEFINED).and_then(|done| done.dyn_into::<Promise>().ok())
    {
        spawn_local(async move { _ = JsFuture::from(released).await });
    }
}

fn method(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name)).ok().filter(|found| !found.is_undefined())
}

fn call(object: &JsValue, name: &str, argument: &JsValue) -> Option<JsValue> {
    method(object, name)?.dyn_into::<Function>().ok()?.call1(object, argument).ok()
}
