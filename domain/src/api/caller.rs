//! 来电人: asking for the caller of an order, and for the orders of a caller.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Card, Endpoint, Method},
    id::TicketId,
    ticket::action::Satisfaction,
};

/// The caller in full, after the asking was written into the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallerRevealed {
    pub name: Option<String>,
    pub phone: Option<String>,
}

pub struct CallerReveal(pub TicketId);

impl Endpoint for CallerReveal {
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/tickets/{id}/caller";
    const SUMMARY: &'static str = "Ask for an order's caller; written into its story.";
    const KEYED: bool = true;
    type Body = ();
    type Reply = CallerRevealed;

    fn path(&self) -> String {
        Self::ROUTE.replace("{id}", &self.0.to_string())
    }
}

/// A number in any usual writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookupRequest {
    pub phone: String,
}

/// What the caller said of an order at the last call-back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Heard {
    pub id: TicketId,
    pub satisfaction: Satisfaction,
}

/// What is known of a number: open orders first, then the latest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookupReply {
    /// Normalised.
    pub phone: String,
    /// The name that was given last.
    pub name: Option<String>,
    /// Orders of the last 30 days.
    pub calls_30: u32,
    /// Orders of the last 365 days.
    pub calls_365: u32,
    pub tickets: Vec<Card>,
    /// For those of the orders that were rung back about.
    pub heard: Vec<Heard>,
}

pub struct CallerLookup(pub LookupRequest);

impl Endpoint for CallerLookup {
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/callers/lookup";
    const SUMMARY: &'static str = "The earlier orders of a number; for the centre.";
    type Body = LookupRequest;
    type Reply = LookupReply;

    fn body(&self) -> Option<&LookupRequest> {
        Some(&self.0)
    }
}
