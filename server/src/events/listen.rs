//! One listener: what it missed, in order, then what comes.

use std::{collections::HashMap, convert::Infallible, mem, sync::Arc, time::Duration};

use bytes::Bytes;
use domain::id::Seq;
use tokio::{net::TcpStream, sync::mpsc};
use tokio_util::sync::CancellationToken;

use super::{
    Audience, Hub, Published, frame,
    group::{Behind, Member},
    hub::Rest,
    outlet::Outlet,
};
use crate::store::{Store, StoreError};

/// Events read from the log at a time.
const PAGE: i64 = 500;
/// Batches in flight between the hub and the body of an answer.
const IN_FLIGHT: usize = 2;
/// How long a browser waits before it comes back, in milliseconds.
const RETRY: Bytes = Bytes::from_static(b"retry: 3000\n\n");

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

impl Listener {
    /// Listens by the body of an answer.
    pub fn in_a_body(self) -> Frames {
        let (sender, frames) = mpsc::channel(IN_FLIGHT);
        self.listen(Outlet::Body(sender));
        frames
    }

    /// Listens on a connection of its own.
    pub fn on(self, connection: TcpStream) {
        self.listen(Outlet::connection(connection));
    }

    /// Ten thousand of these tasks wait at a time: what they hold while waiting is kept small.
    fn listen(self, outlet: Outlet) {
        let listeners = self.hub.listeners.clone();
        listeners.spawn(async move {
            let outlet = Arc::new(outlet);
            tokio::select! {
                () = self.until.cancelled() => {}
                () = tokio::time::sleep(self.life) => {}
                _ = self.run(&outlet) => {}
            }
            outlet.end();
        });
    }

    /// Runs until the listener goes, or has to read anew. All but the waiting is done in a box of its own,
    /// which is given back.
    async fn run(&self, outlet: &Arc<Outlet>) -> Option<()> {
        let mut begin = vec![RETRY];
        let mut place = self.after.unwrap_or_else(|| self.hub.head());
        if matches!(self.hub.after(place, &self.audience), Rest::InTheLog) {
            Box::pin(outlet.send(&mem::take(&mut begin), self.patience)).await?;
            place = Box::pin(self.read_the_log(place, outlet)).await?;
        }
        loop {
            place = Box::pin(self.catch_up(place, mem::take(&mut begin), outlet)).await?;
            place = self.stay(place, outlet).await?;
        }
    }

    /// Tells what lies in the log after `place`, until the hub has the rest.
    async fn read_the_log(&self, mut place: Seq, outlet: &Outlet) -> Option<Seq> {
        while matches!(self.hub.after(place, &self.audience), Rest::InTheLog) {
            let (reached, missed) = self
                .missed(place, self.hub.head())
                .await
                .inspect_err(|error| tracing::error!(%error, "the log cannot be read"))
                .ok()?;
            let Some(missed) = missed else { return self.send_away(Vec::new(), outlet).await };
            outlet.send(&missed, self.patience).await?;
            place = reached;
        }
        Some(place)
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
        let gones = match unit {
            Some(unit) => self.store.gones(place, head, unit).await?,
            None => HashMap::new(),
        };
        let mut frames = Vec::with_capacity(rows.len());
        for row in &rows {
            frames.extend(Published::try_from(row)?.bytes_later(&self.audience, &gones).cloned());
        }
        Ok((reached, Some(frames)))
    }

    /// Tells `begin` and what the hub has after `place`, up to a heartbeat that says that it is all.
    /// Who lags too far behind is told to read anew, and let go.
    async fn catch_up(&self, place: Seq, begin: Vec<Bytes>, outlet: &Outlet) -> Option<Seq> {
        let (mut place, mut told) = (place, begin);
        loop {
            let rest = self.hub.after(place, &self.audience);
            let Rest::Frames { frames, reached, is_all } = rest else {
                return self.send_away(told, outlet).await;
            };
            told.extend(frames);
            told.extend(is_all.then(|| frame::heartbeat(reached)));
            outlet.send(&mem::take(&mut told), self.patience).await?;
            place = reached;
            if is_all {
                return Some(place);
            }
        }
    }

    /// Sits with those who have heard everything up to `place`, unless there is more by now. Gives the
    /// new place of one who could not keep up with them.
    async fn stay(&self, place: Seq, outlet: &Arc<Outlet>) -> Option<Seq> {
        let member = || Member { outlet: outlet.clone(), until: self.until.clone() };
        let Some(mut seat) = self.hub.join(place, &self.audience, member) else {
            return Some(place);
        };
        let behind = tokio::select! {
            behind = &mut seat.behind => behind,
            () = outlet.gone() => return None,
        };
        drop(seat);
        let Ok(Behind { owed, place }) = behind else {
            return Box::pin(self.send_away(Vec::new(), outlet)).await;
        };
        Box::pin(outlet.settle(owed, self.patience)).await?;
        Some(place)
    }

    /// Tells a listener to read anew, and nothing after it.
    async fn send_away(&self, mut told: Vec<Bytes>, outlet: &Outlet) -> Option<Seq> {
        told.push(frame::resync(self.hub.head()));
        outlet.send(&told, self.patience).await?;
        None
    }
}
