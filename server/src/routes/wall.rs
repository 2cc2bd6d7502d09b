//! The wall's figures.

use axum::{Json, extract::State};
use domain::{
    api::{ProblemCode, Wall},
    people::Role,
};

use crate::{error::ApiError, extract::Signed, router::App, wall};

pub async fn read(State(app): State<App>, Signed(person): Signed) -> Result<Json<Wall>, ApiError> {
    if !person.has(Role::Wall) && !person.is_centre() {
        return Err(ProblemCode::NotYours.into());
    }
    let rules = app.desk.rules();
    let now = app.desk.clock.now();
    Ok(Json(wall::figures(&app.desk.world(), &rules.rules.words, now)))
}
