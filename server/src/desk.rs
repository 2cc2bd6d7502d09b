//! What the desk does: each act from reading through deciding to the door. Knows neither HTTP nor SQL.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLockReadGuard},
};

use domain::{
    api::Card,
    id::{Seq, TicketId, Version},
    people::{CallerSight, Person, caller_sight, sight},
    rules::Desk as Rules,
    text::{Fault, Faults, Flaw},
    ticket::{
        Action, PhotoId,
        action::Verb,
        apply::Broken,
        entry::{Actor, Decision},
        intake::{Caller, Intake, take},
        photo,
        step::{Refusal, may_take_in, permit, step},
    },
    time::{Clock, Moment},
};
use tokio::sync::watch;

use crate::{
    door::{Commit, Door, DoorError},
    events::Hub,
    store::{Store, StoreError, batch::KeyUse},
    stories::Stories,
    told::{Told, View},
    world::{SharedWorld, Shown, World},
};

/// The rules with the revision that they were read at.
#[derive(Debug, Default)]
pub struct DeskAt {
    pub revision: i64,
    pub rules: Rules,
}

/// One desk: its store, its door, its world and its clock.
#[derive(Clone)]
pub struct Desk {
    pub store: Store,
    pub door: Door,
    pub world: Arc<SharedWorld>,
    pub stories: Arc<Stories>,
    pub hub: Arc<Hub>,
    pub clock: Arc<dyn Clock>,
    pub rules: watch::Receiver<Arc<DeskAt>>,
}

/// A request that must not take effect twice.
#[derive(Debug, Clone)]
pub struct Keyed {
    pub key: String,
    /// SHA-256 of method, path and body, in hexadecimal.
    pub request_hash: String,
}

/// Why an act did not happen.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error("no such order, or none that this person may know of")]
    NotFound,
    #[error("not this person's to do")]
    NotYours,
    #[error("no such step from where the order stands")]
    NoSuchStep,
    /// With the order as it is now.
    #[error("decided on an older version")]
    Stale(Box<View>),
    #[error("incomplete or wrong")]
    Invalid(Vec<Fault>),
    #[error("the key was used with another request")]
    KeyReused,
    #[error("the disk is full")]
    Full,
    #[error("the outcome is unknown")]
    Unknown,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("refused: {0}")]
    Refused(String),
}

impl From<Broken> for DeskError {
    fn from(broken: Broken) -> Self {
        Self::Store(StoreError::from(broken))
    }
}

/// A step as it arrives: the verb is known before its evidence has been read, so that whoever may
/// not take it is told so first.
pub struct StepIn {
    pub version: Version,
    pub verb: Verb,
    pub happened_at: Option<Moment>,
    /// The action, or the fault that kept it from being read.
    pub action: Result<Action, Vec<Fault>>,
}

impl Desk {
    /// The world, for as short as it takes to read a snapshot.
    pub fn world(&self) -> RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn rules(&self) -> Arc<DeskAt> {
        self.rules.borrow().clone()
    }

    /// Takes an order in, in the order of checks of the contract: key, role, evidence, the door.
    /// `intake` is the order as it arrives, or the faults that kept it from being read.
    pub async fn take_order(
        &self,
        person: &Person,
        keyed: &Keyed,
        intake: Result<Intake, Vec<Fault>>,
    ) -> Result<View, DeskError> {
        match self.take_new(person, keyed, intake).await {
            Ok(view) => Ok(view),
            Err(error) => self.unless_repeated(person, keyed, error).await,
        }
    }

    async fn take_new(
        &self,
        person: &Person,
        keyed: &Keyed,
        intake: Result<Intake, Vec<Fault>>,
    ) -> Result<View, DeskError> {
        if !person.may_take_orders() {
            return Err(DeskError::NotYours);
        }
        let intake = intake.map_err(DeskError::Invalid)?;
        loop {
            let rules = self.rules();
            let decision = take(intake.clone(), person, self.clock.now(), &rules.rules)
                .map_err(DeskError::Invalid)?;
            let commit = Commit {
                key: Some(key_use(person, keyed)),
                before: None,
                decision,
                expects: Vec::new(),
                revision: rules.revision,
            };
            match self.door.write(commit).await {
                Ok(told) => return self.told(told, person),
                Err(DoorError::RulesChanged) => {}
                Err(error) => return Err(refused(error)),
            }
        }
    }

