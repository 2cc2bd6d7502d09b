//! The app's files: from a folder while it is built, from inside the binary when it is released.

use std::{borrow::Cow, path::PathBuf, sync::Arc};

use axum::{
    body::Body,
    extract::{FromRequestParts as _, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use domain::api::ProblemCode;

use crate::{error::ApiError, extract::Signed, first_rows, router::App};

type Embedded = fn(&str) -> Option<Cow<'static, [u8]>>;
/// What a file holds, and how it is encoded.
type Found = (Bytes, Option<&'static str>);

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
    async fn read(&self, path: &str) -> Option<Bytes> {
        match self {
            Self::Embedded(get) => get(path).map(|content| match content {
                Cow::Borrowed(content) => Bytes::from_static(content),
                Cow::Owned(content) => content.into(),
            }),
            Self::Folder(folder) => tokio::fs::read(folder.join(path)).await.ok().map(Bytes::from),
            Self::None => None,
        }
    }
}

/// The page, whatever its address: the app knows its own.
const PAGE: &str = "index.html";

/// A file of the app; for any other address the page.
pub async fn serve(State(app): State<App>, request: Request) -> Response {
    let (mut asked, _) = request.into_parts();
    let path = asked.uri.path().trim_start_matches('/').to_owned();
    if path == "api" || path.starts_with("api/") {
        return ApiError::from(ProblemCode::NotFound).into_response();
    }
    if asked.method != Method::GET && asked.method != Method::HEAD {
        return ApiError::from(ProblemCode::MethodNotAllowed).into_response();
    }
    if is_suspicious(&path) {
        return ApiError::from(ProblemCode::NotFound).into_response();
    }
    let is_named = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    // What is not there any more must not be answered with a page: a script would be read from it.
    let is_file = is_named || path.starts_with("assets/");
    if !is_file && let Some(page) = personal(&app, &mut asked, &path).await {
        return page;
    }
    let path = if is_file { &path } else { PAGE };
    match found(&app.assets, path, &asked.headers).await {
        Some((content, encoding)) => file(path, content, encoding, &asked.headers),
        None => ApiError::from(ProblemCode::NotFound).into_response(),
    }
}

/// The page with the first rows of who asks for it, where they have any. It is kept nowhere.
async fn personal(app: &App, asked: &mut Parts, path: &str) -> Option<Response> {
    let Signed(person) = Signed::from_request_parts(asked, app).await.ok()?;
    let query = asked.uri.query().unwrap_or_default();
    let rows = first_rows::of(&app.desk, &person, path, query)?;
    let page = String::from_utf8(app.assets.read(PAGE).await?.to_vec()).ok()?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type(PAGE))),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Some((headers, first_rows::put_into(&page, &rows)).into_response())
}

/// Names that our own files never have; a folder must not give out what lies beside it.
fn is_suspicious(path: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    path.contains("..") || path.contains("//") || (path.contains('.') && !path.chars().all(fits))
}

async fn found(assets: &Assets, path: &str, headers: &HeaderMap) -> Option<Found> {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    for (encoding, suffix) in [("br", "br"), ("gzip", "gz")] {
        let accepts = accepted.split(',').any(|one| one.trim().split(';').next() == Some(encoding));
        if accepts && let Some(content) = assets.read(&format!("{path}.{suffix}")).await {
            return Some((content, Some(encoding)));
        }
    }
    Some((assets.read(path).await?, None))
}

fn file(path: &str, content: Bytes, encoding: Option<&'static str>, asked: &HeaderMap) -> Response {
    // Hashed names never change their content; all else is asked for each time.
    let is_hashed = path.starts_with("assets/");
    let cache = if is_hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let tag = format!("\"{:016x}\"", fingerprint(&content));
    let is_known = asked.get(header::IF_NONE_MATCH).is_some_and(|known| knows(known, &tag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(content).into_response()
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

/// Whether one of the tags that a browser or a proxy names is this one; a proxy that compresses makes
/// it a weak one.
fn knows(known: &HeaderValue, tag: &str) -> bool {
    let mut tags = known.to_str().unwrap_or_default().split(',').map(str::trim);
    tags.any(|one| one == "*" || one.trim_start_matches("W/") == tag)
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
