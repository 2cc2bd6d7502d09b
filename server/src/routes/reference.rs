//! The vocabulary and the rules, for whoever is signed in.

use axum::{Json, extract::State};
use domain::api::Reference;

use crate::{extract::Signed, router::App};

pub async fn read(State(app): State<App>, _: Signed) -> Json<Reference> {
    Json(Reference::from(&app.desk.rules().rules))
}
