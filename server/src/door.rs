//! The door: the one task through which every change of an order passes.
//!
//! It owns the writing connection and the next numbers, and alone changes the world. It takes all that
//! waits, refuses what is stale or repeated, writes the rest in one round trip, and only then
//! changes the world, publishes and answers: commit → world → publish → answer.

use std::{
    collections::HashSet,
    sync::{Arc, PoisonError},
    time::Duration,
};

use domain::{
    api::Was,
    id::{Seq, TicketId, Version},
    people::UnitSlug,
    stats::Fact,
    ticket::{Action, Entry, Ticket, TicketNumber, apply::Broken, entry::Decision, intake::Caller},
    time::{Clock, Day, Moment},
};
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot, watch},
};

use crate::{
    desk::DeskAt,
    events::{Hub, Published},
    search,
    store::{
        Store, StoreError,
        batch::{Effects, KeyUse, RoundPlace, rows},
        rows::{RoundRow, TicketRow},
        tickets::Head,
        writer::Writer,
    },
    told::Told,
    words::{Waiting, Words},
    world::{Facts, Held, SharedWorld, World},
};

/// The most commits of one batch; beyond it the JSON of a batch costs more than its commit.
const BATCH: usize = 64;
/// Commits that may wait before a request waits to be let in.
const QUEUE: usize = 1024;
/// How long words wait for others at the most.
const WORDS_MS: u64 = 500;
/// How long an event is kept at least, and how many (contract, part 5).
const EVENTS_HOURS: i64 = 24;
const EVENTS_KEPT: i64 = 100_000;
/// How long a key is remembered.
const KEYS_HOURS: i64 = 90 * 24;
/// And how many of the last in memory.
const KEYS_KNOWN: usize = 10_000;

/// What is to be written: the order as it was decided on, and the decision.
pub struct Commit {
    pub key: Option<KeyUse>,
    /// The order before the step; `None` for a new order.
    pub before: Option<Arc<Told>>,
    pub decision: Decision,
    /// Other orders that the decision rests on, at the versions that were seen.
    pub expects: Vec<(TicketId, Version)>,
    /// The revision of units, policies and decrees that was decided by.
    pub revision: i64,
}

/// Why the door did not let a commit through.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// Somebody was quicker: an order that was decided on has a newer version.
    #[error("decided on an older version")]
    Stale,
    /// The same key has been used, or is being used.
    #[error("the key was used before")]
    Repeated,
    /// Units, policies or decrees have changed meanwhile: decide again.
    #[error("the rules have changed")]
    RulesChanged,
    /// Nothing was written, for lack of space.
    #[error("the disk is full")]
    Full,
    /// Whether it was written is not known; the key tells when it is sent again.
    #[error("the outcome is unknown")]
    Unknown,
    /// The database refused this commit.
    #[error("refused: {0}")]
    Refused(String),
}

enum Request {
    Write(Box<Commit>, Answer),
    Prune,
    /// Writes the words that wait, and says so to whoever wants to search.
    Index(Option<oneshot::Sender<()>>),
}

/// The handle through which commits are handed in.
#[derive(Clone)]
pub struct Door {
    requests: mpsc::Sender<Request>,
    words: Waiting,
}

/// What the door needs to open.
pub struct Opening {
    pub store: Store,
    pub writer: Writer,
    pub world: Arc<SharedWorld>,
    pub hub: Arc<Hub>,
    pub clock: Arc<dyn Clock>,
    pub rules: watch::Receiver<Arc<DeskAt>>,
}

struct Keeper {
    opening: Opening,
    /// The keys that were used last: a request that comes again is told apart without spoiling the
    /// batch that it would be written with.
    keys: Keys,
    head: Head,
    /// The day of the last number, and its count.
    numbers: Option<(Day, u32)>,
    words: Words,
    /// Whether somebody will come for the words that wait.
    are_words_due: bool,
    /// The way in, for as long as others have one.
    requests: mpsc::WeakSender<Request>,
}

type Answer = oneshot::Sender<Result<Arc<Told>, DoorError>>;
/// A commit, and who waits for it.
type Asked = (Box<Commit>, Answer);

