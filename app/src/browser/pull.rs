//! A finger that pulls an element down from the top. A movement that scrolls is left to the browser.

use std::cell::Cell;

use leptos::prelude::{StoredValue, UpdateValue, on_cleanup};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{AddEventListenerOptions, Element, TouchEvent};

/// Before a finger has moved this far it may still be a tap.
const SLOP: f64 = 8.0;

/// What the finger does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pull {
    /// It is this far below where it began, in pixels.
    By(f64),
    Released,
    GivenUp,
}

/// A finger since it came down.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Finger {
    x: f64,
    y: f64,
    pulls: bool,
}

impl Finger {
    /// The finger where it is now: it pulls once it went down more than aside; any other way it is
    /// not ours any more.
    fn moved(self, x: f64, y: f64) -> Option<Self> {
        let (aside, down) = ((x - self.x).abs(), y - self.y);
        if self.pulls || aside.max(down.abs()) < SLOP {
            return Some(self);
        }
        (down > aside).then_some(Self { pulls: true, ..self })
    }
}

type Work = Closure<dyn FnMut(TouchEvent)>;

/// Tells `work` of every pull that begins while `is_at_top`, until the current owner goes.
pub fn on_pull(
    element: &Element,
    is_at_top: impl Fn() -> bool + 'static,
    work: impl Fn(Pull) + 'static,
) {
    let finger = Cell::new(None::<Finger>);
    let hear = Closure::<dyn FnMut(TouchEvent)>::new(move |event: TouchEvent| {
        let was = finger.take();
        let touch = event.touches().item(0).filter(|_| event.touches().length() == 1);
        let place = touch.map(|touch| (f64::from(touch.client_x()), f64::from(touch.client_y())));
        let pulled = was.is_some_and(|finger| finger.pulls);
        match (event.type_().as_str(), was, place) {
            ("touchstart", None, Some((x, y))) if is_at_top() => {
                finger.set(Some(Finger { x, y, pulls: false }));
            }
            ("touchmove", Some(was), Some((x, y))) => {
                let Some(now) = was.moved(x, y) else { return };
                finger.set(Some(now));
                if now.pulls {
                    // Else the browser would scroll, or load the page again by its own pull.
                    if event.cancelable() {
                        event.prevent_default();
                    }
                    work(Pull::By((y - now.y).max(0.0)));
                }
            }
            ("touchend", ..) if pulled => work(Pull::Released),
            _ if pulled => work(Pull::GivenUp),
            _ => {}
        }
    });
    listen(element, hear);
}

fn listen(element: &Element, hear: Work) {
    let options = AddEventListenerOptions::new();
    options.set_passive(false);
    for name in NAMES {
        element
            .add_event_listener_with_callback_and_add_event_listener_options(
                name,
                hear.as_ref().unchecked_ref(),
                &options,
            )
            .ok();
    }
    // A finger that is still down goes on telling an element that has left the page.
    let held = StoredValue::new_local((element.clone(), hear));
    on_cleanup(move || {
        held.try_update_value(|(element, hear)| {
            for name in NAMES {
                element
                    .remove_event_listener_with_callback(name, hear.as_ref().unchecked_ref())
                    .ok();
            }
        });
    });
}

const NAMES: [&str; 4] = ["touchstart", "touchmove", "touchend", "touchcancel"];

#[cfg(test)]
mod tests {
    use super::*;

    const DOWN: Finger = Finger { x: 100.0, y: 100.0, pulls: false };

    #[test]
    fn a_finger_that_goes_down_pulls_and_goes_on_pulling() {
        assert_eq!(DOWN.moved(101.0, 104.0), Some(DOWN), "it may still be a tap");
        let pulling = DOWN.moved(103.0, 120.0).unwrap();
        assert!(pulling.pulls);
        assert_eq!(pulling.moved(180.0, 90.0), Some(pulling));
    }

    #[test]
    fn a_finger_that_scrolls_or_swipes_is_the_browsers() {
        assert_eq!(DOWN.moved(100.0, 80.0), None);
        assert_eq!(DOWN.moved(130.0, 110.0), None);
    }
}
