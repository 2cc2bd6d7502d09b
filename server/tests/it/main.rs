//! Stories of the desk, through the real router on a real SQLite file and a clock moved by hand.

mod access;
mod assets;
mod bad_input;
mod concurrency;
mod demo;
mod door;
mod intake;
mod main_line;
mod older;
mod photos;
mod privacy;
mod reading;
mod screens;
mod stream;
mod take_back;
mod told;
mod tools;
mod wire;
mod world;
mod years;
