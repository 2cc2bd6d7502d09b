//! 指标: one figure each, with its id, its definition in words and what it counts.
//!
//! The order of [`MEASURES`] is the order of every report.

mod accepted;
mod at_risk;
mod closed;
mod epidemic;
mod open;
mod overdue;
pub mod taking_time;

use serde::{Deserialize, Serialize};

use crate::{stats::Fact, time::Moment};

slugs! {
    /// The id of a figure.
    pub enum MeasureId {
        Accepted = "accepted",
        Open = "open",
        AtRisk = "at_risk",
        Overdue = "overdue",
        Closed = "closed",
        Epidemic = "epidemic",
    }
}

/// The window that is counted, and the moment of counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    pub from: Moment,
    /// The first moment that no longer counts.
    pub until: Moment,
    pub now: Moment,
}

impl Frame {
    /// The day of `now` up to `now`.
    pub fn today(now: Moment) -> Self {
        Self { from: now.day().start(), until: now.plus_ms(1), now }
    }

    /// Yesterday, up to the same hour and minute: of facts as they were known then, every figure as
    /// it stood.
    pub fn yesterday_until_now(now: Moment) -> Self {
        let then = now.plus_hours(-24);
        Self { from: then.day().start(), until: then.plus_ms(1), now: then }
    }

    /// The seven days that end with the day of `now`, up to `now`.
    pub fn week(now: Moment) -> Self {
        Self { from: now.day().plus(-6).start(), ..Self::today(now) }
    }

    pub fn contains(&self, moment: Moment) -> bool {
        (self.from..self.until).contains(&moment)
    }
}

/// A figure: what it is called on the wire, what it means, and which orders it counts.
#[derive(Debug)]
pub struct Measure {
    pub id: MeasureId,
    /// The definition, as the centre would sign it.
    pub definition: &'static str,
    pub counts: fn(&Fact, &Frame) -> bool,
}

/// Every figure there is, in the order of reports.
pub const MEASURES: &[Measure] = &[
    accepted::MEASURE,
    open::MEASURE,
    at_risk::MEASURE,
    overdue::MEASURE,
    closed::MEASURE,
    epidemic::MEASURE,
];

/// A counted figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figure {
    pub id: MeasureId,
    pub definition: String,
    pub value: u32,
}

impl MeasureId {
    pub fn measure(self) -> &'static Measure {
        MEASURES.iter().find(|measure| measure.id == self).expect("every id has its measure")
    }
}

impl Measure {
    /// Folds facts into the figure.
    pub fn count<'a>(&self, facts: impl IntoIterator<Item = &'a Fact>, frame: &Frame) -> Figure {
        let value = facts.into_iter().filter(|fact| (self.counts)(fact, frame)).count();
        self.figure(value as u32)
    }

    /// The figure with a value that was counted beside others.
    pub fn figure(&self, value: u32) -> Figure {
        Figure { id: self.id, definition: self.definition.to_owned(), value }
    }
}

#[cfg(test)]
pub(super) use tests::fact as sample;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::TicketId,
        ticket::{Channel, Nature, State, TopicSlug, Urgency, topic::EPIDEMIC},
    };

    /// An order of 10 February 2020, 09:00, due on the 12th at 0:00.
    pub(in crate::stats) fn fact(state: State) -> Fact {
        let at = |text: &str| Moment::parse(text).unwrap();
        Fact {
            id: TicketId(1),
            state,
            nature: Nature::Consult,
            channel: Channel::Hotline12345,
            urgency: Urgency::Normal,
            topics: vec![TopicSlug(EPIDEMIC.to_owned())],
            category: None,
            road: String::new(),
            lead: None,
            assists: Vec::new(),
            accepted_at: at("2020-02-10T09:00:00+08:00"),
            due_at: at("2020-02-12T00:00:00+08:00"),
            at_risk_at: at("2020-02-11T16:12:00+08:00"),
            stopped_at: None,
            ended_at: None,
            round: 1,
            replied_at: None,
            finding: None,
            outcome: None,
            satisfaction: None,
            seconds_to_accept: None,
        }
    }

    fn counted(fact: &Fact, now: &str) -> Vec<MeasureId> {
        let frame = Frame::today(Moment::parse(now).unwrap());
        MEASURES
            .iter()
            .filter(|measure| (measure.counts)(fact, &frame))
            .map(|measure| measure.id)
            .collect()
    }

    #[test]
    fn every_id_has_exactly_one_measure_with_words() {
        for id in MeasureId::ALL {
            assert_eq!(MEASURES.iter().filter(|measure| measure.id == *id).count(), 1, "{id}");
            assert!(id.measure().definition.chars().count() > 10, "{id}");
        }
    }

    #[test]
    fn an_open_order_counts_by_its_time_left() {
        use MeasureId::{Accepted, AtRisk, Epidemic, Open, Overdue};
        let open = fact(State::Handling);
        assert_eq!(counted(&open, "2020-02-10T09:00:00+08:00"), [Accepted, Open, Epidemic]);
        assert_eq!(counted(&open, "2020-02-11T10:00:00+08:00"), [Open]);
        assert_eq!(counted(&open, "2020-02-11T17:00:00+08:00"), [Open, AtRisk]);
        assert_eq!(counted(&open, "2020-02-12T00:00:01+08:00"), [Open, Overdue]);
    }

    #[test]
    fn a_reply_stops_the_clock_and_a_close_counts_on_its_day() {
        use MeasureId::{Closed, Open};
        let at = |text: &str| Moment::parse(text);
        let replied = Fact { stopped_at: at("2020-02-11T15:00:00+08:00"), ..fact(State::ToCheck) };
        assert_eq!(
            counted(&replied, "2020-02-13T09:00:00+08:00"),
            [Open],
            "a stopped clock is not overdue"
        );
        let closed = Fact { ended_at: at("2020-02-13T08:00:00+08:00"), ..replied };
        let closed = Fact { state: State::Closed, ..closed };
        assert_eq!(counted(&closed, "2020-02-13T09:00:00+08:00"), [Closed]);
        assert_eq!(counted(&closed, "2020-02-14T09:00:00+08:00"), []);
    }
}
