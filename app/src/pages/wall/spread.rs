//! What the week is about and where it comes from: natures, the most frequent categories and the
//! villages, as bars with their tables.

use domain::{api::Wall, stats::SpreadId};
use leptos::prelude::*;

use super::{feed::Feed, say};
use crate::{
    charts::{Bar, Chart, bars},
    i18n::{t, t_string, use_i18n},
    words,
};

#[component]
pub fn Natures(feed: Feed) -> impl IntoView {
    let natures = feed.part(|wall| wall.natures.clone());
    let rows = Signal::derive(move || {
        let named = |row: &domain::api::NatureCount| Bar {
            name: words::nature(row.nature),
            count: row.count,
            before: None,
        };
        natures.with(|rows| rows.iter().map(named).collect::<Vec<_>>())
    });
    view! { <Bars id=SpreadId::Natures rows/> }
}

#[component]
pub fn Categories(feed: Feed) -> impl IntoView {
    view! { <Bars id=SpreadId::Categories rows=feed.part(categories)/> }
}

#[component]
pub fn Places(feed: Feed) -> impl IntoView {
    view! { <Bars id=SpreadId::Places rows=feed.part(places)/> }
}

fn categories(wall: &Wall) -> Vec<Bar> {
    let bar = |row: &domain::api::CategoryCount| compared(&row.name, row.count, row.before);
    wall.categories.iter().map(bar).collect()
}

fn places(wall: &Wall) -> Vec<Bar> {
    let bar = |row: &domain::api::PlaceCount| compared(&row.name, row.count, row.before);
    wall.places.iter().map(bar).collect()
}

fn compared(name: &str, count: u32, before: u32) -> Bar {
    Bar { name: name.to_owned(), count, before: Some(before) }
}

/// A tile with a bar chart and its table.
#[component]
fn Bars(id: SpreadId, #[prop(into)] rows: Signal<Vec<Bar>>) -> impl IntoView {
    let i18n = use_i18n();
    let option = Callback::new(move |look| rows.with(|rows| bars(rows, &look)));
    let is_compared =
        Memo::new(move |_| rows.with(|rows| rows.iter().any(|row| row.before.is_some())));
    let is_empty = Memo::new(move |_| rows.with(|rows| rows.iter().all(|row| row.count == 0)));
    let aside = move || {
        if is_compared.get() {
            t_string!(i18n, wall.against)
        } else {
            t_string!(i18n, wall.this_week)
        }
    };
    let (label, meaning) = (format!("wall-{id}"), format!("wall-{id}-means"));
    view! {
        <figure
            class=format!("wall-tile wall-chart-tile wall-{id}")
            aria-labelledby=label
            aria-describedby=meaning
            title=move || say::spread_means(i18n, id)
        >
            <h2>
                <span id=label.clone()>{move || say::spread(i18n, id)}</span>
                " "
                <span class="wall-tile__aside">{aside}</span>
            </h2>
            <p hidden id=meaning.clone()>{move || say::spread_means(i18n, id)}</p>
            {move || if is_empty.get() {
                view! { <p class="wall-none">{t!(i18n, wall.week_none)}</p> }.into_any()
            } else {
                view! {
                    <Chart option>
                        <Table caption=Signal::derive(move || say::spread(i18n, id)) rows is_compared/>
                    </Chart>
                }
                .into_any()
            }}
        </figure>
    }
}

#[component]
fn Table(
    caption: Signal<&'static str>,
    rows: Signal<Vec<Bar>>,
    is_compared: Memo<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <table>
            <caption class="visually-hidden">{caption}</caption>
            <thead class="visually-hidden">
                <tr>
                    <th scope="col">{caption}</th>
                    <th scope="col">{move || t_string!(i18n, wall.count)}</th>
                    {move || is_compared.get().then(|| view! { <th scope="col">{t!(i18n, wall.change)}</th> })}
                </tr>
            </thead>
            <tbody>{move || rows.with(|rows| rows.iter().map(row).collect_view())}</tbody>
        </table>
    }
}

fn row(bar: &Bar) -> impl IntoView + use<> {
    view! {
        <tr>
            <th scope="row">{bar.name.clone()}</th>
            <td>{bar.count}</td>
            {bar.before.map(|_| view! { <td>{bar.change()}</td> })}
        </tr>
    }
}
