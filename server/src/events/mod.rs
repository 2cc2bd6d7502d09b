//! The stream: an event is written once per audience and handed to whoever listens there.

pub mod frame;
pub mod hub;
pub mod listen;

pub use frame::{Audience, Published};
pub use hub::Hub;
