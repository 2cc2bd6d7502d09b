//! The rules of the trade, tested as a stranger would read the contract.

mod deadlines;
mod evidence;
mod laws;
mod sights;
mod steps;
mod stories;
mod wire;
mod words;
mod world;