/// A commit that was let in, with all that is to be written and shown of it.
struct Prepared {
    effects: Box<Effects>,
    told: Arc<Told>,
    fact: Fact,
    published: Published,
    commit: Box<Commit>,
    answer: Answer,
}

impl Door {
    /// Opens the door over what the database holds. The task ends, having finished what it took in,
    /// when the last handle is gone.
    pub async fn open(opening: Opening) -> Result<(Self, tokio::task::JoinHandle<()>), StoreError> {
        let (requests, inbox) = mpsc::channel(QUEUE);
        let mut keeper = Keeper {
            opening,
            keys: Keys::default(),
            head: Head::default(),
            numbers: None,
            words: Words::default(),
            are_words_due: false,
            requests: requests.downgrade(),
        };
        keeper.read_head().await?;
        let words = keeper.words.waiting();
        // A thread of its own: while it waits for the disk, it waits.
        let task = tokio::task::spawn_blocking(move || keeper.keep(inbox));
        Ok((Self { requests, words }, task))
    }

    /// Hands a commit in and waits until it is on disk, shown and published.
    /// Gives the order as it is then.
    pub async fn write(&self, commit: Commit) -> Result<Arc<Told>, DoorError> {
        let (answer, answered) = oneshot::channel();
        let request = Request::Write(Box::new(commit), answer);
        self.requests.send(request).await.map_err(|_| DoorError::Unknown)?;
        answered.await.unwrap_or(Err(DoorError::Unknown))
    }

    /// Waits until every order that was shown can be found by its words.
    pub async fn index_words(&self) {
        if !self.words.is_any() {
            return;
        }
        let (answer, answered) = oneshot::channel();
        if self.requests.send(Request::Index(Some(answer))).await.is_ok() {
            let _ = answered.await;
        }
    }

    /// Removes events and keys that need not be kept any longer.
    pub async fn prune(&self) {
        let _ = self.requests.send(Request::Prune).await;
    }
}

impl Keeper {
    async fn read_head(&mut self) -> Result<(), StoreError> {
        self.head = self.opening.store.head().await?;
        self.numbers = TicketNumber(self.head.number.clone()).parts();
        let mut facts = Facts::default();
        let take = |fact, version| facts.insert(Held { fact, version });
        self.opening.store.each_fact(take).await?;
        let mut world = World::load(Seq(self.head.seq), facts);
        let now = self.opening.clock.now();
        let cards = self.opening.store.cards_of(&world.wanted_cards(), now).await?;
        world.keep(cards.into_iter().map(|(_, card)| card));
        *self.opening.world.write().unwrap_or_else(PoisonError::into_inner) = world;
        self.opening.hub.restart(Seq(self.head.seq));
        self.catch_up_on_words().await
    }

    /// What was written and not indexed before the process ended.
    async fn catch_up_on_words(&mut self) -> Result<(), StoreError> {
        self.words.clear();
        for ids in self.opening.store.words_behind().await?.chunks(BATCH) {
            let entries = self.opening.store.stories_of(ids).await?;
            for story in entries.chunk_by(|one, other| one.ticket_id == other.ticket_id) {
                self.words.add(Arc::new(Told::of(story, Caller::default())?));
            }
            if self.words.are_many() {
                self.index_words(None);
            }
        }
        self.index_words(Some(Seq(self.head.seq)));
        Ok(())
    }

    /// Writes the words that wait. Where that fails they wait on; the history tells of them too.
    fn index_words(&mut self, until: Option<Seq>) {
        if self.words.is_empty() {
            return;
        }
        match self.opening.writer.write_words(&self.words.rows(), until) {
            Ok(()) => self.words.clear(),
            Err(error) => tracing::warn!(%error, "words could not be written into the index"),
        }
    }

    /// Sees to it that words which wait are written: at once where they are many, else in a moment.
    fn see_to_words(&mut self) {
        if self.words.are_many() {
            self.index_words(Some(Seq(self.head.seq)));
        }
        if self.words.is_empty() || self.are_words_due {
            return;
        }
        self.are_words_due = true;
        let requests = self.requests.clone();
        Handle::current().spawn(async move {
            tokio::time::sleep(Duration::from_millis(WORDS_MS)).await;
            if let Some(requests) = requests.upgrade() {
                let _ = requests.send(Request::Index(None)).await;
            }
        });
    }

