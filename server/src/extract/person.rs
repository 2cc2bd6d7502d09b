//! The signed-in person, from the session's cookie; the paired screen, from its own.

use axum::{extract::FromRequestParts, http::request::Parts};
use axum_extra::extract::CookieJar;
use domain::{
    api::{PERSON_HEADER, ProblemCode, Screen},
    people::Person,
};
use tokio_util::sync::CancellationToken;

use crate::{error::ApiError, router::App};

/// The person whose session the request carries; 401 without one.
pub struct Signed(pub Person);

/// The token of the session's cookie, whether or not it opens anything.
pub struct Token(pub Option<String>);

/// `__Host-` binds the cookie to this host where the connection is known to be secure.
pub fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-xinqiao" } else { "xinqiao" }
}

/// Whoever may look at the wall: somebody signed in, or a paired screen. `until` is cancelled when
/// what let them look has ended.
pub struct Watching {
    pub person: Person,
    pub until: CancellationToken,
}

/// The secret of the screen's cookie, whether or not it opens anything.
pub struct ScreenSecret(pub Option<String>);

/// The cookie of a screen, apart from that of a session: the one never passes for the other.
pub fn screen_cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-xinqiao-screen" } else { "xinqiao-screen" }
}

impl FromRequestParts<App> for ScreenSecret {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let jar = CookieJar::from_headers(&parts.headers);
        Ok(Self(jar.get(screen_cookie_name(app.secure())).map(|cookie| cookie.value().to_owned())))
    }
}

/// The paired screen whose secret the request carries.
async fn screen(parts: &mut Parts, app: &App) -> Result<Option<Screen>, ApiError> {
    let ScreenSecret(secret) = ScreenSecret::from_request_parts(parts, app).await?;
    let Some(secret) = secret else { return Ok(None) };
    Ok(app.screens.paired(&secret, app.desk.clock.now()).await?)
}

async fn signed(parts: &mut Parts, app: &App) -> Result<Option<(Person, String)>, ApiError> {
    let Token(token) = Token::from_request_parts(parts, app).await?;
    let Some(token) = token else { return Ok(None) };
    let person = app.sessions.person(&token).await?;
    Ok(person.filter(|person| is_of(parts, person)).map(|person| (person, token)))
}

/// Whether the page that asks is this person's. One that does not say takes whoever is signed in.
fn is_of(parts: &Parts, person: &Person) -> bool {
    let said = parts.headers.get(PERSON_HEADER);
    said.is_none_or(|said| said.as_bytes() == person.id.to_string().as_bytes())
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
        if let Some((person, _)) = signed(parts, app).await? {
            return Ok(Self(person));
        }
        // A paired screen is known, and has no business here.
        let is_screen = screen(parts, app).await?.is_some();
        Err(if is_screen { ProblemCode::NotYours } else { ProblemCode::NotSignedIn }.into())
    }
}

impl FromRequestParts<App> for Watching {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if let Some((person, token)) = signed(parts, app).await? {
            let until = app.sessions.end_of(&token, &app.stopping);
            return Ok(Self { person, until });
        }
        let screen = screen(parts, app).await?.ok_or(ProblemCode::NotSignedIn)?;
        let until = app.screens.end_of(screen.id, &app.stopping);
        Ok(Self { person: Person::screen(screen.name), until })
    }
}
