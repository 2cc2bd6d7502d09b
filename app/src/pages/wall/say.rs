//! The wall's own words: names and definitions of figures, the time of day, the time left.

use domain::{
    stats::{MeasureId, SpreadId},
    time::Moment,
};

use crate::i18n::{I18n, t_string};

pub fn name(i18n: I18n, id: MeasureId) -> &'static str {
    match id {
        MeasureId::Accepted => t_string!(i18n, wall.accepted),
        MeasureId::Open => t_string!(i18n, wall.open),
        MeasureId::AtRisk => t_string!(i18n, wall.at_risk),
        MeasureId::Overdue => t_string!(i18n, wall.overdue),
        MeasureId::Closed => t_string!(i18n, wall.closed),
        MeasureId::Epidemic => t_string!(i18n, wall.epidemic),
    }
}

/// What a figure counts, as `domain::stats::measures` defines it.
pub fn means(i18n: I18n, id: MeasureId) -> &'static str {
    match id {
        MeasureId::Accepted => t_string!(i18n, wall.means_accepted),
        MeasureId::Open => t_string!(i18n, wall.means_open),
        MeasureId::AtRisk => t_string!(i18n, wall.means_at_risk),
        MeasureId::Overdue => t_string!(i18n, wall.means_overdue),
        MeasureId::Closed => t_string!(i18n, wall.means_closed),
        MeasureId::Epidemic => t_string!(i18n, wall.means_epidemic),
    }
}

pub fn spread(i18n: I18n, id: SpreadId) -> &'static str {
    match id {
        SpreadId::Natures => t_string!(i18n, wall.natures),
        SpreadId::Categories => t_string!(i18n, wall.categories),
        SpreadId::Topics => t_string!(i18n, wall.topics),
        SpreadId::Places => t_string!(i18n, wall.places),
        SpreadId::Clusters => t_string!(i18n, wall.clusters),
    }
}

/// What a distribution counts, as `domain::stats::spread` defines it.
pub fn spread_means(i18n: I18n, id: SpreadId) -> &'static str {
    match id {
        SpreadId::Natures => t_string!(i18n, wall.means_natures),
        SpreadId::Categories => t_string!(i18n, wall.means_categories),
        SpreadId::Topics => t_string!(i18n, wall.means_topics),
        SpreadId::Places => t_string!(i18n, wall.means_places),
        SpreadId::Clusters => t_string!(i18n, wall.means_clusters),
    }
}

/// The time left to the second, `1:59:05` or `9:58`.
pub fn countdown(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// The time of day to the second.
pub fn clock(at: Moment) -> String {
    let seconds = at.since(at.day().start()) / 1000;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The time left in the two units that matter.
pub fn left(i18n: I18n, minutes: i64) -> String {
    let (days, hours) = (minutes / 1440, minutes / 60 % 24);
    let minutes = minutes % 60;
    match (days, hours) {
        (0, 0) => t_string!(i18n, wall.minutes, minutes = minutes),
        (0, _) => t_string!(i18n, wall.hours_minutes, hours = hours, minutes = minutes),
        _ => t_string!(i18n, wall.days_hours, days = days, hours = hours),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_the_desks_and_not_greenwichs() {
        let at = Moment::parse("2020-02-28T17:30:05+08:00").unwrap();
        assert_eq!(clock(at), "17:30:05");
    }

    #[test]
    fn a_countdown_says_hours_where_there_are_any() {
        assert_eq!(countdown(598), "9:58");
        assert_eq!(countdown(2 * 3600 + 65), "2:01:05");
        assert_eq!(countdown(0), "0:00");
    }

    /// The phrases are there for the other languages; in Chinese they say what the domain says.
    #[test]
    fn a_figure_is_defined_once() {
        let phrases: serde_json::Value =
            serde_json::from_str(include_str!("../../../locales/zh-CN/wall.json")).unwrap();
        for id in MeasureId::ALL {
            assert_eq!(phrases[format!("means_{id}")], id.measure().definition, "{id}");
        }
        for id in SpreadId::ALL {
            assert_eq!(phrases[format!("means_{id}")], id.definition(), "{id}");
        }
    }
}
