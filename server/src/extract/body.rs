//! Bodies: bounded, JSON, and with faults that name the field.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use domain::{
    api::ProblemCode,
    text::{Fault, Flaw},
};
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// The most that a body may hold (contract, part 5).
const BODY_BYTES: usize = 1024 * 1024;

/// A request's path, headers and body, as they came.
pub struct Received {
    pub path: String,
    pub headers: HeaderMap,
    bytes: Result<Bytes, ProblemCode>,
}

/// A JSON body that has been read once and can be read again.
pub struct SharedJson {
    pub bytes: Bytes,
    pub value: serde_json::Value,
}

impl<S: Send + Sync> FromRequest<S> for Received {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let bytes = axum::body::to_bytes(body, BODY_BYTES).await.map_err(|_| ProblemCode::TooLarge);
        Ok(Self { path: parts.uri.path().to_owned(), headers: parts.headers, bytes })
    }
}

impl Received {
    /// The body as it came; 413 where it was too large.
    pub fn bytes(&self) -> Result<&Bytes, ApiError> {
        self.bytes.as_ref().map_err(|code| (*code).into())
    }

    /// What the body says to be, without parameters; empty where it does not say.
    pub fn kind(&self) -> &str {
        let told = self.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        told.unwrap_or_default().split(';').next().unwrap_or_default().trim()
    }

    /// The body as JSON of any shape: 415 where it says to be something else, 400 where it is none.
    pub fn json(&self) -> Result<SharedJson, ApiError> {
        let bytes = self.bytes()?.clone();
        if !self.kind().eq_ignore_ascii_case("application/json") {
            return Err(ProblemCode::NotJson.into());
        }
        // Deep nesting ends here too: the parser stops at 128 levels.
        let value = serde_json::from_slice(&bytes).map_err(|_| ProblemCode::Malformed)?;
        Ok(SharedJson { bytes, value })
    }

    /// The body as a value of the wire; 422 with the field where its shape is wrong.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        self.json()?.read().map_err(ApiError::invalid)
    }
}

impl SharedJson {
    /// # Errors
    /// The field whose shape is wrong.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Vec<Fault>> {
        reading_fault("", serde_path_to_error::deserialize(&self.value))
    }
}

/// Turns a reader's complaint into a fault of the field that it stopped at, which stands inside
/// `outer` where that is not empty.
pub fn reading_fault<T>(
    outer: &str,
    outcome: Result<T, serde_path_to_error::Error<serde_json::Error>>,
) -> Result<T, Vec<Fault>> {
    outcome.map_err(|error| {
        let message = error.inner().to_string();
        let missing =
            message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        let path = error.path().to_string();
        let parts = [outer, path.trim_matches('.'), missing.unwrap_or_default()];
        let field = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
        let flaw = match missing {
            Some(_) => Flaw::Missing,
            None if message.contains("unknown variant") => Flaw::Unknown,
            None => Flaw::Invalid,
        };
        vec![Fault { field, flaw }]
    })
}
