//! 首屏: the first rows of a unit's list as part of the page itself. A phone shows them as soon as the page
//! has come, and the program that makes them anew comes some hundred kilobytes later.
//!
//! They show what needs no words of either language. The elements and classes are those of
//! `app/src/pages/tasks/row.rs`, so that nothing moves when the app takes their place; nothing of them can
//! be used before. A browser test (`end2end/tests/phone/first_rows.spec.ts`) holds the two together.

use domain::{
    api::{Card, LIMIT_MAX, Shelf},
    people::{Person, UnitSlug},
    ticket::{Sort, filter::Filter},
    time::Moment,
};
use maud::html;

use crate::{
    desk::Desk,
    world::{PageOf, Shown},
};

/// Where the page has them, in `app/index.html`.
pub const PLACE: &str = "<!-- first rows -->";
/// What has the program fetched along with the page, in a line of its own there.
const PRELOAD: &str = "rel=\"preload\"";

/// More than a phone shows at once.
const SCREENFUL: usize = 6;

/// The rows for the page at `path` with this query; `None` where it is no unit's list, or an empty one.
pub fn of(desk: &Desk, person: &Person, path: &str, query: &str) -> Option<String> {
    // The start leads those who work for a unit alone to their list.
    let is_list = path == "tasks" || path.is_empty() && !person.is_centre();
    let unit = person.unit.as_ref().filter(|_| is_list && person.is_of_a_unit())?;
    let now = desk.clock.now();
    let cards = first_cards(desk, person, unit, named(query), now);
    (!cards.is_empty()).then(|| written(&cards, now))
}

/// The page with these rows. The program would come in their way: the script fetches it once they are drawn.
pub fn put_into(page: &str, rows: &str) -> String {
    let lines = page.split_inclusive('\n').filter(|line| !line.contains(PRELOAD));
    lines.collect::<String>().replacen(PLACE, rows, 1)
}

/// The tab that the address names.
fn named(query: &str) -> Option<Shelf> {
    let tab = query.split('&').find_map(|pair| pair.strip_prefix("tab="));
    tab.and_then(Shelf::of_slug)
}

/// The most pressing orders of that tab; where none is named, of the first that has any.
fn first_cards(
    desk: &Desk,
    person: &Person,
    unit: &UnitSlug,
    shelf: Option<Shelf>,
    now: Moment,
) -> Vec<Card> {
    let Some(shown) = Shown::to(person) else { return Vec::new() };
    let (state, of_unit) = (Shelf::STATES.to_vec(), Some(unit.clone()));
    let filter = Filter { state, unit: of_unit, ..Filter::default() };
    let asked = PageOf { among: None, sort: Sort::Due, after: None, limit: LIMIT_MAX as usize };
    let world = desk.world();
    let (places, _) = world.page(&filter, &shown, asked, now);
    let cards = places.iter().filter_map(|place| world.card(place.id)).map(|held| &held.card);
    let mut cards: Vec<(Shelf, &Card)> =
        cards.filter_map(|card| Some((Shelf::of(card, unit)?, card))).collect();
    let shelf = shelf.or_else(|| cards.iter().map(|(shelf, _)| *shelf).min());
    cards.retain(|(own, _)| Some(*own) == shelf);
    cards.sort_by_key(|(_, card)| card.pressing());
    cards.into_iter().take(SCREENFUL).map(|(_, card)| card.clone()).collect()
}

fn written(cards: &[Card], now: Moment) -> String {
    let page = html! {
        div #first-rows .first-rows inert {
            header .header {}
            main .page.tasks-page {
                div .tasks {
                    section .tasks__list {
                        nav .tasks__tabs { @for _ in Shelf::ALL { span .tasks__tab {} } }
                        div .refresh { p .refresh__line { span { "心桥正在打开…" } span .refresh__key {} } }
                        ul .tasks__rows { @for card in cards { (row(card, now)) } }
                    }
                }
            }
        }
    };
    page.into_string()
}

fn row(card: &Card, now: Moment) -> maud::Markup {
    let standing = card.first_due().standing(card.stopped_at, now);
    html! {
        li .task data-standing=(standing.slug()) {
            div .task__open {
                span .task__top { span .task__left { span .standing-mark { "\u{a0}" } } }
                strong .task__title { (card.title) }
                span .task__address { (card.address) }
            }
            div .task__keys { span .button {} span .button {} }
        }
    }
}
