//! Callers: revealing one, and looking a number up.

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
};
use domain::{
    api::{CallerReveal, CallerRevealed, Card, Heard, LookupReply, LookupRequest, ProblemCode},
    text::{Fault, Flaw, Phone},
};

use crate::{
    error::ApiError,
    extract::{Received, Signed, id, key},
    router::App,
};

/// Earlier orders that a look-up shows.
const CARDS: usize = 20;

pub async fn reveal(
    State(app): State<App>,
    Signed(person): Signed,
    path: Result<Path<String>, PathRejection>,
    received: Received,
) -> Result<Json<CallerRevealed>, ApiError> {
    let id = id(path)?;
    app.desk.may_know(&person, id)?;
    let keyed = key::<CallerReveal>(&received.headers, &received.path, received.bytes()?)?;
    let caller = app.desk.reveal(&person, &keyed, id).await?;
    let phone = caller.phone.map(|phone| phone.as_str().to_owned());
    Ok(Json(CallerRevealed { name: caller.name, phone }))
}

pub async fn lookup(
    State(app): State<App>,
    Signed(person): Signed,
    received: Received,
) -> Result<Json<LookupReply>, ApiError> {
    if !person.is_centre() {
        return Err(ProblemCode::NotYours.into());
    }
    let LookupRequest { phone } = received.read()?;
    let not_a_phone =
        || ApiError::invalid(vec![Fault { field: "phone".to_owned(), flaw: Flaw::NotAPhone }]);
    let phone = Phone::parse(&phone).ok_or_else(not_a_phone)?;
    let now = app.desk.clock.now();
    let since = now.plus_hours(-365 * 24);
    let history = app.desk.store.caller_history(&phone, since, now, CARDS).await?;
    let heard = heard(&app, &history.cards);
    let month = now.plus_hours(-30 * 24);
    Ok(Json(LookupReply {
        phone: phone.as_str().to_owned(),
        name: history.name,
        calls_30: history.accepted_at.iter().filter(|at| **at > month).count() as u32,
        calls_365: history.accepted_at.len() as u32,
        tickets: history.cards,
        heard,
    }))
}

/// What was said of these orders, from the facts in memory.
fn heard(app: &App, cards: &[Card]) -> Vec<Heard> {
    let world = app.desk.world();
    let said = |card: &Card| {
        let satisfaction = world.fact(card.id)?.satisfaction?;
        Some(Heard { id: card.id, satisfaction })
    };
    cards.iter().filter_map(said).collect()
}
