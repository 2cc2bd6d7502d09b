//! 图表: pure functions from the figures of `domain` to the options of ECharts, and the engine that
//! draws them. A chart never fetches and never decides what counts.

mod bars;
mod curve;
mod days;
mod engine;
mod look;

pub use bars::{Bar, bars};
pub use curve::curve;
pub use days::days;
pub use engine::Chart;
