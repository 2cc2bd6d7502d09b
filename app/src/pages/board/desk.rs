//! What the parts of the board share: where one is, what is held, chosen and acted on.

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

/// The board's handles in one place, and a way to each of them.
macro_rules! handles {
    ($($(#[$meta:meta])* $name:ident: $type:ty,)+) => {
        #[derive(Clone, Copy)]
        struct Handles {
            $($name: $type,)+
        }

        impl Desk {
            $($(#[$meta])* pub fn $name(self) -> $type {
                self.0.with_value(|handles| handles.$name)
            })+
        }
    };
}

/// What the parts of the board share, for as long as its page lives. Every card has some closures: they
/// hold the place of the handles instead of copies.
#[derive(Clone, Copy)]
pub struct Desk(StoredValue<Handles>);

handles! {
    place: Place,
    world: World,
    filtered: Filtered,
    is_filtered: Memo<bool>,
    acting: RwSignal<Option<ActingOn>>,
    /// The card that has the focus or had it last: where the Tab key comes back to.
    at: RwSignal<Option<TicketId>>,
    /// The card that is being moved.
    lift: RwSignal<Option<Lift>>,
    chosen: Chosen,
    sizes: Sizes,
    /// What is said to those who do not see where a card goes.
    said: RwSignal<String>,
    session: Session,
}

impl Desk {
    /// Within the board's page.
    pub fn here() -> Self {
        let place = Place::here();
        Self(StoredValue::new(Handles {
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
        }))
    }

    /// Whether the page has not been left.
    pub fn is_open(self) -> bool {
        !self.0.is_disposed()
    }

    /// The columns that are shown.
    pub fn lanes(self) -> Lanes {
        if self.is_filtered().get_untracked() { self.filtered().lanes } else { self.world().lanes }
    }

    /// Where a card stands on the board: its column and its row.
    pub fn spot(self, id: TicketId) -> Option<(Lane, usize)> {
        let row = |lane: Lane| lane.ids.with_untracked(|ids| ids.iter().position(|at| *at == id));
        self.lanes().all().into_iter().find_map(|lane| Some((lane, row(lane)?)))
    }

    pub fn number(self, id: TicketId) -> String {
        let card = self.world().card(id);
        card.map(|card| card.with_untracked(|card| card.number.to_string())).unwrap_or_default()
    }

    /// Reads more of a column; what fails is said at its end.
    pub fn read_more(self, lane: Lane, limit: u32) {
        if lane.reading.get_untracked() {
            return;
        }
        lane.reading.set(true);
        let (filtered, world) = (self.filtered(), self.world());
        let is_filtered = self.is_filtered().get_untracked();
        spawn_local(async move {
            let reply = if is_filtered {
                filtered.more(lane, limit).await
            } else {
                world.more(lane, limit).await
            };
            lane.failure.try_set(reply.err());
            lane.reading.try_set(false);
        });
    }

    /// Puts the focus on a card, as soon as it is in the page.
    pub fn focus(self, id: TicketId) {
        self.at().set(Some(id));
        next_frame(move || _ = focus(&format!("card-{id}")));
    }

    /// Closes what asks for a step. A card that was dropped, or went ahead of a step that is still being
    /// sent, goes back to where the server has it: it moves again when the step is answered.
    pub fn let_go(self) {
        let Some(acting) = self.acting().get_untracked() else { return };
        self.acting().set(None);
        self.world().put_back(acting.id);
        if acting.to.is_some() {
            self.say_put_back(acting.id);
            self.focus(acting.id);
        }
    }
}
