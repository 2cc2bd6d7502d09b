//! 语言: the phrases of `locales/`, which one is spoken, and where the choice is kept.

use std::cell::OnceCell;

use leptos::prelude::*;
use leptos_i18n::{I18nContext, context::init_i18n_subcontext};

pub use phrases::i18n::{Locale, t, t_string, use_i18n};

use crate::browser::storage;

/// What `build.rs` makes of `locales/`.
#[allow(clippy::pedantic, unused_imports, reason = "generated")]
mod phrases {
    include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));
}

/// Where the choice is kept in the browser.
const KEPT: &str = "xinqiao.language";

thread_local! {
    static CURRENT: OnceCell<I18nContext<Locale>> = const { OnceCell::new() };
}

/// A phrase as a signal, for the properties of components.
macro_rules! label {
    ($i18n:expr, $($phrase:tt)+) => {{
        let i18n = $i18n;
        leptos::prelude::Signal::derive(move || {
            $crate::i18n::t_string!(i18n, $($phrase)+).to_string()
        })
    }};
}
pub(crate) use label;

/// Sets up the language for the whole app: the kept choice, else Chinese, whatever the browser
/// prefers, for Chinese is what the desk speaks. `<html lang>` follows.
pub fn provide() {
    let kept = storage::read(KEPT).and_then(|kept| kept.parse().ok());
    let choice = RwSignal::new(kept.unwrap_or_default());
    let context = init_i18n_subcontext::<Locale>(Some(choice.into()));
    CURRENT.with(|current| current.set(context)).ok();
    provide_context(context);
    Effect::new(move |_| {
        let locale = context.get_locale();
        if let Some(root) = document().document_element() {
            root.set_attribute("lang", locale_tag(locale)).ok();
        }
    });
}

/// The language outside of components: in event handlers, after an await, in plain functions.
///
/// # Panics
/// Before [`provide`].
pub fn current() -> I18nContext<Locale> {
    CURRENT.with(|current| *current.get().expect("the language is provided before any word is said"))
}

/// Speaks another language from now on, also after the next start.
pub fn speak(locale: Locale) {
    storage::write(KEPT, locale_tag(locale));
    current().set_locale(locale);
}

/// The tag of `<html lang>` and of what is kept.
pub fn locale_tag(locale: Locale) -> &'static str {
    match locale {
        Locale::zh_CN => "zh-CN",
        Locale::en => "en",
    }
}
