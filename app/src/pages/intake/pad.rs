//! 草稿夹: four sheets side by side, so that a second call never costs the first.

use std::sync::Arc;

use domain::{
    api::{DRAFT_SLOTS, TicketView},
    id::{PersonId, TicketId},
    people::UnitSlug,
};
use leptos::{leptos_dom::helpers::window_event_listener_untyped, prelude::*};

use super::{
    accept::Receipt,
    tray::{Tray, open_all, read_again},
};
use crate::{
    browser::{
        page::{focus, is_in_a_field, is_visible, next_frame},
        storage,
    },
    live::{Connection, LiveEvent, clock::use_now, use_live},
    session::{Phase, draft_place, use_session},
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
    /// The order that was accepted and is being dispatched in place.
    pub onward: RwSignal<Option<Arc<TicketView>>>,
}

impl Pad {
    /// Opens the pad and keeps it written down, for as long as the current owner lives.
    pub fn start() -> Self {
        let now = use_now();
        let pad = Self {
            trays: StoredValue::new(std::array::from_fn(|place| Tray::new(place as u8 + 1, now))),
            open: RwSignal::new(1),
            owner: RwSignal::new(None),
            taken: RwSignal::new(Vec::new()),
            onward: RwSignal::new(None),
        };
        pad.follow_person();
        pad.follow_connection();
        pad.follow_orders();
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
        let below = self.top_untracked();
        if below.n == n {
            return;
        }
        below.lay_aside();
        self.open.set(n);
        if let Some(owner) = self.owner.get_untracked() {
            storage::write(&top_place(owner), &n.to_string());
        }
    }

    /// Puts the focus where typing goes on: a call begins with its number. Whoever was quicker and is in
    /// a field already stays there.
    pub fn begin_typing(self) {
        next_frame(move || {
            let busy = self.onward.try_with_untracked(Option::is_some) != Some(false);
            let Some(trays) = self.trays.try_get_value().filter(|_| !busy) else { return };
            if is_in_a_field() {
                return;
            }
            let top = trays[usize::from(self.open.get_untracked() - 1)];
            let numberless = top.sheet.with_untracked(|sheet| sheet.phone.is_empty());
            focus(if numberless { "intake-phone" } else { "intake-content" });
        });
    }

    /// Somebody else finds their own sheets.
    fn follow_person(self) {
        let person = use_session().person;
        let id = Memo::new(move |_| person.with(|person| person.as_ref().map(|person| person.id)));
        Effect::new(move |_| {
            let Some(id) = id.get() else { return };
            self.lay_all_aside();
            self.owner.set(Some(id));
            self.taken.set(Vec::new());
            self.onward.set(None);
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
                self.read_again();
            }
        });
        let seen = window_event_listener_untyped("visibilitychange", move |_| {
            if is_visible() {
                self.read_again();
            }
        });
        on_cleanup(move || seen.remove());
    }

    /// Where an accepted order was sent is said as it stands, whoever sent it or took it back.
    fn follow_orders(self) {
        use_live().on_event(move |event| {
            if let LiveEvent::Ticket(event) = event {
                self.note_lead(event.ticket.id, event.ticket.lead.clone());
            }
        });
    }

    /// Notes on the receipt of an order where it was sent.
    pub fn note_lead(self, id: TicketId, lead: Option<UnitSlug>) {
        let of_it = |receipt: &Receipt| receipt.id == id;
        let place = self.taken.with_untracked(|taken| taken.iter().position(of_it));
        if let Some(place) = place {
            self.taken.update(|taken| taken[place].lead = lead);
        }
    }

    /// What was typed meanwhile on another device takes the place of what was not touched here.
    fn read_again(self) {
        if let Some(owner) = self.owner.get_untracked() {
            read_again(self.trays(), owner);
        }
    }

    /// A tablet puts a hidden page away without asking.
    fn keep_on_leaving(self) {
        for event in ["pagehide", "visibilitychange"] {
            let listener = window_event_listener_untyped(event, move |_| self.keep_if_typing());
            on_cleanup(move || listener.remove());
        }
        on_cleanup(move || self.lay_all_aside());
    }

    fn lay_all_aside(self) {
        for tray in self.trays.try_get_value().into_iter().flatten() {
            tray.lay_aside();
        }
    }

    fn keep_if_typing(self) {
        // Nothing is left of it where the page has gone already.
        for tray in self.trays.try_get_value().into_iter().flatten() {
            tray.keep_if_typing();
        }
    }
}

fn top_place(owner: PersonId) -> String {
    draft_place(owner) + "top"
}
