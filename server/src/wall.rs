//! What the wall shows, counted from the facts in memory by the measures of the domain.

use std::collections::{BTreeSet, HashMap};

use bytes::Bytes;
use domain::{
    api::{
        Card, CategoryCount, CategoryName, ClusterCount, CurveHour, NatureCount, PlaceCount,
        StateCount, TopicCount, UnitName, Wall, WallCard,
    },
    id::Seq,
    people::{UnitKind, UnitSlug},
    rules::Words,
    stats::{Fact, Figure, Frame, MEASURES, MeasureId, Spread, spread::WEEK},
    ticket::{CategoryCode, Nature, State, Urgency},
    time::{Day, Moment},
};

use crate::{
    desk::{Desk, DeskAt},
    past::{Past, Yesterday},
    store::StoreError,
    world::World,
};

/// What fits on the wall.
const NEXT: usize = 5;
const CATEGORIES: usize = 8;
const CLUSTERS: usize = 4;
/// Urgent orders among which a screen finds the new ones.
const URGENT: usize = 50;
/// How often yesterday is looked up again when somebody writes meanwhile.
const TRIES: u32 = 3;

/// The figures that count a window, and so can be told of yesterday by the facts of today.
const OF_A_WINDOW: [MeasureId; 3] = [MeasureId::Accepted, MeasureId::Closed, MeasureId::Epidemic];

/// For how long the figures of one seq are taken as they are: time alone moves few of them.
const KEPT_MS: i64 = 250;

/// The figures that were counted last, as they go over the wire: many screens ask at once.
#[derive(Debug, Default)]
pub struct Latest(tokio::sync::Mutex<Option<Kept>>);

#[derive(Debug)]
struct Kept {
    seq: Seq,
    revision: i64,
    now: Moment,
    wall: Bytes,
}

impl Latest {
    /// Everything on the wall as JSON, as of the world's seq.
    pub async fn read(&self, desk: &Desk, yesterday: &Yesterday) -> Result<Bytes, StoreError> {
        // Held throughout, so that many screens count once.
        let mut kept = self.0.lock().await;
        let (seq, now) = (desk.world().seq, desk.clock.now());
        let revision = desk.rules().revision;
        let stands = kept.as_ref().filter(|kept| {
            kept.seq == seq
                && kept.revision == revision
                && (0..KEPT_MS).contains(&now.since(kept.now))
        });
        if let Some(kept) = stands {
            return Ok(kept.wall.clone());
        }
        let wall = read(desk, yesterday).await?;
        let (seq, now) = (wall.seq, wall.now);
        let wall = Bytes::from(serde_json::to_vec(&wall)?);
        *kept = Some(Kept { seq, revision, now, wall: wall.clone() });
        Ok(wall)
    }
}

/// Everything on the wall, as of the world's seq.
async fn read(desk: &Desk, yesterday: &Yesterday) -> Result<Wall, StoreError> {
    let rules = desk.rules();
    let now = desk.clock.now();
    for _ in 0..TRIES {
        let head = desk.world().seq;
        let past = yesterday.seen_from(&desk.store, now, head).await?;
        let world = desk.world();
        // What was written since would be taken for something of yesterday.
        if past.as_ref().is_none_or(|past| past.read_to >= world.seq) {
            return Ok(figures(&world, &rules, now, past.as_deref()));
        }
    }
    Ok(figures(&desk.world(), &rules, now, None))
}

fn figures(world: &World, rules: &DeskAt, now: Moment, past: Option<&Past>) -> Wall {
    let words = &rules.rules.words;
    let mut tally = Tally::at(now, past);
    // Today's and yesterday's figures count nothing that was over before.
    for fact in world.moving_since(tally.spread.earliest()) {
        tally.add(fact);
    }
    let spread = &tally.spread;
    let next = next(world, now);
    let urgent = urgent(world, now);
    let shown: Vec<&WallCard> = next.iter().chain(&urgent).collect();
    Wall {
        seq: world.seq,
        now,
        reference_revision: rules.revision,
        figures: tally.figures(),
        yesterday: tally.yesterday(),
        curve: tally.curve(now),
        pipeline: State::OPEN
            .iter()
            .map(|state| StateCount { state: *state, count: world.count(*state) })
            .collect(),
        week_from: spread.week_from(),
        natures: natures(spread),
        categories: categories(spread, words),
        topics: topics(spread, words),
        fortnight_from: spread.fortnight_from(),
        places: places(spread, words),
        clusters: clusters(spread, words),
        units: unit_names(&shown, words),
        category_names: category_names(&shown, words),
        next,
        urgent,
    }
}

/// All that is counted from the facts, in one pass over them.
struct Tally<'a> {
    today: Frame,
    then: Frame,
    past: Option<&'a Past>,
    now: [u32; MEASURES.len()],
    before: [u32; MEASURES.len()],
    curve_from: Moment,
    hours: HashMap<Day, [u32; 24]>,
    spread: Spread,
}

impl<'a> Tally<'a> {
    fn at(now: Moment, past: Option<&'a Past>) -> Self {
        Self {
            today: Frame::today(now),
            then: Frame::yesterday_until_now(past.map_or(now, |past| past.then.plus_hours(24))),
            past,
            now: [0; MEASURES.len()],
            before: [0; MEASURES.len()],
            curve_from: now.day().plus(-WEEK).start(),
            hours: HashMap::new(),
            spread: Spread::at(now),
        }
    }

