//! What the week is about and where it comes from: natures, the most frequent categories and the
//! villages, as bars with their tables.

use domain::{api::Wall, stats::SpreadId};
use leptos::prelude::*;

use super::{feed::Feed, map::Map, say};
use crate::{
    charts::{Bar, Chart, bars},
    i18n::{t, t_string, use_i18n},
    words,
};

/// How many bars a tile has room for.
const BARS: usize = 8;

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

/// The villages: on the desk's map, or as bars where it has none.
#[component]
pub fn Places(feed: Feed) -> impl IntoView {
    view! {
        {move || match feed.map.get() {
            Some(map) => view! { <Map feed map/> }.into_any(),
            None => view! { <Bars id=SpreadId::Places rows=feed.part(top_places)/> }.into_any(),
        }}
    }
}

fn categories(wall: &Wall) -> Vec<Bar> {
    let bar = |row: &domain::api::CategoryCount| compared(&row.name, row.count, row.before);
    wall.categories.iter().map(bar).collect()
}

pub fn places(wall: &Wall) -> Vec<Bar> {
    let bar = |row: &domain::api::PlaceCount| compared(&row.name, row.count, row.before);
    wall.places.iter().map(bar).collect()
}

/// As many as there is room for.
fn top_places(wall: &Wall) -> Vec<Bar> {
    let mut places = places(wall);
    places.truncate(BARS);
    places
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
    view! {
        <Tile id aside=move || aside().into_any()>
            {move || if is_empty.get() {
                view! { <p class="wall-none">{t!(i18n, wall.week_none)}</p> }.into_any()
            } else {
                view! {
                    <Chart option>
                        <Table id rows is_compared/>
                    </Chart>
                }
                .into_any()
            }}
        </Tile>
    }
}

/// The frame of a distribution: its name, what it is compared with, and what it counts.
#[component]
pub fn Tile(
    id: SpreadId,
    aside: impl Fn() -> AnyView + Send + 'static,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
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
            {children()}
        </figure>
    }
}

/// The numbers of a distribution, row by row.
#[component]
pub fn Table(
    id: SpreadId,
    #[prop(into)] rows: Signal<Vec<Bar>>,
    #[prop(into)] is_compared: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let caption = move || say::spread(i18n, id);
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
