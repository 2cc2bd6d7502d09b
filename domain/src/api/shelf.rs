//! 待办分栏: on which list of the phone an order of my unit stands.

use super::Card;
use crate::{people::UnitSlug, ticket::State};

/// The tabs, in the order in which an order passes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    /// 待签收
    ToSign,
    /// 待联系: signed, and the caller, whom my unit rings, not reached yet.
    ToContact,
    /// 处置中, and whatever my unit assists with.
    Handling,
    /// 已反馈
    Replied,
}

impl Shelf {
    pub const ALL: [Self; 4] = [Self::ToSign, Self::ToContact, Self::Handling, Self::Replied];

    /// The states of the orders that stand on any of them.
    pub const STATES: [State; 5] =
        [State::ToSign, State::Handling, State::ToCheck, State::ToCallBack, State::ToClose];

    /// Its name in an address.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::ToSign => "to_sign",
            Self::ToContact => "to_contact",
            Self::Handling => "handling",
            Self::Replied => "replied",
        }
    }

    pub fn of_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shelf| shelf.slug() == slug)
    }

    /// Where this order stands for `unit`; `None` where it is not, or no longer, its business. Who
    /// assists neither signs nor rings the caller, and so is never asked to.
    pub fn of(card: &Card, unit: &UnitSlug) -> Option<Self> {
        if !card.units().any(|other| other == unit) {
            return None;
        }
        match card.state {
            State::ToSign if card.is_led_by(unit) => Some(Self::ToSign),
            State::Handling if owes_call(card, unit) => Some(Self::ToContact),
            State::ToSign | State::Handling => Some(Self::Handling),
            State::ToCheck | State::ToCallBack | State::ToClose => Some(Self::Replied),
            _ => None,
        }
    }
}

/// Whether my unit has yet to reach the caller: not where there is no number, nor where it is the
/// centre that rings.
fn owes_call(card: &Card, unit: &UnitSlug) -> bool {
    card.is_led_by(unit) && card.lead_rings && !card.contacted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        api::NextDue,
        deadline::{Limit, Standing},
        id::TicketId,
        ticket::{Assist, Channel, Nature, TicketNumber, Urgency},
        time::Moment,
    };

    fn card(state: State, lead: &str) -> Card {
        Card {
            id: TicketId(1),
            number: TicketNumber("20200128-00012".into()),
            upstream_number: None,
            version: 3,
            state,
            nature: Nature::Help,
            channel: Channel::TownHotline,
            urgency: Urgency::Normal,
            topics: Vec::new(),
            category: None,
            title: "路灯不亮".into(),
            address: "万安街".into(),
            lead: Some(UnitSlug(lead.into())),
            assists: vec![Assist { unit: UnitSlug("xinjing".into()), ask: "配合断电".into() }],
            accepted_at: Moment(0),
            due_at: Moment(10),
            at_risk_at: Moment(8),
            upstream_due_at: None,
            stopped_at: None,
            standing: Standing::OnTime,
            round: 1,
            urgings: 0,
            contacted: false,
            lead_rings: true,
            next: None,
            ended_at: None,
        }
    }

    fn wanan() -> UnitSlug {
        UnitSlug("wanan".into())
    }

    #[test]
    fn an_order_of_ours_goes_from_tab_to_tab() {
        assert_eq!(Shelf::of(&card(State::ToSign, "wanan"), &wanan()), Some(Shelf::ToSign));
        let mut handled = card(State::Handling, "wanan");
        assert_eq!(Shelf::of(&handled, &wanan()), Some(Shelf::ToContact));
        handled.contacted = true;
        assert_eq!(Shelf::of(&handled, &wanan()), Some(Shelf::Handling));
        assert_eq!(Shelf::of(&card(State::ToCallBack, "wanan"), &wanan()), Some(Shelf::Replied));
        assert_eq!(Shelf::of(&card(State::Closed, "wanan"), &wanan()), None);
    }

    #[test]
    fn who_assists_is_never_asked_to_sign_or_to_ring() {
        let unit = UnitSlug("xinjing".into());
        assert_eq!(Shelf::of(&card(State::ToSign, "wanan"), &unit), Some(Shelf::Handling));
        assert_eq!(Shelf::of(&card(State::Handling, "wanan"), &unit), Some(Shelf::Handling));
    }

    #[test]
    fn a_caller_whom_the_centre_rings_is_not_waited_for() {
        let secret = Card { lead_rings: false, ..card(State::Handling, "wanan") };
        assert_eq!(Shelf::of(&secret, &wanan()), Some(Shelf::Handling));
    }

    #[test]
    fn a_signature_that_is_due_sooner_presses_more() {
        let next = NextDue { limit: Limit::Sign, at: Moment(3), at_risk_at: Moment(2) };
        let unsigned = Card { next: Some(next), ..card(State::ToSign, "wanan") };
        let sooner_handled = Card { due_at: Moment(5), ..card(State::Handling, "wanan") };
        assert!(unsigned.pressing() < sooner_handled.pressing());
    }

    #[test]
    fn an_order_of_another_unit_is_not_listed() {
        assert_eq!(Shelf::of(&card(State::ToSign, "daru"), &wanan()), None);
    }

    #[test]
    fn what_is_done_comes_after_what_runs() {
        let done = Card { stopped_at: Some(Moment(5)), ..card(State::ToCheck, "wanan") };
        assert!(card(State::Handling, "wanan").pressing() < done.pressing());
    }
}
