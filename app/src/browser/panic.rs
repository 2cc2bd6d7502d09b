//! After a panic nothing works any more: the page says so, and offers to begin again.

use leptos::prelude::document;
use web_sys::Element;

/// Says so in both languages, for nothing can be asked of the app now.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        cover();
    }));
}

/// A link that loads the page again needs no program.
fn cover() -> Option<()> {
    let make = |tag: &str, text: &str| -> Option<Element> {
        let element = document().create_element(tag).ok()?;
        element.set_text_content(Some(text));
        Some(element)
    };
    let cover = make("div", "")?;
    cover.set_attribute("class", "panic").ok()?;
    cover.set_attribute("role", "alert").ok()?;
    let again = make("a", "重新载入 Reload")?;
    again.set_attribute("class", "button button--primary").ok()?;
    again.set_attribute("href", "").ok()?;
    let said = make("p", "页面出错了，没有提交的内容可能丢失。 The page has failed.")?;
    cover.append_child(&said).ok()?;
    cover.append_child(&again).ok()?;
    document().body()?.append_child(&cover).ok()?;
    Some(())
}
