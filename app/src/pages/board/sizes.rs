//! How high the board and its rows are, so that only what is seen has to be in the page.

use std::ops::Range;

use leptos::{html, prelude::*};

use crate::browser::{page::on_resize, storage};

/// Where the choice is kept in the browser.
const KEPT: &str = "xinqiao.board.density";
const COMPACT: &str = "compact";
/// Rows that are in the page above and below those that are seen.
const OVERSCAN: usize = 5;

/// A copy of handles.
#[derive(Clone, Copy)]
pub struct Sizes {
    /// Of one row in pixels, as the stylesheet has it for density and size of type.
    pub row: RwSignal<f64>,
    /// Of the board in pixels.
    pub height: RwSignal<f64>,
    /// Whether cards are shown in two lines instead of three.
    pub compact: RwSignal<bool>,
}

impl Sizes {
    pub fn new() -> Self {
        Self {
            row: RwSignal::new(0.0),
            height: RwSignal::new(0.0),
            compact: RwSignal::new(storage::read(KEPT).as_deref() == Some(COMPACT)),
        }
    }

    /// Shows more or fewer cards at once, also at the next visit.
    pub fn turn(self) {
        self.compact.update(|compact| *compact = !*compact);
        if self.compact.get_untracked() {
            storage::write(KEPT, COMPACT);
        } else {
            storage::forget(KEPT);
        }
    }

    /// The rows to be in the page where `top` is the first pixel that is seen.
    pub fn rows(self, top: f64) -> Range<usize> {
        rows(top, self.height.get(), self.row.get())
    }
}

fn rows(top: f64, height: f64, row: f64) -> Range<usize> {
    if row <= 0.0 {
        return 0..0;
    }
    let first = (top.max(0.0) / row) as usize;
    let last = ((top.max(0.0) + height) / row).ceil() as usize;
    first.saturating_sub(OVERSCAN)..last + OVERSCAN
}

/// A row without a card, measured whenever it changes.
#[component]
pub fn Probe(sizes: Sizes, board: NodeRef<html::Div>) -> impl IntoView {
    let probe = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let (Some(row), Some(columns)) = (probe.get(), board.get()) else { return };
        let (measured, whole) = (row.clone(), columns.clone());
        on_resize(&[&row, &columns], move || {
            sizes.row.set(measured.get_bounding_client_rect().height());
            sizes.height.set(f64::from(whole.client_height()));
        });
    });
    view! { <div class="board__probe" aria-hidden="true" node_ref=probe></div> }
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn only_what_is_seen_and_a_little_more_is_in_the_page() {
        assert_eq!(rows(0.0, 780.0, 100.0), 0..13);
        assert_eq!(rows(10_000.0, 780.0, 100.0), 95..113);
        assert_eq!(rows(-40.0, 780.0, 100.0), 0..13, "where a finger pulls beyond the edge");
        assert_eq!(rows(500.0, 780.0, 0.0), 0..0, "before anything is measured");
    }
}
