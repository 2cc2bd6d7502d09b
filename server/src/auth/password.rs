//! argon2id, behind a bound on how many are computed at once: a flood of sign-ins must not starve
//! those who work.

use std::sync::LazyLock;

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use tokio::sync::Semaphore;

/// Computations at once; each takes 19 MiB and some 20 ms.
static BOUND: Semaphore = Semaphore::const_new(2);

/// Verified where there is no such account, so that the answer takes as long as for one.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

/// The hash of a password, in PHC form.
pub fn hash_now(password: &str) -> anyhow::Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|error| anyhow::anyhow!("the password cannot be hashed: {error}"))?.to_string())
}

/// Whether the password fits the hash; without a hash the same work is done for nothing.
pub async fn fits(password: String, hash: Option<String>) -> bool {
    let Ok(_permit) = BOUND.acquire().await else { return false };
    let verified = tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        let fits = PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
        });
        fits && known
    });
    verified.await.unwrap_or(false)
}
