//! 一张工单: the whole order, read again whenever the stream says that it changed.

use std::sync::Arc;

use domain::{
    api::{ProblemCode, TicketRead, TicketView, Unread},
    id::TicketId,
};
use leptos::{prelude::*, task::spawn_local};

use super::{LiveEvent, again, clock, use_live};
use crate::api::{Failure, send};

/// One order that goes on being true; copies of handles. What is typed beside it is never touched.
#[derive(Clone, Copy)]
pub struct Order {
    pub id: TicketId,
    /// `None` until it was read.
    pub view: RwSignal<Option<Arc<TicketView>>>,
    /// Why there is nothing to show, or nothing any more.
    pub failure: RwSignal<Option<Failure>>,
    /// Counts the readings: an older one is not repeated.
    run: StoredValue<u32>,
}

impl Order {
    /// Reads the order and follows it for as long as the current owner lives.
    pub fn follow(id: TicketId) -> Self {
        let order = Self {
            id,
            view: RwSignal::new(None),
            failure: RwSignal::new(None),
            run: StoredValue::new(0),
        };
        order.read();
        use_live().on_event(move |event| match event {
            LiveEvent::Ticket(event) if event.ticket.id == id => {
                order.read_newer(event.ticket.version);
            }
            LiveEvent::Gone(gone) if gone.id == id => order.read(),
            LiveEvent::Resync => order.read(),
            _ => {}
        });
        order
    }

    /// Reads it anew. What is shown stays until it has come, however often it has to be asked for.
    pub fn read(self) {
        if self.view.with_untracked(Option::is_none) {
            self.failure.set(None);
        }
        let run = self.run.try_update_value(|run| {
            *run += 1;
            *run
        });
        spawn_local(async move {
            let mut failures = 0;
            while let Err(failure) = self.ask().await {
                let is_shown = self.view.try_with_untracked(Option::is_some) == Some(true);
                if !is_shown || !again(&failure, &mut failures).await {
                    return;
                }
                // It was read otherwise meanwhile, or the page was left.
                if self.run.try_get_value() != run {
                    return;
                }
            }
        });
    }

    /// Reads it anew, and returns when it has come or failed.
    pub async fn read_now(self) {
        _ = self.ask().await;
    }

    async fn ask(self) -> Result<(), Failure> {
        let reply = send(&TicketRead(self.id)).await;
        match reply {
            Ok(view) => {
                clock::set(view.now);
                self.take(Arc::new(view));
                Ok(())
            }
            Err(failure) => {
                // What was shown stays true enough while the server is away, not when it refuses.
                let refused = failure.code() == Some(ProblemCode::NotFound);
                if refused || self.view.try_with_untracked(Option::is_none) == Some(true) {
                    self.failure.try_set(Some(failure.clone()));
                }
                Err(failure)
            }
        }
    }

    /// Takes the order as a step has left it, unless a newer one is shown already.
    pub fn take(self, view: Arc<TicketView>) {
        let newer = self.view.try_with_untracked(|shown| {
            shown.as_ref().is_none_or(|shown| shown.card.version <= view.card.version)
        });
        if newer == Some(true) {
            self.view.set(Some(view));
            self.failure.set(None);
        }
    }

    /// Takes the order that a refusal brought along, where it was decided on an older one.
    pub fn take_from(self, failure: Option<&Failure>) {
        if let Some(Failure::Problem(problem)) = failure
            && let Some(ticket) = problem.ticket.as_ref().and_then(Unread::read)
        {
            self.take(Arc::new(ticket));
        }
    }

    fn read_newer(self, version: i64) {
        let known = self
            .view
            .with_untracked(|view| view.as_ref().is_some_and(|view| view.card.version >= version));
        if !known {
            self.read();
        }
    }
}
