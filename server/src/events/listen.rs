//! One listener: what it missed, in order, then what comes.

use std::{convert::Infallible, sync::Arc};

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
}

impl Listener {
    /// Joins first and then reads what was missed, so that nothing falls between the two.
    pub fn start(self) -> Frames {
        let (sender, frames) = mpsc::channel(IN_FLIGHT);
        tokio::spawn(async move {
            let until = self.until.clone();
            tokio::select! {
                () = until.cancelled() => {}
                _ = self.run(sender) => {}
            }
        });
        frames
    }

    /// Runs until the listener goes, or has to read anew.
    async fn run(self, to: mpsc::Sender<Result<Bytes, Infallible>>) -> Option<()> {
        let (live, head) = self.hub.join(&self.audience);
        send(&to, Bytes::from_static(b"retry: 3000\n\n")).await?;
        let after = self.after.unwrap_or(head);
        match self.is_within_reach(after, head).await {
            Ok(true) => {}
            Ok(false) => return send(&to, frame::resync(head)).await,
            Err(error) => {
                tracing::error!(%error, "the log cannot be read");
                return None;
            }
        }
        let caught_up = self.catch_up(after, head, &to).await?;
        send(&to, frame::heartbeat(caught_up)).await?;
        follow(live, caught_up, &to).await
    }

    async fn is_within_reach(&self, after: Seq, head: Seq) -> Result<bool, StoreError> {
        Ok(after == head || (after < head && after >= self.store.events_kept_after().await?))
    }

    /// Sends what was written after `after` up to `head`; the place that was reached.
    async fn catch_up(
        &self,
        after: Seq,
        head: Seq,
        to: &mpsc::Sender<Result<Bytes, Infallible>>,
    ) -> Option<Seq> {
        let unit = match &self.audience {
            Audience::Unit(unit) => Some(unit),
            Audience::All | Audience::Wall => None,
        };
        let mut place = after;
        while place < head {
            let missed = self.store.events(place, head, unit, PAGE).await.and_then(|rows| {
                rows.iter().map(Published::try_from).collect::<Result<Vec<_>, _>>()
            });
            let missed = missed
                .inspect_err(|error| tracing::error!(%error, "the log cannot be read"))
                .ok()?;
            let Some(last) = missed.last().map(|change| change.seq) else { break };
            for change in &missed {
                if let Some(bytes) = change.bytes_for(&self.audience) {
                    send(to, bytes.clone()).await?;
                }
            }
            place = last;
        }
        Some(head)
    }
}

/// Hands on what comes after `place`. Who lags too far behind is told to read anew, and let go.
async fn follow(
    mut live: Receiver<Frame>,
    place: Seq,
    to: &mpsc::Sender<Result<Bytes, Infallible>>,
) -> Option<()> {
    let mut place = place;
    loop {
        match live.recv().await {
            Ok((seq, bytes)) if seq >= place => {
                place = seq;
                send(to, bytes).await?;
            }
            Ok(_) => {}
            Err(RecvError::Lagged(_) | RecvError::Closed) => {
                return send(to, frame::resync(place)).await;
            }
        }
    }
}

async fn send(to: &mpsc::Sender<Result<Bytes, Infallible>>, bytes: Bytes) -> Option<()> {
    to.send(Ok(bytes)).await.ok()
}
