//! After a panic nothing works any more: `js/failure.js` says so and reports it.

use js_sys::{Function, Reflect, global};
use wasm_bindgen::{JsCast, JsValue};

/// Tells what it was and where before the program stops.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let message = info.payload_as_str().unwrap_or("panic");
        tell(message, &place);
    }));
}

fn tell(message: &str, place: &str) -> Option<()> {
    let failed = Reflect::get(&global(), &JsValue::from_str("pageFailed")).ok()?;
    let failed = failed.dyn_into::<Function>().ok()?;
    failed.call2(&JsValue::NULL, &JsValue::from_str(message), &JsValue::from_str(place)).ok()?;
    Some(())
}
