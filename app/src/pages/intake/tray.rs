//! 一张草稿: a sheet with its place on this device and on the server.
//!
//! A pause in typing writes it down twice: here, so that a reload or a lost connection costs
//! nothing, and there, so that another device finds it. What could not be sent is sent when the
//! connection or the session is back.

use std::time::Duration;

use domain::{
    api::{DraftDrop, DraftSave, Drafts, DraftsList},
    id::{PersonId, TicketId},
    text::{Fault, Flaw},
    time::Moment,
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};

use super::{
    accept::Receipt,
    sheet::{Draft, Sheet, newer},
};
use crate::{
    api::{Failure, send},
    browser::{page::elapsed_ms, storage},
    session::{BLANK, draft_place, waiting_place},
};

/// How long nobody types before it counts as a pause.
const PAUSE: Duration = Duration::from_millis(600);

/// Where what stands on a sheet is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// There is nothing to keep.
    Blank,
    /// Typing goes on.
    Typing,
    /// On this device alone: the server was not reached.
    Here,
    /// On this device and on the server, since then.
    There(Moment),
}

/// Why nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// There is nothing on the sheet: the key was pressed once too often.
    Blank,
    /// The order before is still being dispatched.
    Dispatching,
}

/// One of the four sheets.
#[derive(Clone, Copy)]
pub struct Tray {
    /// From 1.
    pub n: u8,
    pub sheet: RwSignal<Sheet>,
    /// Counts how often the sheet was replaced as a whole: its fields are then made anew, and never
    /// rewritten under somebody's hands.
    pub turn: RwSignal<u32>,
    pub kept: RwSignal<Kept>,
    pub faults: RwSignal<Vec<Fault>>,
    pub failure: RwSignal<Option<Failure>>,
    pub sending: RwSignal<bool>,
    /// What is said of an acceptance that was asked for and not tried.
    pub notice: RwSignal<Option<Notice>>,
    /// The order that was accepted from this sheet without all that stands on it: that stays until it
    /// was seen.
    pub receipt: RwSignal<Option<Receipt>>,
    /// The earlier order that is being added to; of its words the form keeps its own draft.
    pub supplement: RwSignal<Option<TicketId>>,
    now: Signal<Moment>,
    writer: StoredValue<Writer>,
}

/// What is to be written down for a tray. At most one request is under way, so that an older
/// content can never arrive after a newer one.
#[derive(Default)]
struct Writer {
    owner: Option<PersonId>,
    changed_at: Moment,
    /// Since when the sheet is worked at, in milliseconds of the page.
    worked_since: Option<f64>,
    pause: Option<TimeoutHandle>,
    wanted: bool,
    busy: bool,
}

impl Tray {
    pub fn new(n: u8, now: Signal<Moment>) -> Self {
        Self {
            n,
            sheet: RwSignal::new(Sheet::default()),
            turn: RwSignal::new(0),
            kept: RwSignal::new(Kept::Blank),
            faults: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
            sending: RwSignal::new(false),
            notice: RwSignal::new(None),
            receipt: RwSignal::new(None),
            supplement: RwSignal::new(None),
            now,
            writer: StoredValue::new(Writer::default()),
        }
    }

    /// Opens the tray for a person with what this device keeps, and gives that.
    fn open_here(self, owner: PersonId) -> Option<Draft> {
        let here = self.read_here(owner);
        let changed_at = here.as_ref().map(|draft| draft.saved_at).unwrap_or_default();
        self.writer.set_value(Writer { owner: Some(owner), changed_at, ..Writer::default() });
        let supplement = storage::read(&self.supplement_place(owner));
        self.supplement.set(supplement.and_then(|id| id.parse().ok()).map(TicketId));
        self.replace(here.clone().map(|draft| draft.sheet).unwrap_or_default());
        here
    }

    /// Takes the newer of the two drafts, and makes the other place the same.
    fn settle(self, owner: PersonId, here: Option<Draft>, there: Option<Draft>) {
        let read_at = here.as_ref().map(|draft| draft.saved_at).unwrap_or_default();
        let untouched = self.writer.try_with_value(|writer| {
            writer.owner == Some(owner) && writer.changed_at == read_at && writer.pause.is_none()
        });
        if untouched != Some(true) {
            return;
        }
        match (newer(here.clone(), there.clone()), there) {
            // Making the fields anew would take the focus from somebody for nothing.
            (newest, there) if newest == here && here == there => {
                self.note_there();
                self.found_there(here);
            }
            (newest, Some(there)) if newest.as_ref() == Some(&there) => {
                self.writer.update_value(|writer| writer.changed_at = there.saved_at);
                self.write_here(&there);
                self.note_there();
                self.replace(there.sheet.clone());
                self.found_there(Some(there));
            }
            (Some(here), None) if here.sheet.is_blank() => self.note_there(),
            _ => self.ask(),
        }
    }

