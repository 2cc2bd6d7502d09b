//! 接单用时: the median of today and of the week, for those who look after the desk.

use domain::{api::TakingTimeRead, stats::measures::taking_time::Median};
use leptos::prelude::*;

use super::followed::followed;
use crate::{
    components::Icon,
    i18n::{t, t_string, use_i18n},
};

#[component]
pub fn TakingTile() -> impl IntoView {
    let i18n = use_i18n();
    let told = followed(TakingTimeRead);
    let digits = move || {
        told.with(|told| match told.as_ref().and_then(|told| told.today.seconds) {
            Some(seconds) => t_string!(i18n, shell.seconds, n = seconds),
            None => "–".to_owned(),
        })
    };
    let today = move || told.with(|told| told.as_ref().map(|told| counted(told.today)));
    let week = move || told.with(|told| told.as_ref().map(|told| of_week(told.week)));
    view! {
        <li>
            <div class="tile">
                <Icon name="clock"/>
                <span class="tile__name">{t!(i18n, shell.taking_time)}</span>
                <strong class="tile__count">{digits}</strong>
                <span class="tile__text">{today}</span>
                <span class="tile__text">{week}</span>
                <details class="tile__means">
                    <summary>{t!(i18n, shell.taking_means)}</summary>
                    <p>{t!(i18n, shell.taking_definition)}</p>
                </details>
            </div>
        </li>
    }
}

/// 今天中位数 · n=23; of nothing there is no median.
fn counted(median: Median) -> String {
    let i18n = crate::i18n::current();
    match median.n {
        0 => t_string!(i18n, shell.taking_none).to_owned(),
        n => t_string!(i18n, shell.taking_today, n = n),
    }
}

fn of_week(median: Median) -> String {
    let i18n = crate::i18n::current();
    match median.seconds {
        Some(seconds) => {
            t_string!(i18n, shell.taking_week, seconds = seconds, n = median.n)
        }
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use domain::stats::measures::taking_time::DEFINITION;

    /// The phrase is there for the other languages; in Chinese it says what the domain says.
    #[test]
    fn the_time_to_accept_is_defined_once() {
        let phrases: serde_json::Value =
            serde_json::from_str(include_str!("../../../locales/zh-CN/shell.json")).unwrap();
        assert_eq!(phrases["taking_definition"], DEFINITION);
    }
}
