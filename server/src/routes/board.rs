//! The board: the first cards of each column, as of one seq.

use axum::{Json, extract::State, http::Uri};
use domain::{
    api::{Board, Column, LIMIT_DEFAULT, LIMIT_MAX, ProblemCode, UnitName},
    ticket::{State as TicketState, Ticket},
    time::Moment,
};

use crate::{
    error::ApiError,
    extract::{Signed, pairs},
    router::App,
    routes::tickets::seen_by,
    world::{Seen, World},
};

pub async fn read(
    State(app): State<App>,
    Signed(person): Signed,
    uri: Uri,
) -> Result<Json<Board>, ApiError> {
    let seen = seen_by(&person)?;
    let limit = limit(&uri)?;
    let rules = app.desk.rules();
    let units = rules.rules.words.units.values();
    let units =
        units.map(|unit| UnitName { slug: unit.slug.clone(), name: unit.name.clone() }).collect();
    let now = app.desk.clock.now();
    let world = app.desk.world();
    let columns =
        Ticket::MAIN_LINE.iter().map(|state| column(&world, *state, &seen, limit, now)).collect();
    Ok(Json(Board { seq: world.seq, now, columns, units }))
}

fn limit(uri: &Uri) -> Result<usize, ApiError> {
    let pairs = pairs(uri)?;
    let Some((_, value)) = pairs.iter().find(|(name, _)| name == "limit") else {
        return Ok(LIMIT_DEFAULT as usize);
    };
    let limit: Option<u32> = value.parse().ok();
    Ok(limit.filter(|limit| *limit <= LIMIT_MAX).ok_or(ProblemCode::BadQuery)? as usize)
}

fn column(world: &World, state: TicketState, seen: &Seen, limit: usize, now: Moment) -> Column {
    let shown =
        world.column(state).filter(|card| world.fact(card.id).is_some_and(|fact| seen.shows(fact)));
    let tickets = shown.take(limit).map(|card| card.clone().at(now)).collect();
    let facts = || world.facts_in(state).filter(|fact| seen.shows(fact));
    let count = if *seen == Seen::All { world.count(state) } else { facts().count() as u32 };
    // Since when the oldest waits says nothing of what is closed.
    let oldest_at = if state.is_open() { facts().map(|fact| fact.accepted_at).min() } else { None };
    Column { state, count, oldest_at, tickets }
}
