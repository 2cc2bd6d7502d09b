//! 办理: sending one step, so that it takes effect once however often it has to be sent.

use domain::{
    api::{Act, Card, StepRequest, TicketView},
    id::TicketId,
    ticket::{Action, TicketNumber, Verb},
};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    api::{Failure, new_key, send_keyed_for},
    components::{Tone, toast},
    words,
};

use super::{use_live, world::World};

/// What is read of an order after a step.
pub trait After: DeserializeOwned + 'static {
    fn card(&self) -> &Card;
    /// The steps that are offered next.
    fn offered(&self) -> &[Verb];
}

impl After for TicketView {
    fn card(&self) -> &Card {
        &self.card
    }

    fn offered(&self) -> &[Verb] {
        &self.offered
    }
}

/// As much of it as a list needs. The code that reads a whole order with its story is not fetched to
/// show a list.
#[derive(Deserialize)]
pub struct Brief {
    #[serde(flatten)]
    card: Card,
    offered: Vec<Verb>,
}

impl After for Brief {
    fn card(&self) -> &Card {
        &self.card
    }

    fn offered(&self) -> &[Verb] {
        &self.offered
    }
}

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
        self.send(&seen.card, action, done);
    }

    /// The same from a list, where no more than its card is seen of an order.
    pub fn act_on_card(self, seen: &Card, action: Action, done: impl FnOnce(Brief) + 'static) {
        self.send(seen, action, done);
    }

    fn send<A: After>(self, seen: &Card, action: Action, done: impl FnOnce(A) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        let step = StepRequest { version: seen.version, action, happened_at: None };
        let sent = self.under_key(seen.id, step);
        let number = seen.number.clone();
        self.busy.set(true);
        self.refusal.set(None);
        spawn_local(async move {
            let act = Act { id: sent.id, step: sent.step };
            let reply = send_keyed_for(&act, &sent.key).await;
            // The form was left meanwhile.
            if self.busy.try_set(false).is_some() {
                return self.settle_alone(&number, reply);
            }
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

    /// There is no form any more to say what came of it: what is not done is said all the same.
    fn settle_alone<A: After>(self, number: &TicketNumber, reply: Result<A, Failure>) {
        match reply {
            Ok(after) => self.world.take(after.card()),
            Err(failure) => toast(Tone::Bad, format!("{number} {}", words::problem(&failure))),
        }
    }

    fn settle<A: After>(self, reply: Result<A, Failure>, done: impl FnOnce(A)) {
        match reply {
            Ok(after) => {
                self.unsettled.set_value(None);
                self.world.take(after.card());
                done(after);
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
