//! The page: time that only moves forward, what is shown, where the focus is.

use js_sys::{Function, Reflect, global};
use leptos::prelude::{StoredValue, WithValue as _, document, on_cleanup, window};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, HtmlElement, KeyboardEvent, ResizeObserver};

/// Milliseconds since the page was opened; never set back.
pub fn elapsed_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Whether the page can be seen.
pub fn is_visible() -> bool {
    document().visibility_state() != web_sys::VisibilityState::Hidden
}

/// Whether the device has a network at all.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// Whether the key belongs to an input method that is still composing; 229 is what older browsers
/// say instead.
pub fn composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

/// Whether the key goes into a field. Keys that choose one of several take no text.
pub fn is_typed_into(event: &KeyboardEvent) -> bool {
    const FIELDS: &str =
        "textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])";
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.matches(FIELDS).unwrap_or_default())
}

/// Runs `work` before the next frame is drawn.
pub fn next_frame(work: impl FnOnce() + 'static) {
    let work = Closure::once_into_js(work);
    window().request_animation_frame(work.unchecked_ref()).ok();
}

/// Puts the focus on the element with this id, if it is there; whether it was.
pub fn focus(id: &str) -> bool {
    let element =
        document().get_element_by_id(id).and_then(|found| found.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok())
}

/// Puts the focus on the element with this id and its place at the top. The focus alone moves nothing
/// where the element can be seen already, be it under a bar at the foot.
pub fn go_to(id: &str) {
    if focus(id) {
        first(&format!("#{id}")).inspect(|element| element.scroll_into_view());
    }
}

/// The first element that a selector finds.
pub fn first(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

/// Puts the focus on the first element that a selector finds; whether there was one.
pub fn focus_first(selector: &str) -> bool {
    first(selector).is_some_and(|element| element.focus().is_ok())
}

/// Presses the first element that a selector finds; whether there was one.
pub fn press_first(selector: &str) -> bool {
    first(selector).map(|element| element.click()).is_some()
}

/// The id of the element that has the focus.
pub fn focused_id() -> Option<String> {
    let id = document().active_element()?.id();
    (!id.is_empty()).then_some(id)
}

/// Whether the focus is where one types.
pub fn is_in_a_field() -> bool {
    let focused = document().active_element();
    focused.is_some_and(|focused| focused.matches("input, textarea, select").unwrap_or_default())
}

/// Runs `work` at once and whenever one of the elements changes its size, until the current owner goes.
pub fn on_resize(elements: &[&Element], work: impl Fn() + 'static) {
    let work = Closure::<dyn Fn()>::new(work);
    let Ok(observer) = ResizeObserver::new(work.as_ref().unchecked_ref()) else { return };
    for element in elements {
        observer.observe(element);
    }
    let kept = StoredValue::new_local((observer, work));
    on_cleanup(move || _ = kept.try_with_value(|(observer, _)| observer.disconnect()));
}

/// Runs `work` whenever anything in the page is scrolled, for as long as the page is open. What is scrolled
/// tells only itself: the window hears it on its way there.
pub fn on_scroll(work: impl Fn() + 'static) {
    let work = Closure::<dyn Fn()>::new(work).into_js_value();
    let on_its_way = true;
    window()
        .add_event_listener_with_callback_and_bool("scroll", work.unchecked_ref(), on_its_way)
        .ok();
}

/// Says that the page of this path may be opened next; `js/boot.js` has it fetched ahead, or not.
pub fn may_open(path: &str) {
    let say = Reflect::get(&global(), &JsValue::from_str("mayOpen"));
    if let Ok(Ok(say)) = say.map(JsCast::dyn_into::<Function>) {
        say.call1(&JsValue::NULL, &JsValue::from_str(path)).ok();
    }
}

/// The content of `<meta name=…>` of the page.
pub fn meta(name: &str) -> Option<String> {
    document().query_selector(&format!("meta[name='{name}']")).ok()??.get_attribute("content")
}
