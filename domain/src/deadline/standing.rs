//! 时限状态: how an order stands against its due moment.

use crate::time::Moment;

slugs! {
    /// Running: `on_time`, `at_risk`, `overdue`, `paused`; stopped: `met`, `met_late`.
    pub enum Standing {
        OnTime = "on_time",
        AtRisk = "at_risk",
        Overdue = "overdue",
        Paused = "paused",
        Met = "met",
        MetLate = "met_late",
    }
}

/// The standing of a clock that ends at `due_at`, warns from `at_risk_at` and stands since
/// `stopped_at`, if it stands. On time is what came at or before the due moment.
pub fn standing(
    due_at: Moment,
    at_risk_at: Moment,
    stopped_at: Option<Moment>,
    now: Moment,
) -> Standing {
    match stopped_at {
        Some(at) if at <= due_at => Standing::Met,
        Some(_) => Standing::MetLate,
        None if now > due_at => Standing::Overdue,
        None if now >= at_risk_at => Standing::AtRisk,
        None => Standing::OnTime,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_due_moment_itself_is_still_in_time() {
        let at = |now| standing(Moment(100), Moment(80), None, Moment(now));
        assert_eq!(
            [at(79), at(80), at(100), at(101)],
            [Standing::OnTime, Standing::AtRisk, Standing::AtRisk, Standing::Overdue]
        );
        assert_eq!(
            standing(Moment(100), Moment(80), Some(Moment(100)), Moment(500)),
            Standing::Met
        );
        assert_eq!(
            standing(Moment(100), Moment(80), Some(Moment(101)), Moment(500)),
            Standing::MetLate
        );
    }
}
