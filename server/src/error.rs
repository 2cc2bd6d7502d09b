//! One error for every layer, always answered as `application/problem+json`.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    api::{Problem, ProblemCode, Unread},
    text::{Fault, Flaw},
};

use crate::{
    desk::DeskError,
    photos::{PhotoError, Unfit},
    store::StoreError,
};

/// A problem on its way to the client. Internal text goes to the log and nowhere else.
#[derive(Debug)]
pub struct ApiError(Box<Problem>);

impl ApiError {
    pub fn invalid(fields: Vec<Fault>) -> Self {
        Self(Box::new(Problem { fields, ..Problem::new(ProblemCode::Invalid) }))
    }
}

impl From<ProblemCode> for ApiError {
    fn from(code: ProblemCode) -> Self {
        Self(Box::new(Problem::new(code)))
    }
}

impl From<DeskError> for ApiError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::NotFound => ProblemCode::NotFound.into(),
            DeskError::NotYours => ProblemCode::NotYours.into(),
            DeskError::NoSuchStep => ProblemCode::NoSuchStep.into(),
            DeskError::Stale(ticket) => Self(Box::new(Problem {
                ticket: Unread::written(ticket.json()).ok(),
                ..Problem::new(ProblemCode::StaleVersion)
            })),
            DeskError::Invalid(fields) => Self::invalid(fields),
            DeskError::KeyReused => ProblemCode::KeyReused.into(),
            DeskError::Full => ProblemCode::StorageFull.into(),
            DeskError::Unknown => ProblemCode::Unavailable.into(),
            DeskError::Store(error) => error.into(),
            DeskError::Refused(why) => {
                tracing::error!(why, "a commit was refused");
                ProblemCode::Internal.into()
            }
        }
    }
}

impl From<PhotoError> for ApiError {
    fn from(error: PhotoError) -> Self {
        // The body as a whole has no name among fields.
        let unfit = |flaw| Self::invalid(vec![Fault { field: String::new(), flaw }]);
        match error {
            PhotoError::NotFound => ProblemCode::NotFound.into(),
            PhotoError::Unfit(Unfit::Foreign) => ProblemCode::NotAPhoto.into(),
            PhotoError::Unfit(Unfit::Broken) => unfit(Flaw::Invalid),
            PhotoError::Unfit(Unfit::TooLarge) => unfit(Flaw::OutOfRange),
            PhotoError::Reused => ProblemCode::KeyReused.into(),
            PhotoError::TooMany => ProblemCode::TooManyAttempts.into(),
            PhotoError::Store(error) => error.into(),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store failed");
        match error {
            StoreError::Full => ProblemCode::StorageFull.into(),
            _ => ProblemCode::Internal.into(),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
