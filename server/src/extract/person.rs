//! The signed-in person, from the session's cookie.

use axum::{extract::FromRequestParts, http::request::Parts};
use axum_extra::extract::CookieJar;
use domain::{api::ProblemCode, people::Person};

use crate::{error::ApiError, router::App};

/// The person whose session the request carries; 401 without one.
pub struct Signed(pub Person);

/// The token of the session's cookie, whether or not it opens anything.
pub struct Token(pub Option<String>);

/// `__Host-` binds the cookie to this host where the connection is known to be secure.
pub fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-xinqiao" } else { "xinqiao" }
}

impl FromRequestParts<App> for Token {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let jar = CookieJar::from_headers(&parts.headers);
        Ok(Self(jar.get(cookie_name(app.secure())).map(|cookie| cookie.value().to_owned())))
    }
}

impl FromRequestParts<App> for Signed {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Token(token) = Token::from_request_parts(parts, app).await?;
        let token = token.ok_or(ProblemCode::NotSignedIn)?;
        let person = app.sessions.person(&token).await?;
        Ok(Self(person.ok_or(ProblemCode::NotSignedIn)?))
    }
}
