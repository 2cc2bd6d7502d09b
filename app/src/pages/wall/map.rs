//! 村居图: where the week's orders come from, on the desk's own drawing; a deeper shade for more.

use std::sync::Arc;

use domain::{
    api::{Area, PlaceCount, TownMap},
    people::place_name,
    stats::SpreadId,
};
use leptos::prelude::*;

use super::{
    feed::Feed,
    spread::{Table, Tile, places},
};
use crate::i18n::{t, use_i18n};

/// Shades beside that of none.
const SHADES: u32 = 4;
/// About how wide and high the drawing is in letters, at the least: names keep clear of each other in it.
const ROOM: (f64, f64) = (11.0, 7.5);
/// How high a line of letters stands, with the air that it needs.
const LINE: f64 = 1.03;

#[component]
pub fn Map(feed: Feed, map: Arc<TownMap>) -> impl IntoView {
    let i18n = use_i18n();
    let counts = feed.part(|wall| wall.places.clone());
    let (drawn, named, title) = (map.clone(), map.clone(), map.title.clone());
    let [left, top, width, height] = map.view_box;
    view! {
        <Tile id=SpreadId::Places aside=move || t!(i18n, wall.this_week).into_any()>
            <div class="wall-map" aria-hidden="true" style=("--ratio", ratio(&map).to_string())>
                <div class="wall-map__sheet">
                    <svg viewBox=format!("{left} {top} {width} {height}")>
                        {move || counts.with(|counts| shapes(&drawn, counts))}
                    </svg>
                    {move || counts.with(|counts| names(&named, counts))}
                </div>
            </div>
            <p class="wall-map__foot" aria-hidden="true">
                <span class="wall-map__scale">
                    {t!(i18n, wall.few)}
                    {(1..=SHADES).map(|shade| view! { <i data-shade=shade/> }).collect_view()}
                    {t!(i18n, wall.many)}
                </span>
                <span>{title}</span>
            </p>
            <div class="visually-hidden">
                <Table id=SpreadId::Places rows=feed.part(places) is_compared=true/>
            </div>
        </Tile>
    }
}

fn shapes(map: &TownMap, counts: &[PlaceCount]) -> impl IntoView + use<> {
    let most = counts.iter().map(|place| place.count).max().unwrap_or(0);
    let shape = |area: &Area| {
        let shade = shade(count_of(area, counts).map_or(0, |place| place.count), most);
        view! { <path d=area.path.clone() data-shade=shade/> }
    };
    map.areas.iter().map(shape).collect_view()
}

fn names(map: &TownMap, counts: &[PlaceCount]) -> impl IntoView + use<> {
    let name = |label: Label| {
        view! {
            <span
                class="wall-map__name"
                style:left=format!("{:.1}%", label.x * 100.0)
                style:top=format!("{:.1}%", label.y * 100.0)
            >
                {label.name}
                <b>{label.count}</b>
            </span>
        }
    };
    labels(map, counts).into_iter().map(name).collect_view()
}

/// What stands over a village, with its place in parts of the drawing.
#[derive(Debug, Clone, PartialEq)]
struct Label {
    /// `None` where there is room for the number alone.
    name: Option<String>,
    count: u32,
    x: f64,
    y: f64,
}

impl Label {
    fn of(area: &Area, place: &PlaceCount, map: &TownMap) -> Self {
        let [left, top, width, height] = map.view_box.map(f64::from);
        Self {
            name: Some(place_name(&place.name).to_owned()),
            count: place.count,
            x: (f64::from(area.x) - left) / width,
            y: (f64::from(area.y) - top) / height,
        }
    }

    /// Its width and height in letters.
    fn size(&self) -> (f64, f64) {
        match &self.name {
            Some(name) => (name.chars().count() as f64, 2.0 * LINE),
            None => (0.7 * self.count.to_string().len() as f64, LINE),
        }
    }

