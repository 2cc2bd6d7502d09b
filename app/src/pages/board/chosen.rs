//! 多选: which cards are chosen, one by one or from one to another.

use domain::id::TicketId;
use leptos::prelude::*;

use super::desk::Desk;

/// A copy of handles.
#[derive(Clone, Copy)]
pub struct Chosen {
    /// Whether cards are being chosen: a press chooses instead of opening.
    pub on: RwSignal<bool>,
    /// In the order in which they were chosen.
    pub ids: RwSignal<Vec<TicketId>>,
}

impl Chosen {
    pub fn new() -> Self {
        Self { on: RwSignal::new(false), ids: RwSignal::default() }
    }

    pub fn has(self, id: TicketId) -> bool {
        self.ids.with(|ids| ids.contains(&id))
    }

    /// Begins to choose, or ends it and forgets what was chosen.
    pub fn turn(self) {
        self.on.update(|on| *on = !*on);
        if !self.on.get_untracked() {
            self.ids.set(Vec::new());
        }
    }

    fn press(self, id: TicketId) {
        self.on.set(true);
        self.ids.update(|ids| match ids.iter().position(|other| *other == id) {
            Some(place) => _ = ids.remove(place),
            None => ids.push(id),
        });
    }
}

impl Desk {
    /// Chooses a card, or no longer. With `up_to`, all from the last one that was chosen in the same
    /// column.
    pub fn choose(self, id: TicketId, up_to: bool) {
        let between = if up_to { self.between(id) } else { None };
        let Some(between) = between else { return self.chosen().press(id) };
        self.chosen().on.set(true);
        self.chosen().ids.update(|ids| {
            ids.retain(|other| !between.contains(other));
            ids.extend(between);
        });
    }

    fn between(self, id: TicketId) -> Option<Vec<TicketId>> {
        let last = self.chosen().ids.with_untracked(|ids| ids.last().copied())?;
        let (lane, to) = self.spot(id)?;
        let (other, from) = self.spot(last)?;
        if other.state != lane.state {
            return None;
        }
        let mut between = lane.ids.with_untracked(|ids| ids[from.min(to)..=from.max(to)].to_vec());
        // The one that was pressed is the last, from which the next range goes on.
        if to < from {
            between.reverse();
        }
        Some(between)
    }
}
