//! Failures of pages, as they tell them: one line of the log each, without personal data.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use domain::api::{ClientError, ProblemCode};

use crate::{
    clock::machine_now,
    error::ApiError,
    extract::{ClientAddress, Received},
    router::App,
};

/// A page may fail before anybody has signed in, so no session is asked for; an address that tells
/// too much is not listened to.
pub async fn report(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    received: Received,
) -> Result<StatusCode, ApiError> {
    if !app.reports.may_report(address, machine_now()) {
        return Err(ProblemCode::TooManyAttempts.into());
    }
    write_down(&received.read::<ClientError>()?, &received.headers);
    Ok(StatusCode::NO_CONTENT)
}

fn write_down(error: &ClientError, headers: &HeaderMap) {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let ClientError { message: said, location, build, page } = error.cleaned();
    let agent = agent.unwrap_or_default().chars().take(200).collect::<String>();
    tracing::error!(said, location, build, page, agent, "a page has failed");
}
