//! 草稿: what is being typed, private to the person; four at once.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    api::{Endpoint, Method},
    time::Moment,
};

/// Drafts are numbered from 1 to this.
pub const DRAFT_SLOTS: u8 = 4;
/// The most a draft may hold, in bytes of JSON.
pub const DRAFT_BYTES: usize = 64 * 1024;

const ROUTE: &str = "/api/drafts/{slot}";

fn path(slot: u8) -> String {
    ROUTE.replace("{slot}", &slot.to_string())
}

/// One place that is not empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Draft {
    pub slot: u8,
    /// By the machine's clock.
    pub saved_at: Moment,
    /// As it was saved.
    pub draft: Value,
}

/// A person's drafts by place, without the empty ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Drafts {
    pub drafts: Vec<Draft>,
}

pub struct DraftsList;

impl Endpoint for DraftsList {
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/drafts";
    const SUMMARY: &'static str = "All of one's own drafts.";
    type Body = ();
    type Reply = Drafts;
}

pub struct DraftRead(pub u8);

impl Endpoint for DraftRead {
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = ROUTE;
    const SUMMARY: &'static str = "Read one's own draft; 404 where the place is empty.";
    type Body = ();
    type Reply = Value;

    fn path(&self) -> String {
        path(self.0)
    }
}

pub struct DraftSave {
    pub slot: u8,
    pub draft: Value,
}

impl Endpoint for DraftSave {
    const METHOD: Method = Method::Put;
    const ROUTE: &'static str = ROUTE;
    const SUMMARY: &'static str = "Keep what is being typed.";
    const SUCCESS: u16 = 204;
    type Body = Value;
    type Reply = ();

    fn path(&self) -> String {
        path(self.slot)
    }

    fn body(&self) -> Option<&Value> {
        Some(&self.draft)
    }
}

pub struct DraftDrop(pub u8);

impl Endpoint for DraftDrop {
    const METHOD: Method = Method::Delete;
    const ROUTE: &'static str = ROUTE;
    const SUMMARY: &'static str = "Empty a draft's place.";
    const SUCCESS: u16 = 204;
    type Body = ();
    type Reply = ();

    fn path(&self) -> String {
        path(self.0)
    }
}
