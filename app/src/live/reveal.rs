//! 查看来电人: asking for the caller of an order, which is written into its story.

use domain::{
    api::{CallerReveal, CallerRevealed, ProblemCode},
    id::TicketId,
};
use leptos::prelude::*;

use crate::api::{Failure, new_key, send_keyed};

/// Asks under one key for every attempt, so that the asking is written down once. Where the caller was
/// corrected since, it is another asking, and the key another one.
pub async fn reveal(id: TicketId, key: StoredValue<String>) -> Result<CallerRevealed, Failure> {
    let reply = send_keyed(&CallerReveal(id), &key.get_value()).await;
    if !matches!(&reply, Err(failure) if failure.code() == Some(ProblemCode::KeyReused)) {
        return reply;
    }
    let another = new_key();
    key.try_set_value(another.clone());
    send_keyed(&CallerReveal(id), &another).await
}
