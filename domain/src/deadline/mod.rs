//! 时限: dated policies, due moments with their reasons, and standing.

pub mod due;
pub mod policy;
pub mod standing;

pub use {
    due::{Due, Limit},
    policy::{Policy, PolicyRow, PolicySlug, Term, TermUnit},
    standing::{Standing, standing},
};
