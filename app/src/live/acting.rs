//! 办理: sending one step, so that it takes effect once however often it has to be sent.

use domain::{
    api::{Act, StepRequest, TicketView},
    id::TicketId,
    ticket::Action,
    time::Moment,
};
use leptos::{prelude::*, task::spawn_local};

use crate::api::{Failure, new_key, send_keyed};

use super::{use_live, world::World};

/// The sending of steps from one form; a copy of a handle.
#[derive(Clone, Copy)]
pub struct Acting {
    pub sending: Signal<bool>,
    pub failure: Signal<Option<Failure>>,
    busy: RwSignal<bool>,
    refusal: RwSignal<Option<Failure>>,
    unsettled: StoredValue<Option<Unsettled>>,
    pub world: World,
}

/// A step whose outcome is not known; sent again it keeps its key.
#[derive(Clone)]
struct Unsettled {
    id: TicketId,
    step: StepRequest,
    key: String,
}

impl Acting {
    /// Within a component.
    pub fn new() -> Self {
        let busy = RwSignal::new(false);
        let refusal = RwSignal::new(None);
        Self {
            sending: busy.into(),
            failure: refusal.into(),
            busy,
            refusal,
            unsettled: StoredValue::new(None),
            world: use_live().world,
        }
    }

    /// Sends a step, decided on the order as it is seen, and hands on the order after it.
    pub fn act(self, seen: &TicketView, action: Action, done: impl FnOnce(TicketView) + 'static) {
        self.act_at(seen, action, None, done);
    }

    /// The same for what happened earlier than it is told.
    pub fn act_at(
        self,
        seen: &TicketView,
        action: Action,
        happened_at: Option<Moment>,
        done: impl FnOnce(TicketView) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        let step = StepRequest { version: seen.card.version, action, happened_at };
        let sent = self.under_key(seen.card.id, step);
        self.busy.set(true);
        self.refusal.set(None);
        spawn_local(async move {
            let act = Act { id: sent.id, step: sent.step };
            let reply = send_keyed(&act, &sent.key).await;
            self.settle(reply, done);
        });
    }

    fn under_key(self, id: TicketId, step: StepRequest) -> Unsettled {
        let before = self.unsettled.get_value();
        let same = before.filter(|before| before.id == id && before.step == step);
        let sent = same.unwrap_or_else(|| Unsettled { id, step, key: new_key() });
        self.unsettled.set_value(Some(sent.clone()));
        sent
    }

    /// Does nothing where the form was left meanwhile: the stream tells what came of it.
    fn settle(self, reply: Result<TicketView, Failure>, done: impl FnOnce(TicketView)) {
        if self.busy.try_set(false).is_some() {
            return;
        }
        match reply {
            Ok(ticket) => {
                self.unsettled.set_value(None);
                self.world.take(&ticket.card);
                done(ticket);
            }
            Err(failure) => {
                if !failure.is_uncertain() {
                    self.unsettled.set_value(None);
                }
                self.refusal.set(Some(failure));
            }
        }
    }
}
