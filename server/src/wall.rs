//! What the wall shows, counted from the facts in memory by the measures of the domain.

use std::collections::HashMap;

use domain::{
    api::{Card, CategoryCount, CurveHour, NatureCount, StateCount, TopicCount, Wall, WallCard},
    rules::Words,
    stats::{Fact, Frame, MEASURES, MeasureId},
    ticket::{CategoryCode, Nature, State, TopicSlug, Urgency},
    time::{Day, Moment},
};

use crate::world::World;

/// Days of the distributions, today being the last.
const WEEK: i64 = 7;
/// Cards and categories that fit on the wall.
const NEXT: usize = 5;
const CATEGORIES: usize = 8;

/// Everything on the wall, as of the world's seq.
pub fn figures(world: &World, words: &Words, now: Moment) -> Wall {
    let week_from = now.day().plus(1 - WEEK).start();
    let this_week = |fact: &&Fact| fact.accepted_at >= week_from && fact.accepted_at <= now;
    let week: Vec<&Fact> = world.facts().filter(this_week).collect();
    let week_before = now.day().plus(1 - 2 * WEEK).start();
    let before: Vec<&Fact> =
        world.facts().filter(|fact| (week_before..week_from).contains(&fact.accepted_at)).collect();
    let (today, yesterday) = (Frame::today(now), Frame::yesterday_until_now(now));
    let of_a_window = [MeasureId::Accepted, MeasureId::Closed, MeasureId::Epidemic];
    Wall {
        seq: world.seq,
        now,
        figures: MEASURES.iter().map(|measure| measure.count(world.facts(), &today)).collect(),
        yesterday: of_a_window
            .iter()
            .map(|id| id.measure().count(world.facts(), &yesterday))
            .collect(),
        curve: curve(world, now),
        pipeline: State::OPEN
            .iter()
            .map(|state| StateCount { state: *state, count: world.count(*state) })
            .collect(),
        week_from,
        natures: natures(&week),
        categories: categories(&week, &before, words),
        topics: topics(&week, words),
        next: next(world, now),
        urgent: urgent(world, now),
    }
}

/// Orders accepted from midnight on, hour by hour: today, yesterday, and the band of the week before.
fn curve(world: &World, now: Moment) -> Vec<CurveHour> {
    let today = now.day();
    let mut days: HashMap<Day, [u32; 24]> = HashMap::new();
    for fact in world.facts().filter(|fact| fact.accepted_at >= today.plus(-WEEK).start()) {
        days.entry(fact.accepted_at.day()).or_default()[fact.accepted_at.hour() as usize] += 1;
    }
    let by_end_of = |day: Day, hour: u32| -> u32 {
        days.get(&day).map_or(0, |hours| hours[..=hour as usize].iter().sum())
    };
    (0..24)
        .map(|hour| {
            let band = || (1..=WEEK).map(|back| by_end_of(today.plus(-back), hour));
            CurveHour {
                hour,
                today: (hour <= now.hour()).then(|| by_end_of(today, hour)),
                yesterday: by_end_of(today.plus(-1), hour),
                low: band().min().unwrap_or(0),
                high: band().max().unwrap_or(0),
            }
        })
        .collect()
}

fn natures(week: &[&Fact]) -> Vec<NatureCount> {
    let count = |nature| week.iter().filter(|fact| fact.nature == nature).count() as u32;
    Nature::ALL
        .iter()
        .map(|nature| NatureCount { nature: *nature, count: count(*nature) })
        .collect()
}

/// By the second level of the tree: a leaf is too fine for five metres.
fn categories(week: &[&Fact], before: &[&Fact], words: &Words) -> Vec<CategoryCount> {
    let second_level = |fact: &&Fact| fact.category.map(|code| CategoryCode(code.0 / 100 * 100));
    let mut counts: HashMap<CategoryCode, (u32, u32)> = HashMap::new();
    week.iter().filter_map(second_level).for_each(|code| counts.entry(code).or_default().0 += 1);
    before.iter().filter_map(second_level).for_each(|code| counts.entry(code).or_default().1 += 1);
    let mut counts: Vec<_> = counts.into_iter().filter(|(_, (count, _))| *count > 0).collect();
    counts.sort_by_key(|(code, (count, _))| (std::cmp::Reverse(*count), *code));
    let name = |code| {
        words.categories.get(&code).map(|category| category.name.clone()).unwrap_or_default()
    };
    let top = counts.into_iter().take(CATEGORIES);
    top.map(|(code, (count, before))| CategoryCount { code, name: name(code), count, before })
        .collect()
}

fn topics(week: &[&Fact], words: &Words) -> Vec<TopicCount> {
    let count =
        |slug: &TopicSlug| week.iter().filter(|fact| fact.topics.contains(slug)).count() as u32;
    let topics = words.topics.values();
    topics
        .map(|topic| TopicCount {
            topic: topic.slug.clone(),
            name: topic.name.clone(),
            count: count(&topic.slug),
        })
        .collect()
}

/// The next to expire among those whose clock runs and has not run out.
fn next(world: &World, now: Moment) -> Vec<WallCard> {
    let mut running: Vec<&Card> =
        world.open_cards().filter(|card| card.stopped_at.is_none() && card.due_at >= now).collect();
    running.sort_by_key(|card| (card.due_at, card.id));
    running.into_iter().take(NEXT).map(|card| WallCard::from(&card.clone().at(now))).collect()
}

/// Open urgent orders that nobody has answered yet, the latest first.
fn urgent(world: &World, now: Moment) -> Vec<WallCard> {
    let mut urgent: Vec<&Card> = world
        .open_cards()
        .filter(|card| card.urgency != Urgency::Normal && card.stopped_at.is_none())
        .collect();
    urgent.sort_by_key(|card| std::cmp::Reverse((card.accepted_at, card.id)));
    urgent.into_iter().take(NEXT).map(|card| WallCard::from(&card.clone().at(now))).collect()
}
