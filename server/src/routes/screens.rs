//! Pairing screens with the desk.

use std::time::Duration;

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::{Cookie, SameSite};
use domain::{
    api::{
        ProblemCode, SCREEN_NAME_MAX, Screen, ScreenAdd, ScreenRequest, ScreenState, Screens,
        code_from,
    },
    people::Person,
    text::{Faults, Flaw},
    time::Offset,
};

use super::session::set_cookie;
use crate::{
    auth::screens::{Code, PairingError, Standing},
    error::ApiError,
    extract::{ClientAddress, Received, ScreenSecret, Signed, key, screen_cookie_name},
    router::App,
};

/// As long as browsers keep a cookie; a screen that is on renews it every night.
const COOKIE: Duration = Duration::from_hours(400 * 24);

pub async fn begin(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    ScreenSecret(secret): ScreenSecret,
) -> Result<Response, ApiError> {
    let now = app.desk.clock.now();
    // A page that is loaded again goes on with the code that it showed.
    if let Some(secret) = secret
        && let Some(standing) = app.screens.standing(&secret, now).await?
    {
        return Ok(told(&app, secret, standing));
    }
    let (secret, code) = app.screens.begin(address, now).ok_or(ProblemCode::TooManyAttempts)?;
    Ok(told(&app, secret, Standing::Waiting(code)))
}

pub async fn read_self(
    State(app): State<App>,
    ScreenSecret(secret): ScreenSecret,
) -> Result<Response, ApiError> {
    let secret = secret.ok_or(ProblemCode::NotSignedIn)?;
    let standing = app.screens.standing(&secret, app.desk.clock.now()).await?;
    Ok(told(&app, secret, standing.ok_or(ProblemCode::NotSignedIn)?))
}

/// How a screen stands, with its cookie renewed.
fn told(app: &App, secret: String, standing: Standing) -> Response {
    let now = app.desk.clock.now();
    let state = match standing {
        Standing::Waiting(Code { code, expires_at }) => ScreenState {
            now,
            offset: Offset::here(),
            code: Some(code),
            expires_at: Some(expires_at),
            name: None,
        },
        Standing::Paired(screen) => ScreenState {
            now,
            offset: Offset::here(),
            code: None,
            expires_at: None,
            name: Some(screen.name),
        },
    };
    let mut response = Json(state).into_response();
    set_cookie(&mut response, screen_cookie(app, secret));
    response
}

pub async fn list(
    State(app): State<App>,
    Signed(person): Signed,
) -> Result<Json<Screens>, ApiError> {
    permit(&person)?;
    Ok(Json(Screens { screens: app.screens.list().await?, now: app.desk.clock.now() }))
}

pub async fn add(
    State(app): State<App>,
    Signed(person): Signed,
    ClientAddress(address): ClientAddress,
    received: Received,
) -> Result<(StatusCode, Json<Screen>), ApiError> {
    permit(&person)?;
    let keyed = key::<ScreenAdd>(&received.headers, &received.path, received.bytes()?)?;
    let ScreenRequest { code, name } = received.read()?;
    let name = name.trim();
    let mut faults = Faults::default();
    faults.required("name", name, SCREEN_NAME_MAX);
    faults.when(name.contains(['\n', '\t']), "name", Flaw::ControlCharacter);
    faults.when(code.trim().is_empty(), "code", Flaw::Missing);
    faults.into_result().map_err(ApiError::invalid)?;
    // What no screen can show is tried all the same, and counts as a wrong one.
    let code = code_from(&code).unwrap_or_default();
    let screen =
        app.screens.add(&person, address, &keyed, &code, name, app.desk.clock.now()).await?;
    Ok((StatusCode::CREATED, Json(screen)))
}

pub async fn withdraw(
    State(app): State<App>,
    Signed(person): Signed,
    path: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, ApiError> {
    permit(&person)?;
    let id = path.ok().and_then(|Path(text)| text.parse().ok());
    let was_there = app.screens.withdraw(id.ok_or(ProblemCode::NotFound)?).await?;
    if was_there { Ok(StatusCode::NO_CONTENT) } else { Err(ProblemCode::NotFound.into()) }
}

fn permit(person: &Person) -> Result<(), ApiError> {
    if person.may_pair_screens() { Ok(()) } else { Err(ProblemCode::NotYours.into()) }
}

fn screen_cookie(app: &App, secret: String) -> Cookie<'static> {
    let mut cookie = Cookie::build((screen_cookie_name(app.secure()), secret))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.secure())
        .build();
    cookie.set_max_age(COOKIE.try_into().ok());
    cookie
}

impl From<PairingError> for ApiError {
    fn from(error: PairingError) -> Self {
        let mut faults = Faults::default();
        match error {
            PairingError::TooMany => ProblemCode::TooManyAttempts.into(),
            PairingError::KeyReused => ProblemCode::KeyReused.into(),
            PairingError::Store(error) => error.into(),
            PairingError::UnknownCode => {
                faults.add("code", Flaw::Unknown);
                Self::invalid(faults.into_result().err().unwrap_or_default())
            }
        }
    }
}