    fn add(&mut self, fact: &Fact) {
        count(&mut self.now, fact, &self.today);
        match self.past {
            Some(past) => {
                if let Some(fact) = past.fact(fact) {
                    count(&mut self.before, fact, &self.then);
                }
            }
            None => count(&mut self.before, fact, &self.then),
        }
        if fact.accepted_at >= self.curve_from {
            let hours = self.hours.entry(fact.accepted_at.day()).or_default();
            hours[fact.accepted_at.hour() as usize] += 1;
        }
        self.spread.add(fact);
    }

    fn figures(&self) -> Vec<Figure> {
        MEASURES.iter().zip(self.now).map(|(measure, value)| measure.figure(value)).collect()
    }

    fn yesterday(&self) -> Vec<Figure> {
        let is_told = |id: MeasureId| self.past.is_some() || OF_A_WINDOW.contains(&id);
        let all = MEASURES.iter().zip(self.before);
        all.filter(|(measure, _)| is_told(measure.id))
            .map(|(measure, value)| measure.figure(value))
            .collect()
    }

    /// Orders accepted from midnight on, hour by hour: today, yesterday, and the band of the week
    /// before.
    fn curve(&self, now: Moment) -> Vec<CurveHour> {
        let today = now.day();
        let by_end_of = |day: Day, hour: u32| -> u32 {
            self.hours.get(&day).map_or(0, |hours| hours[..=hour as usize].iter().sum())
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
}

fn count(values: &mut [u32], fact: &Fact, frame: &Frame) {
    for (measure, value) in MEASURES.iter().zip(values) {
        *value += u32::from((measure.counts)(fact, frame));
    }
}

fn natures(spread: &Spread) -> Vec<NatureCount> {
    let natures = Nature::ALL.iter();
    natures
        .map(|nature| NatureCount { nature: *nature, count: spread.of_nature(*nature) })
        .collect()
}

/// By the second level of the tree: a leaf is too fine for five metres.
fn categories(spread: &Spread, words: &Words) -> Vec<CategoryCount> {
    let top = spread.top_categories(CATEGORIES).into_iter();
    top.map(|(code, weeks)| CategoryCount {
        code,
        name: category_name(code, words),
        count: weeks.now,
        before: weeks.before,
    })
    .collect()
}

fn topics(spread: &Spread, words: &Words) -> Vec<TopicCount> {
    let topics = words.topics.values();
    topics
        .map(|topic| {
            let days = spread.of_topic(&topic.slug);
            TopicCount {
                topic: topic.slug.clone(),
                name: topic.name.clone(),
                count: days[days.len() - WEEK as usize..].iter().sum(),
                days: days.to_vec(),
            }
        })
        .collect()
}

fn places(spread: &Spread, words: &Words) -> Vec<PlaceCount> {
    let is_place =
        |unit: &UnitSlug| words.units.get(unit).is_some_and(|unit| unit.kind == UnitKind::Village);
    let top = spread.top_units(usize::MAX, is_place).into_iter();
    top.map(|(unit, weeks)| PlaceCount {
        name: unit_name(&unit, words),
        unit,
        count: weeks.now,
        before: weeks.before,
    })
    .collect()
}

fn clusters(spread: &Spread, words: &Words) -> Vec<ClusterCount> {
    let top = spread.top_clusters(CLUSTERS).into_iter();
    top.map(|cluster| ClusterCount {
        road: cluster.road,
        code: cluster.category,
        name: category_name(cluster.category, words),
        count: cluster.count,
        open: cluster.open,
    })
    .collect()
}

/// The next to expire among those whose clock runs and has not run out.
fn next(world: &World, now: Moment) -> Vec<WallCard> {
    let mut running: Vec<&Card> =
        world.open_cards().filter(|card| card.stopped_at.is_none() && card.due_at >= now).collect();
    running.sort_by_key(|card| (card.due_at, card.id));
    wall_cards(&running, NEXT, now)
}

/// Open urgent orders that nobody has answered yet, the latest first.
fn urgent(world: &World, now: Moment) -> Vec<WallCard> {
    let mut urgent: Vec<&Card> = world
        .open_cards()
        .filter(|card| card.urgency != Urgency::Normal && card.stopped_at.is_none())
        .collect();
    urgent.sort_by_key(|card| std::cmp::Reverse((card.accepted_at, card.id)));
    wall_cards(&urgent, URGENT, now)
}

fn wall_cards(cards: &[&Card], most: usize, now: Moment) -> Vec<WallCard> {
    let first = cards.iter().take(most);
    first.map(|card| WallCard::from(&Card::clone(card).at(now))).collect()
}

fn unit_names(cards: &[&WallCard], words: &Words) -> Vec<UnitName> {
    let units: BTreeSet<&UnitSlug> = cards.iter().filter_map(|card| card.lead.as_ref()).collect();
    let name = |slug: &UnitSlug| UnitName { name: unit_name(slug, words), slug: slug.clone() };
    units.into_iter().map(name).collect()
}

fn category_names(cards: &[&WallCard], words: &Words) -> Vec<CategoryName> {
    let codes: BTreeSet<CategoryCode> = cards.iter().filter_map(|card| card.category).collect();
    let named = codes.into_iter();
    named.map(|code| CategoryName { code, name: category_name(code, words) }).collect()
}

fn unit_name(slug: &UnitSlug, words: &Words) -> String {
    words.units.get(slug).map_or_else(|| slug.to_string(), |unit| unit.name.clone())
}

fn category_name(code: CategoryCode, words: &Words) -> String {
    words.categories.get(&code).map(|category| category.name.clone()).unwrap_or_default()
}
