//! A request, and its answer as text, without types: those are added by `api`.

use js_sys::{Function, Promise, Reflect, global};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestInit, Response};

/// What is sent.
pub struct Sending<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub headers: &'a [(&'a str, &'a str)],
    /// A text, or a picture.
    pub body: Option<&'a JsValue>,
}

/// The server was not reached, or its answer was cut off.
#[derive(Debug)]
pub struct Unreached;

impl From<JsValue> for Unreached {
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// The status and the whole text of the answer.
pub type Answer = Result<(u16, String), Unreached>;

/// Sends, and waits no longer than told for the answer.
pub async fn fetch(sending: Sending<'_>, patience_ms: u32) -> Answer {
    let patience = AbortSignal::timeout_with_u32(patience_ms);
    let response = begin(&sending, &patience).await?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}

/// What `js/ahead.js` has asked for already while the program was on its way.
fn asked_ahead(sending: &Sending<'_>) -> Option<Promise> {
    if sending.method != "GET" {
        return None;
    }
    let take: Function =
        Reflect::get(&global(), &JsValue::from_str("takeAhead")).ok()?.dyn_into().ok()?;
    take.call1(&JsValue::NULL, &JsValue::from_str(sending.path)).ok()?.dyn_into().ok()
}

/// Sends, and waits for the status and headers of the answer.
pub async fn begin(sending: &Sending<'_>, until: &AbortSignal) -> Result<Response, Unreached> {
    if let Some(answer) = asked_ahead(sending) {
        return Ok(JsFuture::from(answer).await?.dyn_into()?);
    }
    let headers = Headers::new()?;
    for (name, value) in sending.headers {
        headers.set(name, value)?;
    }
    let options = RequestInit::new();
    options.set_method(sending.method);
    options.set_headers(&headers);
    options.set_signal(Some(until));
    if let Some(body) = sending.body {
        options.set_body(body);
    }
    let request = window().fetch_with_str_and_init(sending.path, &options);
    Ok(JsFuture::from(request).await?.dyn_into()?)
}
