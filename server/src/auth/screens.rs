//! Screens: a code is shown and a secret held; whoever may enters the code, and the secret opens the
//! wall from then on. Codes that wait are kept in memory alone: after a restart a screen asks anew.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{
    api::{CODE_LENGTH, CODE_LETTERS, CODE_MINUTES, Screen},
    people::Person,
    time::Moment,
};
use sqlx::SqliteConnection;
use tokio_util::sync::CancellationToken;

use super::{
    Throttle,
    session::{TokenHash, token_hash},
};
use crate::{
    clock::machine_now,
    desk::{Keyed, hex},
    store::{
        Store, StoreError,
        screens::{NewScreen, add_screen, drop_screen, paired_under, touch_screen},
    },
};

/// Codes that wait at once for screens at one address, and in all: asking needs no session.
const WAITING_AT_ADDRESS: usize = 8;
const WAITING: usize = 1_000;
/// How often the presence of a screen is noted at the most.
const TOUCH_MS: i64 = 60_000;

/// A screen that shows a code and waits.
#[derive(Clone)]
struct Waiting {
    code: String,
    token_hash: TokenHash,
    address: IpAddr,
    expires_at: Moment,
}

/// A code as the screen shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub code: String,
    pub expires_at: Moment,
}

/// What a screen's secret opens.
pub enum Standing {
    Waiting(Code),
    Paired(Screen),
}

/// Why a screen was not added.
#[derive(Debug, thiserror::Error)]
pub enum PairingError {
    #[error("no screen shows this code")]
    UnknownCode,
    #[error("too many wrong codes")]
    TooMany,
    #[error("the key was used with another request")]
    KeyReused,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Pairs screens, knows them again and withdraws them.
#[derive(Clone)]
pub struct Screens {
    store: Store,
    writer: Arc<tokio::sync::Mutex<SqliteConnection>>,
    waiting: Arc<Mutex<Vec<Waiting>>>,
    throttle: Arc<Throttle>,
    /// What ends the streams of a screen when it is withdrawn.
    ends: Arc<Mutex<HashMap<i64, CancellationToken>>>,
}

impl Screens {
    pub async fn open(store: Store) -> Result<Self, StoreError> {
        let writer = Arc::new(tokio::sync::Mutex::new(store.writer().await?));
        Ok(Self {
            store,
            writer,
            waiting: Arc::default(),
            throttle: Arc::default(),
            ends: Arc::default(),
        })
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        // Nothing that is done under this lock leaves the list half changed.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new code for a screen at `address`, with the secret for its cookie; `None` where too many
    /// wait already.
    pub fn begin(&self, address: IpAddr, now: Moment) -> Option<(String, Code)> {
        let secret = hex(&rand::random::<[u8; 32]>());
        let mut waiting = self.waiting();
        waiting.retain(|screen| screen.expires_at > now);
        let at_address = |screen: &Waiting| screen.address == address;
        if waiting.iter().filter(|screen| at_address(screen)).count() >= WAITING_AT_ADDRESS
            && let Some(oldest) = waiting.iter().position(at_address)
        {
            waiting.remove(oldest);
        }
        if waiting.len() >= WAITING {
            return None;
        }
        let code = loop {
            let code = new_code();
            if !waiting.iter().any(|screen| screen.code == code) {
                break code;
            }
        };
        let shown = Code { code, expires_at: now.plus_minutes(CODE_MINUTES) };
        waiting.push(Waiting {
            code: shown.code.clone(),
            token_hash: token_hash(&secret),
            address,
            expires_at: shown.expires_at,
        });
        Some((secret, shown))
    }

    /// How the screen with this secret stands; `None` where it is unknown, withdrawn or too late.
    pub async fn standing(
        &self,
        secret: &str,
        now: Moment,
    ) -> Result<Option<Standing>, StoreError> {
        let hash = token_hash(secret);
        let waits = |screen: &&Waiting| screen.token_hash == hash && screen.expires_at > now;
        let code = self
            .waiting()
            .iter()
            .find(waits)
            .map(|screen| Code { code: screen.code.clone(), expires_at: screen.expires_at });
        if let Some(code) = code {
            return Ok(Some(Standing::Waiting(code)));
        }
        let Some(screen) = self.store.screen(&hash).await? else { return Ok(None) };
        if now.since(screen.seen_at).abs() > TOUCH_MS {
            let touched = touch_screen(&mut *self.writer.lock().await, screen.id, now).await;
            // A full disk must not darken the wall.
            if let Err(error) = touched {
                tracing::warn!(%error, "the presence of a screen could not be noted");
            }
        }
        Ok(Some(Standing::Paired(screen)))
    }

    /// The paired screen with this secret.
    pub async fn paired(&self, secret: &str, now: Moment) -> Result<Option<Screen>, StoreError> {
        Ok(match self.standing(secret, now).await? {
            Some(Standing::Paired(screen)) => Some(screen),
            Some(Standing::Waiting(_)) | None => None,
        })
    }

    /// Pairs the screen that shows `code`. The code is used up with it.
    pub async fn add(
        &self,
        person: &Person,
        address: IpAddr,
        keyed: &Keyed,
        code: &str,
        name: &str,
        now: Moment,
    ) -> Result<Screen, PairingError> {
        // Held throughout: of two who enter one code, or one who sends it twice, one pairs.
        let mut writer = self.writer.lock().await;
        if let Some((hash, screen)) = paired_under(&mut writer, person.id, &keyed.key).await? {
            let is_same = hash == keyed.request_hash;
            return if is_same { Ok(screen) } else { Err(PairingError::KeyReused) };
        }
        if self.store.used_key(person.id, &keyed.key).await?.is_some() {
            return Err(PairingError::KeyReused);
        }
        if !self.throttle.may_try(&person.name, address, machine_now()) {
            return Err(PairingError::TooMany);
        }
        let shown = |screen: &&Waiting| screen.code == code && screen.expires_at > now;
        let found = self.waiting().iter().find(shown).cloned();
        let Some(found) = found else {
            self.throttle.failed(&person.name, address, machine_now());
            return Err(PairingError::UnknownCode);
        };
        let screen = NewScreen {
            token_hash: &found.token_hash,
            name,
            now,
            person: person.id,
            paired_by: &person.display,
            key: &keyed.key,
            request_hash: &keyed.request_hash,
        };
        let screen = add_screen(&mut writer, &screen).await?;
        self.waiting().retain(|screen| screen.code != code);
        self.throttle.succeeded(&person.name, address);
        Ok(screen)
    }

    pub async fn list(&self) -> Result<Vec<Screen>, StoreError> {
        self.store.screens().await
    }

    /// Withdraws a screen, and ends its streams; whether it was there.
    pub async fn withdraw(&self, id: i64) -> Result<bool, StoreError> {
        let was_there = drop_screen(&mut *self.writer.lock().await, id).await?;
        if let Some(end) = self.ends.lock().unwrap_or_else(PoisonError::into_inner).remove(&id) {
            end.cancel();
        }
        Ok(was_there)
    }

    /// Cancelled when the screen is withdrawn or the server stops (`parent`).
    pub fn end_of(&self, id: i64, parent: &CancellationToken) -> CancellationToken {
        let mut ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        ends.entry(id).or_insert_with(|| parent.child_token()).clone()
    }
}

fn new_code() -> String {
    let letters: Vec<char> = CODE_LETTERS.chars().collect();
    (0..CODE_LENGTH).map(|_| letters[rand::random_range(0..letters.len())]).collect()
}
