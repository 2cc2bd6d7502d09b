//! What the parts of the board share: where one is, what is held, chosen and acted on.

use std::ops::Deref;

use domain::{id::TicketId, ticket::State};
use leptos::{prelude::*, task::spawn_local};

use super::{chosen::Chosen, filtered::Filtered, lift::Lift, place::Place, sizes::Sizes};
use crate::{
    browser::page::{focus, next_frame},
    live::{
        columns::{Lane, Lanes},
        use_live,
        world::World,
    },
    session::{Session, use_session},
};

/// An order that is acted on: from its menu, or dropped on a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActingOn {
    pub id: TicketId,
    /// The column that it was dropped on, where it is shown until it is known what comes of it.
    pub to: Option<State>,
}

/// The board's handles, of which every card has some closures: they hold a reference instead of copies.
#[derive(Clone, Copy)]
pub struct Desk(&'static Parts);

impl Deref for Desk {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        self.0
    }
}

pub struct Parts {
    pub place: Place,
    pub world: World,
    pub filtered: Filtered,
    pub is_filtered: Memo<bool>,
    pub acting: RwSignal<Option<ActingOn>>,
    /// The card that has the focus or had it last: where the Tab key comes back to.
    pub at: RwSignal<Option<TicketId>>,
    /// The card that is being moved.
    pub lift: RwSignal<Option<Lift>>,
    pub chosen: Chosen,
    pub sizes: Sizes,
    /// What is said to those who do not see where a card goes.
    pub said: RwSignal<String>,
    pub session: Session,
}

impl Desk {
    /// Within the board's page.
    pub fn here() -> Self {
        let place = Place::here();
        // Some hundred bytes for each visit of the board stay; the handles themselves go with the page.
        Self(Box::leak(Box::new(Parts {
            place,
            world: use_live().world,
            filtered: Filtered::follow(place.query),
            is_filtered: Memo::new(move |_| place.query.with(super::filtered::is_filter)),
            acting: RwSignal::new(None),
            at: RwSignal::new(None),
            lift: RwSignal::new(None),
            chosen: Chosen::new(),
            sizes: Sizes::new(),
            said: RwSignal::default(),
            session: use_session(),
        })))
    }

    /// The columns that are shown.
    pub fn lanes(self) -> Lanes {
        if self.is_filtered.get_untracked() { self.filtered.lanes } else { self.world.lanes }
    }

    /// Where a card stands on the board: its column and its row.
    pub fn spot(self, id: TicketId) -> Option<(Lane, usize)> {
        let row = |lane: Lane| lane.ids.with_untracked(|ids| ids.iter().position(|at| *at == id));
        self.lanes().all().into_iter().find_map(|lane| Some((lane, row(lane)?)))
    }

    pub fn number(self, id: TicketId) -> String {
        let card = self.world.card(id);
        card.map(|card| card.with_untracked(|card| card.number.to_string())).unwrap_or_default()
    }

    /// Reads more of a column; what fails is said at its end.
    pub fn read_more(self, lane: Lane, limit: u32) {
        if lane.reading.get_untracked() {
            return;
        }
        lane.reading.set(true);
        let is_filtered = self.is_filtered.get_untracked();
        spawn_local(async move {
            let reply = if is_filtered {
                self.filtered.more(lane, limit).await
            } else {
                self.world.more(lane, limit).await
            };
            lane.failure.try_set(reply.err());
            lane.reading.try_set(false);
        });
    }

    /// Puts the focus on a card, as soon as it is in the page.
    pub fn focus(self, id: TicketId) {
        self.at.set(Some(id));
        next_frame(move || _ = focus(&format!("card-{id}")));
    }

    /// Closes what asks for a step. A card that was dropped goes back to where the server has it.
    pub fn let_go(self) {
        let Some(acting) = self.acting.get_untracked() else { return };
        self.acting.set(None);
        if acting.to.is_some() {
            self.world.put_back(acting.id);
            self.say_put_back(acting.id);
            self.focus(acting.id);
        }
    }
}
