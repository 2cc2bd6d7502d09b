//! The wall's figures, and where the villages lie.

use axum::{
    Json,
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use domain::{
    api::{ProblemCode, TownMap},
    people::Person,
};

use crate::{error::ApiError, extract::Watching, router::App};

pub async fn read(
    State(app): State<App>,
    Watching { person, .. }: Watching,
) -> Result<Response, ApiError> {
    may_look(&person)?;
    let wall = app.wall.read(&app.desk, &app.yesterday).await?;
    Ok(([(CONTENT_TYPE, "application/json")], wall).into_response())
}

pub async fn read_map(
    State(app): State<App>,
    Watching { person, .. }: Watching,
) -> Result<Json<TownMap>, ApiError> {
    may_look(&person)?;
    Ok(Json(app.desk.store.town_map().await?.unwrap_or_default()))
}

fn may_look(person: &Person) -> Result<(), ApiError> {
    if person.sees_wall() { Ok(()) } else { Err(ProblemCode::NotYours.into()) }
}
