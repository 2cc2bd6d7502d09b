//! Two pages that take turns. Nobody touches the wall; whoever stands at its keyboard turns with the
//! arrows and holds with the space bar, and an address with `?page=` stays where it is.

use domain::time::Moment;
use leptos::{ev, prelude::*};
use leptos_router::hooks::use_query_map;

use super::feed::Feed;
use crate::browser::composing;

/// How long a page is shown.
const SHOWN_MS: i64 = 20_000;

/// 态势, and 分类与热点.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    Now,
    Week,
}

impl Page {
    pub const ALL: [Self; 2] = [Self::Now, Self::Week];

    fn pinned(query: &str) -> Option<Self> {
        match query {
            "1" => Some(Self::Now),
            "2" => Some(Self::Week),
            _ => None,
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Now => Self::Week,
            Self::Week => Self::Now,
        }
    }
}

/// Which page is shown, and whether it stays; a copy of handles.
#[derive(Clone, Copy)]
pub struct Turning {
    pub page: RwSignal<Page>,
    /// Held by hand, or by its address from the start.
    pub held: RwSignal<bool>,
    turned_at: StoredValue<Moment>,
    now: Signal<Moment>,
}

impl Turning {
    /// Takes turns for as long as the current owner lives, but while `busy` shows the first page.
    pub fn start(feed: Feed, busy: Signal<bool>) -> Self {
        let pinned = use_query_map()
            .with_untracked(|query| query.get("page").as_deref().and_then(Page::pinned));
        let turning = Self {
            page: RwSignal::new(pinned.unwrap_or(Page::Now)),
            held: RwSignal::new(pinned.is_some()),
            turned_at: StoredValue::new(feed.now.get_untracked()),
            now: feed.now,
        };
        Effect::new(move |left: Option<Option<Page>>| {
            let (now, left) = (feed.now.get(), left.flatten());
            if busy.get() {
                let left = left.unwrap_or_else(|| turning.page.get_untracked());
                turning.show(Page::Now);
                return Some(left);
            }
            if turning.held.get() {
                // Whoever holds a page finds it again.
                turning.show(left.unwrap_or_else(|| turning.page.get_untracked()));
            } else if is_over(turning.turned_at.get_value(), now) {
                turning.turn();
            }
            None
        });
        let keys = window_event_listener(ev::keydown, move |event| turning.key(&event));
        on_cleanup(move || keys.remove());
        turning
    }

    /// Shows a page, for its whole time.
    pub fn show(self, page: Page) {
        if self.page.get_untracked() != page {
            self.page.set(page);
        }
        self.turned_at.set_value(self.now.get_untracked());
    }

    fn turn(self) {
        self.show(self.page.get_untracked().other());
    }

    pub fn hold_or_go_on(self) {
        self.held.update(|held| *held = !*held);
    }

    fn key(self, event: &ev::KeyboardEvent) {
        if composing(event) || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        match event.key().as_str() {
            "ArrowLeft" | "ArrowRight" => self.turn(),
            // On a button the space bar presses the button.
            " " if !is_on_a_button(event) => self.hold_or_go_on(),
            _ => return,
        }
        event.prevent_default();
    }
}

fn is_on_a_button(event: &ev::KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| matches!(element.tag_name().as_str(), "BUTTON" | "A"))
}

/// Whether a page that was turned to at one moment has been shown long enough. A desk's clock that
/// was set anew, in either direction, begins the time again at most once too early.
fn is_over(turned_at: Moment, now: Moment) -> bool {
    now.since(turned_at).abs() >= SHOWN_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_twenty_seconds() {
        assert!(!is_over(Moment(5_000), Moment(24_999)));
        assert!(is_over(Moment(5_000), Moment(25_000)));
        assert!(is_over(Moment(90_000), Moment(5_000)), "the clock was set back");
    }

    #[test]
    fn an_address_pins_a_page_that_there_is() {
        assert_eq!(Page::pinned("2"), Some(Page::Week));
        assert_eq!(Page::pinned("3"), None);
        assert!(Page::ALL.into_iter().all(|page| page.other().other() == page));
    }
}
