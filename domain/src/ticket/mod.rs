//! 工单: the order, from the caller's words to its close.
//!
//! [`Ticket`] is what replaying its [`entry::Entry`]s gives; [`workflow::STEPS`] says who may do
//! what from where; [`step::step`] decides one step, [`apply`] carries it out.

pub mod action;
pub mod apply;
pub mod category;
pub mod channel;
pub mod elements;
pub mod entry;
pub mod filter;
pub mod intake;
pub mod nature;
pub mod number;
pub mod photo;
pub mod reply_template;
pub mod round;
pub mod sort;
pub mod state;
pub mod step;
pub mod take_back;
pub mod topic;
pub mod urgency;
pub mod workflow;

use serde::{Deserialize, Serialize};

use crate::{
    deadline::Due,
    id::{Seq, TicketId, Version},
    people::UnitSlug,
    time::Moment,
};
pub use {
    action::{Action, Verb},
    category::CategoryCode,
    channel::Channel,
    entry::Entry,
    nature::Nature,
    number::TicketNumber,
    photo::PhotoId,
    reply_template::ReplyTemplate,
    round::Round,
    sort::Sort,
    state::State,
    topic::TopicSlug,
    urgency::Urgency,
};

/// An order as its entries tell it. It holds no name or number of its caller: these live in a row
/// of their own, so that they can be corrected and erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    pub id: TicketId,
    pub number: TicketNumber,
    pub version: Version,
    /// The place of its latest entry in the history of the desk.
    pub seq: Seq,
    pub state: State,
    pub channel: Channel,
    pub facts: Facts,
    pub privacy: Privacy,
    pub lead: Option<UnitSlug>,
    pub assists: Vec<Assist>,
    pub accepted_at: Moment,
    /// How long taking it lasted, where that was measured.
    pub seconds_to_accept: Option<u32>,
    /// One element a round, the current one last; never empty.
    pub rounds: Vec<Round>,
    pub urgings: u32,
    pub merged_into: Option<TicketId>,
    /// When it came into the state in which it stands.
    pub since: Moment,
    /// When it came into `closed` or a terminal state; `None` while it is open.
    pub ended_at: Option<Moment>,
    /// The latest step, while nothing came after it. Only replaying tells it: it is kept nowhere else.
    #[serde(skip)]
    pub latest: Option<take_back::Latest>,
}

/// What is known of the matter; a reviewer may correct each of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facts {
    pub nature: Nature,
    pub urgency: Urgency,
    pub topics: Vec<TopicSlug>,
    pub category: Option<CategoryCode>,
    pub title: String,
    pub content: String,
    pub address: String,
    /// The number that the city's platform gave it.
    pub upstream_number: Option<String>,
    pub upstream_due_at: Option<Moment>,
}

/// How far the caller wishes to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Privacy {
    pub anonymous: bool,
    pub confidential: bool,
    /// Whether a number was left on which the caller can be rung.
    pub reachable: bool,
}

/// 协办: a unit that helps the lead, and what is asked of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assist {
    pub unit: UnitSlug,
    pub ask: String,
}

impl Privacy {
    /// Whether the lead rings the caller: not where there is no number, nor where the caller's wish
    /// for secrecy makes it the centre's call.
    pub const fn lead_rings(self) -> bool {
        self.reachable && !self.confidential
    }
}

impl Ticket {
    /// The columns of the board: the main line from intake to close.
    pub const MAIN_LINE: &'static [State] = &[
        State::Draft,
        State::ToReview,
        State::ToDispatch,
        State::ToSign,
        State::Handling,
        State::ToCheck,
        State::ToCallBack,
        State::ToClose,
        State::Closed,
    ];

    /// The round that runs, or ran last.
    pub fn round(&self) -> &Round {
        self.rounds.last().expect("an order has a round from its first entry")
    }

    /// The limit for the reply of the current round: the order's due moment.
    pub fn due(&self) -> &Due {
        &self.round().handle
    }

    /// The limit that the lead meets before that of handling: of the signature and the first contact
    /// the one that ends first, while they are owed.
    pub fn next_due(&self) -> Option<&Due> {
        let round = self.round();
        let signature = round.sign.as_ref().filter(|_| self.state == State::ToSign);
        let held = matches!(self.state, State::ToSign | State::Handling);
        let owes_contact = held && round.contacted_at.is_none() && self.privacy.lead_rings();
        let contact = Some(&round.contact).filter(|_| owes_contact);
        let first = signature.into_iter().chain(contact).min_by_key(|due| due.at);
        first.filter(|due| due.at < round.handle.at)
    }

    /// When the clock of handling stopped, if it stands: at the reply where one is under way
    /// through the checks, else at the end of an order that ended without one.
    pub fn stopped_at(&self) -> Option<Moment> {
        match self.state {
            State::ToCheck | State::ToCallBack | State::ToClose | State::Closed => {
                self.round().replied_at
            }
            _ => self.ended_at,
        }
    }

    /// Every unit that leads or assists.
    pub fn units(&self) -> impl Iterator<Item = &UnitSlug> {
        self.lead.iter().chain(self.assists.iter().map(|assist| &assist.unit))
    }
}