    /// A request that was answered before is answered again, whatever else would be said of it now.
    /// That it was is looked for only where it cannot simply be done: the door knows each key, and who
    /// asks for the first time need not wait for the database to say so.
    async fn unless_repeated(
        &self,
        person: &Person,
        keyed: &Keyed,
        error: DeskError,
    ) -> Result<View, DeskError> {
        self.repeated(person, keyed).await?.ok_or(error)
    }

    /// Whether this person may know of the order, told from the world in memory.
    pub fn may_know(&self, person: &Person, id: TicketId) -> Result<(), DeskError> {
        let seen = Shown::to(person).ok_or(DeskError::NotFound)?;
        let is_shown = self.world().fact(id).is_some_and(|fact| seen.shows(fact));
        if is_shown { Ok(()) } else { Err(DeskError::NotFound) }
    }

    /// A whole order, as this person may see it.
    pub fn read(&self, person: &Person, id: TicketId) -> Result<View, DeskError> {
        let told = self.story(id)?;
        View::of(told, person, self.clock.now()).ok_or(DeskError::NotFound)
    }

    /// Whether this person may read an entry of the order that refers to the photo.
    pub fn may_see(&self, person: &Person, id: TicketId, photo: &PhotoId) -> Result<(), DeskError> {
        let view = self.read(person, id)?;
        let is_told_of = view.actions().any(|action| action.photos().contains(photo));
        if is_told_of { Ok(()) } else { Err(DeskError::NotFound) }
    }

    /// The orders in whose texts the words of an FTS5 query stand; the centre's own texts too where
    /// `centre` says so.
    pub async fn found(&self, query: &str, centre: bool) -> Result<Vec<TicketId>, DeskError> {
        self.door.index_words().await;
        Ok(self.store.found(query, centre).await?)
    }

