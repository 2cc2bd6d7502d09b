//! The stories that were read or written last, so that reading one again asks no database.
//!
//! Whoever asks names the version that the world is at; a story of another version is none.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::id::{TicketId, Version};
use lru::LruCache;

use crate::told::Told;

/// More than a busy town has under way. Each takes some 12 KiB.
const KEPT: NonZeroUsize = NonZeroUsize::new(12_000).expect("not zero");

/// The one that nobody asked for the longest makes room.
#[derive(Debug)]
pub struct Stories(Mutex<LruCache<TicketId, Arc<Told>>>);

impl Default for Stories {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(KEPT)))
    }
}

impl Stories {
    /// The story of an order at a version, if it is kept.
    pub fn of(&self, id: TicketId, version: Version) -> Option<Arc<Told>> {
        self.kept().get(&id).filter(|told| told.ticket.version == version).cloned()
    }

    /// Keeps a story, unless a later version of it is kept already.
    pub fn keep(&self, told: Arc<Told>) {
        let (id, version) = (told.ticket.id, told.ticket.version);
        let mut kept = self.kept();
        let left = match kept.peek(&id) {
            Some(other) if other.ticket.version >= version => return,
            _ => kept.push(id, told),
        };
        // Taking a story apart takes longer than all of this: others need not wait for it.
        drop(kept);
        drop(left);
    }

    fn kept(&self) -> MutexGuard<'_, LruCache<TicketId, Arc<Told>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
