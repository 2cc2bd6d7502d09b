//! 村居图: where the villages lie, as the desk's own drawing has it.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Endpoint, Method},
    people::UnitSlug,
};

/// The town's villages as areas of one drawing; no areas where the desk has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TownMap {
    /// What the drawing says of itself, such as that it was not surveyed; may be empty.
    pub title: String,
    /// Left, top, width and height of the drawing, in its own units.
    pub view_box: [i32; 4],
    pub areas: Vec<Area>,
}

/// One village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Area {
    pub unit: UnitSlug,
    /// Its outline, as SVG writes paths.
    pub path: String,
    /// Where its name stands, in the units of the drawing.
    pub x: i32,
    pub y: i32,
}

pub struct TownMapRead;

impl Endpoint for TownMapRead {
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/wall/map";
    const SUMMARY: &'static str = "Where the villages lie.";
    type Body = ();
    type Reply = TownMap;
}
