//! Photos: bringing one, and giving it to who may see it.

use axum::{
    Json,
    body::Body,
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use domain::{
    api::{Photo, ProblemCode},
    ticket::photo::PhotoType,
};

use crate::{
    error::ApiError,
    extract::{Received, Signed, id_and_photo, photo},
    photos::Given,
    router::App,
};

type PhotoInPath = Result<Path<String>, PathRejection>;
type TicketAndPhotoInPath = Result<Path<(String, String)>, PathRejection>;

pub async fn save(
    State(app): State<App>,
    Signed(person): Signed,
    path: PhotoInPath,
    received: Received,
) -> Result<Json<Photo>, ApiError> {
    if !person.may_bring_photos() {
        return Err(ProblemCode::NotYours.into());
    }
    let id = photo(path)?;
    let told: PhotoType = received.kind().parse().map_err(|_| ProblemCode::NotAPhoto)?;
    let bytes = received.bytes()?.clone();
    Ok(Json(app.photos.keep(&person, id, told, bytes).await?))
}

pub async fn preview(
    State(app): State<App>,
    Signed(person): Signed,
    path: PhotoInPath,
) -> Result<Response, ApiError> {
    Ok(shown(app.photos.preview(&person, &photo(path)?).await?))
}

pub async fn read(
    State(app): State<App>,
    Signed(person): Signed,
    path: TicketAndPhotoInPath,
) -> Result<Response, ApiError> {
    let (ticket, photo) = id_and_photo(path)?;
    app.desk.may_see(&person, ticket, &photo)?;
    Ok(shown(app.photos.read(&photo).await?))
}

/// A photo never changes, but whoever signs in next at this browser may not see it. Opened by itself
/// it is a picture and nothing else, whatever it holds.
fn shown(given: Given) -> Response {
    let mut response = Body::from(given.content).into_response();
    let mut set = |name: HeaderName, value: &'static str| {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_TYPE, given.media_type.slug());
    set(header::CONTENT_DISPOSITION, "inline");
    set(header::CACHE_CONTROL, "private, max-age=86400, immutable");
    set(header::VARY, "cookie");
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    response
}
