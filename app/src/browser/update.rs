//! A newer build of the app, as `js/boot.js` tells of it.

use js_sys::{Function, Reflect, global};
use leptos::prelude::window_event_listener_untyped;
use wasm_bindgen::{JsCast, JsValue};

/// Whether a newer build waits.
pub fn is_ready() -> bool {
    Reflect::get(&global(), &JsValue::from_str("updateReady")).is_ok_and(|ready| ready.is_truthy())
}

/// Runs `work` when a newer build has come.
pub fn on_ready(work: impl Fn() + 'static) {
    let handle = window_event_listener_untyped("xinqiao:update", move |_| work());
    leptos::prelude::on_cleanup(move || handle.remove());
}

/// Takes it; the page is loaded again.
pub fn take() {
    let take = Reflect::get(&global(), &JsValue::from_str("takeUpdate"));
    if let Ok(Ok(take)) = take.map(JsCast::dyn_into::<Function>) {
        take.call0(&JsValue::NULL).ok();
    }
}
