//! 草稿: what is typed into a form is kept on this device until its owner forgets it, so that a form that
//! was closed, or a page that was left, costs no words.

use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::browser::storage;

/// What was typed before; a copy of handles.
#[derive(Clone, Copy)]
pub struct Draft {
    place: StoredValue<String>,
    typed: StoredValue<Map<String, Value>>,
}

impl Draft {
    /// The draft at a place of this device; where there is none, `given` is what one begins with.
    pub fn at(place: String, given: impl FnOnce() -> Map<String, Value>) -> Self {
        let kept = storage::read(&place).and_then(|kept| serde_json::from_str(&kept).ok());
        let typed = kept.unwrap_or_else(given);
        Self { place: StoredValue::new(place), typed: StoredValue::new(typed) }
    }

    pub fn text(self, field: &str) -> Option<String> {
        self.typed.with_value(|typed| typed.get(field)?.as_str().map(str::to_owned))
    }

    pub fn is_set(self, field: &str) -> bool {
        self.typed.with_value(|typed| typed.get(field).and_then(Value::as_bool)) == Some(true)
    }

    /// Keeps one field; of nothing at all nothing is kept.
    pub fn note(self, field: &str, value: Value) {
        let is_blank = value.is_null() || value == "" || value == false;
        self.typed.update_value(|typed| {
            if is_blank {
                typed.remove(field);
            } else {
                typed.insert(field.to_owned(), value);
            }
        });
        self.place.with_value(|place| match self.typed.with_value(to_keep) {
            Some(text) => storage::write(place, &text),
            None => storage::forget(place),
        });
    }

    /// What was typed has arrived; the form may have gone meanwhile.
    pub fn forget(self) {
        if let Some(place) = self.place.try_get_value() {
            storage::forget(&place);
        }
    }
}

fn to_keep(typed: &Map<String, Value>) -> Option<String> {
    (!typed.is_empty()).then(|| serde_json::to_string(typed).ok()).flatten()
}
