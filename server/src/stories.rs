//! The stories that were read or written last, so that reading one again asks no database.
//!
//! Whoever asks names the version that the world is at; a story of another version is none.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::id::{TicketId, Version};

use crate::told::Told;

/// Stories of one generation; two are kept: more than a busy town has under way. Each takes some 12 KiB.
const GENERATION: usize = 6000;

/// What was asked for lately is young; what nobody asked for while the young grew up is forgotten.
#[derive(Debug, Default)]
pub struct Stories(Mutex<Generations>);

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<TicketId, Arc<Told>>,
    old: HashMap<TicketId, Arc<Told>>,
}

impl Stories {
    /// The story of an order at a version, if it is kept.
    pub fn of(&self, id: TicketId, version: Version) -> Option<Arc<Told>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(told) = kept.young.get(&id) {
            return Some(told.clone()).filter(|told| told.ticket.version == version);
        }
        let told = kept.old.remove(&id).filter(|told| told.ticket.version == version)?;
        kept.keep(told.clone());
        Some(told)
    }

    /// Keeps a story, unless a later version of it is kept already.
    pub fn keep(&self, told: Arc<Told>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).keep(told);
    }
}

impl Generations {
    fn keep(&mut self, told: Arc<Told>) {
        let (id, version) = (told.ticket.id, told.ticket.version);
        if self.young.get(&id).is_some_and(|kept| kept.ticket.version >= version) {
            return;
        }
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(id, told);
    }
}
