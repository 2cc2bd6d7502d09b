//! 放假通知: a published paper that turns days into days off, or weekends into working days (调休).

use serde::{Deserialize, Serialize};

use crate::time::{Day, Moment};

/// The slug of a decree, `cn-2020-a`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct DecreeSlug(pub String);

/// One paper. Of two that speak of the same day, the later one counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Decree {
    pub slug: DecreeSlug,
    /// Its title, as published.
    pub title: String,
    /// Where it was read.
    pub source: String,
    /// From when the desk counts by it.
    pub in_force_at: Moment,
    /// The year that it settles; a year that none settles is unknown.
    pub year: i32,
    pub off: Vec<Day>,
    pub work: Vec<Day>,
}

/// The papers that come with the product: the two of the article's winter, and 2025 and 2026.
pub fn shipped() -> Vec<Decree> {
    vec![
        decree(
            "cn-2020",
            "国务院办公厅关于2020年部分节假日安排的通知",
            "国办发明电〔2019〕16号, 2019-11-21",
            "2019-11-21",
            2020,
            "01-01 01-24..01-30 04-04..04-06 05-01..05-05 06-25..06-27 10-01..10-08",
            "01-19 02-01 04-26 05-09 06-28 09-27 10-10",
        ),
        decree(
            "cn-2020-spring",
            "国务院办公厅关于延长2020年春节假期的通知",
            "国办发明电〔2020〕1号, 2020-01-27",
            "2020-01-27",
            2020,
            "01-31..02-02",
            "",
        ),
        decree(
            "cn-2025",
            "国务院办公厅关于2025年部分节假日安排的通知",
            "国办发明电〔2024〕12号, 2024-11-12",
            "2024-11-12",
            2025,
            "01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08",
            "01-26 02-08 04-27 09-28 10-11",
        ),
        decree(
            "cn-2026",
            "国务院办公厅关于2026年部分节假日安排的通知",
            "国办发明电〔2025〕7号, 2025-11-04",
            "2025-11-04",
            2026,
            "01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07",
            "01-04 02-14 02-28 05-09 09-20 10-10",
        ),
    ]
}

fn decree(
    slug: &str,
    title: &str,
    source: &str,
    published: &str,
    year: i32,
    off: &str,
    work: &str,
) -> Decree {
    Decree {
        slug: DecreeSlug(slug.to_owned()),
        title: title.to_owned(),
        source: source.to_owned(),
        in_force_at: Day::parse(published).expect("a shipped decree has its day").start(),
        year,
        off: days(year, off),
        work: days(year, work),
    }
}

/// Reads `01-24..01-30 02-05`: spans and single days of one year.
fn days(year: i32, text: &str) -> Vec<Day> {
    let day = |text: &str| {
        Day::parse(&format!("{year}-{text}")).expect("a shipped decree names days that exist")
    };
    let mut all = Vec::new();
    for span in text.split_whitespace() {
        let (first, last) = span.split_once("..").unwrap_or((span, span));
        let mut next = day(first);
        while next <= day(last) {
            all.push(next);
            next = next.plus(1);
        }
    }
    all
}
