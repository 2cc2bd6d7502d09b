//! 昨日此时: what was known a day ago, for the figures that stand beside today's. A fact tells only how
//! its order stands now; of the orders that have moved since, the fact of then is folded from their
//! entries.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
};

use domain::{
    id::{Seq, TicketId},
    stats::Fact,
    ticket::Entry,
    time::Moment,
};
use tokio::sync::Mutex;

use crate::store::{Store, StoreError};

/// Entries of one day that are looked through; a busy town writes a tenth of it. Beyond it
/// yesterday's figures are left out rather than guessed.
const ENTRIES: i64 = 20_000;
const MINUTE_MS: i64 = 60_000;

/// The facts of the orders that have moved since `then`, as they were known then; `None` of an order
/// that was not there yet.
#[derive(Debug, Clone, Default)]
pub struct Past {
    pub then: Moment,
    /// Everything up to here has been looked at.
    pub read_to: Seq,
    /// What was recorded since `then`, in order: when, and of which order.
    since: VecDeque<(Moment, TicketId)>,
    moved: HashMap<TicketId, Option<Fact>>,
}

impl Past {
    /// The fact of an order as it was known then, given how it stands now.
    pub fn fact<'a>(&'a self, now: &'a Fact) -> Option<&'a Fact> {
        self.moved.get(&now.id).map_or(Some(now), Option::as_ref)
    }

    /// Notes what was recorded meanwhile and moves on to a later moment: what was recorded before it is
    /// past by then. Gives the orders whose facts of then are not known yet.
    fn move_on(&mut self, recorded: Vec<(Moment, TicketId)>, then: Moment) -> Vec<TicketId> {
        self.since.extend(recorded);
        let passed = self.since.partition_point(|(at, _)| *at <= then);
        for (_, id) in self.since.drain(..passed) {
            self.moved.remove(&id);
        }
        self.then = then;
        let moved: HashSet<TicketId> = self.since.iter().map(|(_, id)| *id).collect();
        moved.into_iter().filter(|id| !self.moved.contains_key(id)).collect()
    }

    fn take(&mut self, entries: &[Entry]) -> Result<(), StoreError> {
        let until = self.then.plus_ms(1);
        for story in entries.chunk_by(|one, other| one.ticket_id == other.ticket_id) {
            let fact = Fact::as_of(story, until, until)?;
            self.moved.insert(story[0].ticket_id, fact);
        }
        Ok(())
    }
}

/// The past of the minute, kept for all screens; moved on by what is written meanwhile, and by the
/// minutes: only the orders that either concerns are read again.
#[derive(Debug, Default)]
pub struct Yesterday(Mutex<Option<Arc<Past>>>);

impl Yesterday {
    /// What was known a day before `now`, to the minute, seen from a history that has reached
    /// `head`. `None` where too much has happened since.
    pub async fn seen_from(
        &self,
        store: &Store,
        now: Moment,
        head: Seq,
    ) -> Result<Option<Arc<Past>>, StoreError> {
        let then = now.plus_hours(-24);
        let then = Moment(then.0 - then.0.rem_euclid(MINUTE_MS));
        // Held throughout, so that many screens ask the database once.
        let mut kept = self.0.lock().await;
        let known = kept.take().filter(|past| past.then <= then && past.read_to <= head);
        let mut past = match known {
            Some(past) => past,
            None => match store.seq_before(then, ENTRIES).await? {
                Some(read_to) => Arc::new(Past { then, read_to, ..Past::default() }),
                None => return Ok(None),
            },
        };
        if past.then < then || past.read_to < head {
            let past = Arc::make_mut(&mut past);
            let recorded = store.recorded_between(past.read_to, head).await?;
            if past.since.len() + recorded.len() > ENTRIES as usize {
                return Ok(None);
            }
            past.read_to = head;
            let unknown = past.move_on(recorded, then);
            if !unknown.is_empty() {
                past.take(&store.stories_of(&unknown).await?)?;
            }
        }
        *kept = Some(past.clone());
        Ok(Some(past))
    }
}
