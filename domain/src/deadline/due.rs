//! 到期时间: a due moment, kept with everything that it was computed from.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Calendar, DecreeSlug},
    deadline::{PolicySlug, Term, TermUnit},
    time::Moment,
};

slugs! {
    /// 先行联系, 签收, 办理, 回访.
    pub enum Limit {
        Contact = "contact",
        Sign = "sign",
        Handle = "handle",
        CallBack = "call_back",
    }
}

/// When one limit of a round ends, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Due {
    pub limit: Limit,
    pub start: Moment,
    pub at: Moment,
    pub term: Term,
    pub policy: PolicySlug,
    /// The decrees that spoke of a day of the span; empty for limits in hours.
    pub decrees: Vec<DecreeSlug>,
    /// Years in the span that no decree settles.
    pub unknown_years: Vec<i32>,
}

impl Due {
    /// A term from `start`: hours run through nights and days off; days do not count the day of
    /// receipt and end at 24:00 of the last (domain, parts 1.5 and 1.6).
    pub fn reckon(
        limit: Limit,
        term: Term,
        start: Moment,
        policy: PolicySlug,
        calendar: &Calendar<'_>,
    ) -> Self {
        let n = i64::from(term.n);
        let (mut decrees, mut unknown_years) = (Vec::new(), Vec::new());
        let at = match term.unit {
            TermUnit::Minutes => start.plus_minutes(n),
            TermUnit::Hours => start.plus_hours(n),
            TermUnit::Days => start.day().plus(n).end(),
            TermUnit::WorkingDays => {
                let span = calendar.working_days_after(start.day(), term.n);
                (decrees, unknown_years) = (span.decrees, span.unknown_years);
                span.last.end()
            }
        };
        Self { limit, start, at, term, policy, decrees, unknown_years }
    }

    /// From here on the last fifth of the time runs.
    pub const fn at_risk_at(&self) -> Moment {
        Moment(self.at.0 - (self.at.0 - self.start.0) / 5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::shipped;

    fn at(text: &str) -> Moment {
        Moment::parse(&format!("{text}+08:00")).unwrap()
    }

    fn due(term: Term, start: &str) -> Moment {
        let start = at(start);
        let decrees = shipped();
        let calendar = Calendar::known_at(&decrees, start);
        Due::reckon(Limit::Handle, term, start, PolicySlug("standard".into()), &calendar).at
    }

    #[test]
    fn hours_run_through_nights_days_off_and_year_ends() {
        let day = Term::new(24, TermUnit::Hours);
        assert_eq!(
            due(day, "2020-01-30T09:12:00"),
            at("2020-01-31T09:12:00"),
            "a holiday does not stop it"
        );
        assert_eq!(
            due(day, "2020-02-28T23:30:00"),
            at("2020-02-29T23:30:00"),
            "a leap day is a day"
        );
        assert_eq!(
            due(Term::new(2, TermUnit::Hours), "2025-12-31T23:15:00"),
            at("2026-01-01T01:15:00")
        );
        assert_eq!(
            due(Term::new(30, TermUnit::Minutes), "2020-02-08T23:45:00"),
            at("2020-02-09T00:15:00")
        );
    }

    #[test]
    fn a_day_based_limit_ends_at_midnight_of_its_last_working_day() {
        let one = Term::new(1, TermUnit::WorkingDays);
        assert_eq!(due(one, "2020-01-30T09:12:00"), at("2020-02-04T00:00:00"));
        assert_eq!(due(one, "2020-02-09T23:59:59"), at("2020-02-11T00:00:00"));
        assert_eq!(due(one, "2020-02-10T00:00:00"), at("2020-02-12T00:00:00"));
        assert_eq!(
            due(Term::new(3, TermUnit::Days), "2020-01-30T09:12:00"),
            at("2020-02-03T00:00:00")
        );
    }

    #[test]
    fn the_last_fifth_is_at_risk() {
        let calendar = Calendar::default();
        let due = Due::reckon(
            Limit::Handle,
            Term::new(10, TermUnit::Hours),
            Moment(0),
            PolicySlug("p".into()),
            &calendar,
        );
        assert_eq!(due.at_risk_at(), Moment(0).plus_hours(8));
    }
}
