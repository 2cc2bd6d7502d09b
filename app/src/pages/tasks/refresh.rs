//! 刷新: the list read anew, pulled down with the finger or by its key, and when it was read. Where
//! reading fails the old list stays, and that is said.

use leptos::{html, prelude::*, task::spawn_local};

use crate::{
    browser::pull::{Pull, on_pull},
    components::Icon,
    i18n::{t, t_string, use_i18n},
    live::list::List,
    words,
};

/// What the page gives way at most, in pixels, and from where letting go reads anew.
const FARTHEST: f64 = 120.0;
const ENOUGH: f64 = 44.0;
/// What stays open while it is being read, and how long the outcome is shown.
const OPEN: f64 = 44.0;
const SHOWN: std::time::Duration = std::time::Duration::from_millis(1_500);

/// Where a refreshing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Still,
    Pulling,
    Enough,
    Reading,
    Fresh,
    Failed,
}

impl Stage {
    const fn slug(self) -> &'static str {
        match self {
            Self::Still => "still",
            Self::Pulling => "pulling",
            Self::Enough => "enough",
            Self::Reading => "reading",
            Self::Fresh => "fresh",
            Self::Failed => "failed",
        }
    }
}

/// How far the page gives way to a finger: half at first, then less and less.
fn give(pulled: f64) -> f64 {
    FARTHEST * pulled / (pulled + 2.0 * FARTHEST)
}

#[derive(Clone, Copy)]
struct Refreshing {
    list: List,
    stage: RwSignal<Stage>,
    /// How far the list is pulled down, in pixels.
    open: RwSignal<f64>,
    /// Counts the readings: the outcome of an older one is not shown.
    run: StoredValue<u32>,
}

impl Refreshing {
    fn hear(self, pull: Pull) {
        if self.stage.get_untracked() == Stage::Reading {
            return;
        }
        match pull {
            Pull::By(pulled) => {
                let open = give(pulled);
                self.open.set(open);
                self.turn(if open < ENOUGH { Stage::Pulling } else { Stage::Enough });
            }
            Pull::Released if self.stage.get_untracked() == Stage::Enough => self.read(),
            Pull::Released | Pull::GivenUp => self.rest(),
        }
    }

    fn read(self) {
        if self.stage.get_untracked() == Stage::Reading {
            return;
        }
        self.turn(Stage::Reading);
        self.open.set(OPEN);
        let run = self.run.try_update_value(|run| {
            *run += 1;
            *run
        });
        spawn_local(async move {
            let outcome = self.list.read_now().await.map_or(Stage::Failed, |()| Stage::Fresh);
            self.stage.try_set(outcome);
            set_timeout(
                move || {
                    if self.run.try_get_value() == run {
                        self.rest();
                    }
                },
                SHOWN,
            );
        });
    }

    /// That it failed is said until it succeeds.
    fn rest(self) {
        self.open.try_set(0.0);
        if self.stage.try_get_untracked() != Some(Stage::Failed) {
            self.stage.try_set(Stage::Still);
        }
    }

    fn turn(self, stage: Stage) {
        if self.stage.get_untracked() != stage {
            self.stage.set(stage);
        }
    }
}

#[component]
pub fn Refresh(list: List, area: NodeRef<html::Section>) -> impl IntoView {
    let i18n = use_i18n();
    let refreshing = Refreshing {
        list,
        stage: RwSignal::new(Stage::Still),
        open: RwSignal::new(0.0),
        run: StoredValue::new(0),
    };
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            let list = area.clone();
            // On a phone the page scrolls, on a wide screen the list.
            let at_top = move || {
                list.scroll_top() <= 0 && window().scroll_y().is_ok_and(|scrolled| scrolled <= 0.0)
            };
            on_pull(&area, at_top, move |pull| refreshing.hear(pull));
        }
    });
    view! {
        <div class="refresh" data-stage=move || refreshing.stage.get().slug()>
            <PullWords refreshing/>
            <p class="refresh__line">
                <span role="status"><Said refreshing/></span>
                <button type="button" class="button button--quiet refresh__key" on:click=move |_| refreshing.read()>
                    <Icon name="refresh-cw"/>
                    {t!(i18n, tasks.refresh)}
                </button>
            </p>
        </div>
    }
}

/// What comes into sight under the finger; whoever hears the page has the line instead.
#[component]
fn PullWords(refreshing: Refreshing) -> impl IntoView {
    let i18n = use_i18n();
    let icon = move || match refreshing.stage.get() {
        Stage::Still | Stage::Pulling => "arrow-down",
        Stage::Enough => "arrow-up",
        Stage::Reading => "refresh-cw",
        Stage::Fresh => "circle-check",
        Stage::Failed => "circle-alert",
    };
    let text = move || match refreshing.stage.get() {
        Stage::Still | Stage::Pulling => t_string!(i18n, tasks.pull).to_owned(),
        Stage::Enough => t_string!(i18n, tasks.pull_enough).to_owned(),
        Stage::Reading => t_string!(i18n, tasks.refreshing).to_owned(),
        Stage::Fresh => {
            let at = refreshing.list.read_at().get().map(words::time).unwrap_or_default();
            t_string!(i18n, tasks.refreshed, at = at)
        }
        Stage::Failed => t_string!(i18n, tasks.refresh_failed_short).to_owned(),
    };
    view! {
        <p
            class="refresh__pull"
            aria-hidden="true"
            style:block-size=move || format!("{:.0}px", refreshing.open.get())
        >
            {move || view! { <Icon name=icon()/> }}
            {text}
        </p>
    }
}

/// 更新于 17:32, or what is being done about it.
#[component]
fn Said(refreshing: Refreshing) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let at = refreshing.list.read_at().get().map(words::time);
        match (refreshing.stage.get(), at) {
            (Stage::Reading, _) => t_string!(i18n, tasks.refreshing).to_owned(),
            (Stage::Failed, Some(at)) => t_string!(i18n, tasks.refresh_failed, at = at),
            (_, Some(at)) => t_string!(i18n, tasks.read_at, at = at),
            (_, None) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_gives_way_less_and_less_and_never_farther_than_it_may() {
        assert!((give(4.0) - 2.0).abs() < 0.1);
        assert!(give(100.0) - give(50.0) < give(50.0));
        assert!(give(150.0) >= ENOUGH, "a thumb's way is enough");
        assert!(give(1e6) < FARTHEST);
    }
}
