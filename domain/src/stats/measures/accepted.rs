//! 受理量.

use super::{Measure, MeasureId};

pub const MEASURE: Measure = Measure {
    id: MeasureId::Accepted,
    definition: "受理时间在统计时段内的工单数，含不予受理、转出和并入的工单。",
    counts: |fact, frame| frame.contains(fact.accepted_at),
};
