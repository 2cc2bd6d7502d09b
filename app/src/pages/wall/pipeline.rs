//! The pipeline: every open order in one bar, by state, in the order of the main line.

use domain::{api::StateCount, ticket::State};
use leptos::prelude::*;

use super::feed::Feed;
use crate::{
    i18n::{t, use_i18n},
    words,
};

#[component]
pub fn Pipeline(feed: Feed) -> impl IntoView {
    let i18n = use_i18n();
    let counts = feed.part(|wall| wall.pipeline.clone());
    let each = |part: fn(Memo<Vec<StateCount>>, State) -> AnyView| {
        State::OPEN.iter().map(|state| part(counts, *state)).collect_view()
    };
    view! {
        <section class="wall-tile wall-pipeline" aria-labelledby="wall-pipeline">
            <h2 class="visually-hidden" id="wall-pipeline">{t!(i18n, wall.pipeline)}</h2>
            <div class="wall-pipeline__bar" aria-hidden="true">{each(segment)}</div>
            <dl class="wall-pipeline__states">{each(state)}</dl>
        </section>
    }
}

fn colour(state: State) -> String {
    format!("var(--state-{state})")
}

fn count_of(counts: &[StateCount], state: State) -> u32 {
    counts.iter().find(|row| row.state == state).map_or(0, |row| row.count)
}

/// Where the segment of a state begins, in hundredths of the bar; 100 where nothing is open.
fn start_of(counts: &[StateCount], state: State) -> f64 {
    let sum =
        |states: &[State]| -> u32 { states.iter().map(|state| count_of(counts, *state)).sum() };
    let before: Vec<State> =
        State::OPEN.iter().copied().take_while(|open| *open != state).collect();
    match sum(State::OPEN) {
        0 => 100.0,
        all => f64::from(sum(&before)) * 100.0 / f64::from(all),
    }
}

fn segment(counts: Memo<Vec<StateCount>>, state: State) -> AnyView {
    let start = move || counts.with(|counts| format!("{:.3}%", start_of(counts, state)));
    view! {
        <div
            class="wall-pipeline__segment"
            style=("--segment", colour(state))
            style=("--start", start)
        ></div>
    }
    .into_any()
}

fn state(counts: Memo<Vec<StateCount>>, state: State) -> AnyView {
    let count = Memo::new(move |_| counts.with(|counts| count_of(counts, state)));
    view! {
        <div class="wall-pipeline__state" style=("--segment", colour(state))>
            <dt>{move || words::state(state)}</dt>
            <dd>{count}</dd>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(state: State, count: u32) -> StateCount {
        StateCount { state, count }
    }

    #[test]
    fn a_segment_begins_where_the_states_before_it_end() {
        let counts = [row(State::ToReview, 1), row(State::Handling, 2), row(State::ToClose, 1)];
        let start = |state| start_of(&counts, state);
        assert_eq!(start(State::Draft), 0.0);
        assert_eq!(start(State::ToReview), 0.0);
        assert_eq!(start(State::Handling), 25.0);
        assert_eq!(start(State::ToClose), 75.0);
        assert_eq!(start_of(&[], State::Draft), 100.0);
    }
}
