//! 统计: facts and the figures counted from them. SQL selects, this module counts.

pub mod fact;
pub mod measures;
pub mod spread;

pub use fact::Fact;
pub use measures::{Figure, Frame, MEASURES, Measure, MeasureId};
pub use spread::{Spread, SpreadId};
