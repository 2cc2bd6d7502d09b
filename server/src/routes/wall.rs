//! The wall's figures, and where the villages lie.

use axum::{
    Json,
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use domain::{
    api::{ProblemCode, TownMap},
    people::{Person, Role},
};

use crate::{error::ApiError, extract::Watching, router::App};

pub async fn read(
    State(app): State<App>,
    Watching { person, .. }: Watching,
) -> Result<Response, ApiError> {
    may_watch(&person)?;
    let wall = app.wall.read(&app.desk, &app.yesterday).await?;
    Ok(([(CONTENT_TYPE, "application/json")], wall).into_response())
}

pub async fn read_map(
    State(app): State<App>,
    Watching { person, .. }: Watching,
) -> Result<Json<TownMap>, ApiError> {
    may_watch(&person)?;
    Ok(Json(app.desk.store.town_map().await?.unwrap_or_default()))
}

/// The wall is the screens' and the centre's.
fn may_watch(person: &Person) -> Result<(), ApiError> {
    if person.has(Role::Wall) || person.is_centre() {
        return Ok(());
    }
    Err(ProblemCode::NotYours.into())
}
