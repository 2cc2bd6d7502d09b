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
/// Names and addresses that are kept in mind; beyond it those that may try again are forgotten, and
/// where none may, the one that failed longest ago.
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
            if failures.len() >= KEPT {
                let oldest = failures.iter().min_by_key(|(_, (_, last))| *last);
                let oldest = oldest.map(|(tried, _)| tried.clone());
                oldest.and_then(|tried| failures.remove(&tried));
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_many_fail_no_more_are_kept_in_mind() {
        let (throttle, address) = (Throttle::default(), IpAddr::from([127, 0, 0, 1]));
        for n in 0..KEPT as i64 + 5 {
            throttle.failed(&format!("name{n}"), address, Moment(n));
        }
        let kept = throttle.failures.lock().unwrap();
        assert_eq!(kept.len(), KEPT);
        assert!(!kept.contains_key(&("name0".to_owned(), address)), "the oldest is forgotten");
        assert!(kept.contains_key(&(format!("name{}", KEPT + 4), address)));
    }
}
