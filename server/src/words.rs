//! 检索滞后: orders whose words are not in the index yet. Words cost more to write than all else of a
//! change, and ten times less by the hundred (178 and 17 µs of the processor's time an order, November 2026):
//! so they are written after the answer, many at once, and before the next search. How far the index has
//! come stands in the database; what was behind when the process ended is read from the history.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use domain::id::TicketId;

use crate::{search, store::batch::SearchRow, told::Told};

/// Orders whose words are written at once; the door stands still for some milliseconds meanwhile.
const MANY: usize = 512;

/// The orders that wait. By id, for the index takes rows in their order only.
#[derive(Default)]
pub struct Words {
    waiting: BTreeMap<TicketId, Arc<Told>>,
    count: Waiting,
}

/// How many wait, for those who search.
#[derive(Debug, Clone, Default)]
pub struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    pub fn is_any(&self) -> bool {
        self.0.load(Ordering::Acquire) > 0
    }
}

impl Words {
    pub fn waiting(&self) -> Waiting {
        self.count.clone()
    }

    /// An order has other words than the index knows.
    pub fn add(&mut self, told: Arc<Told>) {
        self.waiting.insert(told.ticket.id, told);
        self.counted();
    }

    pub fn clear(&mut self) {
        self.waiting.clear();
        self.counted();
    }

    fn counted(&self) {
        self.count.0.store(self.waiting.len(), Ordering::Release);
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Whether they are to be written without waiting for more.
    pub fn are_many(&self) -> bool {
        self.waiting.len() >= MANY
    }

    pub fn rows(&self) -> Vec<SearchRow> {
        let row = |told: &Arc<Told>| {
            let ticket = &told.ticket;
            search::row(ticket.id.0, &ticket.number, &ticket.facts, told.actions())
        };
        self.waiting.values().map(row).collect()
    }
}
