//! The wire: every endpoint as a type, every request, reply, event and error code.

mod board;
mod caller;
mod card;
mod client_error;
mod draft;
mod event;
mod map;
mod photo;
mod problem;
mod reference;
mod screen;
mod session;
mod shelf;
mod taking_time;
mod ticket;
mod unread;
mod wall;

pub use {
    board::{Board, BoardRead, Column, UnitName},
    caller::{CallerLookup, CallerReveal, CallerRevealed, Heard, LookupReply, LookupRequest},
    card::{Card, NextDue, WallCard},
    client_error::{ClientError, ClientErrorReport},
    draft::{DRAFT_BYTES, DRAFT_SLOTS, Draft, DraftDrop, DraftRead, DraftSave, Drafts, DraftsList},
    event::{EVENTS_ROUTE, EventName, Gone, NOW_HEADER, TicketEvent, WallEvent, Was},
    map::{Area, TownMap, TownMapRead},
    photo::{Photo, PhotoPreview, PhotoRead, PhotoSave},
    problem::{Problem, ProblemCode},
    reference::{Reference, ReferenceRead},
    screen::{
        CODE_LENGTH, CODE_LETTERS, CODE_MINUTES, PairingBegin, SCREEN_NAME_MAX, Screen, ScreenAdd,
        ScreenRequest, ScreenSelf, ScreenState, ScreenWithdraw, Screens, ScreensList, code_from,
    },
    session::{SessionReply, SignIn, SignInRequest, SignOut, WhoAmI},
    shelf::Shelf,
    taking_time::{TakingTime, TakingTimeRead},
    ticket::{
        Act, Aspect, CallerView, Changed, Cursor, DueView, EntryView, LIMIT_DEFAULT, LIMIT_MAX,
        StepRequest, Story, TakeOrder, TicketList, TicketQuery, TicketRead, TicketView,
        TicketsList, takes_back, told_first, told_next,
    },
    unread::Unread,
    wall::{
        CategoryCount, CategoryName, ClusterCount, CurveHour, NatureCount, PlaceCount, StateCount,
        TopicCount, Wall, WallRead,
    },
};

use serde::{Serialize, de::DeserializeOwned};

/// The header that carries the key of a request that must not take effect twice.
pub const KEY_HEADER: &str = "idempotency-key";

/// The header by which a page says whose it is. A browser has one session for all its pages: where somebody
/// else has signed in on another, the request is refused as if nobody had, and nothing is done in their
/// name.
pub const PERSON_HEADER: &str = "xinqiao-person";

/// The methods that endpoints use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// An endpoint: its place is spelled here and nowhere else. The server mounts `ROUTE`, the app
/// sends a value of the type to `path()`.
pub trait Endpoint {
    const METHOD: Method;
    /// With `{name}` for a part that varies.
    const ROUTE: &'static str;
    /// What it does, for the served description.
    const SUMMARY: &'static str;
    /// Whether it changes something that must not happen twice, and so takes an `Idempotency-Key`.
    const KEYED: bool = false;
    /// The query parameters that it understands.
    const QUERY: &'static [&'static str] = &[];
    /// The media types of its body, where that is not JSON but bytes.
    const BODY_MEDIA: &'static [&'static str] = &[];
    /// The media types of its reply, where that is not JSON but bytes.
    const REPLY_MEDIA: &'static [&'static str] = &[];
    /// The status of success.
    const SUCCESS: u16 = 200;
    /// `()` where it takes none, or bytes.
    type Body: Serialize + DeserializeOwned;
    /// `()` where there is none, or bytes.
    type Reply: Serialize + DeserializeOwned;

    /// The address with its parts and query filled in.
    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }

    /// The body to send.
    fn body(&self) -> Option<&Self::Body> {
        None
    }
}
