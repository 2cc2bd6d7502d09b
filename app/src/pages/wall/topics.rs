//! How the topics of these weeks go: a line each over fourteen days, with their table.

use domain::{
    api::{TopicCount, Wall},
    stats::SpreadId,
    time::{Day, Moment},
};
use leptos::prelude::*;

use super::{feed::Feed, say};
use crate::{
    charts::{Chart, days},
    i18n::{t, use_i18n},
};

/// Lines that can be told apart without their colours.
const LINES: usize = 2;

/// The first day, and the topics.
type Fortnight = (Moment, Vec<TopicCount>);

/// The topics with the most orders, in the order of the list: a line never changes its looks with
/// its rank.
fn fortnight(wall: &Wall) -> Fortnight {
    let sum = |topic: &TopicCount| topic.days.iter().sum::<u32>();
    let mut sums: Vec<u32> = wall.topics.iter().map(sum).collect();
    sums.sort_unstable_by(|one, other| other.cmp(one));
    let least = sums.get(LINES - 1).copied().unwrap_or(0);
    let top = wall.topics.iter().filter(|topic| sum(topic) >= least).take(LINES);
    (wall.fortnight_from, top.cloned().collect())
}

/// 2/15.
fn short(day: Day) -> String {
    format!("{}/{}", day.month(), day.of_month())
}

#[component]
pub fn Topics(feed: Feed) -> impl IntoView {
    let i18n = use_i18n();
    let fortnight = feed.part(fortnight);
    let option = Callback::new(move |look| {
        fortnight.with(|(from, topics)| {
            let dates: Vec<String> =
                (0..).map(|n| short(from.day().plus(n))).take(length(topics)).collect();
            let lines: Vec<&[u32]> = topics.iter().map(|topic| topic.days.as_slice()).collect();
            days(&dates, &lines, &look)
        })
    });
    let legend = move || {
        fortnight.with(|(_, topics)| {
            let item = |(place, topic): (usize, &TopicCount)| {
                let line = if place == 0 { "today" } else { "yesterday" };
                view! { <li data-line=line>{topic.name.clone()}</li> }
            };
            topics.iter().enumerate().map(item).collect_view()
        })
    };
    view! {
        <figure
            class="wall-tile wall-chart-tile wall-topics"
            aria-labelledby="wall-topics"
            aria-describedby="wall-topics-means"
            title=move || say::spread_means(i18n, SpreadId::Topics)
        >
            <div class="wall-topics__head">
                <h2 id="wall-topics">{move || say::spread(i18n, SpreadId::Topics)}</h2>
                <ul class="wall-legend" aria-hidden="true">{legend}</ul>
            </div>
            <p hidden id="wall-topics-means">{move || say::spread_means(i18n, SpreadId::Topics)}</p>
            <Chart option>
                <Table fortnight/>
            </Chart>
        </figure>
    }
}

fn length(topics: &[TopicCount]) -> usize {
    topics.first().map_or(0, |topic| topic.days.len())
}

#[component]
fn Table(fortnight: Memo<Fortnight>) -> impl IntoView {
    let i18n = use_i18n();
    let names = move || {
        let name = |topic: &TopicCount| view! { <th scope="col">{topic.name.clone()}</th> };
        fortnight.with(|(_, topics)| topics.iter().map(name).collect_view())
    };
    let rows = move || {
        fortnight.with(|(from, topics)| {
            (0..length(topics)).map(|n| row(*from, topics, n)).collect_view()
        })
    };
    view! {
        <table>
            <caption class="visually-hidden">
                {move || say::spread(i18n, SpreadId::Topics)}
            </caption>
            <thead><tr><th scope="col">{t!(i18n, wall.day)}</th>{names}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(from: Moment, topics: &[TopicCount], n: usize) -> impl IntoView + use<> {
    let count = |topic: &TopicCount| view! { <td>{topic.days.get(n).copied()}</td> };
    view! {
        <tr data-begun="">
            <th scope="row">{short(from.day().plus(n as i64))}</th>
            {topics.iter().map(count).collect_view()}
        </tr>
    }
}