    /// Whether the two do not lie over one another in a drawing of so many letters.
    fn is_apart(&self, other: &Self, (wide, high): (f64, f64)) -> bool {
        let (one, two) = (self.size(), other.size());
        (self.x - other.x).abs() * wide >= f64::midpoint(one.0, two.0)
            || (self.y - other.y).abs() * high >= f64::midpoint(one.1, two.1)
    }
}

/// The names and numbers that there is room for. Where two would lie over one another the village
/// with more has its name, and the other its number, if that.
fn labels(map: &TownMap, counts: &[PlaceCount]) -> Vec<Label> {
    let room = room(map);
    let mut placed: Vec<Label> = Vec::new();
    // They come with the most first.
    for place in counts {
        let Some(area) = map.areas.iter().find(|area| area.unit == place.unit) else { continue };
        let whole = Label::of(area, place, map);
        let number = Label { name: None, ..whole.clone() };
        let fits = |label: &Label| placed.iter().all(|other| other.is_apart(label, room));
        let fitting = [whole, number].into_iter().find(fits);
        placed.extend(fitting);
    }
    placed
}

/// The drawing's width and height in letters.
fn room(map: &TownMap) -> (f64, f64) {
    let (wide, high) = ROOM;
    let ratio = ratio(map);
    if ratio > wide / high { (wide, wide / ratio) } else { (high * ratio, high) }
}

fn ratio(map: &TownMap) -> f64 {
    let [_, _, width, height] = map.view_box.map(f64::from);
    width / height
}

fn count_of<'a>(area: &Area, counts: &'a [PlaceCount]) -> Option<&'a PlaceCount> {
    counts.iter().find(|place| place.unit == area.unit)
}

/// None for nothing, else which quarter of the most it comes to.
fn shade(count: u32, most: u32) -> u32 {
    if count == 0 { 0 } else { (count * SHADES).div_ceil(most).min(SHADES) }
}

#[cfg(test)]
mod tests {
    use domain::people::UnitSlug;

    use super::*;

    fn place(unit: &str, count: u32) -> PlaceCount {
        PlaceCount { unit: UnitSlug(unit.to_owned()), name: format!("{unit}村"), count, before: 0 }
    }

    fn area(unit: &str, x: i32, y: i32) -> Area {
        Area { unit: UnitSlug(unit.to_owned()), path: "M0 0Z".to_owned(), x, y }
    }

    fn map(areas: Vec<Area>) -> TownMap {
        TownMap { title: String::new(), view_box: [100, 0, 1_000, 600], areas }
    }

    #[test]
    fn a_shade_is_a_quarter_of_the_most() {
        let shades = [0, 1, 2, 3, 4, 5, 8].map(|count| shade(count, 8));
        assert_eq!(shades, [0, 1, 1, 2, 2, 3, 4]);
        assert_eq!(shade(1, 1), 4, "one is the most there is");
    }

    #[test]
    fn a_name_stands_where_its_village_lies() {
        let label = &labels(&map(vec![area("大茹", 600, 150)]), &[place("大茹", 3)])[0];
        assert_eq!((label.name.as_deref(), label.count), (Some("大茹"), 3));
        assert_eq!((label.x, label.y), (0.5, 0.25));
    }

    #[test]
    fn where_two_names_would_touch_the_one_with_more_stays() {
        let map = map(vec![
            area("万安", 300, 270),
            area("临源", 380, 420),
            area("西林", 340, 430),
            area("大茹", 900, 300),
        ]);
        let counts = [place("临源", 5), place("大茹", 4), place("万安", 2), place("西林", 1)];
        let labels = labels(&map, &counts);
        let shown = |label: &Label| (label.name.clone().unwrap_or_default(), label.count);
        let shown: Vec<(String, u32)> = labels.iter().map(shown).collect();
        assert_eq!(shown, [("临源".to_owned(), 5), ("大茹".to_owned(), 4), (String::new(), 2)]);
    }
}