    fn found_there(self, draft: Option<Draft>) {
        if let Some(draft) = draft.filter(|draft| !draft.sheet.is_blank()) {
            self.kept.set(Kept::There(draft.saved_at));
        }
    }

    /// Whether its order was accepted and words are left on it that are not in the order.
    pub fn is_accepted(self) -> bool {
        self.receipt.with_untracked(Option::is_some)
    }

    /// Turns to the next caller: the words that were too late for the order go now.
    pub fn next(self) {
        self.receipt.set(None);
        self.clear();
    }

    /// Begins to add to an earlier order, or ends it; also after another sheet, and after a reload.
    pub fn add_to(self, id: Option<TicketId>) {
        self.supplement.set(id);
        let Some(Some(owner)) = self.writer.try_with_value(|writer| writer.owner) else { return };
        let place = self.supplement_place(owner);
        match id {
            Some(id) => storage::write(&place, &id.to_string()),
            None => storage::forget(&place),
        }
    }

    /// What is wrong with one field, or with a part of it (`topics[1]`).
    pub fn fault(self, field: &'static str) -> Signal<Option<Flaw>> {
        let is_of = move |fault: &&Fault| {
            fault
                .field
                .strip_prefix(field)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        };
        Memo::new(move |_| {
            self.faults.with(|faults| faults.iter().find(is_of).map(|fault| fault.flaw))
        })
        .into()
    }

    /// Changes what stands on the sheet, as somebody types.
    pub fn edit(self, change: impl FnOnce(&mut Sheet)) {
        self.sheet.update(change);
        self.note_work();
        self.notice.set(None);
        if self.kept.get_untracked() != Kept::Typing {
            self.kept.set(Kept::Typing);
        }
        let pause = set_timeout_with_handle(move || self.keep(), PAUSE).ok();
        let before = self.writer.try_update_value(|writer| {
            writer.changed_at = self.now.get_untracked();
            std::mem::replace(&mut writer.pause, pause)
        });
        if let Some(Some(before)) = before {
            before.clear();
        }
        // Here every key is written down: the device may fail before anybody has paused.
        if let Some(draft) = self.standing() {
            self.write_here(&draft);
        }
    }

    /// Work begins with the first key, and a sheet that is blank again has not been worked at.
    fn note_work(self) {
        let blank = self.sheet.with_untracked(Sheet::is_blank);
        self.writer.update_value(|writer| {
            let since = writer.worked_since.unwrap_or_else(elapsed_ms);
            writer.worked_since = (!blank).then_some(since);
        });
        if blank {
            self.sheet.update_untracked(|sheet| sheet.spent_ms = 0);
        }
    }

    /// Counts the work so far, and goes on counting where it goes on.
    pub fn count_work(self) {
        let now = elapsed_ms();
        let spent = self.writer.try_update_value(|writer| {
            let since = writer.worked_since.as_mut()?;
            Some(now - std::mem::replace(since, now))
        });
        if let Some(Some(spent)) = spent {
            self.sheet.try_update_untracked(|sheet| sheet.spent_ms += spent as i64);
        }
    }

    /// Lays the sheet aside: it is written down, and its time stands until somebody types again.
    pub fn lay_aside(self) {
        self.count_work();
        let worked = self.writer.try_update_value(|writer| writer.worked_since.take().is_some());
        if worked == Some(true) {
            self.keep();
        }
    }

    /// The sheet as it would be kept now.
    fn standing(self) -> Option<Draft> {
        self.count_work();
        let sheet = self.sheet.try_get_untracked()?;
        let saved_at = self.writer.try_with_value(|writer| writer.changed_at)?;
        Some(Draft { saved_at, sheet })
    }

    /// Writes the sheet down, here at once and there as soon as may be.
    pub fn keep(self) {
        let pause = self.writer.try_update_value(|writer| writer.pause.take());
        if let Some(Some(pause)) = pause {
            pause.clear();
        }
        let Some(draft) = self.standing() else { return };
        self.write_here(&draft);
        self.ask();
    }

    /// Writes down what is still being typed, for the page may be gone in a moment.
    pub fn keep_if_typing(self) {
        if self.writer.try_with_value(|writer| writer.pause.is_some()) == Some(true) {
            self.keep();
        }
    }

    /// Clears the sheet for the next caller. The blank sheet is kept as well, as the newest: it
    /// overrules whatever the server could not be told to drop.
    pub fn clear(self) {
        self.writer.update_value(|writer| {
            (writer.changed_at, writer.worked_since) = (self.now.get_untracked(), None);
        });
        self.faults.set(Vec::new());
        self.failure.set(None);
        self.add_to(None);
        self.replace(Sheet::default());
        self.keep();
    }

