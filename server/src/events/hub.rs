//! Who listens: one channel per audience, so that a change costs nothing to those it is not for.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use domain::id::Seq;
use tokio::sync::broadcast::{self, Receiver, Sender};

use super::{Audience, Published, frame};

/// Frames that a listener may lag behind before it is told to read anew.
const BACKLOG: usize = 1024;

/// What a listener receives: the place after it, and the bytes.
pub type Frame = (Seq, Bytes);

#[derive(Debug, Default)]
struct Channels {
    by_audience: HashMap<Audience, Sender<Frame>>,
    head: Seq,
}

/// Publishes changes in the order of the log.
#[derive(Debug, Default)]
pub struct Hub {
    channels: Mutex<Channels>,
}

impl Hub {
    fn channels(&self) -> MutexGuard<'_, Channels> {
        // Nothing that is done under this lock leaves the channels half changed.
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins an audience: its frames from here on, and the seq that "here" is.
    pub fn join(&self, audience: &Audience) -> (Receiver<Frame>, Seq) {
        let mut channels = self.channels();
        let head = channels.head;
        let sender = channels
            .by_audience
            .entry(audience.clone())
            .or_insert_with(|| broadcast::channel(BACKLOG).0);
        (sender.subscribe(), head)
    }

    /// Hands a committed change to everybody it is for.
    pub fn publish(&self, change: &Published) {
        let mut channels = self.channels();
        channels.head = change.seq;
        let send = |audience: Audience| {
            if let Some(sender) = channels.by_audience.get(&audience)
                && let Some(bytes) = change.bytes_for(&audience)
            {
                // No listener is no error: the log has it.
                let _ = sender.send((change.seq, bytes.clone()));
            }
        };
        send(Audience::All);
        send(Audience::Wall);
        for unit in change.units.iter().chain(&change.leavers) {
            send(Audience::Unit(unit.clone()));
        }
    }

    /// Moves everybody's place to the head. It goes through the same channels as the changes, so it
    /// can never overtake one.
    pub fn beat(&self) {
        let mut channels = self.channels();
        let frame = (channels.head, frame::heartbeat(channels.head));
        channels.by_audience.retain(|_, sender| sender.send(frame.clone()).is_ok());
    }

    /// The world was loaded from disk, where the log stands at `head`: who listens reads anew.
    pub fn restart(&self, head: Seq) {
        let mut channels = self.channels();
        channels.head = head;
        // Dropping the senders ends the streams, each with its word of resync.
        channels.by_audience.clear();
    }

    /// How many listen now.
    pub fn listeners(&self) -> usize {
        self.channels().by_audience.values().map(Sender::receiver_count).sum()
    }
}
