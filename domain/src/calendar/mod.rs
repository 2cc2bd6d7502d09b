//! 工作日历: which days are worked, by published papers and not by weekdays alone.

pub mod decree;
pub mod span;

pub use decree::{Decree, DecreeSlug, shipped};
pub use span::{Calendar, Span};
