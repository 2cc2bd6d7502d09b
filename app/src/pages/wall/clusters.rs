//! What repeats: several orders about one subject on one road, which may be one cause.

use domain::{api::ClusterCount, stats::SpreadId};
use leptos::prelude::*;

use super::{feed::Feed, say};
use crate::i18n::{t, use_i18n};

#[component]
pub fn Clusters(feed: Feed) -> impl IntoView {
    let i18n = use_i18n();
    let clusters = feed.part(|wall| wall.clusters.clone());
    let rows = move || match clusters.get() {
        none if none.is_empty() => {
            view! { <p class="wall-none">{t!(i18n, wall.clusters_none)}</p> }.into_any()
        }
        clusters => {
            let rows = clusters.into_iter().map(|cluster| view! { <Repeated cluster/> });
            view! { <ol>{rows.collect_view()}</ol> }.into_any()
        }
    };
    view! {
        <section
            class="wall-tile wall-clusters"
            aria-labelledby="wall-clusters"
            aria-describedby="wall-clusters-means"
            title=move || say::spread_means(i18n, SpreadId::Clusters)
        >
            <h2>
                <span id="wall-clusters">{move || say::spread(i18n, SpreadId::Clusters)}</span>
                " "
                <span class="wall-tile__aside">{t!(i18n, wall.this_week)}</span>
            </h2>
            <p hidden id="wall-clusters-means">{move || say::spread_means(i18n, SpreadId::Clusters)}</p>
            {rows}
        </section>
    }
}

#[component]
fn Repeated(cluster: ClusterCount) -> impl IntoView {
    let i18n = use_i18n();
    let (count, open) = (cluster.count, cluster.open);
    view! {
        <li class="wall-next__row">
            <span>{cluster.road} " · " {cluster.name}</span>
            <span class="wall-clusters__count">{t!(i18n, wall.orders, count = count)}</span>
            <span class="wall-clusters__count wall-tile__aside">
                {t!(i18n, wall.still_open, count = open)}
            </span>
        </li>
    }
}
