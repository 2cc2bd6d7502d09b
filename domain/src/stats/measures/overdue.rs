//! 已超期.

use super::{Measure, MeasureId};
use crate::deadline::Standing;

pub const MEASURE: Measure = Measure {
    id: MeasureId::Overdue,
    definition: "统计时点已过办理时限而尚未反馈的在办工单数。",
    counts: |fact, frame| fact.state.is_open() && fact.standing(frame.now) == Standing::Overdue,
};
