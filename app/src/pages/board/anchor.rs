//! 原位: cards that come and go above those that are seen leave them where they are. Browsers do so for what
//! they lay out in a flow (scroll anchoring); the rows of a column stand by their numbers.

use domain::id::TicketId;
use leptos::{html, prelude::*, task::spawn_local};
use web_sys::Element;

use super::desk::Desk;
use crate::live::columns::Lane;

/// How far a column is scrolled, and from which row its rows are counted.
#[derive(Clone, Copy)]
pub struct Anchor {
    /// The first pixel that is seen.
    pub top: RwSignal<f64>,
    /// The row from which the cards are moved to theirs. It moves along with what is seen, so that no card
    /// is touched that keeps its place on the screen.
    pub origin: RwSignal<isize>,
}

impl Anchor {
    /// Of the column that `scroller` shows, for as long as the current owner lives. To be made before the
    /// cards: it hears before them what their rows are, and they are laid out once.
    pub fn of(lane: Lane, desk: Desk, scroller: NodeRef<html::Div>) -> Self {
        let anchor = Self { top: RwSignal::new(0.0), origin: RwSignal::new(0) };
        let held = RenderEffect::new(move |before: Option<Vec<TicketId>>| {
            let ids = lane.ids.get();
            let row = desk.sizes().row.get_untracked();
            if let Some(before) = before.filter(|_| row > 0.0) {
                let first = (anchor.top.get_untracked() / row) as usize;
                anchor.follow(moved(&before, &ids, first), row, scroller);
            }
            ids
        });
        StoredValue::new_local(held);
        anchor
    }

    /// Somebody scrolled.
    pub fn scrolled(self, scroller: &Element) {
        self.top.set(self.at(scroller));
    }

    /// How far the column is scrolled. It stops at whole pixels, where rows need not end: what is left over
    /// is remembered, for by and by it would become rows.
    fn at(self, scroller: &Element) -> f64 {
        let (at, top) = (f64::from(scroller.scroll_top()), self.top.get_untracked());
        if (at - top).abs() < 1.0 { top } else { at }
    }

    /// What is seen stands so many rows further on now: scrolls after it.
    fn follow(self, rows: isize, row: f64, scroller: NodeRef<html::Div>) {
        let Some(scroller) = scroller.get_untracked().filter(|_| rows != 0) else { return };
        let by = rows as f64 * row;
        // Now: a column that gets lower may scroll by itself.
        let to = self.at(&scroller) + by;
        self.top.set(to);
        self.origin.update(|origin| *origin += rows);
        // Once the column is as high as its cards now need.
        spawn_local(async move { scroller.set_scroll_top(to.round() as i32) });
    }
}

/// By how many rows the cards from row `first` on have moved, as the first two tell that moved together: a
/// card that alone changed its place tells nothing of the others. Where the beginning is seen nothing moves:
/// who looks there looks for what comes.
fn moved(before: &[TicketId], after: &[TicketId], first: usize) -> isize {
    /// Not seen further down than this.
    const SEEN: usize = 30;
    if first == 0 {
        return 0;
    }
    let way = |(was, id): (usize, &TicketId)| {
        let is = after.iter().position(|other| other == id)?;
        Some(is as isize - was as isize)
    };
    let mut last = None;
    for way in before.iter().enumerate().skip(first).take(SEEN).filter_map(way) {
        if last == Some(way) {
            return way;
        }
        last = Some(way);
    }
    0
}

#[cfg(test)]
mod tests {
    use domain::id::TicketId;

    use super::moved;

    fn ids(numbers: impl IntoIterator<Item = i64>) -> Vec<TicketId> {
        numbers.into_iter().map(TicketId).collect()
    }

    #[test]
    fn what_is_seen_moves_with_what_comes_and_goes_above_it() {
        let before = ids(0..100);
        assert_eq!(moved(&before, &ids(25..100), 40), -25);
        assert_eq!(moved(&before, &ids((200..203).chain(0..100)), 40), 3);
        assert_eq!(moved(&before, &ids((0..60).chain(61..100)), 40), 0, "below it");
    }

    #[test]
    fn who_looks_at_the_beginning_sees_what_comes() {
        assert_eq!(moved(&ids(0..10), &ids([99].into_iter().chain(0..10)), 0), 0);
    }

    #[test]
    fn a_card_that_moved_alone_takes_nothing_with_it() {
        let before = ids(0..100);
        let to_the_end = ids((0..40).chain(41..100).chain([40]));
        assert_eq!(moved(&before, &to_the_end, 40), -1, "those behind it have closed up");
        let gone_too = ids((5..40).chain(41..100));
        assert_eq!(moved(&before, &gone_too, 38), -5, "the first that are seen stay");
    }

    #[test]
    fn another_order_or_another_column_moves_nothing() {
        let before = ids(0..100);
        assert_eq!(moved(&before, &ids((0..100).rev()), 40), 0);
        assert_eq!(moved(&before, &ids(200..300), 40), 0);
        assert_eq!(moved(&before, &[], 40), 0);
    }
}
