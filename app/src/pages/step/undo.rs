//! 撤销: after a step one is told what was done, and for ten seconds may take it back.

use domain::{
    api::{Act, Card, StepRequest},
    ticket::{Action, Verb},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{new_key, send_keyed_for},
    components::{Tone, toast, toast_with_undo},
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
    let key = new_key();
    let undo = move |()| spawn_local(take_back(world, act.clone(), key.clone(), done));
    toast_with_undo(text, Callback::new(undo));
}

/// Other pages learn of it by the stream, as everybody does.
async fn take_back(world: World, act: Act, key: String, done: Verb) {
    match send_keyed_for::<_, Card>(&act, &key).await {
        Ok(before) => {
            world.take(&before);
            let verb = words::verb(done);
            toast(Tone::Good, t_string!(current(), shell.undone, verb = verb));
        }
        Err(failure) => toast(Tone::Bad, words::problem(&failure)),
    }
}
