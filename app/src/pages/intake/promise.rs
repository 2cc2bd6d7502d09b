//! 承诺: the dates that are promised to a caller, and how one says them.

use domain::{
    deadline::Due,
    rules::Desk,
    time::{Day, Moment},
};

use super::sheet::Sheet;

/// What an order taken now is promised: to be contacted, and to be handled.
#[derive(Debug, Clone, PartialEq)]
pub struct Promise {
    pub contact: Due,
    pub handle: Due,
}

/// A due moment as one says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// By the end of this day.
    Day(Day),
    /// By this hour and minute.
    Time(Moment),
}

impl Promise {
    /// `None` as long as the nature, on which the limits rest, is open.
    pub fn of(sheet: &Sheet, desk: &Desk, now: Moment) -> Option<Self> {
        let [contact, handle] = desk.opening_dues(sheet.nature?, sheet.urgency, 1, now, now);
        Some(Self { contact, handle })
    }

    /// The years for which no calendar is published yet: what falls into them is a guess.
    pub fn unknown_years(&self) -> Vec<i32> {
        let mut years = self.contact.unknown_years.clone();
        years.extend(&self.handle.unknown_years);
        years.sort_unstable();
        years.dedup();
        years
    }
}

/// As a caller is told it.
pub fn said(at: Moment) -> Said {
    at.ends_day().map_or(Said::Time(at), Said::Day)
}

#[cfg(test)]
mod tests {
    use domain::{
        calendar,
        deadline::Policy,
        ticket::{Nature, Urgency},
    };

    use super::*;

    fn promised(urgency: Urgency, now: &str) -> Promise {
        let desk = Desk {
            policies: vec![Policy::shipped()],
            decrees: calendar::shipped(),
            ..Desk::default()
        };
        let sheet = Sheet { nature: Some(Nature::Complaint), urgency, ..Sheet::default() };
        Promise::of(&sheet, &desk, Moment::parse(now).unwrap()).unwrap()
    }

    #[test]
    fn a_due_at_midnight_is_said_as_the_day_that_ends() {
        let promise = promised(Urgency::Normal, "2020-02-28T17:30:00+08:00");
        assert_eq!(said(promise.contact.at), Said::Day(Day::new(2020, 3, 2).unwrap()));
        assert_eq!(said(promise.handle.at), Said::Day(Day::new(2020, 3, 6).unwrap()));
    }

    #[test]
    fn hours_are_said_to_the_minute() {
        let promise = promised(Urgency::Urgent, "2020-02-28T17:30:00+08:00");
        let evening = Moment::parse("2020-02-28T19:30:00+08:00").unwrap();
        assert_eq!(said(promise.contact.at), Said::Time(evening));
    }

    #[test]
    fn a_year_without_a_calendar_is_named_once() {
        let promise = promised(Urgency::Normal, "2026-12-31T09:00:00+08:00");
        assert_eq!(promise.unknown_years(), [2027]);
    }

    #[test]
    fn without_a_nature_nothing_is_promised() {
        let desk = Desk { policies: vec![Policy::shipped()], ..Desk::default() };
        assert_eq!(Promise::of(&Sheet::default(), &desk, Moment(0)), None);
    }
}
