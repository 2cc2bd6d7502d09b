//! 移动: a card that is lifted, the columns that it may be put down on, and what is said meanwhile.

use domain::{
    id::TicketId,
    ticket::{State, Ticket, workflow::moves},
};
use leptos::prelude::*;

use super::desk::{ActingOn, Desk};
use crate::{
    i18n::{current, t_string},
    words,
};

/// A card on its way; where it stands until it is put down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lift {
    pub id: TicketId,
    pub from: State,
    /// The columns that the workflow offers, in the order of the board.
    pub targets: Vec<State>,
    /// The column that it would be put down on now.
    pub over: State,
}

impl Lift {
    /// The next column to this side that it may stand on; its own is among them.
    fn beside(&self, step: isize) -> State {
        let line = Ticket::MAIN_LINE.iter().copied();
        let stops: Vec<State> =
            line.filter(|state| *state == self.from || self.targets.contains(state)).collect();
        let at = stops.iter().position(|state| *state == self.over).unwrap_or_default();
        stops.get(at.saturating_add_signed(step)).copied().unwrap_or(self.over)
    }
}

impl Desk {
    /// Takes a card up. What is offered follows from the card, the person and the table of steps.
    pub fn take_up(self, id: TicketId) {
        let Some(card) = self.world().card(id).map(|card| card.get_untracked()) else { return };
        let person = self.session().person.get_untracked();
        let offered =
            person.map(|person| moves(card.state, card.lead.as_ref(), &card.assists, &person));
        let offered = offered.unwrap_or_default();
        let is_offered = |state: &&State| offered.iter().any(|(to, _)| to == *state);
        let targets: Vec<State> = Ticket::MAIN_LINE.iter().filter(is_offered).copied().collect();
        let number = card.number.to_string();
        self.say(if targets.is_empty() {
            t_string!(current(), board.said_nowhere, number = number)
        } else {
            t_string!(current(), board.said_lifted, number = number, columns = names(&targets))
        });
        self.at().set(Some(id));
        self.lift().set(Some(Lift { id, from: card.state, targets, over: card.state }));
    }

    /// Holds the card over a column; over one that is not offered it stays where it was.
    pub fn hold_over(self, state: Option<State>) {
        let over = self.lift().with_untracked(|lift| {
            let lift = lift.as_ref()?;
            Some(state.filter(|state| lift.targets.contains(state)).unwrap_or(lift.from))
        });
        let news = self.lift().with_untracked(|lift| over != lift.as_ref().map(|lift| lift.over));
        if let (Some(over), true) = (over, news) {
            self.lift().update(|lift| {
                if let Some(lift) = lift {
                    lift.over = over;
                }
            });
        }
    }

    /// Holds it over the next column to this side, and says which that is.
    pub fn carry(self, step: isize) {
        let Some(lift) = self.lift().get_untracked() else { return };
        let over = lift.beside(step);
        self.hold_over(Some(over));
        self.say(if over == lift.from {
            t_string!(current(), board.said_home, state = words::state(over))
        } else {
            t_string!(current(), board.said_over, state = words::state(over))
        });
    }

    /// Puts the card down. On another column the step that leads there is asked for its evidence, and
    /// the card stands there meanwhile.
    pub fn put_down(self) {
        let Some(lift) = self.lift().get_untracked() else { return };
        if lift.over == lift.from {
            return self.put_back();
        }
        self.lift().set(None);
        self.say(t_string!(current(), board.said_put_down, state = words::state(lift.over)));
        if !self.is_filtered().get_untracked() {
            self.world().expect(lift.id, lift.over);
        }
        self.acting().set(Some(ActingOn { id: lift.id, to: Some(lift.over) }));
    }

    /// Puts the card back to where it was.
    pub fn put_back(self) {
        if let Some(lift) = self.lift().get_untracked() {
            self.lift().set(None);
            self.say_put_back(lift.id);
        }
    }

    pub fn say_put_back(self, id: TicketId) {
        self.say(t_string!(current(), board.said_put_back, number = self.number(id)));
    }

    pub fn say(self, words: String) {
        self.said().set(words);
    }
}

fn names(states: &[State]) -> String {
    states
        .iter()
        .map(|state| words::state(*state))
        .collect::<Vec<_>>()
        .join(t_string!(current(), board.and))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifted_card_goes_from_one_offered_column_to_the_next_and_no_further() {
        let mut lift = Lift {
            id: TicketId(1),
            from: State::ToCallBack,
            targets: vec![State::Handling, State::ToClose],
            over: State::ToCallBack,
        };
        assert_eq!(lift.beside(1), State::ToClose);
        assert_eq!(lift.beside(-1), State::Handling, "what is not offered is passed over");
        lift.over = State::Handling;
        assert_eq!(lift.beside(-1), State::Handling);
        assert_eq!(lift.beside(1), State::ToCallBack, "its own place is one to come back to");
    }
}
