//! Orders: taking, reading, acting, listing.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use domain::{
    api::{Act, Cursor, ProblemCode, TakeOrder, TicketQuery},
    id::TicketId,
    people::{Person, Role},
    text::{Fault, Flaw},
    ticket::{Action, Verb, intake::Intake},
    time::Moment,
};
use serde::Serialize;
use serde_json::{Value, value::RawValue};

use crate::{
    card::Written,
    desk::{Desk, StepIn},
    error::ApiError,
    extract::{Received, SharedJson, Signed, id, key, pairs, reading_fault},
    router::App,
    search,
    told::View,
    world::{PageOf, Shown},
};

type IdInPath = Result<Path<String>, PathRejection>;

pub async fn take(
    State(app): State<App>,
    Signed(person): Signed,
    received: Received,
) -> Result<Response, ApiError> {
    let keyed = key::<TakeOrder>(&received.headers, &received.path, received.bytes()?)?;
    let intake = received.json()?.read::<Intake>();
    let view = app.desk.take_order(&person, &keyed, intake).await?;
    Ok((StatusCode::CREATED, json(&view)).into_response())
}

pub async fn read(
    State(app): State<App>,
    Signed(person): Signed,
    path: IdInPath,
) -> Result<Response, ApiError> {
    Ok(json(&app.desk.read(&person, id(path)?)?))
}

pub async fn step(
    State(app): State<App>,
    Signed(person): Signed,
    path: IdInPath,
    received: Received,
) -> Result<Response, ApiError> {
    let id = id(path)?;
    // Whoever may not know of the order learns nothing of what else is wrong with the request.
    app.desk.may_know(&person, id)?;
    let keyed = key::<Act>(&received.headers, &received.path, received.bytes()?)?;
    let request = step_in(&received.json()?);
    Ok(json(&app.desk.step(&person, &keyed, id, request).await?))
}

/// A [`domain::api::TicketView`].
fn json(view: &View) -> Response {
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind)], view.json()).into_response()
}

/// Reads a step in two strides: what is needed to say whose it is, then its evidence.
fn step_in(body: &SharedJson) -> Result<StepIn, Vec<Fault>> {
    let fault = |field: &str, flaw| vec![Fault { field: field.to_owned(), flaw }];
    let flaw = |value: &Value| if value.is_null() { Flaw::Missing } else { Flaw::Invalid };
    let version = &body.value["version"];
    let version = version.as_i64().ok_or_else(|| fault("version", flaw(version)))?;
    let verb = &body.value["action"]["verb"];
    let name = verb.as_str().ok_or_else(|| fault("action.verb", flaw(verb)))?;
    let verb: Verb = name.parse().map_err(|_| fault("action.verb", Flaw::Unknown))?;
    let happened_at = match &body.value["happened_at"] {
        Value::Null => None,
        told => {
            let at = told.as_str().and_then(Moment::parse);
            Some(at.ok_or_else(|| fault("happened_at", Flaw::Invalid))?)
        }
    };
    let action =
        reading_fault::<Action>("action", serde_path_to_error::deserialize(&body.value["action"]));
    Ok(StepIn { version, verb, happened_at, action })
}

pub async fn list(
    State(app): State<App>,
    Signed(person): Signed,
    uri: Uri,
) -> Result<Response, ApiError> {
    let shown = shown_to(&person)?;
    let pairs = pairs(&uri)?;
    let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let query = TicketQuery::parse(pairs).map_err(|_| ProblemCode::BadQuery)?;
    if !known_words(&app.desk, &query) {
        return Err(ProblemCode::BadQuery.into());
    }
    page(&app.desk, &person, &shown, &query).await
}

/// [`domain::api::TicketList`], with cards that are written already.
#[derive(Serialize)]
struct Told<'a> {
    items: Vec<&'a RawValue>,
    next: Option<String>,
    total: u32,
    now: Moment,
}

fn known_words(desk: &Desk, query: &TicketQuery) -> bool {
    let rules = desk.rules();
    let words = &rules.rules.words;
    query.filter.unit.as_ref().is_none_or(|unit| words.units.contains_key(unit))
        && query.filter.topic.as_ref().is_none_or(|topic| words.topics.contains_key(topic))
}

/// Which orders a person's lists show; 403 for who reads none.
pub fn shown_to(person: &Person) -> Result<Shown, ApiError> {
    Ok(Shown::to(person).ok_or(ProblemCode::NotYours)?)
}

async fn page(
    desk: &Desk,
    person: &Person,
    shown: &Shown,
    query: &TicketQuery,
) -> Result<Response, ApiError> {
    let now = desk.clock.now();
    let found = match search::query(&query.q) {
        Some(words) => {
            Some(desk.found(&words, person.is_centre() || person.has(Role::Auditor)).await?)
        }
        // Something was typed in which there is nothing to be found.
        None if !query.q.trim().is_empty() => Some(Vec::new()),
        None => None,
    };
    let limit = query.limit as usize;
    let (page, total, cards) = {
        let world = desk.world();
        // One more than asked for tells whether there is a next page.
        let asked = PageOf {
            among: found.as_deref(),
            sort: query.sort,
            after: query.after,
            limit: limit + 1,
        };
        let (page, total) = world.page(&query.filter, shown, asked, now);
        let cards: Vec<(TicketId, Option<Arc<Written>>)> = page
            .iter()
            .take(limit)
            .map(|place| (place.id, world.card(place.id).cloned()))
            .collect();
        (page, total, cards)
    };
    // Cards of orders that ended long ago are not kept in memory.
    let absent: Vec<TicketId> =
        cards.iter().filter(|(_, card)| card.is_none()).map(|(id, _)| *id).collect();
    let mut stored = desk.stored_cards(&absent).await?;
    let next = (page.len() > limit).then(|| page[limit - 1]).as_ref().map(Cursor::to_string);
    let cards: Vec<Arc<Written>> = cards
        .into_iter()
        .filter_map(|(id, card)| {
            card.or_else(|| stored.remove(&id).map(|(_, card)| Written::of(card)))
        })
        .collect();
    let items = cards.iter().map(|card| card.text(now)).collect();
    Ok(Json(Told { items, next, total, now }).into_response())
}
