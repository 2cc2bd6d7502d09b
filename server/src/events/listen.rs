//! One listener: what it missed, in order, then what comes.

use std::{convert::Infallible, sync::Arc, time::Duration};

use bytes::Bytes;
use domain::id::Seq;
use tokio::sync::{
    broadcast::{Receiver, error::RecvError},
    mpsc,
};
use tokio_util::sync::CancellationToken;

use super::{Audience, Hub, Published, frame, hub::Frame};
use crate::store::{Store, StoreError};

/// Events read from the log at a time.
const PAGE: i64 = 500;
/// Frames in flight between the log or the hub and one connection.
const IN_FLIGHT: usize = 16;

/// The frames of a stream's body.
pub type Frames = mpsc::Receiver<Result<Bytes, Infallible>>;

/// What a listener is made of.
pub struct Listener {
    pub store: Store,
    pub hub: Arc<Hub>,
    pub audience: Audience,
    /// Where the listener was; `None` begins with what comes.
    pub after: Option<Seq>,
    /// Ends the stream: the server stops, or the session has ended.
    pub until: CancellationToken,
    /// How long a stream lasts. Whoever comes back shows their session anew.
    pub life: Duration,
    /// Whoever takes nothing for this long is let go.
    pub patience: Duration,
}

/// Where a listener's frames go.
struct Out {
    frames: mpsc::Sender<Result<Bytes, Infallible>>,
    patience: Duration,
}

impl Out {
    /// Hands a frame over; `None` where the listener has gone or takes nothing any more.
    async fn send(&self, bytes: Bytes) -> Option<()> {
        self.frames.send_timeout(Ok(bytes), self.patience).await.ok()
    }
}

impl Listener {
    /// Joins first and then reads what was missed, so that nothing falls between the two.
    pub fn start(self) -> Frames {
        let (sender, frames) = mpsc::channel(IN_FLIGHT);
        let out = Out { frames: sender, patience: self.patience };
        tokio::spawn(async move {
            tokio::select! {
                () = self.until.cancelled() => {}
                () = tokio::time::sleep(self.life) => {}
                _ = self.run(out) => {}
            }
        });
        frames
    }

    /// Runs until the listener goes, or has to read anew.
    async fn run(&self, to: Out) -> Option<()> {
        let (live, head) = self.hub.join(&self.audience);
        to.send(Bytes::from_static(b"retry: 3000\n\n")).await?;
        let after = self.after.unwrap_or(head);
        if after > head {
            return to.send(frame::resync(head)).await;
        }
        let mut place = after;
        while place < head {
            let (reached, missed) = self
                .missed(place, head)
                .await
                .inspect_err(|error| tracing::error!(%error, "the log cannot be read"))
                .ok()?;
            let Some(missed) = missed else { return to.send(frame::resync(head)).await };
            for bytes in missed {
                to.send(bytes).await?;
            }
            place = reached;
        }
        to.send(frame::heartbeat(head)).await?;
        follow(live, head, &to).await
    }

    /// A page of what was written after `place` up to `head`, and the place after it; no page where
    /// something after `place` is no longer kept.
    async fn missed(&self, place: Seq, head: Seq) -> Result<(Seq, Option<Vec<Bytes>>), StoreError> {
        let unit = match &self.audience {
            Audience::Unit(unit) => Some(unit),
            Audience::All | Audience::Wall => None,
        };
        let rows = self.store.events(place, head, unit, PAGE).await?;
        // Asked after reading, so that nothing was removed in between.
        if place < self.store.events_kept_after().await? {
            return Ok((place, None));
        }
        let is_last = (rows.len() as i64) < PAGE;
        let reached = rows.last().filter(|_| !is_last).map_or(head, |row| Seq(row.seq));
        let mut frames = Vec::with_capacity(rows.len());
        for row in &rows {
            frames.extend(Published::try_from(row)?.bytes_for(&self.audience).cloned());
        }
        Ok((reached, Some(frames)))
    }
}

/// Hands on what comes after `place`. Who lags too far behind is told to read anew, and let go.
async fn follow(mut live: Receiver<Frame>, mut place: Seq, to: &Out) -> Option<()> {
    loop {
        match live.recv().await {
            Ok((seq, bytes)) => {
                place = seq;
                to.send(bytes).await?;
            }
            Err(RecvError::Lagged(_) | RecvError::Closed) => {
                return to.send(frame::resync(place)).await;
            }
        }
    }
}
