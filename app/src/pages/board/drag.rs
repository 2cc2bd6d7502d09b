//! 拖动: a card in the hand. A mouse takes it anywhere; a finger by its handle at once, elsewhere by
//! resting on it, so that a swipe scrolls as everywhere. Whatever goes wrong puts it back: only letting
//! go over an offered column moves it.

use std::time::Duration;

use domain::{id::TicketId, ticket::State};
use leptos::{ev, html, leptos_dom::helpers::TimeoutHandle, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{AddEventListenerOptions, DomRect, Element, Event, MouseEvent, PointerEvent};

use super::desk::Desk;
use crate::{browser::page::next_frame, components::TicketCard};

/// A finger that rests so long takes the card up.
const REST: Duration = Duration::from_millis(250);
/// A resting finger moves by no more than this.
const TOLERANCE: f64 = 8.0;
/// A mouse or a handle that moves so far means to take the card along.
const TUG: f64 = 4.0;
/// Within so much of an edge the board scrolls, by up to so much a frame.
const EDGE: f64 = 56.0;
const SPEED: f64 = 14.0;
/// How long a card takes to go back to its place.
const BACK: Duration = Duration::from_millis(150);

/// The card as it is seen in the hand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ghost {
    id: TicketId,
    width: f64,
    /// Where it was taken up, and how far it has been carried since.
    from: (f64, f64),
    by: (f64, f64),
    /// It goes back to its place.
    back: bool,
}

/// A pointer that is down on a card.
#[derive(Clone, Copy)]
struct Press {
    pointer: i32,
    id: TicketId,
    at: (f64, f64),
    /// A finger beside the handle: it may mean to scroll.
    may_scroll: bool,
    resting: Option<TimeoutHandle>,
}

/// What lies under the pointer while a card is in the hand, measured once, before the first frame: the
/// board does not change its size meanwhile.
#[derive(Default)]
struct Ground {
    board: Option<(Element, DomRect)>,
    /// Left and right edge of each column, as if the board were not scrolled.
    columns: Vec<(State, f64, f64, Element)>,
    at: (f64, f64),
}

/// A copy of handles.
#[derive(Clone, Copy)]
pub struct Drag {
    pub ghost: RwSignal<Option<Ghost>>,
    desk: Desk,
    board: NodeRef<html::Div>,
    press: StoredValue<Option<Press>>,
    /// `None` while nothing is in the hand.
    ground: StoredValue<Option<Ground>, LocalStorage>,
    /// The click that ends a drag is none.
    dragged: StoredValue<bool>,
}

impl Drag {
    /// Within the board's page.
    pub fn new(desk: Desk, board: NodeRef<html::Div>) -> Self {
        let drag = Self {
            ghost: RwSignal::new(None),
            desk,
            board,
            press: StoredValue::new(None),
            ground: StoredValue::new_local(None),
            dragged: StoredValue::new(false),
        };
        drag.keep_still();
        // While a card is in the hand every key is about it, wherever the focus is.
        let escape = window_event_listener(ev::keydown, move |event| {
            if drag.is_on() && !event.ctrl_key() && !event.meta_key() && !event.alt_key() {
                event.prevent_default();
                if event.key() == "Escape" {
                    drag.abort();
                }
            }
        });
        on_cleanup(move || {
            escape.remove();
            drag.release();
        });
        drag
    }

    /// Whether a card is in the hand.
    pub fn is_on(self) -> bool {
        self.ground.try_with_value(Option::is_some) == Some(true)
    }

    /// The browser scrolls by a finger unless it is told in time, by a listener that may say no.
    fn keep_still(self) {
        Effect::new(move |_| {
            let Some(board) = self.board.get() else { return };
            let still = Closure::<dyn Fn(Event)>::new(move |event: Event| {
                if self.is_on() && event.cancelable() {
                    event.prevent_default();
                }
            });
            let options = AddEventListenerOptions::new();
            options.set_passive(false);
            let listener = still.as_ref().unchecked_ref();
            board
                .add_event_listener_with_callback_and_add_event_listener_options(
                    "touchmove",
                    listener,
                    &options,
                )
                .ok();
            let held = StoredValue::new_local((board, still));
            on_cleanup(move || {
                held.try_with_value(|(board, still)| {
                    let listener = still.as_ref().unchecked_ref();
                    board.remove_event_listener_with_callback("touchmove", listener).ok();
                });
            });
        });
    }