    fn keep(mut self, mut inbox: mpsc::Receiver<Request>) {
        let mut waiting = Vec::with_capacity(BATCH);
        while inbox.blocking_recv_many(&mut waiting, BATCH) > 0 {
            let (mut commits, mut searching) = (Vec::with_capacity(waiting.len()), Vec::new());
            for request in waiting.drain(..) {
                match request {
                    Request::Write(commit, answer) => commits.push((commit, answer)),
                    Request::Prune => self.prune(),
                    Request::Index(answer) => searching.push(answer),
                }
            }
            self.write_all(commits);
            if !searching.is_empty() {
                self.index_for(searching);
            }
            self.see_to_words();
        }
        self.index_words(Some(Seq(self.head.seq)));
    }

    /// Writes the words that wait, for these who asked for it.
    fn index_for(&mut self, asked: Vec<Option<oneshot::Sender<()>>>) {
        self.index_words(Some(Seq(self.head.seq)));
        for asked in asked {
            match asked {
                Some(searching) => _ = searching.send(()),
                None => self.are_words_due = false,
            }
        }
    }

    fn write_all(&mut self, commits: Vec<Asked>) {
        let before = (self.head.clone(), self.numbers);
        let (prepared, held_over) = self.prepare_all(commits);
        if !prepared.is_empty() {
            self.write_batch(prepared, before);
        }
        // Those before them are on disk by now, or have failed: only now is it known whether these
        // come too late, and whoever is told so can read what was quicker.
        for (commit, answer) in held_over {
            self.write_alone(commit, answer);
        }
    }

    fn write_batch(&mut self, prepared: Vec<Prepared>, before: (Head, Option<(Day, u32)>)) {
        match self.write(&prepared) {
            Ok(()) => prepared.into_iter().for_each(|prepared| self.finish(prepared)),
            Err(error) if prepared.len() > 1 && is_rolled_back(&error) => {
                // Nothing of the batch is on disk. Each commit goes again alone: only the culprit fails.
                (self.head, self.numbers) = before;
                for prepared in prepared {
                    self.write_alone(prepared.commit, prepared.answer);
                }
            }
            Err(error) => {
                (self.head, self.numbers) = before;
                self.fail(prepared, error);
            }
        }
    }

    fn write(&mut self, prepared: &[Prepared]) -> Result<(), StoreError> {
        let rows = rows(prepared.iter().map(|prepared| prepared.effects.as_ref()))?;
        self.opening.writer.write(&rows)
    }

    fn write_alone(&mut self, commit: Box<Commit>, answer: Answer) {
        let before = (self.head.clone(), self.numbers);
        let prepared = self.prepare_all(vec![(commit, answer)]).0;
        if prepared.is_empty() {
            return;
        }
        match self.write(&prepared) {
            Ok(()) => prepared.into_iter().for_each(|prepared| self.finish(prepared)),
            Err(error) => {
                (self.head, self.numbers) = before;
                self.fail(prepared, error);
            }
        }
    }

    /// Decides which commits go in, and what they write. Those that meet another of the batch are
    /// held over; the others are answered at once.
    fn prepare_all(&mut self, commits: Vec<Asked>) -> (Vec<Prepared>, Vec<Asked>) {
        let now = Moment(self.head.recorded_at).max(self.opening.clock.now());
        let mut batch = Batch::default();
        let (mut prepared, mut held_over) = (Vec::with_capacity(commits.len()), Vec::new());
        for (commit, answer) in commits {
            if !batch.takes_in(&commit) {
                held_over.push((commit, answer));
                continue;
            }
            match self.admit(&commit).and_then(|()| self.prepare(&commit, now)) {
                Ok((effects, told, published)) => {
                    let fact = Fact::of(&told.ticket);
                    prepared.push(Prepared { effects, told, fact, published, commit, answer });
                }
                Err(error) => drop(answer.send(Err(error))),
            }
        }
        (prepared, held_over)
    }

