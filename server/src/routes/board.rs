//! The board: the first cards of each column, as of one seq.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::Uri,
    response::{IntoResponse, Response},
};
use domain::{
    api::{Card, LIMIT_DEFAULT, LIMIT_MAX, ProblemCode, UnitName},
    id::{Seq, TicketId},
    ticket::{Sort, State as TicketState, Ticket},
    time::Moment,
};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::{
    card::Written,
    desk::Desk,
    error::ApiError,
    extract::{Signed, pairs},
    router::App,
    routes::tickets::shown_to,
    world::{Shown, World},
};

pub async fn read(
    State(app): State<App>,
    Signed(person): Signed,
    uri: Uri,
) -> Result<Response, ApiError> {
    let shown = shown_to(&person)?;
    let pairs = pairs(&uri)?;
    let (limit, sort) = (limit(&pairs)?, sort(&pairs)?);
    let rules = app.desk.rules();
    let units = rules.rules.words.units.values();
    let units =
        units.map(|unit| UnitName { slug: unit.slug.clone(), name: unit.name.clone() }).collect();
    let now = app.desk.clock.now();
    let (seq, columns) = {
        let world = app.desk.world();
        let column = |state: &TicketState| column(&world, *state, sort, &shown, limit);
        (world.seq, Ticket::MAIN_LINE.iter().map(column).collect::<Vec<_>>())
    };
    let columns = filled(&app.desk, columns, seq).await?;
    let columns = columns.iter().map(|column| column.told(now)).collect();
    Ok(Json(Told { seq, now, columns, units }).into_response())
}

/// [`domain::api::Board`], with cards that are written already.
#[derive(Serialize)]
struct Told<'a> {
    seq: Seq,
    now: Moment,
    columns: Vec<ToldColumn<'a>>,
    units: Vec<UnitName>,
}

#[derive(Serialize)]
struct ToldColumn<'a> {
    state: TicketState,
    count: u32,
    oldest_at: Option<Moment>,
    tickets: Vec<&'a RawValue>,
}

struct Column {
    state: TicketState,
    count: u32,
    oldest_at: Option<Moment>,
    tickets: Vec<Arc<Written>>,
}

impl Column {
    fn told(&self, now: Moment) -> ToldColumn<'_> {
        let Self { state, count, oldest_at, tickets } = self;
        let tickets = tickets.iter().map(|card| card.text(now)).collect();
        ToldColumn { state: *state, count: *count, oldest_at: *oldest_at, tickets }
    }
}

/// The value of one parameter, if it is given.
fn value<'a>(pairs: &'a [(String, String)], wanted: &str) -> Option<&'a str> {
    pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
}

fn limit(pairs: &[(String, String)]) -> Result<usize, ApiError> {
    let Some(value) = value(pairs, "limit") else { return Ok(LIMIT_DEFAULT as usize) };
    let limit: Option<u32> = value.parse().ok();
    Ok(limit.filter(|limit| *limit <= LIMIT_MAX).ok_or(ProblemCode::BadQuery)? as usize)
}

fn sort(pairs: &[(String, String)]) -> Result<Sort, ApiError> {
    let given = value(pairs, "sort").map(str::parse).transpose();
    Ok(given.map_err(|_| ProblemCode::BadQuery)?.unwrap_or_default())
}

/// A column without its cards, and which these are: those that memory holds, and the ids of others.
type Outline = (Column, Vec<(TicketId, Option<Arc<Written>>)>);

fn column(world: &World, state: TicketState, sort: Sort, shown: &Shown, limit: usize) -> Outline {
    let facts = || world.column(state, sort).filter(|fact| shown.shows(fact));
    let cards = facts().take(limit).map(|fact| (fact.id, world.card(fact.id).cloned())).collect();
    let count = if *shown == Shown::All { world.count(state) } else { facts().count() as u32 };
    let oldest = || world.column(state, Sort::Age).find(|fact| shown.shows(fact));
    // Since when the oldest waits says nothing of what is closed.
    let oldest_at = state.is_open().then(oldest).flatten().map(|fact| fact.accepted_at);
    (
        Column { state, count, oldest_at, tickets: Vec::with_capacity(limit.min(count as usize)) },
        cards,
    )
}

/// Puts the cards in. Of those that memory does not hold, one that has changed since `seq` stays
/// out: a snapshot is of one seq, and the stream brings it.
async fn filled(desk: &Desk, outlines: Vec<Outline>, seq: Seq) -> Result<Vec<Column>, ApiError> {
    let cards = outlines.iter().flat_map(|(_, cards)| cards);
    let absent: Vec<TicketId> =
        cards.filter(|(_, card)| card.is_none()).map(|(id, _)| *id).collect();
    let mut stored = desk.stored_cards(&absent).await?;
    let fill = |(mut column, cards): Outline| {
        column.tickets.extend(cards.into_iter().filter_map(|(id, card)| {
            let of_then = |(of, card): (Seq, Card)| (of <= seq).then(|| Written::of(card));
            card.or_else(|| stored.remove(&id).and_then(of_then))
        }));
        column
    };
    Ok(outlines.into_iter().map(fill).collect())
}