    pub fn down(self, event: &PointerEvent) {
        self.dragged.set_value(false);
        self.release();
        if !event.is_primary() || event.button() != 0 || self.is_on() {
            return;
        }
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok())
        else {
            return;
        };
        let Some(id) = card_of(&target) else { return };
        if !is_grip(&target) {
            return;
        }
        let on_handle = target.closest("[data-handle]").is_ok_and(|handle| handle.is_some());
        let may_scroll = event.pointer_type() == "touch" && !on_handle;
        let press = Press {
            pointer: event.pointer_id(),
            id,
            at: place(event),
            may_scroll,
            resting: may_scroll
                .then(|| set_timeout_with_handle(move || self.take_up(), REST).ok())
                .flatten(),
        };
        self.press.set_value(Some(press));
    }

    pub fn moved(self, event: &PointerEvent) {
        let Some(press) = self.pressed(event) else { return };
        let at = place(event);
        if self.is_on() {
            return self.carry(at);
        }
        let far = (at.0 - press.at.0).hypot(at.1 - press.at.1);
        if press.may_scroll && far > TOLERANCE {
            self.release();
        } else if !press.may_scroll && far > TUG {
            self.take_up();
            self.carry(at);
        }
    }

    pub fn up(self, event: &PointerEvent) {
        if self.pressed(event).is_none() {
            return;
        }
        if !self.is_on() {
            return self.release();
        }
        let lands = self
            .desk
            .lift()
            .with_untracked(|lift| lift.as_ref().is_some_and(|lift| lift.over != lift.from));
        if lands {
            self.end();
            self.ghost.set(None);
            self.desk.put_down();
        } else {
            self.abort();
        }
    }

    /// The browser took the pointer away, or its capture: nothing is moved.
    pub fn lost(self, event: &PointerEvent) {
        // A finger is captured by what it first touched; that this changes is our own doing.
        let elsewhere = event.type_() == "lostpointercapture"
            && event.target().as_ref() != self.board.get_untracked().as_deref().map(AsRef::as_ref);
        if self.pressed(event).is_some() && !elsewhere {
            self.abort();
        }
    }

    /// A long press is ours; the browser's menu would end it.
    pub fn menu(self, event: &MouseEvent) {
        let resting = self.press.with_value(|press| press.is_some_and(|press| press.may_scroll));
        if self.is_on() || resting {
            event.prevent_default();
        }
    }

    /// Whether this click is only the end of a drag.
    pub fn ends_with(self) -> bool {
        self.dragged.try_update_value(std::mem::take) == Some(true)
    }

    fn pressed(self, event: &PointerEvent) -> Option<Press> {
        self.press.get_value().filter(|press| press.pointer == event.pointer_id())
    }

    fn take_up(self) {
        let (Some(press), Some(board)) = (self.press.get_value(), self.board.get_untracked())
        else {
            return;
        };
        let Some(card) = element(&format!("[data-card='{}']", press.id.0)) else { return };
        self.desk.take_up(press.id);
        if self.desk.lift().with_untracked(Option::is_none) {
            return self.release();
        }
        let rect = card.get_bounding_client_rect();
        board.set_pointer_capture(press.pointer).ok();
        self.ground.set_value(Some(Ground { at: press.at, ..Ground::default() }));
        self.ghost.set(Some(Ghost {
            id: press.id,
            width: rect.width(),
            from: (rect.left(), rect.top()),
            by: (0.0, 0.0),
            back: false,
        }));
        // The columns that are offered have come into the page by then.
        next_frame(move || self.begin());
    }

    fn begin(self) {
        let Some(board) = self.board.try_get_untracked().flatten().filter(|_| self.is_on()) else {
            return;
        };
        let left = f64::from(board.scroll_left());
        let column = |lane: crate::live::columns::Lane| {
            let column = element(&format!("#column-{}", lane.state))?;
            let rect = column.get_bounding_client_rect();
            let scroller = column.query_selector(".column__scroll").ok()??;
            Some((lane.state, rect.left() + left, rect.right() + left, scroller))
        };
        let columns = self.desk.lanes().all().into_iter().filter_map(column).collect();
        let area = board.get_bounding_client_rect();
        self.ground.update_value(|ground| {
            if let Some(ground) = ground {
                (ground.board, ground.columns) = (Some(((*board).clone().into(), area)), columns);
            }
        });
        self.hold_over();
        self.scroll();
    }

    fn carry(self, at: (f64, f64)) {
        let Some(press) = self.press.get_value() else { return };
        self.ground.update_value(|ground| {
            if let Some(ground) = ground {
                ground.at = at;
            }
        });
        self.ghost.update(|ghost| {
            if let Some(ghost) = ghost {
                ghost.by = (at.0 - press.at.0, at.1 - press.at.1);
            }
        });
        self.hold_over();
    }

    fn hold_over(self) {
        let over = self.ground.with_value(|ground| Some(ground.as_ref()?.column()?.0));
        self.desk.hold_over(over);
    }

    /// Near an edge the board moves under the hand, once a frame.
    fn scroll(self) {
        let scrolled = self.ground.try_with_value(|ground| ground.as_ref().map(Ground::scroll));
        let Some(Some(scrolled)) = scrolled else { return };
        if scrolled {
            self.hold_over();
        }
        next_frame(move || self.scroll());
    }

    fn abort(self) {
        if !self.is_on() {
            return self.release();
        }
        self.end();
        self.desk.put_back();
        self.ghost.update(|ghost| {
            if let Some(ghost) = ghost {
                (ghost.by, ghost.back) = ((0.0, 0.0), true);
            }
        });
        set_timeout(
            move || {
                let is_back = |ghost: &Option<Ghost>| ghost.is_some_and(|ghost| ghost.back);
                if self.ghost.try_with_untracked(is_back) == Some(true) {
                    self.ghost.set(None);
                }
            },
            BACK,
        );
    }

    fn end(self) {
        self.dragged.set_value(true);
        self.ground.set_value(None);
        if let (Some(press), Some(board)) = (self.press.get_value(), self.board.get_untracked()) {
            board.release_pointer_capture(press.pointer).ok();
        }
        self.release();
    }

    /// Nothing is pressed any more.
    fn release(self) {
        let press = self.press.try_update_value(Option::take).flatten();
        if let Some(resting) = press.and_then(|press| press.resting) {
            resting.clear();
        }
    }
}