    /// Lets a commit in if all that it was decided on still stands.
    fn admit(&self, commit: &Commit) -> Result<(), DoorError> {
        if commit.revision != self.opening.rules.borrow().revision {
            return Err(DoorError::RulesChanged);
        }
        if commit.key.as_ref().is_some_and(|key| self.keys.contains(key)) {
            return Err(DoorError::Repeated);
        }
        let own = commit.before.as_ref().map(|told| (told.ticket.id, told.ticket.version));
        let world = self.opening.world.read().unwrap_or_else(PoisonError::into_inner);
        let is_current = |(id, version): &(TicketId, Version)| world.version(*id) == Some(*version);
        let stands = own.iter().chain(&commit.expects).all(is_current);
        if stands { Ok(()) } else { Err(DoorError::Stale) }
    }

    /// Gives the commit its place in the history and works out what it writes.
    fn prepare(
        &mut self,
        commit: &Commit,
        now: Moment,
    ) -> Result<(Box<Effects>, Arc<Told>, Published), DoorError> {
        let head = self.head.clone();
        let numbers = self.numbers;
        let outcome =
            self.place(commit, now).map_err(|broken| DoorError::Refused(broken.to_string()));
        if outcome.is_err() {
            (self.head, self.numbers) = (head, numbers);
        }
        let (told, entry) = outcome?;
        let ticket = &told.ticket;
        let before = commit.before.as_ref().map(|told| &told.ticket);
        let was = before.map(|before| Was {
            state: before.state,
            lead: before.lead.clone(),
            round: before.round().n,
        });
        let units: Vec<UnitSlug> = ticket.units().cloned().collect();
        let left = |unit: &&UnitSlug| !units.contains(unit);
        let leavers: Vec<UnitSlug> =
            before.iter().flat_map(|before| before.units()).filter(left).cloned().collect();
        let published = Published::new(
            entry.seq,
            &told.card.card,
            told.card.text(now),
            was.as_ref(),
            units.clone(),
            leavers.clone(),
        );
        let effects = Effects {
            rounds: changed_rounds(before, ticket),
            dropped_rounds: dropped_rounds(before, ticket),
            caller: commit.decision.caller.clone(),
            key: commit.key.clone(),
            ticket: TicketRow::of(ticket),
            entry,
            card: told.card.clone(),
            was,
            units,
            leavers,
        };
        Ok((Box::new(effects), told, published))
    }

    fn place(&mut self, commit: &Commit, now: Moment) -> Result<(Arc<Told>, Entry), Broken> {
        self.head.seq += 1;
        self.head.recorded_at = now.0;
        let mut entry = Entry {
            ticket_id: TicketId(0),
            version: 1,
            seq: Seq(self.head.seq),
            happened_at: commit.decision.happened_at,
            recorded_at: now,
            by: commit.decision.by.clone(),
            action: commit.decision.action.clone(),
            dues: commit.decision.dues.clone(),
        };
        let caller = commit.decision.caller.clone();
        if let Some(before) = &commit.before {
            (entry.ticket_id, entry.version) = (before.ticket.id, before.ticket.version + 1);
            return Ok((Arc::new(before.then(&entry, caller)?), entry));
        }
        self.head.ticket_id += 1;
        entry.ticket_id = TicketId(self.head.ticket_id);
        if let Action::Create { number, .. } = &mut entry.action {
            *number = self.next_number(now.day());
        }
        Ok((Arc::new(Told::begin(&entry, caller.unwrap_or_default())?), entry))
    }

    fn next_number(&mut self, day: Day) -> TicketNumber {
        let n = match self.numbers {
            // Time never runs back here, so a day that is past gives no numbers any more.
            Some((last, n)) if last >= day => (last, n + 1),
            _ => (day, 1),
        };
        self.numbers = Some(n);
        TicketNumber::new(n.0, n.1)
    }

    /// The commit is on disk: now the world, then the listeners, then the one who waits.
    fn finish(&mut self, prepared: Prepared) {
        let (entry, told) = (&prepared.effects.entry, prepared.told);
        if let Some(key) = prepared.commit.key {
            self.keys.insert(key);
        }
        // Before the answer: whoever has it may search at once.
        if search::changes_texts(&entry.action) {
            self.words.add(told.clone());
        }
        let mut world = self.opening.world.write().unwrap_or_else(PoisonError::into_inner);
        world.update(entry.seq, prepared.fact, told.card.clone());
        // Under the same lock: nobody reads a seq that the stream does not know of yet.
        self.opening.hub.publish(&prepared.published);
        drop(world);
        let _ = prepared.answer.send(Ok(told));
    }

