//! 分布: what the orders of the last days are about and where they come from, counted in one pass.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use crate::{
    people::UnitSlug,
    stats::Fact,
    ticket::{CategoryCode, Nature, TopicSlug},
    time::{Day, Moment},
};

/// Days that distributions count, today being the last.
pub const WEEK: i64 = 7;
/// Days of a topic's curve, today being the last.
pub const FORTNIGHT: usize = 14;
/// Orders about one subject in one place within a week that make a cluster.
pub const CLUSTER: u32 = 3;

slugs! {
    /// The id of a distribution.
    pub enum SpreadId {
        Natures = "natures",
        Categories = "categories",
        Topics = "topics",
        Places = "places",
        Clusters = "clusters",
    }
}

impl SpreadId {
    /// The definition, as the centre would sign it.
    pub const fn definition(self) -> &'static str {
        match self {
            Self::Natures => "今日及此前六日受理的工单，按诉求性质计数。",
            Self::Categories => {
                "今日及此前六日受理的工单，按二级类别计数，取最多的八类，与再前七日相比。"
            }
            Self::Topics => "今日及此前十三日每日受理的、带该专题的工单数；今日到此刻为止。",
            Self::Places => "今日及此前六日受理、由该村居主办或协办的工单数，与再前七日相比。",
            Self::Clusters => {
                "今日及此前六日受理的工单中，同一道路或村、同一二级类别达三件以上的，按件数取前四组；在办为其中尚未办结的件数。"
            }
        }
    }
}

/// A count of the last seven days, and that of the seven days before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weeks {
    pub now: u32,
    pub before: u32,
}

/// Orders about one subject in one place, without anything that tells who called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// The road or village, never a house.
    pub road: String,
    /// A category of the second level.
    pub category: CategoryCode,
    pub count: u32,
    /// Those of them that are still open.
    pub open: u32,
}

/// The distributions as of one moment, grown fact by fact.
#[derive(Debug)]
pub struct Spread {
    now: Moment,
    today: Day,
    week_from: Moment,
    week_before: Moment,
    fortnight_from: Moment,
    natures: HashMap<Nature, u32>,
    categories: HashMap<CategoryCode, Weeks>,
    topics: HashMap<TopicSlug, [u32; FORTNIGHT]>,
    units: HashMap<UnitSlug, Weeks>,
    clusters: HashMap<(String, CategoryCode), (u32, u32)>,
}

impl Spread {
    /// Nothing counted yet, as of `now`.
    pub fn at(now: Moment) -> Self {
        let today = now.day();
        let since = |days: i64| today.plus(1 - days).start();
        Self {
            now,
            today,
            week_from: since(WEEK),
            week_before: since(2 * WEEK),
            fortnight_from: since(FORTNIGHT as i64),
            natures: HashMap::new(),
            categories: HashMap::new(),
            topics: HashMap::new(),
            units: HashMap::new(),
            clusters: HashMap::new(),
        }
    }

    /// The first moment that belongs anywhere.
    pub fn earliest(&self) -> Moment {
        self.week_before.min(self.fortnight_from)
    }

    /// The first moment of the seven days.
    pub const fn week_from(&self) -> Moment {
        self.week_from
    }

    /// The first moment of a topic's curve.
    pub const fn fortnight_from(&self) -> Moment {
        self.fortnight_from
    }

    /// Counts one order where it belongs; most are too old to belong anywhere.
    pub fn add(&mut self, fact: &Fact) {
        if fact.accepted_at < self.week_before || fact.accepted_at > self.now {
            return;
        }
        if fact.accepted_at >= self.fortnight_from {
            self.add_topics(fact);
        }
        let is_new = fact.accepted_at >= self.week_from;
        if is_new {
            *self.natures.entry(fact.nature).or_default() += 1;
            self.add_to_cluster(fact);
        }
        let step = |weeks: &mut Weeks| {
            let count = if is_new { &mut weeks.now } else { &mut weeks.before };
            *count += 1;
        };
        if let Some(category) = fact.category {
            step(self.categories.entry(category.second_level()).or_default());
        }
        // A unit that leads an order and is asked for something beside counts it once.
        let units: HashSet<&UnitSlug> = fact.units().collect();
        for unit in units {
            step(self.units.entry(unit.clone()).or_default());
        }
    }

    fn add_topics(&mut self, fact: &Fact) {
        let days_ago = (self.today.start().since(fact.accepted_at.day().start())) / DAY_MS;
        let day = FORTNIGHT - 1 - days_ago.max(0) as usize;
        for topic in &fact.topics {
            self.topics.entry(topic.clone()).or_default()[day] += 1;
        }
    }

    fn add_to_cluster(&mut self, fact: &Fact) {
        let Some(category) = fact.category.filter(|_| !fact.road.is_empty()) else { return };
        let place = (fact.road.clone(), category.second_level());
        let (count, open) = self.clusters.entry(place).or_default();
        *count += 1;
        *open += u32::from(fact.state.is_open());
    }

    /// How many of a nature.
    pub fn of_nature(&self, nature: Nature) -> u32 {
        self.natures.get(&nature).copied().unwrap_or(0)
    }

    /// How many of a topic on each day, the oldest first.
    pub fn of_topic(&self, topic: &TopicSlug) -> [u32; FORTNIGHT] {
        self.topics.get(topic).copied().unwrap_or_default()
    }

    /// The categories of the second level with anything in them this week, the most frequent first.
    pub fn top_categories(&self, most: usize) -> Vec<(CategoryCode, Weeks)> {
        top(&self.categories, most, |_| true)
    }

