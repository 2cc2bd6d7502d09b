//! A reply as a test looks at it.

use axum::{
    body::Body,
    http::{HeaderMap, Response},
};
use http_body_util::BodyExt as _;
use serde_json::Value;

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    /// The body as it came; `text` is what of it is text.
    pub bytes: Vec<u8>,
    pub text: String,
}

impl Reply {
    pub async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Self::of(parts.status.as_u16(), parts.headers, bytes.to_vec())
    }

    pub fn of(status: u16, headers: HeaderMap, bytes: Vec<u8>) -> Self {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Self { status, headers, bytes, text }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The code of a problem.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The fields at fault, sorted.
    pub fn fields(&self) -> Vec<String> {
        let mut fields: Vec<String> = self.json()["fields"]
            .as_array()
            .map(|faults| {
                faults.iter().map(|fault| fault["field"].as_str().unwrap().to_owned()).collect()
            })
            .unwrap_or_default();
        fields.sort();
        fields
    }

    pub fn media(&self) -> &str {
        self.headers.get("content-type").map_or("", |value| value.to_str().unwrap())
    }
}
