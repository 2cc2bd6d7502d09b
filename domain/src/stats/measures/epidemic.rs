//! 涉疫受理量.

use super::{Measure, MeasureId};
use crate::ticket::topic::EPIDEMIC;

pub const MEASURE: Measure = Measure {
    id: MeasureId::Epidemic,
    definition: "受理时间在统计时段内、带涉疫专题的工单数。",
    counts: |fact, frame| frame.contains(fact.accepted_at) && fact.has_topic(EPIDEMIC),
};
