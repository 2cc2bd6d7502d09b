//! The app's files: from a folder while it is built, from inside the binary when it is released.

use std::{borrow::Cow, path::PathBuf, sync::Arc};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use domain::api::ProblemCode;

use crate::{error::ApiError, router::App};

type Embedded = fn(&str) -> Option<Cow<'static, [u8]>>;

/// Where the app's files are.
#[derive(Clone)]
pub enum Assets {
    /// Carried in the binary.
    Embedded(Embedded),
    Folder(Arc<PathBuf>),
    /// The API alone.
    None,
}

impl Assets {
    async fn read(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        match self {
            Self::Embedded(get) => get(path),
            Self::Folder(folder) => tokio::fs::read(folder.join(path)).await.ok().map(Cow::Owned),
            Self::None => None,
        }
    }
}

/// A file of the app; for any other page the app itself, which knows its own addresses.
pub async fn serve(
    State(app): State<App>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path().trim_start_matches('/');
    if method != Method::GET && method != Method::HEAD {
        return ApiError::from(ProblemCode::MethodNotAllowed).into_response();
    }
    if is_suspicious(path) {
        return ApiError::from(ProblemCode::NotFound).into_response();
    }
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let path = if is_file { path } else { "index.html" };
    match found(&app.assets, path, &headers).await {
        Some((bytes, encoding)) => file(path, bytes, encoding, &headers),
        None => ApiError::from(ProblemCode::NotFound).into_response(),
    }
}

/// Names that our own files never have; a folder must not give out what lies beside it.
fn is_suspicious(path: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    path.contains("..") || path.contains("//") || (path.contains('.') && !path.chars().all(fits))
}

async fn found(
    assets: &Assets,
    path: &str,
    headers: &HeaderMap,
) -> Option<(Cow<'static, [u8]>, Option<&'static str>)> {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    for (encoding, suffix) in [("br", "br"), ("gzip", "gz")] {
        let accepts = accepted.split(',').any(|one| one.trim().split(';').next() == Some(encoding));
        if accepts && let Some(bytes) = assets.read(&format!("{path}.{suffix}")).await {
            return Some((bytes, Some(encoding)));
        }
    }
    Some((assets.read(path).await?, None))
}

fn file(
    path: &str,
    bytes: Cow<'static, [u8]>,
    encoding: Option<&'static str>,
    asked: &HeaderMap,
) -> Response {
    // Hashed names never change their content; all else is asked for each time.
    let is_hashed = path.starts_with("assets/");
    let cache = if is_hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let tag = format!("\"{:016x}\"", fingerprint(&bytes));
    let is_known =
        asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(bytes.into_owned()).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding.filter(|_| !is_known) {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn fingerprint(bytes: &[u8]) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
