//! Who is signed in, and the vocabulary and rules of the desk, which are read after signing in.

use std::{future::Future, pin::Pin, sync::Arc};

use domain::{
    api::{
        DraftDrop, ProblemCode, ReferenceRead, ScreenSelf, ScreenState, SessionReply, SignIn,
        SignInRequest, SignOut, WhoAmI,
    },
    id::PersonId,
    people::{Person, UnitSlug},
    rules::Desk,
    ticket::{CategoryCode, ReplyTemplate, TopicSlug},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{self, Failure, send},
    browser::storage,
    components::{Tone, cut, toast},
    live::clock,
    words,
};

/// Between two attempts to read what every page needs.
const RETRY_MS: u32 = 3_000;

/// Where the session stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Not known yet; the failure is why the server has not said so.
    Opening(Option<Failure>),
    SignedOut,
    SignedIn,
    /// It ended under somebody's hands: the pages stay, and they are asked to sign in again.
    Lost,
}

/// The session of this browser; a copy of a handle.
#[derive(Clone, Copy)]
pub struct Session {
    /// Who works here; stays while a lost session is renewed.
    pub person: Signal<Option<Person>>,
    /// The desk's vocabulary, policies and calendar; `None` until it was read.
    pub desk: Signal<Option<Arc<Desk>>>,
    pub phase: Signal<Phase>,
    /// The replies to begin with; none until they were read.
    pub reply_templates: Signal<Vec<ReplyTemplate>>,
    who: RwSignal<Option<Person>>,
    rules: RwSignal<Option<Arc<Desk>>>,
    templates: RwSignal<Vec<ReplyTemplate>>,
    stage: RwSignal<Phase>,
    vocabulary: StoredValue<Vocabulary>,
}

/// How far the desk's vocabulary and rules are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vocabulary {
    NotWanted,
    Wanted,
    UnderWay,
}

/// What was read of them.
type Read = Result<(Arc<Desk>, Vec<ReplyTemplate>), Failure>;
/// How they are read, once the code for it is here.
type Reader = fn() -> Pin<Box<dyn Future<Output = Read>>>;

/// Where the replies of a person are kept on this device until they are sent; the order's id follows.
pub fn reply_place(person: PersonId) -> String {
    format!("xinqiao.reply.{person}.")
}

/// Where the notes of a person are kept on this device until they are sent; the order's id follows.
pub fn note_place(person: PersonId) -> String {
    format!("xinqiao.note.{person}.")
}

/// Where what was typed of a person's calls back is kept until it is sent; the order's id follows.
pub fn callback_place(person: PersonId) -> String {
    format!("xinqiao.callback.{person}.")
}

/// Where the sheets of a person are kept that are being typed; the number of the sheet follows.
pub fn draft_place(person: PersonId) -> String {
    format!("xinqiao.draft.{person}.")
}

/// Where the sheets of a person are named that the server does not have as they stand here; the number of
/// the sheet follows. There stands `BLANK` where nothing is on the sheet.
pub fn waiting_place(person: PersonId) -> String {
    format!("xinqiao.waiting.{person}.")
}

/// A sheet that waits only to be dropped.
pub const BLANK: &str = "blank";

/// Where the photos of a person's replies are named that have arrived; the order's id follows.
pub fn photos_place(person: PersonId) -> String {
    format!("xinqiao.photos.{person}.")
}

/// Where the order is kept whose caller a person has rung and not yet told what came of it.
pub fn call_place(person: PersonId) -> String {
    format!("xinqiao.call.{person}")
}

/// What this device keeps of a person.
struct Keepings {
    /// Nobody else has it.
    unsent: Vec<String>,
    /// The sheets that the server still keeps though they are blank here.
    to_drop: Vec<u8>,
    /// All of it.
    all: Vec<String>,
}

impl Keepings {
    /// Every place of a person is named here, so that signing out leaves nothing of theirs or of their
    /// callers behind.
    fn of(person: PersonId) -> Self {
        let names = |places: &[String]| -> Vec<String> {
            places.iter().flat_map(|place| storage::names(place)).collect()
        };
        let waiting = waiting_place(person);
        let (blank, typed): (Vec<_>, Vec<_>) = storage::names(&waiting)
            .into_iter()
            .partition(|name| storage::read(name).as_deref() == Some(BLANK));
        let number = |name: &String| name.strip_prefix(&waiting)?.parse().ok();
        let to_drop = blank.iter().filter_map(number).collect();
        let call = Some(call_place(person)).filter(|place| storage::read(place).is_some());
        let mut unsent = names(&[reply_place(person), note_place(person), callback_place(person)]);
        unsent.extend(call);
        unsent.extend(typed);
        let mut all = names(&[draft_place(person), photos_place(person)]);
        all.extend(unsent.iter().cloned().chain(blank));
        Self { unsent, to_drop, all }
    }
}

