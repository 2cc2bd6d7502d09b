//! What watches over the server asks: is it alive, is it ready, how much does it do.

use std::sync::LazyLock;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use domain::api::ProblemCode;

use crate::{
    error::ApiError,
    router::{self, App},
    telemetry,
};

pub async fn alive() -> &'static str {
    "ok"
}

/// Ready while the database answers and the server is not stopping.
pub async fn ready(State(app): State<App>) -> Result<&'static str, ApiError> {
    if app.stopping.is_cancelled() || !app.desk.store.is_ready().await {
        return Err(ProblemCode::Unavailable.into());
    }
    Ok("ready")
}

/// For whoever carries the token of `--metrics-token`; there is no such page without one.
pub async fn metrics(State(app): State<App>, headers: HeaderMap) -> Result<Response, ApiError> {
    let token = app.metrics_token.as_deref().ok_or(ProblemCode::NotFound)?;
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if given.and_then(|value| value.strip_prefix("Bearer ")) != Some(token) {
        return Err(ProblemCode::NotSignedIn.into());
    }
    let text = telemetry::text(&app.metrics, app.desk.hub.listeners.len(), app.desk.world().seq);
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
        .into_response())
}

/// What the wire looks like, written when somebody asks for the first time.
pub async fn openapi() -> Response {
    static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| router::api().openapi().into());
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.clone()).into_response()
}
