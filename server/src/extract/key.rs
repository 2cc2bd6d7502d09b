//! The key that makes sending a request twice harmless.

use axum::http::HeaderMap;
use domain::api::{Endpoint, KEY_HEADER, ProblemCode};
use sha2::{Digest, Sha256};

use crate::{
    desk::{Keyed, hex},
    error::ApiError,
};

/// The key of a request, with the hash of its method, path and body.
pub fn key<E: Endpoint>(headers: &HeaderMap, path: &str, body: &[u8]) -> Result<Keyed, ApiError> {
    let given = headers.get(KEY_HEADER).ok_or(ProblemCode::KeyMissing)?;
    let key = given
        .to_str()
        .ok()
        .and_then(|text| uuid::Uuid::try_parse(text).ok())
        .ok_or(ProblemCode::KeyInvalid)?;
    let mut hash = Sha256::new();
    for part in [E::METHOD.name().as_bytes(), path.as_bytes(), body] {
        // The length keeps the parts apart.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    Ok(Keyed { key: key.to_string(), request_hash: hex(&hash.finalize()) })
}
