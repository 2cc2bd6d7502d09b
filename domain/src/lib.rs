//! The rules of the trade of a town's 12345 hotline desk, pure: no I/O, no clock, no randomness.
//!
//! In reading order:
//! - [`time`], [`id`], [`text`]: moments and days at the desk's offset, identifiers, parsed strings;
//! - [`ticket`]: the order (工单), its states, the table of steps, entries and their replay;
//! - [`calendar`], [`deadline`]: working days by decree, dated policies, due moments, standing;
//! - [`people`]: roles, units, who may see what;
//! - [`stats`]: facts and the figures counted from them;
//! - [`api`]: every request, reply, event and error of the wire.

#[macro_use]
mod slug;

pub mod api;
pub mod calendar;
pub mod deadline;
pub mod id;
pub mod people;
pub mod rules;
pub mod stats;
pub mod text;
pub mod ticket;
pub mod time;
