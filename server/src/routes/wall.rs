//! The wall's figures.

use axum::{
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use domain::{api::ProblemCode, people::Role};

use crate::{error::ApiError, extract::Watching, router::App};

pub async fn read(
    State(app): State<App>,
    Watching { person, .. }: Watching,
) -> Result<Response, ApiError> {
    if !person.has(Role::Wall) && !person.is_centre() {
        return Err(ProblemCode::NotYours.into());
    }
    let wall = app.wall.read(&app.desk, &app.yesterday).await?;
    Ok(([(CONTENT_TYPE, "application/json")], wall).into_response())
}
