//! Reads one order, and again whenever the stream says that it changed.

use std::sync::Arc;

use domain::{
    api::{ProblemCode, TicketRead, TicketView},
    id::TicketId,
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{Failure, send},
    live::{LiveEvent, clock, use_live},
};

/// What there is to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    Waiting,
    Failed(Failure),
    /// It is not there, or no longer for this person.
    Gone,
    Here,
}

/// One order as it was read last; a copy of handles.
#[derive(Clone, Copy)]
pub struct Reading {
    id: TicketId,
    ticket: RwSignal<Option<Arc<TicketView>>>,
    failure: RwSignal<Option<Failure>>,
    gone: RwSignal<bool>,
}

impl Reading {
    /// Within a component, for as long as it lives.
    pub fn of(id: TicketId) -> Self {
        let reading = Self {
            id,
            ticket: RwSignal::default(),
            failure: RwSignal::default(),
            gone: RwSignal::default(),
        };
        use_live().on_event(move |event| reading.hear(event));
        reading.read();
        reading
    }

    fn hear(self, event: &LiveEvent) {
        match event {
            LiveEvent::Ticket(event) if event.ticket.id == self.id => {
                let known = self
                    .ticket
                    .with_untracked(|ticket| ticket.as_ref().map(|ticket| ticket.card.version));
                if known.is_none_or(|version| version < event.ticket.version) {
                    self.read();
                }
            }
            LiveEvent::Gone(gone) if gone.id == self.id => self.gone.set(true),
            LiveEvent::Resync => self.read(),
            LiveEvent::Ticket(_) | LiveEvent::Gone(_) => {}
        }
    }

    pub fn read(self) {
        self.failure.set(None);
        spawn_local(async move {
            match send(&TicketRead(self.id)).await {
                Ok(ticket) => {
                    clock::set(ticket.now);
                    self.show(Arc::new(ticket));
                }
                Err(failure) if failure.code() == Some(ProblemCode::NotFound) => {
                    self.gone.try_set(true);
                }
                Err(failure) => {
                    self.failure.try_set(Some(failure));
                }
            }
        });
    }

    /// Shows an order, unless a newer one came before it or the page was left.
    pub fn show(self, ticket: Arc<TicketView>) {
        let known =
            self.ticket.try_with_untracked(|known| known.as_ref().map(|known| known.card.version));
        if known.is_some_and(|version| version.is_none_or(|version| version <= ticket.card.version))
        {
            self.gone.set(false);
            self.ticket.set(Some(ticket));
        }
    }

    /// An order that is there stays, though it could not be read again.
    pub fn stage(self) -> Stage {
        if self.gone.get() {
            Stage::Gone
        } else if self.ticket.with(Option::is_some) {
            Stage::Here
        } else {
            self.failure.get().map_or(Stage::Waiting, Stage::Failed)
        }
    }

    /// The order, where the stage says that it is here.
    ///
    /// # Panics
    /// Where nothing was read yet.
    pub fn ticket(self) -> Signal<Arc<TicketView>> {
        Signal::derive(move || self.ticket.get().expect("an order is shown once it was read"))
    }
}