    /// The same of the units that `counts` lets through.
    pub fn top_units(
        &self,
        most: usize,
        counts: impl Fn(&UnitSlug) -> bool,
    ) -> Vec<(UnitSlug, Weeks)> {
        top(&self.units, most, counts)
    }

    /// The largest clusters.
    pub fn top_clusters(&self, most: usize) -> Vec<Cluster> {
        let large = self.clusters.iter().filter(|(_, (count, _))| *count >= CLUSTER);
        let mut clusters: Vec<Cluster> = large
            .map(|((road, category), (count, open))| Cluster {
                road: road.clone(),
                category: *category,
                count: *count,
                open: *open,
            })
            .collect();
        clusters.sort_by(|one, other| {
            let rank = |cluster: &Cluster| (Reverse(cluster.count), Reverse(cluster.open));
            let place = |cluster: &Cluster| (cluster.road.clone(), cluster.category);
            rank(one).cmp(&rank(other)).then_with(|| place(one).cmp(&place(other)))
        });
        clusters.truncate(most);
        clusters
    }
}

const DAY_MS: i64 = 86_400_000;

fn top<K: Clone + Ord>(
    counts: &HashMap<K, Weeks>,
    most: usize,
    is_counted: impl Fn(&K) -> bool,
) -> Vec<(K, Weeks)> {
    let mut rows: Vec<(K, Weeks)> = counts
        .iter()
        .filter(|(key, weeks)| weeks.now > 0 && is_counted(key))
        .map(|(key, weeks)| (key.clone(), *weeks))
        .collect();
    rows.sort_by(|(one, a), (other, b)| b.now.cmp(&a.now).then_with(|| one.cmp(other)));
    rows.truncate(most);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{stats::measures::sample, ticket::State};

    /// The day that is today in these tests.
    const NOW: &str = "2020-02-28T17:30:00+08:00";

    fn spread(facts: &[Fact]) -> Spread {
        let mut spread = Spread::at(Moment::parse(NOW).unwrap());
        for fact in facts {
            spread.add(fact);
        }
        spread
    }

    fn on(day: &str) -> Fact {
        Fact {
            accepted_at: Moment::parse(&format!("{day}T09:00:00+08:00")).unwrap(),
            category: Some(CategoryCode(30_101)),
            road: "公园路".to_owned(),
            lead: Some(UnitSlug("wanan".to_owned())),
            ..sample(State::Handling)
        }
    }

    #[test]
    fn a_week_is_today_and_the_six_days_before_and_is_compared_with_the_week_before() {
        let facts = ["2020-02-28", "2020-02-22", "2020-02-21", "2020-02-15", "2020-02-14"].map(on);
        let spread = spread(&facts);
        let weeks = Weeks { now: 2, before: 2 };
        assert_eq!(spread.of_nature(Nature::Consult), 2);
        assert_eq!(spread.top_categories(8), [(CategoryCode(30_100), weeks)]);
        assert_eq!(spread.top_units(8, |_| true), [(UnitSlug("wanan".to_owned()), weeks)]);
        assert!(spread.top_units(8, |unit| unit.0 == "daru").is_empty());
    }

    #[test]
    fn what_has_not_happened_yet_is_not_counted() {
        let late = Fact {
            accepted_at: Moment::parse("2020-02-28T17:30:01+08:00").unwrap(),
            ..on("2020-02-28")
        };
        assert_eq!(spread(&[late]).of_nature(Nature::Consult), 0);
    }

    #[test]
    fn a_topic_has_a_count_for_each_of_fourteen_days() {
        let facts = ["2020-02-28", "2020-02-28", "2020-02-27", "2020-02-15", "2020-02-14"].map(on);
        let spread = spread(&facts);
        let days = spread.of_topic(&facts[0].topics[0]);
        assert_eq!((days[13], days[12], days[0]), (2, 1, 1));
        assert_eq!(days.iter().sum::<u32>(), 4, "the fifteenth day back is another fortnight's");
        assert_eq!(spread.of_topic(&TopicSlug("resumption".to_owned())), [0; FORTNIGHT]);
    }

    #[test]
    fn three_orders_about_one_subject_in_one_place_make_a_cluster() {
        let mut facts = vec![on("2020-02-28"), on("2020-02-27")];
        assert!(spread(&facts).top_clusters(4).is_empty(), "two may be chance");
        let sibling =
            Fact { category: Some(CategoryCode(30_102)), state: State::Closed, ..on("2020-02-24") };
        facts.push(sibling);
        facts.push(Fact { road: "万安街".to_owned(), ..on("2020-02-28") });
        facts.push(Fact { category: Some(CategoryCode(10_101)), ..on("2020-02-28") });
        let cluster = Cluster {
            road: "公园路".to_owned(),
            category: CategoryCode(30_100),
            count: 3,
            open: 2,
        };
        assert_eq!(spread(&facts).top_clusters(4), [cluster]);
    }

    #[test]
    fn without_a_road_or_a_subject_nothing_repeats() {
        let nowhere = Fact { road: String::new(), ..on("2020-02-28") };
        let about_nothing = Fact { category: None, ..on("2020-02-28") };
        let facts = [
            nowhere.clone(),
            nowhere.clone(),
            nowhere,
            about_nothing.clone(),
            about_nothing.clone(),
            about_nothing,
        ];
        assert!(spread(&facts).top_clusters(4).is_empty());
    }

    #[test]
    fn every_distribution_says_what_it_counts() {
        for id in SpreadId::ALL {
            assert!(id.definition().chars().count() > 10, "{id}");
        }
    }
}
