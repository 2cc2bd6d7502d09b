//! The stream: an event is written once per audience and handed to whoever listens there.
//!
//! A listener that has heard everything sits in a `group`, whose task writes the same bytes to all of
//! them. One that has not (it comes back, or reads too slowly) is served by its own task, from the
//! last changes in the `hub` or from the log, until it can be seated.

pub mod frame;
mod group;
pub mod hub;
pub mod listen;
mod outlet;

pub use frame::{Audience, Published};
pub use hub::Hub;
