//! 大屏: figures without personal data.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Endpoint, Method, UnitName, WallCard},
    id::Seq,
    people::UnitSlug,
    stats::Figure,
    ticket::{CategoryCode, Nature, State, TopicSlug},
    time::Moment,
};

/// One hour of the day's curve: orders accepted from midnight to the end of the hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CurveHour {
    /// 0 to 23.
    pub hour: u32,
    /// `null` for hours that have not begun.
    pub today: Option<u32>,
    pub yesterday: u32,
    /// The least and the most of the seven days before today.
    pub low: u32,
    pub high: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StateCount {
    pub state: State,
    pub count: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NatureCount {
    pub nature: Nature,
    pub count: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryCount {
    /// A category of the second level.
    pub code: CategoryCode,
    pub name: String,
    pub count: u32,
    /// The seven days before.
    pub before: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TopicCount {
    pub topic: TopicSlug,
    pub name: String,
    /// The last seven days.
    pub count: u32,
    /// Each of the last fourteen days, the oldest first.
    pub days: Vec<u32>,
}

/// A village or neighbourhood that orders are sent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceCount {
    pub unit: UnitSlug,
    pub name: String,
    pub count: u32,
    /// The seven days before.
    pub before: u32,
}

/// Orders about one subject on one road within the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClusterCount {
    /// The road or village, never a house.
    pub road: String,
    /// A category of the second level.
    pub code: CategoryCode,
    pub name: String,
    pub count: u32,
    /// Those of them that are still open.
    pub open: u32,
}

/// A category's code with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryName {
    pub code: CategoryCode,
    pub name: String,
}

/// All that the wall shows, as of one seq.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Wall {
    pub seq: Seq,
    pub now: Moment,
    /// Counts every change of units, subjects and the map: a screen that sees another than before
    /// reads the map again.
    pub reference_revision: i64,
    /// Today up to now, in the order of the measures.
    pub figures: Vec<Figure>,
    /// The figures as they stood yesterday at this hour and minute; after an extraordinary day only
    /// those that can still be told.
    pub yesterday: Vec<Figure>,
    pub curve: Vec<CurveHour>,
    /// Open orders by state, in the order of the main line.
    pub pipeline: Vec<StateCount>,
    /// The first day of the seven that the distributions count, today being the last.
    pub week_from: Moment,
    pub natures: Vec<NatureCount>,
    /// The eight most frequent.
    pub categories: Vec<CategoryCount>,
    pub topics: Vec<TopicCount>,
    /// The first day of the fourteen that the topics' curves show.
    pub fortnight_from: Moment,
    /// The villages and neighbourhoods with any orders, those with the most first.
    pub places: Vec<PlaceCount>,
    /// The four largest groups of orders that repeat one another.
    pub clusters: Vec<ClusterCount>,
    /// The next five to expire, among those whose clock runs and has not run out.
    pub next: Vec<WallCard>,
    /// Open urgent and critical orders that nobody has answered, the latest first, at most fifty.
    pub urgent: Vec<WallCard>,
    /// What the units and categories of the cards are called: a screen reads nothing else.
    pub units: Vec<UnitName>,
    pub category_names: Vec<CategoryName>,
}

pub struct WallRead;

impl Endpoint for WallRead {
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/wall";
    const SUMMARY: &'static str = "The wall's figures, without personal data.";
    type Body = ();
    type Reply = Wall;
}
