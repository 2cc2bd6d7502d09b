//! 浏览器: the few things that are asked of the browser itself.

pub mod awake;
pub mod fetch;
pub mod install;
pub mod page;
pub mod panic;
pub mod photo;
pub mod pull;
pub mod share;
pub mod sound;
pub mod storage;
pub mod stream;
pub mod update;
pub mod upload;

pub use page::composing;
