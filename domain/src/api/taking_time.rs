//! 接单用时: how long taking an order lasts, for whoever looks after the desk.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Endpoint, Method},
    stats::measures::taking_time::Median,
    time::Moment,
};

/// The medians of today and of the seven days that end with it, with what they mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakingTime {
    pub id: String,
    pub definition: String,
    pub now: Moment,
    pub today: Median,
    pub week: Median,
}

pub struct TakingTimeRead;

impl Endpoint for TakingTimeRead {
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/taking-time";
    const SUMMARY: &'static str =
        "How long taking an order lasts, for the duty lead and the head of the centre.";
    type Body = ();
    type Reply = TakingTime;
}
