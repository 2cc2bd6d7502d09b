//! Sending the endpoints of `domain::api` and reading their answers.

use std::cell::{Cell, RefCell};

use domain::{
    api::{Endpoint, KEY_HEADER, PERSON_HEADER, PhotoSave, Problem, ProblemCode},
    id::PersonId,
    ticket::{PhotoId, photo::PhotoType},
};
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::browser::{
    fetch::{Answer, Sending, fetch},
    upload::Upload,
};

/// The longest that an answer is waited for.
const PATIENCE_MS: u32 = 30_000;
/// The same where a photo goes out: it takes its time on a weak signal.
const PHOTO_PATIENCE_MS: u32 = 150_000;

/// Why a request came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The server was not reached; whether it acted is unknown, and the same key may be sent again.
    Offline,
    /// The server refused.
    Problem(Problem),
}

impl Failure {
    /// What the server said, if it said anything.
    pub fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Offline => None,
            Self::Problem(problem) => Some(problem.code),
        }
    }

    /// Whether the outcome is unknown and the same key should be sent again.
    pub fn is_uncertain(&self) -> bool {
        use ProblemCode::{Internal, NotSignedIn, Timeout, Unavailable};
        self.code()
            .is_none_or(|code| matches!(code, Timeout | Unavailable | Internal | NotSignedIn))
    }
}

thread_local! {
    static SIGNED_OUT: RefCell<Option<Box<dyn Fn()>>> = const { RefCell::new(None) };
    static OWNER: Cell<Option<PersonId>> = const { Cell::new(None) };
}

/// Whose page this is from now on: each request says so, for another page of this browser may have changed
/// who is signed in.
pub fn belong_to(person: PersonId) {
    OWNER.set(Some(person));
}

/// Whose page this is, as requests say it.
pub fn owner() -> Option<String> {
    OWNER.get().map(|person| person.to_string())
}

/// Runs `work` whenever the server says that nobody is signed in.
pub fn on_signed_out(work: impl Fn() + 'static) {
    SIGNED_OUT.with(|place| place.replace(Some(Box::new(work))));
}

/// Says that nobody is signed in any more.
pub fn say_signed_out() {
    SIGNED_OUT.with(|place| {
        if let Some(work) = place.borrow().as_ref() {
            work();
        }
    });
}

/// A new key for a request that must not take effect twice. Keep it for a retry.
pub fn new_key() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// Sends an endpoint that takes no key, or takes one that will not be needed again.
pub async fn send<E: Endpoint>(endpoint: &E) -> Result<E::Reply, Failure> {
    let key = E::KEYED.then(new_key);
    request(endpoint, key.as_deref()).await
}

/// Sends an endpoint under a key that the caller keeps for a retry.
pub async fn send_keyed<E: Endpoint>(endpoint: &E, key: &str) -> Result<E::Reply, Failure> {
    send_keyed_for(endpoint, key).await
}

/// The same where less than the whole reply is needed: an `R` of it is read.
pub async fn send_keyed_for<E: Endpoint, R: DeserializeOwned>(
    endpoint: &E,
    key: &str,
) -> Result<R, Failure> {
    request(endpoint, Some(key)).await
}

async fn request<E: Endpoint, R: DeserializeOwned>(
    endpoint: &E,
    key: Option<&str>,
) -> Result<R, Failure> {
    let body = endpoint.body().and_then(|body| serde_json::to_string(body).ok());
    let body = body.map(|body| JsValue::from_str(&body));
    let text = exchange(E::METHOD.name(), &endpoint.path(), body.as_ref(), key).await?;
    read(&text)
}

/// Brings a JPEG; sent again under its id it changes nothing. `told` hears how many per cent have gone.
pub async fn bring_photo(
    id: PhotoId,
    picture: &JsValue,
    upload: &Upload,
    told: impl Fn(u8) + 'static,
) -> Result<(), Failure> {
    let (method, path) = (PhotoSave::METHOD.name(), PhotoSave(id).path());
    let owner = owner();
    let headers = headers(Some(PhotoType::Jpeg.slug()), None, owner.as_deref());
    let sending = Sending { method, path: &path, headers: &headers, body: Some(picture) };
    judge(upload.send(sending, PHOTO_PATIENCE_MS, told).await).map(drop)
}

/// Reads what the wire carries: an answer, or the data of an event.
///
/// # Errors
/// Where it is not what it should be.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    let text = if text.is_empty() { "null" } else { text };
    serde_json::from_str(text).map_err(|reason| {
        leptos::logging::error!("an answer was not understood: {reason}");
        Failure::Problem(Problem::new(ProblemCode::Internal))
    })
}

/// Sends JSON; not generic, so that it is compiled once.
async fn exchange(
    method: &str,
    path: &str,
    body: Option<&JsValue>,
    key: Option<&str>,
) -> Result<String, Failure> {
    let owner = owner();
    let headers = headers(body.map(|_| "application/json"), key, owner.as_deref());
    judge(fetch(Sending { method, path, headers: &headers, body }, PATIENCE_MS).await)
}

fn headers<'a>(
    media: Option<&'a str>,
    key: Option<&'a str>,
    owner: Option<&'a str>,
) -> Vec<(&'static str, &'a str)> {
    let mut headers = vec![("accept", "application/json")];
    headers.extend(media.map(|media| ("content-type", media)));
    headers.extend(key.map(|key| (KEY_HEADER, key)));
    headers.extend(owner.map(|owner| (PERSON_HEADER, owner)));
    headers
}

/// What an answer means.
fn judge(answer: Answer) -> Result<String, Failure> {
    let (status, text) = answer.map_err(|_| Failure::Offline)?;
    if (200..300).contains(&status) {
        return Ok(text);
    }
    let problem = read(&text).unwrap_or_else(|_| Problem::new(guessed(status)));
    if problem.code == ProblemCode::NotSignedIn {
        say_signed_out();
    }
    Err(Failure::Problem(problem))
}

/// What a status means that somebody between us and the server has made.
fn guessed(status: u16) -> ProblemCode {
    match status {
        401 => ProblemCode::NotSignedIn,
        404 => ProblemCode::NotFound,
        408 | 504 => ProblemCode::Timeout,
        413 => ProblemCode::TooLarge,
        429 => ProblemCode::TooManyAttempts,
        502 | 503 => ProblemCode::Unavailable,
        _ => ProblemCode::Internal,
    }
}
