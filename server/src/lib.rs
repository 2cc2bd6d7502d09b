//! The server of Xinqiao: one binary with the desk's API, its stream and the app.
//!
//! `routes`, `cli` and `demo` stand on `desk` (what the desk does), which stands on `extract`, `auth`,
//! `events`, `map`, `photos` and `search`, these on `store` (the only place with SQL) and all of them on `domain`.

pub mod assets;
pub mod auth;
pub mod card;
pub mod cli;
pub mod clock;
pub mod demo;
pub mod desk;
pub mod door;
pub mod error;
pub mod events;
pub mod extract;
pub mod first_rows;
pub mod map;
pub mod past;
pub mod photos;
pub mod reading;
pub mod router;
pub mod routes;
pub mod search;
pub mod serve;
pub mod setup;
pub mod store;
pub mod stories;
pub mod telemetry;
pub mod told;
pub mod verify;
pub mod wall;
pub mod words;
pub mod world;
