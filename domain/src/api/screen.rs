//! 大屏配对: a screen shows a code, somebody who may enters it, and the screen sees the wall.
//!
//! Asking for a code needs no session and takes no key: like signing in it makes nothing that lasts,
//! and a second asking shows the same code again. Adding a screen takes a key. The secret by which a
//! screen is known travels in a cookie of its own that no script can read; the code beside it opens
//! nothing by itself.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Endpoint, Method},
    time::{Moment, Offset},
};

/// The letters of a code: none that is taken for another when it is read aloud or from afar.
pub const CODE_LETTERS: &str = "23456789ACDEFGHJKMNPQRTUVWXY";
/// The letters in a code.
pub const CODE_LENGTH: usize = 6;
/// How long a code can be entered.
pub const CODE_MINUTES: i64 = 10;
/// The most characters of a screen's name.
pub const SCREEN_NAME_MAX: usize = 20;

const SELF: &str = "/api/screen";
const ALL: &str = "/api/screens";
const ONE: &str = "/api/screens/{id}";

/// A code as it is compared: without blanks and dashes, in capitals. `None` where it can be none.
pub fn code_from(typed: &str) -> Option<String> {
    let kept = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let code: String = kept.map(|c| c.to_ascii_uppercase()).collect();
    let fits = code.len() == CODE_LENGTH && code.chars().all(|c| CODE_LETTERS.contains(c));
    fits.then_some(code)
}

/// How a screen stands with the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScreenState {
    pub now: Moment,
    /// At which the desk lives.
    pub offset: Offset,
    /// The code to be shown while the screen waits.
    pub code: Option<String>,
    /// When the code can no longer be entered.
    pub expires_at: Option<Moment>,
    /// What the screen is called once it is paired.
    pub name: Option<String>,
}

pub struct PairingBegin;

impl Endpoint for PairingBegin {
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = SELF;
    const SUMMARY: &'static str =
        "The code that pairs this screen, a new one where it has none; answers with its cookie.";
    type Body = ();
    type Reply = ScreenState;
}

pub struct ScreenSelf;

impl Endpoint for ScreenSelf {
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = SELF;
    const SUMMARY: &'static str =
        "How this screen stands; 401 where its code has run out or it was withdrawn.";
    type Body = ();
    type Reply = ScreenState;
}

/// A paired screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Screen {
    pub id: i64,
    pub name: String,
    pub paired_at: Moment,
    /// The name of who paired it.
    pub paired_by: String,
    /// When it last asked for figures, to a minute.
    pub seen_at: Moment,
}

/// All paired screens, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Screens {
    pub screens: Vec<Screen>,
    pub now: Moment,
}

pub struct ScreensList;

impl Endpoint for ScreensList {
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = ALL;
    const SUMMARY: &'static str = "The paired screens; supervisor, duty lead and admin only.";
    type Body = ();
    type Reply = Screens;
}

/// The code that a screen shows, and what it is to be called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScreenRequest {
    pub code: String,
    pub name: String,
}

pub struct ScreenAdd(pub ScreenRequest);

impl Endpoint for ScreenAdd {
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = ALL;
    const SUMMARY: &'static str = "Pair the screen that shows this code.";
    const KEYED: bool = true;
    const SUCCESS: u16 = 201;
    type Body = ScreenRequest;
    type Reply = Screen;

    fn body(&self) -> Option<&ScreenRequest> {
        Some(&self.0)
    }
}

pub struct ScreenWithdraw(pub i64);

impl Endpoint for ScreenWithdraw {
    const METHOD: Method = Method::Delete;
    const ROUTE: &'static str = ONE;
    const SUMMARY: &'static str = "Withdraw a screen: it sees nothing from now on.";
    const SUCCESS: u16 = 204;
    type Body = ();
    type Reply = ();

    fn path(&self) -> String {
        ONE.replace("{id}", &self.0.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        assert_eq!(code_from(" k7m-2 qx ").as_deref(), Some("K7M2QX"));
        for wrong in
            ["", "K7M2Q", "K7M2QXX", "K7M2Q0", "K7M2QO", "K7M2Q1", "K7M2QI", "水管爆裂水管"]
        {
            assert_eq!(code_from(wrong), None, "{wrong}");
        }
    }
}
