//! 页面, by user group; each page fetches what it shows.

pub mod board;
pub mod callback;
pub mod intake;
pub mod login;
pub mod photos;
pub mod screens;
pub mod start;
pub mod step;
pub mod tasks;
pub mod ticket;
pub mod wall;
