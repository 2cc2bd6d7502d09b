//! The stream of changes.

use axum::{
    Extension,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, Uri, Version, header},
    response::{IntoResponse, Response},
};
use domain::{
    api::{NOW_HEADER, ProblemCode},
    id::Seq,
};
use tokio_stream::wrappers::ReceiverStream;

use crate::{
    error::ApiError,
    events::{Audience, listen::Listener},
    extract::{Watching, pairs},
    router::App,
    serve::handover::Handover,
};

pub async fn listen(
    State(app): State<App>,
    Watching { person, until }: Watching,
    handover: Option<Extension<Handover>>,
    version: Version,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiError> {
    let audience = Audience::of(&person).ok_or(ProblemCode::NotYours)?;
    let after = place(&headers, &uri)?;
    let listener = Listener {
        store: app.desk.store.clone(),
        hub: app.desk.hub.clone(),
        audience,
        after,
        until,
        life: app.patience.stream,
        patience: app.patience.write,
    };
    let mut response = match handover.filter(|_| version == Version::HTTP_11) {
        Some(Extension(handover)) => alone(handover, listener),
        None => Body::from_stream(ReceiverStream::new(listener.in_a_body())).into_response(),
    };
    for (name, value) in [
        (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache, no-transform"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    let now = HeaderValue::from(app.desk.clock.now().0);
    response.headers_mut().insert(HeaderName::from_static(NOW_HEADER), now);
    Ok(response)
}

/// Gives the listener the connection that it asked on; nothing else will be answered there.
fn alone(handover: Handover, listener: Listener) -> Response {
    let mut response = Body::new(handover.body(listener)).into_response();
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// Where the listener was: what the browser remembers counts before what the address says.
fn place(headers: &HeaderMap, uri: &Uri) -> Result<Option<Seq>, ApiError> {
    let remembered =
        headers.get("last-event-id").map(|value| value.to_str().unwrap_or_default().to_owned());
    let asked = pairs(uri)?.into_iter().find(|(name, _)| name == "after").map(|(_, value)| value);
    let Some(place) = remembered.filter(|place| !place.is_empty()).or(asked) else {
        return Ok(None);
    };
    let seq: Option<i64> = place.parse().ok();
    Ok(Some(Seq(seq.filter(|seq| *seq >= 0).ok_or(ProblemCode::BadQuery)?)))
}
