//! 键盘: the arrows lead from card to card, Space takes one up and puts it down.

use leptos::{ev::KeyboardEvent, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::Element;

use domain::{api::LIMIT_MAX, id::TicketId};

use super::{
    desk::{ActingOn, Desk},
    drag::card_of,
};
use crate::{
    browser::{composing, page::focus},
    components::{KeyRow, KeySheet},
    i18n::{label, use_i18n},
    live::columns::Lane,
};

/// Where the search field of the board is.
pub const SEARCH: &str = "board-search";

impl Desk {
    /// A key pressed on a card.
    pub fn key(self, event: &KeyboardEvent) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok())
        else {
            return;
        };
        let Some(id) = card_of(&target) else { return };
        if composing(event) || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let key = event.key();
        let is_face = target.id().starts_with("card-");
        let known = if self.lift().with_untracked(Option::is_some) {
            self.key_in_hand(&key)
        } else {
            self.key_on_card(id, &key, is_face)
        };
        if known {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    /// While a card is lifted every key is about it.
    fn key_in_hand(self, key: &str) -> bool {
        match key {
            "ArrowLeft" => self.carry(-1),
            "ArrowRight" => self.carry(1),
            " " | "Enter" => self.put_down(),
            "Escape" => self.put_back(),
            // The focus stays with the card that is in the hand.
            "Tab" | "ArrowUp" | "ArrowDown" | "Home" | "End" => {}
            _ => return false,
        }
        true
    }

    fn key_on_card(self, id: TicketId, key: &str, is_face: bool) -> bool {
        let Some((lane, row)) = self.spot(id) else { return false };
        match key {
            "ArrowDown" => self.go(lane, row + 1),
            "ArrowUp" => self.go(lane, row.saturating_sub(1)),
            "Home" => self.go(lane, 0),
            "End" => self.go_to_end(lane),
            "ArrowLeft" => self.go_beside(lane, row, -1),
            "ArrowRight" => self.go_beside(lane, row, 1),
            " " if is_face => self.take_up(id),
            "m" | "M" => self.acting().set(Some(ActingOn { id, to: None })),
            "x" | "X" => self.choose(id, key == "X"),
            _ => return false,
        }
        true
    }

    /// Puts the focus on a row of a column, or on its last.
    fn go(self, lane: Lane, row: usize) {
        let id =
            lane.ids.with_untracked(|ids| ids.get(row.min(ids.len().wrapping_sub(1))).copied());
        if let Some(id) = id {
            self.focus(id);
        }
    }

    /// The last of a long column has to be read first.
    fn go_to_end(self, lane: Lane) {
        spawn_local(async move {
            while self.is_open() && lane.has_more_untracked() {
                let reply = if self.is_filtered().get_untracked() {
                    self.filtered().more(lane, LIMIT_MAX).await
                } else {
                    self.world().more(lane, LIMIT_MAX).await
                };
                if reply.is_err() {
                    break;
                }
            }
            if self.is_open() {
                self.go(lane, usize::MAX);
            }
        });
    }

    /// To the card at the same height of the next column that has any.
    fn go_beside(self, lane: Lane, row: usize, step: isize) {
        let lanes = self.lanes().all();
        let Some(mut at) = lanes.iter().position(|other| other.state == lane.state) else { return };
        let height = self.sizes().row.get_untracked();
        while let Some(next) = at.checked_add_signed(step).filter(|next| *next < lanes.len()) {
            at = next;
            if lanes[at].ids.with_untracked(|ids| !ids.is_empty()) {
                let beside = row as f64 * height - scrolled(lane) + scrolled(lanes[at]);
                return self.go(lanes[at], (beside / height).round().max(0.0) as usize);
            }
        }
    }
}

/// How far a column is scrolled.
fn scrolled(lane: Lane) -> f64 {
    let selector = format!("#column-{} .column__scroll", lane.state);
    let scroller = document().query_selector(&selector).ok().flatten();
    scroller.map_or(0.0, |scroller| f64::from(scroller.scroll_top()))
}

/// The keys of the whole page, where nobody types: `?` shows them all, `/` begins a search.
pub fn page_key(event: &KeyboardEvent, sheet: RwSignal<bool>) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let typing = target.is_some_and(|target| {
        target.closest("input, textarea, select, dialog").is_ok_and(|field| field.is_some())
    });
    if typing || composing(event) || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    match event.key().as_str() {
        "?" | "？" => sheet.set(true),
        "/" if focus(SEARCH) => {}
        _ => return,
    }
    event.prevent_default();
}

#[component]
pub fn Keys(open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let rows: Vec<KeyRow> = vec![
        ("↑ ↓", label!(i18n, board.key_rows)),
        ("← →", label!(i18n, board.key_columns)),
        ("Home End", label!(i18n, board.key_ends)),
        ("Enter", label!(i18n, board.key_open)),
        ("Space", label!(i18n, board.key_lift)),
        ("Esc", label!(i18n, board.key_back)),
        ("M", label!(i18n, board.key_menu)),
        ("X", label!(i18n, board.key_choose)),
        ("Shift X", label!(i18n, board.key_range)),
        ("/", label!(i18n, board.key_search)),
        ("?", label!(i18n, board.key_keys)),
    ];
    view! { <KeySheet open title=label!(i18n, board.keys) rows/> }
}
