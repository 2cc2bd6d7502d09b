//! 草稿夹: four sheets side by side, so that a second call never costs the first.

use domain::{api::DRAFT_SLOTS, id::PersonId};
use leptos::{leptos_dom::helpers::window_event_listener_untyped, prelude::*};

use super::{
    accept::Receipt,
    tray::{Tray, open_all},
};
use crate::{
    browser::storage,
    live::{Connection, clock::use_now, use_live},
    session::{Phase, use_session},
};

/// The sheets of the person who is signed in.
#[derive(Clone, Copy)]
pub struct Pad {
    trays: StoredValue<[Tray; DRAFT_SLOTS as usize]>,
    /// The number of the sheet on top, from 1.
    open: RwSignal<u8>,
    owner: RwSignal<Option<PersonId>>,
    /// What was accepted since the page was opened, the latest first.
    pub taken: RwSignal<Vec<Receipt>>,
}

impl Pad {
    /// Opens the pad and keeps it written down, for as long as the current owner lives.
    pub fn start() -> Self {
        let (now, taken) = (use_now(), RwSignal::new(Vec::new()));
        let pad = Self {
            trays: StoredValue::new(std::array::from_fn(|place| {
                Tray::new(place as u8 + 1, now, taken)
            })),
            open: RwSignal::new(1),
            owner: RwSignal::new(None),
            taken,
        };
        pad.follow_person();
        pad.follow_connection();
        pad.keep_on_leaving();
        pad
    }

    pub fn trays(self) -> [Tray; DRAFT_SLOTS as usize] {
        self.trays.get_value()
    }

    /// The sheet on top.
    pub fn top(self) -> Tray {
        self.trays()[usize::from(self.open.get() - 1)]
    }

    pub fn top_untracked(self) -> Tray {
        untrack(|| self.top())
    }

    /// Lays another sheet on top; the one below keeps all that stands on it.
    pub fn lay(self, n: u8) {
        self.top_untracked().keep_if_typing();
        self.open.set(n);
        if let Some(owner) = self.owner.get_untracked() {
            storage::write(&top_place(owner), &n.to_string());
        }
    }

    /// Somebody else finds their own sheets.
    fn follow_person(self) {
        let person = use_session().person;
        let id = Memo::new(move |_| person.with(|person| person.as_ref().map(|person| person.id)));
        Effect::new(move |_| {
            let Some(id) = id.get() else { return };
            self.keep_if_typing();
            self.owner.set(Some(id));
            self.taken.set(Vec::new());
            let top = storage::read(&top_place(id)).and_then(|n| n.parse().ok());
            self.open.set(top.filter(|n| (1..=DRAFT_SLOTS).contains(n)).unwrap_or(1));
            open_all(self.trays(), id);
        });
    }

    /// When the connection or the session is back, what waited is sent.
    fn follow_connection(self) {
        let (connection, phase) = (use_live().connection, use_session().phase);
        Effect::new(move |_| {
            let signed_in = phase.with(|phase| *phase == Phase::SignedIn);
            if connection.get() == Connection::Live && signed_in {
                for tray in self.trays() {
                    tray.send_waiting();
                }
            }
        });
    }

    /// A tablet puts a hidden page away without asking.
    fn keep_on_leaving(self) {
        for event in ["pagehide", "visibilitychange"] {
            let listener = window_event_listener_untyped(event, move |_| self.keep_if_typing());
            on_cleanup(move || listener.remove());
        }
        on_cleanup(move || self.keep_if_typing());
    }

    fn keep_if_typing(self) {
        // Nothing is left of it where the page has gone already.
        for tray in self.trays.try_get_value().into_iter().flatten() {
            tray.keep_if_typing();
        }
    }
}

fn top_place(owner: PersonId) -> String {
    format!("xinqiao.draft.{owner}.top")
}
