//! 未发: the steps whose words are long enough to be missed. What is typed of them outlives the form.

use domain::{
    api::TicketView,
    id::PersonId,
    ticket::{Action, Verb, action::Reply},
};
use leptos::prelude::*;
use serde_json::{Map, Value, json};

use crate::{
    components::Draft,
    session::{note_place, reply_place, use_session},
};

/// What this person has typed of a step and not sent, or what there is to be written better; `None`
/// where nothing is kept of such a step.
pub fn draft(verb: Verb, ticket: &TicketView) -> Option<Draft> {
    let person = use_session().person;
    let person = person.with_untracked(|person| person.as_ref().map(|person| person.id))?;
    let place = place(verb, person)? + &ticket.card.id.to_string();
    let given = || ticket.reply_to_redo().filter(|_| verb == Verb::Reply).map(again);
    let draft = Draft::at(place.clone(), || given().unwrap_or_default());
    if !has_arrived(verb, draft, person, ticket) {
        return Some(draft);
    }
    // Its answer came when the form had gone.
    draft.forget();
    Some(Draft::at(place, Map::new))
}

fn place(verb: Verb, person: PersonId) -> Option<String> {
    match verb {
        Verb::Reply => Some(reply_place(person)),
        Verb::Note => Some(note_place(person)),
        _ => None,
    }
}

/// Whether the words are in the story already, and are not to be written better.
fn has_arrived(verb: Verb, draft: Draft, person: PersonId, ticket: &TicketView) -> bool {
    let Some(typed) = draft.text("text") else { return false };
    let is_typed = |text: &str| text.trim() == typed.trim();
    let is_again = ticket.reply_to_redo().is_some();
    ticket.entries.iter().any(|entry| match &entry.action {
        Action::Note { text, .. } => verb == Verb::Note && entry.by.id == person && is_typed(text),
        Action::Reply(reply) => verb == Verb::Reply && !is_again && is_typed(&reply.text),
        _ => false,
    })
}

/// The reply in the words of the form, as the phone keeps it, too.
fn again(reply: &Reply) -> Map<String, Value> {
    let fields = [
        ("facts", json!(reply.facts.slug())),
        ("demand", json!(reply.demand.slug())),
        ("outcome", json!(reply.outcome.slug())),
        ("method", json!(reply.method.slug())),
        ("text", json!(reply.text)),
    ];
    fields.into_iter().map(|(field, value)| (field.to_owned(), value)).collect()
}