    fn fail(&mut self, prepared: Vec<Prepared>, error: StoreError) {
        let known = is_rolled_back(&error);
        tracing::error!(%error, commits = prepared.len(), known, "a batch was not written");
        for prepared in prepared {
            let answer = match &error {
                StoreError::Conflict => DoorError::Repeated,
                StoreError::Full => DoorError::Full,
                _ if known => DoorError::Refused(error.to_string()),
                _ => DoorError::Unknown,
            };
            let _ = prepared.answer.send(Err(answer));
        }
        if !known {
            self.start_over();
        }
    }

    /// Whether the last commit is on disk is not known: everything is read again from there. Where
    /// even that fails, the process ends; started anew it reads the disk as well.
    fn start_over(&mut self) {
        let outcome = self.opening.store.order_writer().and_then(|writer| {
            self.opening.writer = writer;
            Handle::current().block_on(self.read_head())
        });
        if let Err(error) = outcome {
            tracing::error!(%error, "the database cannot be read again; the process ends");
            std::process::exit(70);
        }
    }

    fn prune(&mut self) {
        let now = self.opening.clock.now();
        let events_before = now.plus_hours(-EVENTS_HOURS);
        let keys_before = now.plus_hours(-KEYS_HOURS);
        let pruned = self.opening.writer.prune(events_before, EVENTS_KEPT, keys_before);
        if let Err(error) = pruned {
            tracing::warn!(%error, "old events and keys could not be removed");
        }
    }
}

/// The keys that were used last, twice [`KEYS_KNOWN`] at the most. The table has them all, and its
/// primary key the last word.
#[derive(Default)]
struct Keys {
    young: HashSet<(i64, String)>,
    old: HashSet<(i64, String)>,
}

impl Keys {
    fn contains(&self, key: &KeyUse) -> bool {
        let key = (key.person_id, key.key.clone());
        self.young.contains(&key) || self.old.contains(&key)
    }

    fn insert(&mut self, key: KeyUse) {
        if self.young.len() >= KEYS_KNOWN {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert((key.person_id, key.key));
    }
}

/// What a batch has taken in so far: of one order or one key no second commit.
#[derive(Default)]
struct Batch {
    keys: HashSet<(i64, String)>,
    tickets: HashSet<TicketId>,
}

impl Batch {
    /// Takes a commit in, unless one before it has its key or changes an order that it was decided on.
    fn takes_in(&mut self, commit: &Commit) -> bool {
        let key = commit.key.as_ref().map(|key| (key.person_id, key.key.clone()));
        let own = commit.before.as_ref().map(|told| told.ticket.id);
        let mut decided_on = own.into_iter().chain(commit.expects.iter().map(|(id, _)| *id));
        if decided_on.any(|id| self.tickets.contains(&id))
            || key.as_ref().is_some_and(|key| self.keys.contains(key))
        {
            return false;
        }
        self.keys.extend(key);
        self.tickets.extend(own);
        true
    }
}

/// Whether the database itself has said no, and so nothing of the transaction can be on disk.
fn is_rolled_back(error: &StoreError) -> bool {
    match error {
        StoreError::Conflict
        | StoreError::Full
        | StoreError::Damaged(_)
        | StoreError::Refused(_) => true,
        StoreError::Database(_) | StoreError::Sqlite(_) => false,
    }
}

fn changed_rounds(before: Option<&Ticket>, after: &Ticket) -> Vec<RoundRow> {
    let row = |round| RoundRow::of(after.id, round);
    let old = before.map(|before| before.rounds.as_slice()).unwrap_or_default();
    let changed =
        after.rounds.iter().enumerate().filter(|(place, round)| old.get(*place) != Some(*round));
    changed.map(|(_, round)| row(round)).collect()
}

fn dropped_rounds(before: Option<&Ticket>, after: &Ticket) -> Vec<RoundPlace> {
    let left = before.iter().flat_map(|before| before.rounds.iter().skip(after.rounds.len()));
    left.map(|round| RoundPlace { ticket_id: after.id.0, n: i64::from(round.n) }).collect()
}
