//! Counting working days under the decrees that are in force at a moment.

use crate::{
    calendar::{Decree, DecreeSlug},
    time::{Day, Moment},
};

/// The days as the decrees in force make them. It is asked of a few days each time, so it reads the papers
/// themselves: to write all their days into one calendar took longer than all else of a decision.
#[derive(Debug, Clone, Default)]
pub struct Calendar<'a> {
    /// Those that are in force, the one that counts before the others first.
    decrees: Vec<&'a Decree>,
}

/// The end of a count of working days, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub last: Day,
    /// The decrees that spoke of a day of the span.
    pub decrees: Vec<DecreeSlug>,
    /// Years in the span that no decree settles: weekends alone were left out there.
    pub unknown_years: Vec<i32>,
}

impl<'a> Calendar<'a> {
    /// The calendar as it was known at `moment`: later decrees override earlier ones.
    pub fn known_at(decrees: impl IntoIterator<Item = &'a Decree>, moment: Moment) -> Self {
        let mut known: Vec<&Decree> =
            decrees.into_iter().filter(|decree| decree.in_force_at <= moment).collect();
        known.sort_by_key(|decree| decree.in_force_at);
        known.reverse();
        Self { decrees: known }
    }

    /// Whether a day is worked, and the decree that says so; other days go by the week.
    fn said(&self, day: Day) -> Option<(bool, &'a DecreeSlug)> {
        self.decrees.iter().find_map(|decree| {
            let worked = decree.work.contains(&day);
            (worked || decree.off.contains(&day)).then_some((worked, &decree.slug))
        })
    }

    pub fn is_working(&self, day: Day) -> bool {
        self.said(day).map_or_else(|| !day.is_weekend(), |(worked, _)| worked)
    }

    /// Whether a decree settles the year of `day`; if not, [`Self::is_working`] knows weekends only.
    pub fn is_known(&self, day: Day) -> bool {
        self.decrees.iter().any(|decree| decree.year == day.year())
    }

    /// The `n`-th working day after `start`, which itself does not count (domain, part 1.5).
    pub fn working_days_after(&self, start: Day, n: u32) -> Span {
        let (mut day, mut left) = (start, n);
        let mut decrees = Vec::new();
        let mut unknown_years = Vec::new();
        while left > 0 {
            day = day.plus(1);
            left -= u32::from(self.is_working(day));
            if let Some((_, decree)) =
                self.said(day).filter(|(_, decree)| !decrees.contains(*decree))
            {
                decrees.push(decree.clone());
            }
            if !self.is_known(day) && !unknown_years.contains(&day.year()) {
                unknown_years.push(day.year());
            }
        }
        Span { last: day, decrees, unknown_years }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::shipped;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn calendar<'a>(decrees: &'a [Decree], known_on: &str) -> Calendar<'a> {
        Calendar::known_at(decrees, day(known_on).start())
    }

    /// The table of domain part 1.6: accepted; 1, 5 and 15 working days by the old plan; by the new.
    const TABLE: &[(&str, [&str; 3], [&str; 3])] = &[
        (
            "2020-01-22",
            ["2020-01-23", "2020-02-04", "2020-02-18"],
            ["2020-01-23", "2020-02-06", "2020-02-20"],
        ),
        (
            "2020-01-23",
            ["2020-01-31", "2020-02-05", "2020-02-19"],
            ["2020-02-03", "2020-02-07", "2020-02-21"],
        ),
        (
            "2020-01-26",
            ["2020-01-31", "2020-02-05", "2020-02-19"],
            ["2020-02-03", "2020-02-07", "2020-02-21"],
        ),
        (
            "2020-01-30",
            ["2020-01-31", "2020-02-05", "2020-02-19"],
            ["2020-02-03", "2020-02-07", "2020-02-21"],
        ),
        (
            "2020-02-09",
            ["2020-02-10", "2020-02-14", "2020-02-28"],
            ["2020-02-10", "2020-02-14", "2020-02-28"],
        ),
        (
            "2020-02-17",
            ["2020-02-18", "2020-02-24", "2020-03-09"],
            ["2020-02-18", "2020-02-24", "2020-03-09"],
        ),
        (
            "2020-02-28",
            ["2020-03-02", "2020-03-06", "2020-03-20"],
            ["2020-03-02", "2020-03-06", "2020-03-20"],
        ),
    ];

    #[test]
    fn working_days_of_the_winter_of_2020_follow_the_paper_that_was_in_force() {
        let decrees = shipped();
        let (old, new) = (calendar(&decrees, "2020-01-26"), calendar(&decrees, "2020-01-27"));
        for (accepted, by_old, by_new) in TABLE {
            for (place, n) in [1, 5, 15].into_iter().enumerate() {
                assert_eq!(
                    old.working_days_after(day(accepted), n).last,
                    day(by_old[place]),
                    "{accepted} +{n} old"
                );
                assert_eq!(
                    new.working_days_after(day(accepted), n).last,
                    day(by_new[place]),
                    "{accepted} +{n} new"
                );
            }
        }
    }

    #[test]
    fn a_span_names_the_papers_that_it_rests_on() {
        let decrees = shipped();
        let span = calendar(&decrees, "2020-01-27").working_days_after(day("2020-01-30"), 1);
        assert_eq!(span.decrees, [DecreeSlug("cn-2020-spring".into())]);
        assert_eq!(span.unknown_years, Vec::<i32>::new());
    }

    #[test]
    fn a_year_without_a_decree_is_said_to_be_unknown() {
        let decrees = shipped();
        let span = calendar(&decrees, "2026-01-01").working_days_after(day("2026-12-31"), 3);
        assert_eq!(span.unknown_years, [2027]);
        assert_eq!(span.last, day("2027-01-05"), "weekends are still left out");
    }

    #[test]
    fn swapped_weekends_are_worked_and_holidays_are_not() {
        let decrees = shipped();
        let calendar = calendar(&decrees, "2026-01-01");
        for worked in [
            "2026-01-04",
            "2026-02-14",
            "2026-02-28",
            "2026-05-09",
            "2026-09-20",
            "2026-10-10",
            "2025-10-11",
        ] {
            assert!(calendar.is_working(day(worked)), "{worked}");
        }
        for off in
            ["2026-01-02", "2026-02-16", "2026-02-23", "2026-09-25", "2026-10-07", "2025-01-28"]
        {
            assert!(!calendar.is_working(day(off)), "{off}");
        }
    }
}