    /// Sends what could not be sent before.
    pub fn send_waiting(self) {
        if self.writer.try_with_value(|writer| writer.wanted) == Some(true) {
            self.ask();
        }
    }

    fn replace(self, sheet: Sheet) {
        self.kept.set(if sheet.is_blank() { Kept::Blank } else { Kept::Here });
        self.sheet.set(sheet);
        self.turn.update(|turn| *turn += 1);
    }

    fn ask(self) {
        let idle = self.writer.try_update_value(|writer| {
            writer.wanted = true;
            !std::mem::replace(&mut writer.busy, true)
        });
        if idle == Some(true) {
            spawn_local(self.write_while_wanted());
        }
    }

    async fn write_while_wanted(self) {
        while self.has_turn() {
            let Some(draft) = self.standing() else { return };
            let (blank, saved_at) = (draft.sheet.is_blank(), draft.saved_at);
            let written = self.write_there(draft).await;
            let (mut typing, mut again) = (false, false);
            self.writer.try_update_value(|writer| {
                (typing, again) = (writer.pause.is_some(), writer.wanted);
                if written.is_err() {
                    (writer.wanted, writer.busy) = (true, false);
                }
            });
            if written.is_ok() && !typing && !again {
                self.note_there();
            }
            if !typing {
                self.kept.try_set(match (&written, blank) {
                    (_, true) => Kept::Blank,
                    (Ok(()), false) => Kept::There(saved_at),
                    (Err(_), false) => Kept::Here,
                });
            }
            if written.is_err() {
                return;
            }
        }
    }

    fn has_turn(self) -> bool {
        let turn = self.writer.try_update_value(|writer| {
            writer.busy = std::mem::take(&mut writer.wanted);
            writer.busy
        });
        turn == Some(true)
    }

    async fn write_there(self, draft: Draft) -> Result<(), Failure> {
        if draft.sheet.is_blank() {
            return send(&DraftDrop(self.n)).await;
        }
        let draft = serde_json::to_value(draft).expect("a draft is plain data");
        send(&DraftSave { slot: self.n, draft }).await
    }

    fn read_here(self, owner: PersonId) -> Option<Draft> {
        serde_json::from_str(&storage::read(&self.place(owner))?).ok()
    }

    fn write_here(self, draft: &Draft) {
        let Some(Some(owner)) = self.writer.try_with_value(|writer| writer.owner) else { return };
        let text = serde_json::to_string(draft).expect("a draft is plain data");
        storage::write(&self.place(owner), &text);
        let waits = if draft.sheet.is_blank() { BLANK } else { "typed" };
        storage::write(&self.waiting_place(owner), waits);
    }

    /// The server has what stands here.
    fn note_there(self) {
        if let Some(Some(owner)) = self.writer.try_with_value(|writer| writer.owner) {
            storage::forget(&self.waiting_place(owner));
        }
    }

    /// Under the person's own name: a desk is shared by shifts, its drafts are not.
    fn place(self, owner: PersonId) -> String {
        draft_place(owner) + &self.n.to_string()
    }

    fn waiting_place(self, owner: PersonId) -> String {
        waiting_place(owner) + &self.n.to_string()
    }

    fn supplement_place(self, owner: PersonId) -> String {
        self.place(owner) + ".supplement"
    }
}

/// Opens all trays for a person: what this device keeps at once, what the server keeps as soon as it
/// answers, where it is newer and nobody has typed meanwhile.
pub fn open_all(trays: impl IntoIterator<Item = Tray>, owner: PersonId) {
    let opened: Vec<(Tray, Option<Draft>)> =
        trays.into_iter().map(|tray| (tray, tray.open_here(owner))).collect();
    spawn_local(settle_all(opened, owner));
}

/// Asks once more what the server keeps.
pub fn read_again(trays: impl IntoIterator<Item = Tray>, owner: PersonId) {
    let standing: Vec<(Tray, Option<Draft>)> =
        trays.into_iter().map(|tray| (tray, tray.read_here(owner))).collect();
    spawn_local(settle_all(standing, owner));
}

async fn settle_all(trays: Vec<(Tray, Option<Draft>)>, owner: PersonId) {
    let Ok(Drafts { drafts }) = send(&DraftsList).await else { return };
    for (tray, here) in trays {
        let there = drafts.iter().find(|draft| draft.slot == tray.n);
        let there = there.and_then(|draft| serde_json::from_value(draft.draft.clone()).ok());
        tray.settle(owner, here, there);
    }
}
