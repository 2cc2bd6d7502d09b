//! Putting the app on the home screen, as far as this browser offers it.

use js_sys::{Function, Reflect, global};
use leptos::prelude::window_event_listener_untyped;
use wasm_bindgen::{JsCast, JsValue};

/// How the app can be put there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Install {
    /// The browser asks, when told to.
    Asks,
    /// By hand, from the menu of Safari on a phone of Apple's.
    ByHand,
    /// It is there already, or cannot be.
    No,
}

/// What can be done now.
pub fn install() -> Install {
    if read(&global(), "askInstall").is_truthy() {
        Install::Asks
    } else if read(&read(&global(), "navigator"), "standalone") == JsValue::FALSE {
        Install::ByHand
    } else {
        Install::No
    }
}

/// Runs `work` when that has changed, until the current owner goes.
pub fn on_change(work: impl Fn() + 'static) {
    let handle = window_event_listener_untyped("xinqiao:install", move |_| work());
    leptos::prelude::on_cleanup(move || handle.remove());
}

/// Lets the browser ask.
pub fn ask() {
    if let Ok(ask) = read(&global(), "askInstall").dyn_into::<Function>() {
        ask.call0(&JsValue::NULL).ok();
    }
}

fn read(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
