//! The rules of the trade, tested as a stranger would read the contract.

mod deadlines;
mod evidence;
mod laws;
mod sights;
mod steps;
mod stories;
mod take_back;
mod wire;
mod words;
mod world;
