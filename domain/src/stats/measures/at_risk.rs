//! 即将超期.

use super::{Measure, MeasureId};
use crate::deadline::Standing;

pub const MEASURE: Measure = Measure {
    id: MeasureId::AtRisk,
    definition: "统计时点尚未反馈、剩余时间不足办理时限五分之一的在办工单数。",
    counts: |fact, frame| fact.state.is_open() && fact.standing(frame.now) == Standing::AtRisk,
};
