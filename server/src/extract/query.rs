//! The parts of an address.

use axum::{
    extract::{Path, rejection::PathRejection},
    http::Uri,
};
use domain::{api::ProblemCode, id::TicketId, ticket::PhotoId};
use percent_encoding::percent_decode_str;

use crate::error::ApiError;

/// The pairs of the query; 400 where they are no UTF-8 or carry control characters.
pub fn pairs(uri: &Uri) -> Result<Vec<(String, String)>, ApiError> {
    let query = uri.query().unwrap_or_default();
    query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect()
}

fn pair(pair: &str) -> Result<(String, String), ApiError> {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        let decoded = percent_decode_str(&text).decode_utf8().map_err(|_| ProblemCode::BadQuery)?;
        if decoded.chars().any(char::is_control) {
            return Err(ProblemCode::BadQuery);
        }
        Ok(decoded.into_owned())
    };
    Ok((decode(name)?, decode(value)?))
}

/// The id in an address; what is no id names nothing, so 404.
pub fn id(path: Result<Path<String>, PathRejection>) -> Result<TicketId, ApiError> {
    let id = path.ok().and_then(|Path(text)| text.parse().ok());
    Ok(TicketId(id.ok_or(ProblemCode::NotFound)?))
}

/// The photo's id in an address; what is none names nothing, so 404.
pub fn photo(path: Result<Path<String>, PathRejection>) -> Result<PhotoId, ApiError> {
    let id = path.ok().and_then(|Path(text)| PhotoId::parse(&text));
    Ok(id.ok_or(ProblemCode::NotFound)?)
}

/// An order's id and a photo's.
pub fn id_and_photo(
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<(TicketId, PhotoId), ApiError> {
    let Path((ticket, text)) = path.map_err(|_| ProblemCode::NotFound)?;
    Ok((id(Ok(Path(ticket)))?, photo(Ok(Path(text)))?))
}
