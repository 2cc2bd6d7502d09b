//! How the steps that an order offers are shown: one is primary, some stand beside it, the rest wait.

use domain::ticket::Verb;

/// The steps along the main line; of those that are offered, the first is the one to take.
const FORWARD: &[Verb] = &[
    Verb::Accept,
    Verb::Approve,
    Verb::Dispatch,
    Verb::Sign,
    Verb::Reply,
    Verb::Pass,
    Verb::CallBack,
    Verb::Close,
];
/// The steps that are shown beside it.
const BESIDE: &[Verb] =
    &[Verb::Contact, Verb::SendBack, Verb::Rework, Verb::Reopen, Verb::Answer, Verb::Note];

/// The offered steps by how they are shown.
#[derive(Debug, PartialEq, Eq)]
pub struct Offers {
    pub primary: Option<Verb>,
    pub beside: Vec<Verb>,
    pub rare: Vec<Verb>,
}

impl Offers {
    pub fn of(offered: &[Verb]) -> Self {
        let primary = FORWARD.iter().copied().find(|verb| offered.contains(verb));
        // The way back is offered where the step is reported, for it is gone in a moment.
        let lasting = offered.iter().copied().filter(|verb| *verb != Verb::TakeBack);
        let others = lasting.filter(|verb| Some(*verb) != primary);
        let (beside, rare) =
            others.partition(|verb| BESIDE.contains(verb) || FORWARD.contains(verb));
        Self { primary, beside, rare }
    }

    /// The primary one first.
    pub fn in_order(&self) -> impl Iterator<Item = Verb> {
        self.primary.iter().chain(&self.beside).chain(&self.rare).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_step_is_primary_and_rare_ones_wait() {
        let offered =
            [Verb::Answer, Verb::Approve, Verb::Transfer, Verb::Amend, Verb::Note, Verb::TakeBack];
        let offers = Offers::of(&offered);
        assert_eq!(offers.primary, Some(Verb::Approve));
        assert_eq!(offers.beside, [Verb::Answer, Verb::Note]);
        assert_eq!(offers.rare, [Verb::Transfer, Verb::Amend]);
        assert_eq!(
            offers.in_order().count(),
            offered.len() - 1,
            "the way back is offered elsewhere"
        );
    }
}
