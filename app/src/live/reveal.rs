//! 查看来电人: asking for the caller of an order, which is written into its story.

use domain::{
    api::{CallerReveal, CallerRevealed, ProblemCode},
    id::TicketId,
};
use leptos::prelude::*;

use crate::api::{Failure, new_key, send_keyed};

/// One asking, under one key for every attempt, so that it is written down once; a copy of a handle.
#[derive(Clone, Copy)]
pub struct Asking(StoredValue<Asked>);

#[derive(Clone)]
struct Asked {
    key: String,
    /// How often the caller had been corrected: after another time it is another asking.
    corrections: usize,
}

impl Asking {
    pub fn new() -> Self {
        Self(StoredValue::new(Asked { key: new_key(), corrections: 0 }))
    }

    /// Asks for the caller as the order shows them, after so many corrections.
    pub async fn reveal(self, id: TicketId, corrections: usize) -> Result<CallerRevealed, Failure> {
        if self.0.with_value(|asked| asked.corrections != corrections) {
            self.0.set_value(Asked { key: new_key(), corrections });
        }
        let key = self.0.with_value(|asked| asked.key.clone());
        let reply = send_keyed(&CallerReveal(id), &key).await;
        if !matches!(&reply, Err(failure) if failure.code() == Some(ProblemCode::KeyReused)) {
            return reply;
        }
        // They were corrected, and this page does not know yet.
        let another = new_key();
        self.0.try_set_value(Asked { key: another.clone(), corrections });
        send_keyed(&CallerReveal(id), &another).await
    }
}
