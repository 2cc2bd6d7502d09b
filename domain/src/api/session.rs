//! Signing in and out.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Endpoint, Method},
    people::Person,
    time::{Moment, Offset},
};

const ROUTE: &str = "/api/session";

/// Name and password of an account.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInRequest {
    pub name: String,
    pub password: String,
}

/// Who is signed in, and what time it is on the desk's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionReply {
    pub user: Person,
    pub now: Moment,
    /// At which the desk lives: days are cut and moments written by it.
    pub offset: Offset,
}

pub struct SignIn(pub SignInRequest);

impl Endpoint for SignIn {
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = ROUTE;
    const SUMMARY: &'static str = "Sign in; answers with the session's cookie.";
    type Body = SignInRequest;
    type Reply = SessionReply;

    fn body(&self) -> Option<&SignInRequest> {
        Some(&self.0)
    }
}

pub struct WhoAmI;

impl Endpoint for WhoAmI {
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = ROUTE;
    const SUMMARY: &'static str = "Who is signed in.";
    type Body = ();
    type Reply = SessionReply;
}

pub struct SignOut;

impl Endpoint for SignOut {
    const METHOD: Method = Method::Delete;
    const ROUTE: &'static str = ROUTE;
    const SUMMARY: &'static str = "Sign out; the session ends everywhere.";
    const SUCCESS: u16 = 204;
    type Body = ();
    type Reply = ();
}
