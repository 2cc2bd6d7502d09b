//! 上传进度: what goes up and is watched on its way. Only the older kind of request tells how much of it
//! has gone.

use js_sys::{Function, Promise};
use leptos::ev::ProgressEvent;
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::JsFuture;

use super::fetch::{Answer, Sending, Unreached};

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    #[wasm_bindgen(js_name = XMLHttpRequest)]
    type Request;

    #[wasm_bindgen(constructor, js_class = "XMLHttpRequest")]
    fn new() -> Request;

    #[wasm_bindgen(method, catch)]
    fn open(this: &Request, method: &str, path: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = setRequestHeader)]
    fn set_header(this: &Request, name: &str, value: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn send(this: &Request, body: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method)]
    fn abort(this: &Request);

    #[wasm_bindgen(method, getter)]
    fn upload(this: &Request) -> Up;

    #[wasm_bindgen(method, getter)]
    fn status(this: &Request) -> u16;

    #[wasm_bindgen(method, getter, js_name = responseText)]
    fn text(this: &Request) -> String;

    #[wasm_bindgen(method, setter, js_name = timeout)]
    fn set_patience(this: &Request, ms: u32);

    #[wasm_bindgen(method, setter, js_name = onloadend)]
    fn on_end(this: &Request, work: &Function);

    #[wasm_bindgen(js_name = XMLHttpRequestUpload)]
    type Up;

    #[wasm_bindgen(method, setter, js_name = onprogress)]
    fn on_progress(this: &Up, work: &Function);
}

/// One sending; a copy of a handle.
#[derive(Clone)]
pub struct Upload(Request);

impl Upload {
    pub fn new() -> Self {
        Self(Request::new())
    }

    /// Sends, and waits no longer than told for the answer; `told` hears how many per cent have gone.
    pub async fn send(
        &self,
        sending: Sending<'_>,
        patience_ms: u32,
        told: impl Fn(u8) + 'static,
    ) -> Answer {
        let Self(request) = self;
        request.open(sending.method, sending.path)?;
        for (name, value) in sending.headers {
            request.set_header(name, value)?;
        }
        request.set_patience(patience_ms);
        let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
            told(percent(event.loaded(), event.total()));
        });
        request.upload().on_progress(progress.as_ref().unchecked_ref());
        let end = Promise::new(&mut |resolve, _| request.on_end(&resolve));
        request.send(sending.body.unwrap_or(&JsValue::NULL))?;
        JsFuture::from(end).await?;
        // What came to nothing ends as well, without a status.
        match request.status() {
            0 => Err(Unreached),
            status => Ok((status, request.text())),
        }
    }

    /// Breaks it off; its sender hears that the server was not reached.
    pub fn stop(&self) {
        self.0.abort();
    }
}

fn percent(gone: f64, all: f64) -> u8 {
    if all > 0.0 { (gone / all * 100.0).clamp(0.0, 100.0) as u8 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn progress_is_told_in_per_cent() {
        assert_eq!(percent(0.0, 900_000.0), 0);
        assert_eq!(percent(449_999.0, 900_000.0), 49, "no sooner than it is reached");
        assert_eq!(percent(900_000.0, 900_000.0), 100);
        assert_eq!(percent(10.0, 0.0), 0, "where nobody knows how much there is");
    }
}
