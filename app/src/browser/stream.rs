//! An answer that does not end, read as it comes. `EventSource` is not used: it hides heartbeats and
//! the status of a refusal, and the place to go on from is ours to choose.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, ReadableStreamDefaultReader};

use super::fetch::{Sending, Unreached, begin};

/// A stream that is being read; it ends when it is dropped.
pub struct Stream {
    reader: ReadableStreamDefaultReader,
    headers: Headers,
    until: Ending,
}

/// Ends a stream from elsewhere, also while it is still being opened.
#[derive(Debug, Clone)]
pub struct Ending(AbortController);

impl Ending {
    pub fn new() -> Option<Self> {
        AbortController::new().ok().map(Self)
    }

    pub fn end(&self) {
        self.0.abort();
    }
}

/// Why there is no stream.
pub enum Refused {
    Unreached,
    Status(u16),
}

impl From<Unreached> for Refused {
    fn from(_: Unreached) -> Self {
        Self::Unreached
    }
}

impl From<JsValue> for Refused {
    fn from(_: JsValue) -> Self {
        Self::Unreached
    }
}

impl Stream {
    /// Opens the stream at `path`, with what else is to be said in the headers.
    pub async fn open(
        path: &str,
        said: Option<(&str, &str)>,
        until: Ending,
    ) -> Result<Self, Refused> {
        let headers: Vec<_> = [("accept", "text/event-stream")].into_iter().chain(said).collect();
        let sending = Sending { method: "GET", path, headers: &headers, body: None };
        let response = begin(&sending, &until.0.signal()).await?;
        if !response.ok() {
            return Err(Refused::Status(response.status()));
        }
        let body = response.body().ok_or(Refused::Unreached)?;
        let reader = body.get_reader().dyn_into().map_err(|_| Refused::Unreached)?;
        Ok(Self { reader, headers: response.headers(), until })
    }

    /// A header that it began with.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).ok()?
    }

    /// The next bytes; `None` where the stream has ended or was cut off.
    pub async fn bytes(&self) -> Option<Vec<u8>> {
        let piece = JsFuture::from(self.reader.read()).await.ok()?;
        let value = Reflect::get(&piece, &JsValue::from_str("value")).ok()?;
        Some(value.dyn_into::<Uint8Array>().ok()?.to_vec())
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.until.end();
    }
}
