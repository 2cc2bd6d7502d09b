//! The handlers, one module per resource. Each is a paragraph: extract, ask the desk, answer.

pub mod board;
pub mod callers;
pub mod client_errors;
pub mod drafts;
pub mod events;
pub mod health;
pub mod photos;
pub mod reference;
pub mod screens;
pub mod session;
pub mod taking_time;
pub mod tickets;
pub mod wall;
