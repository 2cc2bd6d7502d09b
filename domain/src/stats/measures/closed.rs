//! 办结量.

use super::{Measure, MeasureId};
use crate::ticket::State;

pub const MEASURE: Measure = Measure {
    id: MeasureId::Closed,
    definition: "结案或直接答复时间在统计时段内的工单数。",
    counts: |fact, frame| {
        matches!(fact.state, State::Closed | State::Answered)
            && fact.ended_at.is_some_and(|at| frame.contains(at))
    },
};
