//! Drafts: what is being typed, private to the person.

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
};
use domain::{
    api::{DRAFT_BYTES, DRAFT_SLOTS, Draft, Drafts, ProblemCode},
    time::Moment,
};
use serde_json::Value;

use crate::{
    error::ApiError,
    extract::{Received, Signed},
    router::App,
    store::StoreError,
};

type SlotInPath = Result<Path<String>, PathRejection>;

pub async fn list(
    State(app): State<App>,
    Signed(person): Signed,
) -> Result<Json<Drafts>, ApiError> {
    let kept = app.desk.store.drafts(person.id).await?;
    let read = |(slot, saved_at, body): (u8, Moment, String)| {
        Ok(Draft { slot, saved_at, draft: serde_json::from_str(&body).map_err(StoreError::from)? })
    };
    Ok(Json(Drafts { drafts: kept.into_iter().map(read).collect::<Result<_, ApiError>>()? }))
}

pub async fn read(
    State(app): State<App>,
    Signed(person): Signed,
    path: SlotInPath,
) -> Result<Json<Value>, ApiError> {
    let body = app.desk.store.draft(person.id, slot(path)?).await?.ok_or(ProblemCode::NotFound)?;
    Ok(Json(serde_json::from_str(&body).map_err(StoreError::from)?))
}

pub async fn save(
    State(app): State<App>,
    Signed(person): Signed,
    path: SlotInPath,
    received: Received,
) -> Result<StatusCode, ApiError> {
    let slot = slot(path)?;
    let body = received.json()?;
    if body.bytes.len() > DRAFT_BYTES {
        return Err(ProblemCode::TooLarge.into());
    }
    app.sessions.save_draft(person.id, slot, &body.value.to_string()).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub async fn drop(
    State(app): State<App>,
    Signed(person): Signed,
    path: SlotInPath,
) -> Result<StatusCode, ApiError> {
    app.sessions.drop_draft(person.id, slot(path)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn slot(path: SlotInPath) -> Result<u8, ApiError> {
    let slot = path.ok().and_then(|Path(text)| text.parse().ok());
    Ok(slot.filter(|slot| (1..=DRAFT_SLOTS).contains(slot)).ok_or(ProblemCode::NotFound)?)
}
