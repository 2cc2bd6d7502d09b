//! The vocabulary and the rules, for whoever is signed in.

use std::sync::LazyLock;

use axum::{Json, extract::State};
use domain::{api::Reference, ticket::ReplyTemplate};

use crate::{extract::Signed, router::App};

pub async fn read(State(app): State<App>, _: Signed) -> Json<Reference> {
    Json(Reference::of(&app.desk.rules().rules, &TEMPLATES))
}

/// The replies that a desk begins with.
static TEMPLATES: LazyLock<Vec<ReplyTemplate>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../data/reply_templates.json"))
        .expect("the shipped replies can be read: a test does")
});
