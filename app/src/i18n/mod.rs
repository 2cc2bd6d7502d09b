//! 语言: the phrases of `locales/`, which language is spoken, and where the choice is kept.
//!
//! A phrase in a view is a `Signal<String>`: one type for all of them, where a closure for each would
//! compile the machinery of views hundreds of times.

use std::cell::OnceCell;

use leptos::prelude::*;

pub use phrases::i18n::{Locale, td_string};

use crate::browser::storage;

/// What `build.rs` makes of `locales/`.
#[allow(clippy::pedantic, dead_code, unused_imports, reason = "generated")]
mod phrases {
    include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));
}

/// Where the choice is kept in the browser.
const KEPT: &str = "xinqiao.language";

thread_local! {
    static CURRENT: OnceCell<I18n> = const { OnceCell::new() };
}

/// The language that is spoken; a copy of a handle.
#[derive(Clone, Copy)]
pub struct I18n(RwSignal<Locale>);

impl I18n {
    /// The language, followed where it is asked in a view.
    pub fn get_locale(self) -> Locale {
        self.0.get()
    }

    pub fn get_locale_untracked(self) -> Locale {
        self.0.get_untracked()
    }
}

/// A phrase as a text: `&'static str` without variables, `String` with them.
macro_rules! t_string {
    ($i18n:expr, $($phrase:tt)+) => {
        $crate::i18n::td_string!($i18n.get_locale(), $($phrase)+)
    };
}
pub(crate) use t_string;

/// A phrase as a signal, for views and the properties of components. The values of its variables are
/// taken once.
macro_rules! t {
    ($i18n:expr, $($phrase:ident).+ $(,)?) => {{
        let i18n: $crate::i18n::I18n = $i18n;
        leptos::prelude::Signal::derive(move || {
            String::from($crate::i18n::t_string!(i18n, $($phrase).+))
        })
    }};
    ($i18n:expr, $($phrase:ident).+, $($name:ident = $value:expr),+ $(,)?) => {{
        let i18n: $crate::i18n::I18n = $i18n;
        let values = ($($value,)+);
        leptos::prelude::Signal::derive(move || {
            let ($($name,)+) = std::clone::Clone::clone(&values);
            $crate::i18n::t_string!(i18n, $($phrase).+, $($name = $name),+)
        })
    }};
}
pub(crate) use t;
pub(crate) use t as label;

/// Sets up the language for the whole app: the kept choice, else Chinese, whatever the browser
/// prefers, for Chinese is what the desk speaks. `<html lang>` follows.
pub fn provide() {
    let kept = storage::read(KEPT).and_then(|kept| kept.parse().ok());
    let spoken = I18n(RwSignal::new(kept.unwrap_or_default()));
    CURRENT.with(|current| current.set(spoken)).ok();
    Effect::new(move |_| {
        let tag = locale_tag(spoken.get_locale());
        if let Some(root) = document().document_element() {
            root.set_attribute("lang", tag).ok();
        }
    });
}

/// The language, from anywhere: in components, event handlers, after an await, in plain functions.
///
/// # Panics
/// Before [`provide`].
pub fn current() -> I18n {
    CURRENT
        .with(|current| *current.get().expect("the language is provided before any word is said"))
}

/// The same, as components are used to say it.
pub fn use_i18n() -> I18n {
    current()
}

/// Speaks another language from now on, also after the next start.
pub fn speak(locale: Locale) {
    storage::write(KEPT, locale_tag(locale));
    current().0.set(locale);
}

/// The tag of `<html lang>` and of what is kept.
pub fn locale_tag(locale: Locale) -> &'static str {
    match locale {
        Locale::zh_CN => "zh-CN",
        Locale::en => "en",
    }
}