    /// The cards of orders that are not kept in memory, with the seq that each is of.
    pub async fn stored_cards(
        &self,
        ids: &[TicketId],
    ) -> Result<HashMap<TicketId, (Seq, Card)>, DeskError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let cards = self.store.cards_of(ids, self.clock.now()).await?;
        Ok(cards.into_iter().map(|(seq, card)| (card.id, (seq, card))).collect())
    }

    /// Takes a step, in the order of checks of the contract: visible, key, version, step and role,
    /// evidence, the door. `request` is the step as it arrives, or what kept it from being read.
    pub async fn step(
        &self,
        person: &Person,
        keyed: &Keyed,
        id: TicketId,
        request: Result<StepIn, Vec<Fault>>,
    ) -> Result<View, DeskError> {
        loop {
            let seen = self.visible(person, id)?;
            let rules = self.rules();
            let decided = match &request {
                Ok(request) => self.decide(person, &seen, request, &rules).await,
                Err(faults) => Err(DeskError::Invalid(faults.clone())),
            };
            let (decision, expects) = match decided {
                Ok(decided) => decided,
                Err(error) => return self.unless_repeated(person, keyed, error).await,
            };
            match self.write(person, keyed, seen, decision, expects, rules.revision).await {
                Err(DoorError::RulesChanged) => {}
                Err(DoorError::Repeated | DoorError::Stale) => {
                    return self.overtaken(person, keyed, id).await;
                }
                Err(error) => {
                    // A photo may be another order's since it was looked at, or cleared away.
                    if let Ok(StepIn { action: Ok(action), .. }) = &request {
                        self.check_photos(person, id, action).await?;
                    }
                    return Err(refused(error));
                }
                Ok(told) => return self.told(told, person),
            }
        }
    }

    /// The caller in full, for the lead's liaison; the asking is written into the story. Where the
    /// caller was corrected since, the key of an earlier asking no longer opens it.
    pub async fn reveal(
        &self,
        person: &Person,
        keyed: &Keyed,
        id: TicketId,
    ) -> Result<Caller, DeskError> {
        loop {
            let told = self.repeated(person, keyed).await?.map(|told| told.ticket().version);
            let seen = self.visible(person, id)?;
            let caller = seen.caller.clone();
            let ticket = &seen.ticket;
            let sight =
                sight(person, ticket.lead.as_ref(), &ticket.assists).ok_or(DeskError::NotFound)?;
            match caller_sight(person, sight, ticket.privacy) {
                // Who sees the caller anyway needs no line in the story.
                CallerSight::Full => return Ok(caller),
                CallerSight::Masked { may_reveal: true } => match told {
                    None => {}
                    // What stands in the story is that they asked for the one before: another asking.
                    Some(version) if seen.was_corrected_after(version) => {
                        return Err(DeskError::KeyReused);
                    }
                    Some(_) => return Ok(caller),
                },
                // Also where they were told before: the caller has asked for secrecy since.
                CallerSight::Masked { .. } | CallerSight::Hidden => {
                    return Err(DeskError::NotYours);
                }
            }
            let rules = self.rules();
            let decision = Decision {
                happened_at: self.clock.now(),
                by: Actor::of(person),
                action: Action::Reveal {},
                dues: Vec::new(),
                caller: None,
            };
            match self.write(person, keyed, seen, decision, Vec::new(), rules.revision).await {
                Ok(_) => return Ok(caller),
                // The asking rests on nothing that others change, so it simply goes again: each time
                // because somebody else got through.
                Err(DoorError::RulesChanged | DoorError::Stale | DoorError::Repeated) => {}
                Err(error) => return Err(refused(error)),
            }
        }
    }

    async fn decide(
        &self,
        person: &Person,
        seen: &Arc<Told>,
        request: &StepIn,
        rules: &DeskAt,
    ) -> Result<(Decision, Vec<(TicketId, Version)>), DeskError> {
        let now = self.clock.now();
        if seen.ticket.version != request.version {
            let view = View::of(seen.clone(), person, now);
            return Err(DeskError::Stale(Box::new(view.ok_or(DeskError::NotFound)?)));
        }
        permit(&seen.ticket, person, request.verb, now).map_err(refusal)?;
        let action = request.action.clone().map_err(DeskError::Invalid)?;
        let expects = self.merge_target(person, &action)?;
        let decision = step(&seen.ticket, person, action, request.happened_at, now, &rules.rules)
            .map_err(refusal)?;
        self.check_photos(person, seen.ticket.id, &decision.action).await?;
        Ok((decision, expects))
    }

    /// Whether the photos that an action refers to are there, and this person's to use.
    async fn check_photos(
        &self,
        person: &Person,
        ticket: TicketId,
        action: &Action,
    ) -> Result<(), DeskError> {
        let photos = action.photos();
        if photos.is_empty() {
            return Ok(());
        }
        let kept = self.store.photos(photos).await?;
        let mut faults = Faults::default();
        for (place, id) in photos.iter().enumerate() {
            let brought = kept.get(id).map(|row| row.brought);
            if let Some(flaw) = photo::flaw(brought, person.id, ticket) {
                faults.add(&photo::photo_field(place), flaw);
            }
        }
        faults.within("action").into_result().map_err(DeskError::Invalid)
    }

    /// The order that a merge goes into, at the version that was seen.
    fn merge_target(
        &self,
        person: &Person,
        action: &Action,
    ) -> Result<Vec<(TicketId, Version)>, DeskError> {
        let Action::Merge { into } = action else { return Ok(Vec::new()) };
        let unknown = || {
            DeskError::Invalid(vec![Fault { field: "action.into".to_owned(), flaw: Flaw::Unknown }])
        };
        let main = match self.visible(person, *into) {
            Err(DeskError::NotFound) => return Err(unknown()),
            other => other?,
        };
        let main = &main.ticket;
        if !may_take_in(main) {
            return Err(unknown());
        }
        Ok(vec![(main.id, main.version)])
    }

    async fn write(
        &self,
        person: &Person,
        keyed: &Keyed,
        seen: Arc<Told>,
        decision: Decision,
        expects: Vec<(TicketId, Version)>,
        revision: i64,
    ) -> Result<Arc<Told>, DoorError> {
        let key = Some(key_use(person, keyed));
        self.door.write(Commit { key, before: Some(seen), decision, expects, revision }).await
    }

    /// What was just written, as its answer tells it.
    fn told(&self, told: Arc<Told>, person: &Person) -> Result<View, DeskError> {
        self.stories.keep(told.clone());
        right_after(told, person)
    }

    /// The same request may have come through in another guise; otherwise somebody else was quicker.
    async fn overtaken(
        &self,
        person: &Person,
        keyed: &Keyed,
        id: TicketId,
    ) -> Result<View, DeskError> {
        match self.repeated(person, keyed).await? {
            Some(view) => Ok(view),
            None => Err(DeskError::Stale(Box::new(self.read(person, id)?))),
        }
    }

    /// The order with its story, if this person may know of it.
    fn visible(&self, person: &Person, id: TicketId) -> Result<Arc<Told>, DeskError> {
        let story = self.story(id)?;
        let ticket = &story.ticket;
        sight(person, ticket.lead.as_ref(), &ticket.assists).ok_or(DeskError::NotFound)?;
        Ok(story)
    }

    /// The order with its story as the world has it, or as the database tells it.
    fn story(&self, id: TicketId) -> Result<Arc<Told>, DeskError> {
        let version = self.world().version(id);
        if let Some(story) = version.and_then(|version| self.stories.of(id, version)) {
            return Ok(story);
        }
        let story = self.store.story(id)?.ok_or(DeskError::NotFound)?;
        let told = Arc::new(Told::of(&story.entries, story.caller)?);
        self.stories.keep(told.clone());
        Ok(told)
    }

    /// What this key was answered with before, told again from the entries up to its own.
    async fn repeated(&self, person: &Person, keyed: &Keyed) -> Result<Option<View>, DeskError> {
        let Some(used) = self.store.used_key(person.id, &keyed.key).await? else { return Ok(None) };
        if hex(&used.request_hash) != keyed.request_hash {
            return Err(DeskError::KeyReused);
        }
        let story = self.store.story(TicketId(used.ticket_id))?.ok_or(DeskError::NotFound)?;
        let until = story.entries.partition_point(|entry| entry.version <= used.version);
        let then = Told::of(&story.entries[..until], story.caller.clone())?;
        let today = right_after(Arc::new(Told::of(&story.entries, story.caller)?), person)?;
        // Of the caller as much as is seen today: secrecy that was asked for since holds.
        Ok(Some(right_after(Arc::new(then), person)?.with_caller_of(today)))
    }
}

/// The order right after its last entry: the same whenever it is told.
fn right_after(told: Arc<Told>, person: &Person) -> Result<View, DeskError> {
    let now = told.recorded_at();
    View::of(told, person, now).ok_or(DeskError::NotFound)
}

fn key_use(person: &Person, keyed: &Keyed) -> KeyUse {
    KeyUse {
        person_id: person.id.0,
        key: keyed.key.clone(),
        request_hash: keyed.request_hash.clone(),
    }
}

fn refusal(refusal: Refusal) -> DeskError {
    match refusal {
        Refusal::NoSuchStep => DeskError::NoSuchStep,
        Refusal::NotYours => DeskError::NotYours,
        Refusal::Faults(faults) => DeskError::Invalid(faults),
    }
}

fn refused(error: DoorError) -> DeskError {
    match error {
        DoorError::Full => DeskError::Full,
        DoorError::Refused(why) => DeskError::Refused(why),
        DoorError::Unknown | DoorError::Stale | DoorError::Repeated | DoorError::RulesChanged => {
            DeskError::Unknown
        }
    }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