/// The session, within components.
///
/// # Panics
/// Outside of the app.
pub fn use_session() -> Session {
    expect_context()
}

impl Session {
    /// Makes the session and asks the server whether one goes on.
    pub fn provide() -> Self {
        let who = RwSignal::new(None);
        let rules = RwSignal::new(None);
        let templates = RwSignal::default();
        let stage = RwSignal::new(Phase::Opening(None));
        let session = Self {
            person: who.into(),
            desk: rules.into(),
            phase: stage.into(),
            reply_templates: templates.into(),
            who,
            rules,
            templates,
            stage,
            vocabulary: StoredValue::new(Vocabulary::NotWanted),
        };
        provide_context(session);
        api::on_signed_out(move || session.lose());
        spawn_local(session.resume());
        session
    }

    async fn resume(self) {
        loop {
            match send(&WhoAmI).await {
                Ok(reply) => return self.begin(reply),
                Err(failure) if failure.code() == Some(ProblemCode::NotSignedIn) => {
                    return self.stage.set(Phase::SignedOut);
                }
                // Only a paired screen is known and yet nobody.
                Err(failure) if failure.code() == Some(ProblemCode::NotYours) => {
                    if let Ok(state) = send(&ScreenSelf).await
                        && self.begin_as_screen(&state)
                    {
                        return;
                    }
                }
                Err(failure) => self.stage.set(Phase::Opening(Some(failure))),
            }
            TimeoutFuture::new(RETRY_MS).await;
        }
    }

    /// Goes on as the screen that this browser is, where it is paired; whether it is.
    pub fn begin_as_screen(self, state: &ScreenState) -> bool {
        let Some(name) = state.name.clone() else { return false };
        self.begin(SessionReply {
            user: Person::screen(name),
            now: state.now,
            offset: state.offset,
        });
        true
    }

    fn begin(self, reply: SessionReply) {
        reply.offset.settle();
        clock::set(reply.now);
        if !reply.user.is_screen() {
            api::belong_to(reply.user.id);
        }
        if self.who.get_untracked().as_ref() != Some(&reply.user) {
            self.who.set(Some(reply.user));
        }
        self.stage.set(Phase::SignedIn);
        if self.vocabulary.get_value() == Vocabulary::Wanted {
            self.read_vocabulary();
        }
    }

    /// Something is shown that is named or reckoned by the desk's vocabulary: it is read, once.
    pub fn want_vocabulary(self) {
        if self.vocabulary.get_value() != Vocabulary::NotWanted {
            return;
        }
        self.vocabulary.set_value(Vocabulary::Wanted);
        if self.stage.get_untracked() == Phase::SignedIn {
            self.read_vocabulary();
        }
    }

    fn read_vocabulary(self) {
        // What a screen shows comes with its names.
        if self.who.with_untracked(|who| who.as_ref().is_none_or(Person::is_screen)) {
            return;
        }
        self.vocabulary.set_value(Vocabulary::UnderWay);
        spawn_local(async move {
            loop {
                // Its code comes with what needs it: a list opens without.
                let code = cut!(vocabulary: Reader = || Box::pin(read_vocabulary()));
                let Ok(read) = code.await else {
                    TimeoutFuture::new(RETRY_MS).await;
                    continue;
                };
                match read().await {
                    Ok((desk, templates)) => {
                        self.templates.set(templates);
                        return self.rules.set(Some(desk));
                    }
                    // Read again when somebody has signed in.
                    Err(failure) if failure.code().is_some_and(|code| code.status() < 500) => {
                        return self.vocabulary.set_value(Vocabulary::Wanted);
                    }
                    Err(_) => TimeoutFuture::new(RETRY_MS).await,
                }
            }
        });
    }

    /// Signs in.
    ///
    /// # Errors
    /// Why not.
    pub async fn sign_in(self, name: String, password: String) -> Result<(), Failure> {
        let reply = send(&SignIn(SignInRequest { name, password })).await?;
        self.begin(reply);
        Ok(())
    }

