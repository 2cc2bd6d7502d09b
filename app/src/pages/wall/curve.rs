//! The day's curve with its table: how today runs beside yesterday and the seven days before.

use domain::{
    api::{CurveHour, Wall},
    time::Moment,
};
use leptos::prelude::*;

use super::feed::Feed;
use crate::{
    charts::{Chart, curve},
    i18n::{t, t_string, use_i18n},
};

/// The hours of the day, and the minute at which today's line ends.
type Day = (Vec<CurveHour>, i64);

fn day(wall: &Wall) -> Day {
    (wall.curve.clone(), minute_of_day(wall.now))
}

fn minute_of_day(at: Moment) -> i64 {
    at.since(at.day().start()) / 60_000
}

#[component]
pub fn DayCurve(feed: Feed) -> impl IntoView {
    let i18n = use_i18n();
    let day = feed.part(day);
    let option = Callback::new(move |look| {
        day.with(|(hours, minute)| curve(hours, *minute as f64 / 60.0, &look))
    });
    view! {
        <figure
            class="wall-tile wall-chart-tile"
            aria-labelledby="wall-curve"
            aria-describedby="wall-curve-means"
            title=move || t_string!(i18n, wall.means_curve)
        >
            <h2 id="wall-curve">{t!(i18n, wall.curve)}</h2>
            <p hidden id="wall-curve-means">{t!(i18n, wall.means_curve)}</p>
            <div class="wall-plot">
                <Chart option>
                    <Hours day/>
                </Chart>
                <ul class="wall-legend" aria-hidden="true">
                    <li data-line="today">{t!(i18n, wall.today)}</li>
                    <li data-line="yesterday">{t!(i18n, wall.yesterday)}</li>
                    <li data-line="band">{t!(i18n, wall.band)}</li>
                </ul>
            </div>
        </figure>
    }
}

#[component]
fn Hours(day: Memo<Day>) -> impl IntoView {
    let i18n = use_i18n();
    let rows = move || day.with(|(hours, _)| hours.iter().map(row).collect_view());
    view! {
        <table>
            <caption class="visually-hidden">{t!(i18n, wall.curve)}</caption>
            <thead>
                <tr>
                    <th scope="col">{t!(i18n, wall.hour)}</th>
                    <th scope="col">{t!(i18n, wall.today)}</th>
                    <th scope="col">{t!(i18n, wall.yesterday)}</th>
                    <th scope="col">{t!(i18n, wall.band)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// One hour of the table. `data-begun` lets the stylesheet show the latest hours where there is no
/// room for all.
fn row(hour: &CurveHour) -> impl IntoView + use<> {
    view! {
        <tr data-begun=hour.today.map(|_| "")>
            <th scope="row">{format!("{}:00", hour.hour + 1)}</th>
            <td>{hour.today}</td>
            <td>{hour.yesterday}</td>
            <td>{format!("{}–{}", hour.low, hour.high)}</td>
        </tr>
    }
}
