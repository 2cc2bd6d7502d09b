//! Signing in and out.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::{Cookie, SameSite};
use domain::{
    api::{ProblemCode, SessionReply, SignInRequest},
    people::Person,
    text::LINE_MAX,
    time::Offset,
};

use crate::{
    auth::password,
    clock::machine_now,
    error::ApiError,
    extract::{ClientAddress, Received, Signed, Token, cookie_name},
    router::App,
};

pub async fn sign_in(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    received: Received,
) -> Result<Response, ApiError> {
    let SignInRequest { name, password } = received.read()?;
    // No account has such a name; nothing is kept in mind of it.
    if name.chars().count() > LINE_MAX {
        return Err(ProblemCode::BadCredentials.into());
    }
    let may_try = || {
        let may_try = app.throttle.may_try(&name, address, machine_now());
        if may_try { Ok(()) } else { Err(ProblemCode::TooManyAttempts) }
    };
    may_try()?;
    let account = app.desk.store.credentials(&name).await?;
    let (id, hash) = account.unzip();
    let fits = password::fits(password, hash).await;
    // Asked again: of many guesses at once no more are answered than of guesses in a row.
    may_try()?;
    let Some(id) = id.filter(|_| fits) else {
        app.throttle.failed(&name, address, machine_now());
        return Err(ProblemCode::BadCredentials.into());
    };
    app.throttle.succeeded(&name, address);
    let token = app.sessions.begin(id).await?;
    let person = app.sessions.person(&token).await?.ok_or(ProblemCode::Internal)?;
    let mut response = who(&app, person).into_response();
    set_cookie(&mut response, session_cookie(&app, token));
    Ok(response)
}

pub async fn who_am_i(State(app): State<App>, Signed(person): Signed) -> Json<SessionReply> {
    who(&app, person)
}

pub async fn sign_out(State(app): State<App>, Token(token): Token) -> Result<Response, ApiError> {
    if let Some(token) = token {
        app.sessions.end(&token).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    let mut gone = session_cookie(&app, String::new());
    gone.make_removal();
    set_cookie(&mut response, gone);
    Ok(response)
}

fn who(app: &App, user: Person) -> Json<SessionReply> {
    Json(SessionReply { user, now: app.desk.clock.now(), offset: Offset::here() })
}

fn session_cookie(app: &App, token: String) -> Cookie<'static> {
    Cookie::build((cookie_name(app.secure()), token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.secure())
        .build()
}

pub(super) fn set_cookie(response: &mut Response, cookie: Cookie<'static>) {
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
