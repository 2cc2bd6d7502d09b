//! What one desk decides by: its vocabulary, its policies and its calendar, all dated data.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    calendar::{Calendar, Decree},
    deadline::{Due, Limit, Policy},
    people::{Unit, UnitSlug},
    text::{Faults, Flaw},
    ticket::{CategoryCode, Nature, TopicSlug, Urgency, category::Category, topic::Topic},
    time::{Day, Moment},
};

/// The words that orders may use: units, categories and topics.
#[derive(Debug, Clone, Default)]
pub struct Words {
    pub units: BTreeMap<UnitSlug, Unit>,
    pub categories: BTreeMap<CategoryCode, Category>,
    pub topics: BTreeMap<TopicSlug, Topic>,
}

/// The dated words that an order carries already.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Held<'a> {
    pub topics: &'a [TopicSlug],
    pub category: Option<CategoryCode>,
}

impl Words {
    /// Adds a fault for each topic or category that is not offered on `day`.
    pub fn check(
        &self,
        faults: &mut Faults,
        topics: &[TopicSlug],
        category: Option<CategoryCode>,
        day: Day,
    ) {
        self.check_beside(faults, topics, category, day, &Held::default());
    }

    /// The same for a correction: what the order holds already may be said again, though it is no
    /// longer offered.
    pub(crate) fn check_beside(
        &self,
        faults: &mut Faults,
        topics: &[TopicSlug],
        category: Option<CategoryCode>,
        day: Day,
        held: &Held<'_>,
    ) {
        let mut seen = BTreeSet::new();
        for (place, topic) in topics.iter().enumerate() {
            let field = format!("topics[{place}]");
            let offered = self.topics.get(topic).is_some_and(|topic| topic.is_offered_on(day));
            faults.when(!offered && !held.topics.contains(topic), &field, Flaw::Unknown);
            faults.when(!seen.insert(topic), &field, Flaw::Contradicts);
        }
        let offered =
            |code| self.categories.get(&code).is_some_and(|category| category.is_valid_on(day));
        let refused = category.filter(|code| held.category != Some(*code) && !offered(*code));
        faults.when(refused.is_some(), "category", Flaw::Unknown);
    }
}

/// Everything that a decision rests on beside the order and the person.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    pub words: Words,
    pub policies: Vec<Policy>,
    pub decrees: Vec<Decree>,
}

impl Desk {
    /// The policy that is valid at a moment: the latest that has begun.
    ///
    /// # Panics
    /// Where there is no policy at all; a desk is set up with the shipped one.
    pub fn policy(&self, at: Moment) -> &Policy {
        let begun = self.policies.iter().filter(|policy| policy.valid_from <= at);
        begun
            .max_by_key(|policy| policy.valid_from)
            .or(self.policies.first())
            .expect("a desk has a policy")
    }

    /// The due moment of one limit that starts at `start`, by what is known at `now`; `None` where
    /// the policy sets no such limit.
    pub fn due(
        &self,
        limit: Limit,
        nature: Nature,
        urgency: Urgency,
        round: u32,
        start: Moment,
        now: Moment,
    ) -> Option<Due> {
        let policy = self.policy(start);
        let term = policy.row(nature, urgency, round)?.term(limit)?;
        let calendar = Calendar::known_at(&self.decrees, now);
        Some(Due::reckon(limit, term, start, policy.slug.clone(), &calendar))
    }

    /// The two limits that run from the start of a round, contact and handling, by what is known
    /// at `now`.
    ///
    /// # Panics
    /// Where the policy has no row for the order; the shipped one has a row for every nature.
    pub fn opening_dues(
        &self,
        nature: Nature,
        urgency: Urgency,
        round: u32,
        start: Moment,
        now: Moment,
    ) -> [Due; 2] {
        [Limit::Contact, Limit::Handle].map(|limit| {
            self.due(limit, nature, urgency, round, start, now)
                .expect("a policy has a row for every order")
        })
    }
}
