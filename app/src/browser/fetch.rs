//! A request, and its answer as text, without types: those are added by `api`.

use std::{cell::RefCell, future::Future, pin::Pin, rc::Rc};

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

/// Another way to send, which tells more of it.
pub type Way = Rc<dyn Fn(&Sending<'_>, u32) -> Pin<Box<dyn Future<Output = Answer>>>>;

thread_local! {
    /// By the address that is sent to.
    static WAYS: RefCell<Vec<(String, Way)>> = const { RefCell::new(Vec::new()) };
}

/// What is sent to `path` goes by this way from now on. So those who watch what they send bring the
/// code for it along, and it is no part of the shell.
pub fn go_by(path: String, way: Way) {
    WAYS.with_borrow_mut(|ways| ways.push((path, way)));
}

pub fn go_by_no_longer(path: &str) {
    WAYS.with_borrow_mut(|ways| ways.retain(|(other, _)| other != path));
}

fn way_to(path: &str) -> Option<Way> {
    WAYS.with_borrow(|ways| {
        ways.iter().find(|(other, _)| other == path).map(|(_, way)| Rc::clone(way))
    })
}

/// Sends, and waits no longer than told for the answer.
pub async fn fetch(sending: Sending<'_>, patience_ms: u32) -> Answer {
    if let Some(way) = way_to(sending.path) {
        return way(&sending, patience_ms).await;
    }
    let patience = AbortSignal::timeout_with_u32(patience_ms);
    let response = begin(&sending, &patience).await?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}

/// Sends, and waits for the status and headers of the answer.
pub async fn begin(sending: &Sending<'_>, until: &AbortSignal) -> Result<Response, Unreached> {
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
