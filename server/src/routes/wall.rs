//! The wall's figures.

use axum::{Json, extract::State};
use domain::{
    api::{ProblemCode, Wall},
    people::Role,
};

use crate::{error::ApiError, extract::Watching, router::App, wall};

pub async fn read(
    State(app): State<App>,
    Watching { person, .. }: Watching,
) -> Result<Json<Wall>, ApiError> {
    if !person.has(Role::Wall) && !person.is_centre() {
        return Err(ProblemCode::NotYours.into());
    }
    Ok(Json(wall::read(&app.desk, &app.yesterday).await?))
}
