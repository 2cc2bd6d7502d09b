//! 工单编号: the town's own number, `YYYYMMDD-NNNNN`, counted anew each day.

use serde::{Deserialize, Serialize};

use crate::time::Day;

/// Given by the door in the order of arrival; a number is never given twice.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct TicketNumber(pub String);

impl TicketNumber {
    /// The `n`-th order of `day`, from 1.
    pub fn new(day: Day, n: u32) -> Self {
        Self(format!("{:04}{:02}{:02}-{n:05}", day.year(), day.month(), day.of_month()))
    }

    /// The day and count it was made of.
    pub fn parts(&self) -> Option<(Day, u32)> {
        let (date, n) = self.0.split_once('-')?;
        let part = |range: std::ops::Range<usize>| date.get(range)?.parse().ok();
        let day = Day::new(date.get(..4)?.parse().ok()?, part(4..6)?, part(6..8)?)?;
        Some((day, n.parse().ok()?))
    }
}

impl std::fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_its_day_and_its_place_in_it() {
        let day = Day::new(2020, 1, 30).unwrap();
        let number = TicketNumber::new(day, 12);
        assert_eq!(number.0, "20200130-00012");
        assert_eq!(number.parts(), Some((day, 12)));
    }
}
