//! The app of the desk: intake, board, tickets, tasks, call-back and wall, in the browser.
//!
//! In reading order: [`app`] (what is shown where), [`session`], [`chunks`], [`pages`], [`live`] (what the
//! server says is true), [`components`], [`api`], [`words`]. No arrow points up:
//! app → chunks → pages → components, charts, live → api, browser, i18n → domain.

mod api;
mod app;
mod browser;
mod charts;
mod chunks;
mod components;
mod i18n;
mod live;
mod pages;
mod session;
mod words;

fn main() {
    browser::panic::install();
    leptos::mount::mount_to_body(app::App);
}
