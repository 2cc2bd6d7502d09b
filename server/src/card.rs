//! Cards as they go over the wire: each is written once for as long as it stands as it does, and lists and
//! boards are put together from what is written.

use std::sync::{Arc, OnceLock};

use domain::{api::Card, deadline::Standing, time::Moment};
use serde_json::value::{RawValue, to_raw_value};

/// A card with its texts, one for each way in which its clock may stand.
#[derive(Debug)]
pub struct Written {
    pub card: Card,
    texts: [OnceLock<Box<RawValue>>; Standing::ALL.len()],
}

impl Written {
    pub fn of(card: Card) -> Arc<Self> {
        Arc::new(Self { card, texts: Default::default() })
    }

    /// The card as JSON, as it stands at `now`.
    pub fn text(&self, now: Moment) -> &RawValue {
        let text = &self.texts[self.card.standing_at(now) as usize];
        text.get_or_init(|| {
            to_raw_value(&self.card.clone().at(now)).expect("a card of the wire is always JSON")
        })
    }
}
