//! 节奏: how often what others did is shown. A change that comes alone is shown at once; many are shown
//! together, for each time the page is laid out and drawn anew.

/// The least between two times: as much as nobody calls late.
const PAUSE_MS: f64 = 200.0;
/// The least while somebody scrolls: cards that change their places under the finger are hard to follow,
/// and drawing them anew would hold the finger up.
const PAUSE_SCROLLING_MS: f64 = 1_000.0;
/// Somebody scrolls as long as the page has moved within this time.
const SCROLLS_MS: f64 = 150.0;

/// When what others did was last shown, and when somebody last scrolled; by the age of the page.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    pub shown_ms: f64,
    pub scrolled_ms: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { shown_ms: f64::NEG_INFINITY, scrolled_ms: f64::NEG_INFINITY }
    }
}

impl Pace {
    /// For how long after `now` what others did is to wait; 0 where it is shown at once.
    pub fn wait_ms(self, now: f64) -> u32 {
        let scrolls = now - self.scrolled_ms < SCROLLS_MS;
        let pause = if scrolls { PAUSE_SCROLLING_MS } else { PAUSE_MS };
        (self.shown_ms + pause - now).max(0.0).ceil() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_alone_is_shown_at_once() {
        assert_eq!(Pace::default().wait_ms(0.0), 0);
        assert_eq!(Pace { shown_ms: 1_000.0, ..Pace::default() }.wait_ms(1_200.0), 0);
        let scrolls = Pace { scrolled_ms: 5_000.0, ..Pace::default() };
        assert_eq!(scrolls.wait_ms(5_000.0), 0);
    }

    #[test]
    fn what_comes_close_upon_another_waits_and_longer_while_somebody_scrolls() {
        let shown = Pace { shown_ms: 1_000.0, ..Pace::default() };
        assert_eq!(shown.wait_ms(1_050.5), 150);
        let scrolls = Pace { scrolled_ms: 1_040.0, ..shown };
        assert_eq!(scrolls.wait_ms(1_050.0), 950);
        assert_eq!(scrolls.wait_ms(1_190.0), 10, "the finger has come to rest");
    }
}
