//! 撤销: after a step one is told what was done, and for ten seconds may take it back.

use domain::{
    api::{Act, Card, StepRequest},
    ticket::{Action, Verb, take_back::SHOWN_MS},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{new_key, send_keyed_for},
    browser::page::elapsed_ms,
    components::{Tone, toast, toast_with_retry, toast_with_undo},
    i18n::{current, t_string},
    live::{
        acting::{Acting, After},
        world::World,
    },
    words,
};

/// Says `text` of the order as the step `done` has left it, and offers to take the step back where the
/// order does.
pub fn say_done(acting: Acting, after: &impl After, done: Verb, text: String) {
    if !after.offered().contains(&Verb::TakeBack) {
        return toast(Tone::Good, text);
    }
    offer_undo(acting.world, after.card(), done, text);
}

fn offer_undo(world: World, after: &Card, done: Verb, text: String) {
    let step =
        StepRequest { version: after.version, action: Action::TakeBack {}, happened_at: None };
    let act = Act { id: after.id, step };
    let undoing =
        Undoing { world, act, key: new_key(), done, until: elapsed_ms() + SHOWN_MS as f64 };
    toast_with_undo(text, undoing.again());
}

/// One step that is being undone, under one key however often it is tried.
#[derive(Clone)]
struct Undoing {
    world: World,
    act: Act,
    key: String,
    done: Verb,
    /// For how long it is offered, in milliseconds of the page.
    until: f64,
}

impl Undoing {
    fn again(self) -> Callback<()> {
        Callback::new(move |()| spawn_local(self.clone().take_back()))
    }

    /// Other pages learn of it by the stream, as everybody does.
    async fn take_back(self) {
        match send_keyed_for::<_, Card>(&self.act, &self.key).await {
            Ok(before) => {
                self.world.take(&before);
                let verb = words::verb(self.done);
                toast(Tone::Good, t_string!(current(), shell.undone, verb = verb));
            }
            Err(failure) if failure.is_uncertain() && elapsed_ms() < self.until => {
                toast_with_retry(words::problem(&failure), self.again());
            }
            Err(failure) => toast(Tone::Bad, words::problem(&failure)),
        }
    }
}
