//! Who listens: groups by audience, so that a change costs nothing to those it is not for; and the
//! last changes, from which whoever lags a little is served without the log.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::available_parallelism,
};

use bytes::Bytes;
use domain::id::Seq;
use tokio_util::task::TaskTracker;

use super::{
    Audience, Published,
    frame::{self, Gones},
    group::{Group, Member, Seat},
};

/// Changes that a listener may lag behind before it is told to read anew.
const KEPT: usize = 1024;
/// Bytes that are gathered for a listener at a time.
const PAGE: usize = 64 * 1024;
/// Listeners whom one core serves alone; of more, each core takes its share.
const ALONE: usize = 64;

#[derive(Default)]
struct State {
    groups: HashMap<Audience, Vec<Arc<Group>>>,
    last: VecDeque<Published>,
    /// The place after which `last` holds everything.
    floor: Seq,
    head: Seq,
}

/// What an audience has not heard yet after a place.
pub enum Rest {
    /// These frames, up to a place; whether that is all.
    Frames { frames: Vec<Bytes>, reached: Seq, is_all: bool },
    /// More than is kept here. The log has it.
    InTheLog,
    /// The place lies beyond all that was ever published.
    Unheard,
}

/// Publishes changes in the order of the log.
#[derive(Default)]
pub struct Hub {
    state: Mutex<State>,
    /// The tasks of all listeners.
    pub listeners: TaskTracker,
}

impl Hub {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that is done under this lock leaves the state half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The place after the last change.
    pub fn head(&self) -> Seq {
        self.state().head
    }

    /// What an audience has not heard after `place`, at most a page of it.
    pub fn after(&self, place: Seq, audience: &Audience) -> Rest {
        let state = self.state();
        if place > state.head {
            return Rest::Unheard;
        }
        if place < state.floor {
            return Rest::InTheLog;
        }
        let gones = state.gones_since(place, audience);
        let (mut frames, mut size, mut reached) = (Vec::new(), 0, place);
        for change in state.since(place) {
            if size >= PAGE {
                return Rest::Frames { frames, reached, is_all: false };
            }
            let bytes = change.bytes_later(audience, &gones);
            size += bytes.map_or(0, Bytes::len);
            frames.extend(bytes.cloned());
            reached = change.seq;
        }
        Rest::Frames { frames, reached: state.head, is_all: true }
    }

    /// Seats somebody who has heard everything up to `place`; `None` where more has come since.
    pub fn join(
        &self,
        place: Seq,
        audience: &Audience,
        member: impl FnOnce() -> Member,
    ) -> Option<Seat> {
        let mut state = self.state();
        let has_heard_all = place >= state.floor
            && state.since(place).all(|change| change.bytes_for(audience).is_none());
        has_heard_all.then(|| state.group(audience).join(member()))
    }

    /// Hands a committed change to everybody it is for.
    pub fn publish(&self, change: &Published) {
        let mut state = self.state();
        state.keep(change.clone());
        let units = change.units.iter().chain(&change.leavers).cloned().map(Audience::Unit);
        for audience in [Audience::All, Audience::Wall].into_iter().chain(units) {
            // No listener is no error: the log has it.
            for group in state.groups.get(&audience).into_iter().flatten() {
                if let Some(bytes) = change.bytes_for(&audience) {
                    group.publish(change.seq, bytes.clone());
                }
            }
        }
    }

    /// Moves everybody's place to the head. It goes the same way as the changes, so it can never
    /// overtake one.
    pub fn beat(&self) {
        let mut state = self.state();
        let head = state.head;
        let beat = frame::heartbeat(head);
        let goes_on = |group: &Arc<Group>| {
            let is_empty = group.seats() == 0;
            if is_empty {
                group.end();
            } else {
                group.publish(head, beat.clone());
            }
            !is_empty
        };
        state.groups.retain(|_, groups| {
            groups.retain(goes_on);
            !groups.is_empty()
        });
    }

    /// The world was loaded from disk, where the log stands at `head`: who listens reads anew.
    pub fn restart(&self, head: Seq) {
        let mut state = self.state();
        let ended = std::mem::replace(&mut *state, State { head, floor: head, ..State::default() });
        ended.groups.values().flatten().for_each(|group| group.end());
    }
}

impl State {
    fn since(&self, place: Seq) -> impl Iterator<Item = &Published> {
        self.last.range(self.last.partition_point(|change| change.seq <= place)..)
    }

    /// What an audience has lost sight of since.
    fn gones_since(&self, place: Seq, audience: &Audience) -> Gones {
        let Audience::Unit(unit) = audience else { return Gones::new() };
        let gone = self.since(place).filter(|change| change.leavers.contains(unit));
        gone.map(|change| (change.id, change.seq)).collect()
    }

    fn keep(&mut self, change: Published) {
        self.head = change.seq;
        self.last.push_back(change);
        if self.last.len() > KEPT {
            self.floor = self.last.pop_front().map_or(self.floor, |oldest| oldest.seq);
        }
    }

    /// The group that somebody who comes now is seated in.
    fn group(&mut self, audience: &Audience) -> Arc<Group> {
        let cores = available_parallelism().map_or(1, usize::from);
        let groups = self.groups.entry(audience.clone()).or_default();
        match groups.iter().min_by_key(|group| group.seats()) {
            Some(group) if groups.len() >= cores || group.seats() < ALONE => group.clone(),
            _ => {
                groups.push(Group::begin());
                groups[groups.len() - 1].clone()
            }
        }
    }
}