    fn person_id(self) -> Option<PersonId> {
        self.person.with_untracked(|person| person.as_ref().map(|person| person.id))
    }

    fn keepings(self) -> Option<Keepings> {
        self.person_id().map(Keepings::of)
    }

    /// How much of this person's work is on this device and nowhere else.
    pub fn unsent(self) -> usize {
        self.keepings().map_or(0, |keepings| keepings.unsent.len())
    }

    /// Signs out and opens the app anew, so that nothing of this person stays in memory, nor what
    /// they typed on the device.
    ///
    /// # Errors
    /// Why they are still signed in; nothing was forgotten then.
    pub async fn sign_out(self) -> Result<(), Failure> {
        let blank = self.keepings().map(|keepings| keepings.to_drop).unwrap_or_default();
        for sheet in blank {
            // Dropped here alone it would come back from the server.
            send(&DraftDrop(sheet)).await?;
        }
        self.end().await?;
        for name in self.keepings().map(|keepings| keepings.all).unwrap_or_default() {
            storage::forget(&name);
        }
        window().location().replace("/login").ok();
        Ok(())
    }

    /// The same; where it fails it is said.
    pub async fn sign_out_or_say(self) {
        if let Err(failure) = self.sign_out().await {
            toast(Tone::Bad, words::problem(&failure));
        }
    }

    /// Leaves a session that has ended to somebody else.
    pub fn leave(self) {
        self.forget_sent();
        window().location().replace("/login").ok();
    }

    /// Forgets the sheets that the server has as they stand here. Nobody was asked: what is on this device
    /// alone stays for its owner.
    fn forget_sent(self) {
        let Some(person) = self.person_id() else { return };
        let place = draft_place(person);
        let waits = |name: &String| {
            let sheet = name.strip_prefix(&place).and_then(|rest| rest.split('.').next());
            let waiting = waiting_place(person) + sheet.unwrap_or_default();
            storage::read(&waiting).is_some()
        };
        for name in storage::names(&place).iter().filter(|name| !waits(name)) {
            storage::forget(name);
        }
    }

    /// Signs out so that somebody else comes to this same page; where that fails it is said.
    pub async fn change_person(self) {
        if let Err(failure) = self.end().await {
            toast(Tone::Bad, words::problem(&failure));
        } else {
            self.forget_sent();
            let location = window().location();
            let here = [location.pathname(), location.search()].into_iter().flatten();
            let here = String::from(js_sys::encode_uri_component(&here.collect::<String>()));
            location.replace(&format!("/login?to={here}")).ok();
        }
    }

    async fn end(self) -> Result<(), Failure> {
        match send(&SignOut).await {
            Err(failure) if failure.code() != Some(ProblemCode::NotSignedIn) => Err(failure),
            _ => Ok(()),
        }
    }

    /// The server says that nobody is signed in.
    fn lose(self) {
        // Nobody stands before a screen: withdrawn, it asks to be paired again.
        if self.who.with_untracked(|who| who.as_ref().is_some_and(Person::is_screen)) {
            window().location().reload().ok();
            return;
        }
        if self.stage.get_untracked() == Phase::SignedIn {
            self.stage.set(Phase::Lost);
        }
    }

    /// The name of a unit; its slug while the desk is not read.
    pub fn unit_name(self, unit: &UnitSlug) -> String {
        let name = |desk: &Arc<Desk>| desk.words.units.get(unit).map(|unit| unit.name.clone());
        self.desk.with(|desk| desk.as_ref().and_then(name)).unwrap_or_else(|| unit.to_string())
    }

    /// The name of a category; its code while the desk is not read.
    pub fn category_name(self, code: CategoryCode) -> String {
        let name =
            |desk: &Arc<Desk>| desk.words.categories.get(&code).map(|found| found.name.clone());
        self.desk.with(|desk| desk.as_ref().and_then(name)).unwrap_or_else(|| code.to_string())
    }

    /// The name of a topic; its slug while the desk is not read.
    pub fn topic_name(self, topic: &TopicSlug) -> String {
        let name = |desk: &Arc<Desk>| desk.words.topics.get(topic).map(|found| found.name.clone());
        self.desk.with(|desk| desk.as_ref().and_then(name)).unwrap_or_else(|| topic.0.clone())
    }
}

async fn read_vocabulary() -> Read {
    let mut reference = send(&ReferenceRead).await?;
    let templates = std::mem::take(&mut reference.reply_templates);
    Ok((Arc::new(reference.into()), templates))
}
