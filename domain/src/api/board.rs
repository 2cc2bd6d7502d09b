//! 看板: the open orders by state.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Card, Endpoint, Method},
    id::Seq,
    people::UnitSlug,
    ticket::{Sort, State},
    time::Moment,
};

/// One column: how many, since when the oldest waits, and its first cards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Column {
    pub state: State,
    pub count: u32,
    /// When the oldest order of the column was accepted.
    pub oldest_at: Option<Moment>,
    pub tickets: Vec<Card>,
}

/// A unit's slug with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitName {
    pub slug: UnitSlug,
    pub name: String,
}

/// A snapshot of the board; its content is exactly that of `seq`. The columns of the main line in
/// their order, open ones as asked for, else by due moment; of the closed, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Board {
    pub seq: Seq,
    pub now: Moment,
    pub columns: Vec<Column>,
    pub units: Vec<UnitName>,
}

pub struct BoardRead {
    /// The most cards of a column.
    pub limit: u32,
    /// How the open columns go; of the closed it is always the latest first.
    pub sort: Sort,
}

impl Endpoint for BoardRead {
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/board";
    const SUMMARY: &'static str = "The first cards of each column, with counts, as of one seq.";
    const QUERY: &'static [&'static str] = &["limit", "sort"];
    type Body = ();
    type Reply = Board;

    fn path(&self) -> String {
        format!("{}?limit={}&sort={}", Self::ROUTE, self.limit, self.sort)
    }
}
