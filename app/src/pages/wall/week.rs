//! What the week is about: natures and the most frequent categories, as bars with their tables.

use domain::api::Wall;
use leptos::prelude::*;

use super::feed::Feed;
use crate::{
    charts::{Bar, Chart, bars},
    i18n::{t, t_string, use_i18n},
    words,
};

/// As many categories as there are natures, so that both charts have rows of one height.
const ROWS: usize = 6;

#[component]
pub fn Week(feed: Feed) -> impl IntoView {
    let i18n = use_i18n();
    let natures = feed.part(|wall| wall.natures.clone());
    let categories = feed.part(top_categories);
    let natures = Signal::derive(move || {
        let named = |row: &domain::api::NatureCount| Bar {
            name: words::nature(row.nature),
            count: row.count,
            before: None,
        };
        natures.with(|rows| rows.iter().map(named).collect::<Vec<_>>())
    });
    view! {
        <figure
            class="wall-tile wall-chart-tile"
            aria-labelledby="wall-week"
            aria-describedby="wall-week-means"
            title=move || t_string!(i18n, wall.means_week)
        >
            <h2>
                <span id="wall-week">{t!(i18n, wall.week)}</span>
                " "
                <span class="wall-tile__aside">{t!(i18n, wall.against)}</span>
            </h2>
            <p hidden id="wall-week-means">{t!(i18n, wall.means_week)}</p>
            <div class="wall-charts">
                <Bars rows=natures caption=Signal::derive(move || t_string!(i18n, wall.by_nature))/>
                <Bars rows=categories caption=Signal::derive(move || t_string!(i18n, wall.by_category))/>
            </div>
        </figure>
    }
}

fn top_categories(wall: &Wall) -> Vec<Bar> {
    let rows = wall.categories.iter().take(ROWS);
    rows.map(|row| Bar { name: row.name.clone(), count: row.count, before: Some(row.before) })
        .collect()
}

/// A bar chart and its table.
#[component]
fn Bars(#[prop(into)] rows: Signal<Vec<Bar>>, caption: Signal<&'static str>) -> impl IntoView {
    let i18n = use_i18n();
    let option = Callback::new(move |look| rows.with(|rows| bars(rows, &look)));
    let compared =
        Memo::new(move |_| rows.with(|rows| rows.iter().any(|row| row.before.is_some())));
    view! {
        <Chart option>
            <table>
                <caption class="visually-hidden">{caption}</caption>
                <thead class="visually-hidden">
                    <tr>
                        <th scope="col">{caption}</th>
                        <th scope="col">{t!(i18n, wall.count)}</th>
                        {move || compared.get().then(|| view! { <th scope="col">{t!(i18n, wall.change)}</th> })}
                    </tr>
                </thead>
                <tbody>{move || rows.with(|rows| rows.iter().map(row).collect_view())}</tbody>
            </table>
        </Chart>
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
