//! 在办量.

use super::{Measure, MeasureId};

pub const MEASURE: Measure = Measure {
    id: MeasureId::Open,
    definition: "统计时点尚未结案、也未以直接答复、不予受理、转出或并入终结的工单数。",
    counts: |fact, _| fact.state.is_open(),
};
