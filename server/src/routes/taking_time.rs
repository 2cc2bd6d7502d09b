//! How long taking an order lasts.

use axum::{Json, extract::State};
use domain::{
    api::{ProblemCode, TakingTime},
    stats::{
        Frame,
        measures::taking_time::{DEFINITION, ID, median},
    },
};

use crate::{error::ApiError, extract::Signed, router::App};

pub async fn read(
    State(app): State<App>,
    Signed(person): Signed,
) -> Result<Json<TakingTime>, ApiError> {
    if !person.leads_the_centre() {
        return Err(ProblemCode::NotYours.into());
    }
    let now = app.desk.clock.now();
    let world = app.desk.world();
    let (today, week) = (Frame::today(now), Frame::week(now));
    Ok(Json(TakingTime {
        id: ID.to_owned(),
        definition: DEFINITION.to_owned(),
        now,
        today: median(world.moving_since(today.from), &today),
        week: median(world.moving_since(week.from), &week),
    }))
}
