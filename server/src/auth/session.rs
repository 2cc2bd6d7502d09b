//! Sessions: a random token in a cookie, its hash in the database.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{id::PersonId, people::Person, time::Moment};
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;
use tokio_util::sync::CancellationToken;

use crate::{
    clock::machine_now,
    store::{Store, StoreError, people},
};

/// A session ends when it was not used for this long: a duty shift.
const IDLE_HOURS: i64 = 12;
/// And in any case after this long.
const WHOLE_HOURS: i64 = 7 * 24;
/// How often its use is noted at the most.
const TOUCH_MS: i64 = 5 * 60_000;

/// For how long a session is taken as it was last looked up: a change beside the server shows as soon
/// as one of the rules does.
const LOOK_AGAIN_MS: i64 = 2_000;

/// The SHA-256 of a session's token.
pub type TokenHash = [u8; 32];

/// Opens, finds and ends sessions, and keeps drafts: the writes that are no part of a story.
#[derive(Clone)]
pub struct Sessions {
    store: Store,
    writer: Arc<tokio::sync::Mutex<SqliteConnection>>,
    known: Arc<Mutex<Known>>,
    /// What ends the streams of a session when it ends.
    ends: Arc<Mutex<HashMap<TokenHash, CancellationToken>>>,
}

/// The sessions that were looked up lately: asking the database costs more than most requests.
#[derive(Default)]
struct Known {
    sessions: HashMap<TokenHash, Lookup>,
    /// How many sessions have ended: what was read before one did may tell of it.
    ended: u64,
}

struct Lookup {
    person: Person,
    seen_at: Moment,
    looked_up_at: Moment,
}

impl Known {
    fn person(&self, hash: &TokenHash, now: Moment) -> Option<Person> {
        let lookup = self.sessions.get(hash)?;
        let is_fresh = (0..LOOK_AGAIN_MS).contains(&now.since(lookup.looked_up_at))
            && now.since(lookup.seen_at) <= TOUCH_MS;
        is_fresh.then(|| lookup.person.clone())
    }
}

impl Sessions {
    pub async fn open(store: Store) -> Result<Self, StoreError> {
        let writer = Arc::new(tokio::sync::Mutex::new(store.writer().await?));
        Ok(Self { store, writer, known: Arc::default(), ends: Arc::default() })
    }

    /// Begins a session; gives the token for the cookie.
    pub async fn begin(&self, person: PersonId) -> Result<String, StoreError> {
        let token = crate::desk::hex(&rand::random::<[u8; 32]>());
        let mut writer = self.writer.lock().await;
        people::add_session(&mut writer, &token_hash(&token), person, machine_now()).await?;
        Ok(token)
    }

    /// Whose session a token opens.
    pub async fn person(&self, token: &str) -> Result<Option<Person>, StoreError> {
        let (hash, now) = (token_hash(token), machine_now());
        let ended = {
            let known = self.known();
            if let Some(person) = known.person(&hash, now) {
                return Ok(Some(person));
            }
            known.ended
        };
        let (idle, whole) = limits(now);
        let Some((person, mut seen_at)) = self.store.session(&hash, idle, whole).await? else {
            return Ok(None);
        };
        if now.since(seen_at) > TOUCH_MS {
            let touched = people::touch_session(&mut *self.writer.lock().await, &hash, now).await;
            // A full disk must not keep anybody from reading.
            match touched {
                Ok(()) => seen_at = now,
                Err(error) => tracing::warn!(%error, "the use of a session could not be noted"),
            }
        }
        let mut known = self.known();
        if known.ended == ended {
            let lookup = Lookup { person: person.clone(), seen_at, looked_up_at: now };
            known.sessions.insert(hash, lookup);
        }
        drop(known);
        Ok(Some(person))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was looked up before counts no more.
    fn forget(&self) {
        let mut known = self.known();
        known.ended += 1;
        known.sessions.clear();
    }

    /// Ends a session, and its streams with it.
    pub async fn end(&self, token: &str) -> Result<(), StoreError> {
        let hash = token_hash(token);
        people::drop_session(&mut *self.writer.lock().await, &hash).await?;
        self.forget();
        if let Some(end) = self.ends.lock().unwrap_or_else(PoisonError::into_inner).remove(&hash) {
            end.cancel();
        }
        Ok(())
    }

    /// Cancelled when the session ends or the server stops (`parent`).
    pub fn end_of(&self, token: &str, parent: &CancellationToken) -> CancellationToken {
        let mut ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        ends.entry(token_hash(token)).or_insert_with(|| parent.child_token()).clone()
    }

    /// Removes the sessions that have run out, and ends the streams of those that are gone.
    pub async fn prune(&self) -> Result<(), StoreError> {
        let (idle, whole) = limits(machine_now());
        // Nobody begins a session meanwhile.
        let mut writer = self.writer.lock().await;
        let left = people::prune_sessions(&mut writer, idle, whole).await?;
        self.forget();
        self.ends.lock().unwrap_or_else(PoisonError::into_inner).retain(|hash, end| {
            let stays = left.contains(hash.as_slice());
            if !stays {
                end.cancel();
            }
            stays
        });
        Ok(())
    }

    pub async fn save_draft(
        &self,
        person: PersonId,
        slot: u8,
        body: &str,
    ) -> Result<(), StoreError> {
        people::save_draft(&mut *self.writer.lock().await, person, slot, body, machine_now()).await
    }

    pub async fn drop_draft(&self, person: PersonId, slot: u8) -> Result<(), StoreError> {
        people::drop_draft(&mut *self.writer.lock().await, person, slot).await
    }
}

pub(super) fn token_hash(token: &str) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

fn limits(now: Moment) -> (Moment, Moment) {
    (now.plus_hours(-IDLE_HOURS), now.plus_hours(-WHOLE_HOURS))
}
