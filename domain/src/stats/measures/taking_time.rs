//! 接单用时.

use serde::{Deserialize, Serialize};

use super::Frame;
use crate::stats::Fact;

/// What it is called on the wire.
pub const ID: &str = "taking_time";

/// The definition, as the centre would sign it.
pub const DEFINITION: &str = "受理时间在统计时段内、由人工接单并记有用时的工单，\
    从第一次按键到接单成功所用秒数的中位数；草稿搁置、转接其他来电的时间不计。";

/// The middle of some times, and of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Median {
    pub n: u32,
    /// `null` where there is none.
    pub seconds: Option<u32>,
}

/// Folds facts into the median of the orders that were accepted within the frame.
pub fn median<'a>(facts: impl IntoIterator<Item = &'a Fact>, frame: &Frame) -> Median {
    let taken = facts.into_iter().filter(|fact| frame.contains(fact.accepted_at));
    let mut seconds: Vec<u32> = taken.filter_map(|fact| fact.seconds_to_accept).collect();
    seconds.sort_unstable();
    Median { n: seconds.len() as u32, seconds: middle(&seconds) }
}

/// The middle one, or half-way between the two in the middle, rounded up.
fn middle(sorted: &[u32]) -> Option<u32> {
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = sorted[(sorted.len() - 1) / 2];
    Some((lower + upper).div_ceil(2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{stats::measures::tests::fact, ticket::State, time::Moment};

    fn taken(seconds: &[Option<u32>]) -> Vec<Fact> {
        let fact =
            |seconds: &Option<u32>| Fact { seconds_to_accept: *seconds, ..fact(State::ToReview) };
        seconds.iter().map(fact).collect()
    }

    fn today(seconds: &[Option<u32>]) -> Median {
        let now = Moment::parse("2020-02-10T18:00:00+08:00").unwrap();
        median(&taken(seconds), &Frame::today(now))
    }

    #[test]
    fn the_median_is_the_middle_of_what_was_measured() {
        assert_eq!(today(&[Some(90), Some(30), Some(48)]), Median { n: 3, seconds: Some(48) });
        assert_eq!(today(&[Some(31), Some(40)]), Median { n: 2, seconds: Some(36) });
        assert_eq!(today(&[None, Some(40), None]), Median { n: 1, seconds: Some(40) });
    }

    #[test]
    fn of_nothing_there_is_no_median() {
        assert_eq!(today(&[]), Median { n: 0, seconds: None });
        assert_eq!(today(&[None]), Median { n: 0, seconds: None });
    }

    #[test]
    fn a_week_ends_with_today_and_begins_six_days_before() {
        let facts = taken(&[Some(20)]);
        let n = |now: &str| median(&facts, &Frame::week(Moment::parse(now).unwrap())).n;
        assert_eq!(n("2020-02-10T08:59:59+08:00"), 0, "it was not there yet");
        assert_eq!(n("2020-02-16T23:00:00+08:00"), 1);
        assert_eq!(n("2020-02-17T00:00:00+08:00"), 0);
    }
}