impl Ground {
    fn column(&self) -> Option<(State, &Element)> {
        let (board, area) = self.board.as_ref()?;
        let x = self.at.0 + f64::from(board.scroll_left());
        let within = self.at.1 >= area.top() - EDGE && self.at.1 <= area.bottom() + EDGE;
        let found = self.columns.iter().find(|(_, left, right, _)| *left <= x && x < *right);
        found.filter(|_| within).map(|(state, _, _, scroller)| (*state, scroller))
    }

    /// Scrolls what is near the hand; whether it did.
    fn scroll(&self) -> bool {
        let Some((board, area)) = &self.board else { return false };
        let aside = push(self.at.0, area.left(), area.right());
        let along = push(self.at.1, area.top(), area.bottom());
        board.set_scroll_left(board.scroll_left() + aside);
        if let Some((_, scroller)) = self.column() {
            scroller.set_scroll_top(scroller.scroll_top() + along);
        }
        aside != 0 || along != 0
    }
}

/// How far to scroll for a hand at `at` between two edges: the nearer to one, the faster.
fn push(at: f64, begin: f64, end: f64) -> i32 {
    let near = |distance: f64| ((EDGE - distance) / EDGE).clamp(0.0, 1.0) * SPEED;
    (near(end - at) - near(at - begin)) as i32
}

fn place(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

fn element(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok()?
}

/// The card that an element stands in.
pub fn card_of(target: &Element) -> Option<TicketId> {
    let item = target.closest("[data-card]").ok()??;
    item.get_attribute("data-card")?.parse().ok().map(TicketId)
}

/// A card is taken by its face, not by its menu or its box.
fn is_grip(target: &Element) -> bool {
    target.closest(".column__menu, .column__check").is_ok_and(|other| other.is_none())
}

/// The card in the hand.
#[component]
pub fn Held(drag: Drag) -> impl IntoView {
    let id = Memo::new(move |_| drag.ghost.get().map(|ghost| ghost.id));
    let style = move |of: fn(Ghost) -> String| drag.ghost.get().map(of).unwrap_or_default();
    move || {
        let card = drag.desk.world().card(id.get()?)?;
        let is_carried = move || drag.ghost.get().is_some_and(|ghost| !ghost.back);
        Some(view! {
            <Show when=is_carried><div class="board__grasp" aria-hidden="true"></div></Show>
            <div
                class="board__held"
                class:board__held--back=move || drag.ghost.get().is_some_and(|ghost| ghost.back)
                aria-hidden="true"
                inert
                style:inline-size=move || style(|ghost| format!("{}px", ghost.width))
                style:transform=move || style(|ghost| {
                    let (x, y) = (ghost.from.0 + ghost.by.0, ghost.from.1 + ghost.by.1);
                    format!("translate({x}px, {y}px)")
                })
            >
                <TicketCard card still=true on_open=|_| ()/>
            </div>
        })
    }
}

#[cfg(test)]
mod tests {
    use super::push;

    #[test]
    fn the_board_scrolls_near_its_edges_and_faster_at_them() {
        assert_eq!(push(500.0, 0.0, 1000.0), 0);
        assert_eq!(push(1000.0, 0.0, 1000.0), 14);
        assert_eq!(push(1200.0, 0.0, 1000.0), 14);
        assert_eq!(push(0.0, 0.0, 1000.0), -14);
        assert!((-14..0).contains(&push(30.0, 0.0, 1000.0)));
    }
}
