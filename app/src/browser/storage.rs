//! What is kept in this browser between visits. Where it cannot be kept it is forgotten: a private
//! window is no reason to fail.

use leptos::prelude::window;
use web_sys::Storage;

/// What was kept under `name`.
pub fn read(name: &str) -> Option<String> {
    place()?.get_item(name).ok()?
}

/// Keeps `value` under `name`.
pub fn write(name: &str, value: &str) {
    if let Some(storage) = place() {
        storage.set_item(name, value).ok();
    }
}

/// Forgets what was kept under `name`.
pub fn forget(name: &str) {
    if let Some(storage) = place() {
        storage.remove_item(name).ok();
    }
}

/// The names that begin with `start`.
pub fn names(start: &str) -> Vec<String> {
    let Some(storage) = place() else { return Vec::new() };
    let all = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    all.filter(|name| name.starts_with(start)).collect()
}

fn place() -> Option<Storage> {
    window().local_storage().ok()?
}
