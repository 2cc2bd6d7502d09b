//! Guessing is slowed down per name and address, so that nobody can lock another person out.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use domain::time::Moment;

/// Failures after which an address has to wait with a name.
const FAILURES: u32 = 5;
/// How long it waits after the last of them.
const WAIT_MS: i64 = 15 * 60_000;
/// Names and addresses that are kept in mind; beyond it those that may try again are forgotten.
const KEPT: usize = 10_000;

/// Failed sign-ins by name and address.
#[derive(Debug, Default)]
pub struct Throttle {
    failures: Mutex<HashMap<(String, IpAddr), (u32, Moment)>>,
}

impl Throttle {
    /// Whether this address may try this name now.
    pub fn may_try(&self, name: &str, address: IpAddr, now: Moment) -> bool {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures
            .get(&(name.to_owned(), address))
            .is_none_or(|(count, last)| *count < FAILURES || now.since(*last) > WAIT_MS)
    }

    pub fn failed(&self, name: &str, address: IpAddr, now: Moment) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= KEPT {
            failures.retain(|_, (_, last)| now.since(*last) <= WAIT_MS);
        }
        let entry = failures.entry((name.to_owned(), address)).or_insert((0, now));
        let count = if now.since(entry.1) > WAIT_MS { 1 } else { entry.0 + 1 };
        *entry = (count, now);
    }

    pub fn succeeded(&self, name: &str, address: IpAddr) {
        self.failures
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&(name.to_owned(), address));
    }
}
