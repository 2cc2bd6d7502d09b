//! Part 4 of the contract, row by row, and what it comes to over nights, days off and year ends.

use domain::{
    deadline::{Due, Limit, Policy, Standing, Term, TermUnit, standing},
    ticket::{
        Nature::{self, Complaint, Consult, Help, Praise, Report, Suggestion},
        Urgency::{self, Critical, Normal, Urgent},
    },
    time::Moment,
};

use crate::world::{at, desk};

const LIMITS: [Limit; 4] = [Limit::Contact, Limit::Sign, Limit::Handle, Limit::CallBack];

/// Natures, urgency, rounds, and the terms for contact, sign, handling and call-back as the contract
/// words them.
type Row = (&'static [Nature], Urgency, &'static [u32], [&'static str; 4]);

fn term(words: &str) -> Option<Term> {
    let (n, unit) = words.split_once(' ')?;
    let unit = match unit {
        "min" => TermUnit::Minutes,
        "h" => TermUnit::Hours,
        "working day" | "working days" => TermUnit::WorkingDays,
        other => panic!("what is {other}?"),
    };
    Some(Term::new(n.parse().expect("a count"), unit))
}

const CONTRACT: &[Row] = &[
    (
        &[Consult, Suggestion, Praise],
        Normal,
        &[1],
        ["1 working day", "1 working day", "1 working day", "2 working days"],
    ),
    (
        &[Help, Complaint, Report],
        Normal,
        &[1],
        ["1 working day", "1 working day", "5 working days", "2 working days"],
    ),
    (Nature::ALL, Normal, &[2, 3, 9], ["1 working day", "–", "3 working days", "2 working days"]),
    (Nature::ALL, Urgent, &[1, 2, 3, 9], ["2 h", "1 h", "24 h", "2 working days"]),
    (Nature::ALL, Critical, &[1, 2, 3, 9], ["30 min", "30 min", "24 h", "1 working day"]),
];

#[test]
fn every_order_has_the_terms_of_its_row() {
    let policy = Policy::shipped();
    let mut rows = 0;
    for (natures, urgency, rounds, terms) in CONTRACT {
        for (nature, round) in natures.iter().flat_map(|n| rounds.iter().map(move |r| (*n, *r))) {
            let row = policy.row(nature, *urgency, round).expect("a row for every order");
            assert_eq!(
                LIMITS.map(|limit| row.term(limit)),
                terms.map(term),
                "{nature} {urgency} {round}"
            );
            rows += 1;
        }
    }
    assert_eq!(rows, Nature::ALL.len() * Urgency::ALL.len() * 4, "nothing is left out");
}

/// Nature, urgency, round, start, and when contact, sign, handling and call-back end.
type Case = (Nature, Urgency, u32, &'static str, [&'static str; 4]);

const CASES: &[Case] = &[
    // The last minute of a working day before the feast, by the paper of November alone.
    (
        Help,
        Normal,
        1,
        "2020-01-22 23:59",
        ["2020-01-24 00:00", "2020-01-24 00:00", "2020-02-05 00:00", "2020-02-01 00:00"],
    ),
    // A holiday, after it had been lengthened.
    (
        Complaint,
        Normal,
        1,
        "2020-01-30 09:12",
        ["2020-02-04 00:00", "2020-02-04 00:00", "2020-02-08 00:00", "2020-02-05 00:00"],
    ),
    (
        Consult,
        Normal,
        1,
        "2020-01-30 09:12",
        ["2020-02-04 00:00", "2020-02-04 00:00", "2020-02-04 00:00", "2020-02-05 00:00"],
    ),
    // A Friday before a Sunday that is worked.
    (
        Report,
        Normal,
        1,
        "2020-01-17 10:00",
        ["2020-01-20 00:00", "2020-01-20 00:00", "2020-01-24 00:00", "2020-01-21 00:00"],
    ),
    // A Sunday, and the first moment of a Monday.
    (
        Praise,
        Normal,
        1,
        "2020-02-09 08:50",
        ["2020-02-11 00:00", "2020-02-11 00:00", "2020-02-11 00:00", "2020-02-12 00:00"],
    ),
    (
        Suggestion,
        Normal,
        1,
        "2020-02-10 00:00",
        ["2020-02-12 00:00", "2020-02-12 00:00", "2020-02-12 00:00", "2020-02-13 00:00"],
    ),
    // The new year's days of 2026 with their Sunday that is worked.
    (
        Help,
        Normal,
        1,
        "2025-12-31 10:00",
        ["2026-01-05 00:00", "2026-01-05 00:00", "2026-01-09 00:00", "2026-01-06 00:00"],
    ),
    // A redo on a Friday evening.
    (
        Consult,
        Normal,
        2,
        "2020-02-28 17:00",
        ["2020-03-03 00:00", "", "2020-03-05 00:00", "2020-03-04 00:00"],
    ),
    // Hours run through the night, the feast, the leap day and the end of the year.
    (
        Help,
        Urgent,
        1,
        "2020-01-24 23:10",
        ["2020-01-25 01:10", "2020-01-25 00:10", "2020-01-25 23:10", "2020-02-02 00:00"],
    ),
    (
        Complaint,
        Urgent,
        1,
        "2025-12-31 23:15",
        ["2026-01-01 01:15", "2026-01-01 00:15", "2026-01-01 23:15", "2026-01-06 00:00"],
    ),
    (
        Consult,
        Critical,
        1,
        "2020-02-08 23:45",
        ["2020-02-09 00:15", "2020-02-09 00:15", "2020-02-09 23:45", "2020-02-11 00:00"],
    ),
    (
        Report,
        Critical,
        1,
        "2020-02-28 23:50",
        ["2020-02-29 00:20", "2020-02-29 00:20", "2020-02-29 23:50", "2020-03-03 00:00"],
    ),
    (
        Report,
        Critical,
        2,
        "2020-02-28 12:00",
        ["2020-02-28 12:30", "2020-02-28 12:30", "2020-02-29 12:00", "2020-03-03 00:00"],
    ),
];

fn due(limit: Limit, nature: Nature, urgency: Urgency, round: u32, start: Moment) -> Option<Due> {
    desk().due(limit, nature, urgency, round, start, start)
}

#[test]
fn limits_end_when_the_trade_says_over_nights_days_off_and_year_ends() {
    for (nature, urgency, round, start, ends) in CASES {
        for (limit, end) in LIMITS.into_iter().zip(ends) {
            let due = due(limit, *nature, *urgency, *round, at(start));
            let expected = Some(*end).filter(|end| !end.is_empty()).map(at);
            assert_eq!(
                due.map(|due| due.at),
                expected,
                "{nature} {urgency} {round} {start} {limit}"
            );
        }
    }
}

#[test]
fn hours_rest_on_no_paper_and_days_name_theirs() {
    let urgent = due(Limit::Handle, Help, Urgent, 1, at("2020-01-24 23:10")).unwrap();
    assert!(urgent.decrees.is_empty() && urgent.unknown_years.is_empty());
    let normal = due(Limit::Handle, Help, Normal, 1, at("2020-01-28 10:00")).unwrap();
    let papers: Vec<&str> = normal.decrees.iter().map(|slug| slug.0.as_str()).collect();
    assert_eq!(papers, ["cn-2020", "cn-2020-spring"]);
    assert_eq!((normal.policy.0.as_str(), normal.start), ("standard", at("2020-01-28 10:00")));
}

#[test]
fn a_year_that_no_paper_settles_is_named_and_its_weekends_left_out() {
    let due = due(Limit::Handle, Help, Normal, 1, at("2026-12-31 09:00")).unwrap();
    assert_eq!(due.unknown_years, [2027]);
    assert_eq!(due.at, at("2027-01-08 00:00"), "Friday, then Monday to Thursday");
}

#[test]
fn a_later_policy_counts_for_what_starts_after_it() {
    let mut desk = desk();
    let mut strict = Policy::shipped();
    strict.slug = domain::deadline::PolicySlug("strict".into());
    strict.valid_from = at("2020-02-20 00:00");
    strict.rows.iter_mut().for_each(|row| row.handle = Term::new(1, TermUnit::Hours));
    desk.policies.insert(0, strict);
    let handle = |start: &str, now: &str| {
        desk.due(Limit::Handle, Help, Normal, 1, at(start), at(now)).expect("a row").at
    };
    assert_eq!(handle("2020-02-20 09:00", "2020-02-20 09:00"), at("2020-02-20 10:00"));
    assert_eq!(
        handle("2020-02-19 09:00", "2020-02-21 09:00"),
        at("2020-02-27 00:00"),
        "by the old one"
    );
}

#[test]
fn the_last_fifth_begins_at_four_fifths_and_the_due_moment_is_in_time() {
    let due = due(Limit::Handle, Help, Urgent, 1, at("2020-02-10 09:00")).unwrap();
    let four_fifths = at("2020-02-10 09:00").plus_minutes(24 * 60 / 5 * 4);
    assert_eq!(due.at_risk_at(), four_fifths);
    let stands = |stopped, now| standing(due.at, due.at_risk_at(), stopped, now);
    assert_eq!(stands(None, four_fifths.plus_ms(-1)), Standing::OnTime);
    assert_eq!(stands(None, four_fifths), Standing::AtRisk);
    assert_eq!(stands(None, due.at), Standing::AtRisk);
    assert_eq!(stands(None, due.at.plus_ms(1)), Standing::Overdue);
    let much_later = due.at.plus_hours(500);
    assert_eq!(
        stands(Some(due.at), much_later),
        Standing::Met,
        "a stopped clock stays where it stood"
    );
    assert_eq!(stands(Some(due.at.plus_ms(1)), much_later), Standing::MetLate);
}
