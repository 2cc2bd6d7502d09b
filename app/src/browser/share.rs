//! Handing a text to another app: by the sheet of the device, else by the clipboard.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shared {
    /// The device's own sheet was shown; whether it was used is not ours to know.
    Handed,
    Copied,
    /// Neither is to be had here: outside of TLS, and in some browsers inside of other apps.
    Neither,
}

/// Shares `text`; from a press, for browsers ask for one.
pub async fn share(text: &str) -> Shared {
    let navigator: JsValue = window().navigator().into();
    let data = Object::new();
    Reflect::set(&data, &JsValue::from_str("text"), &JsValue::from_str(text)).ok();
    if let Some(sheet) = call(&navigator, "share", &data) {
        match JsFuture::from(sheet).await {
            Ok(_) => return Shared::Handed,
            Err(reason) if is_abort(&reason) => return Shared::Handed,
            Err(_) => {}
        }
    }
    let clipboard = Reflect::get(&navigator, &JsValue::from_str("clipboard"));
    let copying = clipboard
        .ok()
        .and_then(|clipboard| call(&clipboard, "writeText", &JsValue::from_str(text)));
    let copied = match copying {
        Some(copying) => JsFuture::from(copying).await.is_ok(),
        None => false,
    };
    if copied { Shared::Copied } else { Shared::Neither }
}

/// Calls what the browser may lack.
fn call(of: &JsValue, name: &str, with: &JsValue) -> Option<Promise> {
    let method = Reflect::get(of, &JsValue::from_str(name)).ok()?.dyn_into::<Function>().ok()?;
    Reflect::apply(&method, of, &Array::of1(with)).ok()?.dyn_into().ok()
}

/// Whether the sheet was closed by hand.
fn is_abort(reason: &JsValue) -> bool {
    let name = Reflect::get(reason, &JsValue::from_str("name")).ok();
    name.and_then(|name| name.as_string()).as_deref() == Some("AbortError")
}
