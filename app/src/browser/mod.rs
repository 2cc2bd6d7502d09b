//! 浏览器: the few things that are asked of the browser itself.

pub mod fetch;
pub mod page;
pub mod panic;
pub mod photo;
pub mod storage;
pub mod stream;
pub mod update;

pub use page::composing;
