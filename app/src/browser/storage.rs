//! What is kept in this browser between visits. Where it cannot be kept it is forgotten: a private
//! window is no reason to fail.

use leptos::prelude::window;

/// What was kept under `name`.
pub fn read(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(name).ok()?
}

/// Keeps `value` under `name`.
pub fn write(name: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        storage.set_item(name, value).ok();
    }
}

/// Forgets what was kept under `name`.
pub fn forget(name: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        storage.remove_item(name).ok();
    }
}
