//! The demo's texts and names, read from the files beside the sources.

use anyhow::Context;
use domain::{
    people::{Role, Unit, UnitSlug},
    ticket::{
        Action, CategoryCode, Channel, Nature, TopicSlug, Urgency,
        action::{Demand, Finding, Outcome},
        intake::{CallerGiven, Intake},
    },
    time::{Day, Moment},
};
use rand::{Rng, RngExt as _, seq::IndexedRandom as _};
use serde::{Deserialize, de::DeserializeOwned};

/// An account of the demo.
#[derive(Debug, Deserialize)]
pub struct Account {
    pub name: String,
    pub display: String,
    pub roles: Vec<Role>,
    #[serde(default)]
    pub unit: Option<UnitSlug>,
}

/// The span of the winter in which a matter is rung about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Period {
    Any,
    Early,
    Mid,
    Late,
}

/// Something that people ring about, with what they and the unit say of it.
#[derive(Debug, Deserialize)]
pub struct Matter {
    pub topics: Vec<TopicSlug>,
    pub nature: Nature,
    pub urgency: Urgency,
    pub category: CategoryCode,
    /// A unit, or `village` for the one that the place lies in.
    pub lead: String,
    pub assists: Vec<String>,
    /// What is asked of each of them.
    pub asks: Vec<String>,
    /// The channel that it comes by, or `any`.
    channel_hint: String,
    period: Period,
    /// The first day on which anybody could ring about it.
    from: Option<Day>,
    /// The kinds of place that it happens at.
    pub at: Vec<String>,
    /// With `{place}` where it happens.
    pub title: String,
    pub contents: Vec<String>,
    pub replies: Vec<String>,
    pub facts: Finding,
    pub demand: Demand,
    pub outcome: Outcome,
    #[serde(default)]
    pub send_back: Option<SendBack>,
    #[serde(default)]
    pub rework: Option<Rework>,
    pub words: Vec<String>,
    /// Of each content, what answers it.
    pub fits: Vec<Fits>,
}

/// Which replies and which words at the call-back answer one content, by their places.
#[derive(Debug, Deserialize)]
pub struct Fits {
    pub replies: Vec<usize>,
    pub words: Vec<usize>,
    #[serde(default)]
    pub rework: bool,
}

/// What is said whatever the matter is.
#[derive(Debug, Deserialize)]
pub struct Phrases {
    pub words_neutral: Vec<String>,
    pub words_dissatisfied: Vec<String>,
    pub contact_reached: Vec<String>,
    pub contact_no_answer: Vec<String>,
    pub dispatch_notes: Vec<String>,
}

/// A first reply that the reviewer does not let pass.
#[derive(Debug, Deserialize)]
pub struct SendBack {
    pub text: String,
    pub reason: String,
}

/// A call-back after which the order is done again.
#[derive(Debug, Deserialize)]
pub struct Rework {
    pub reason: String,
    pub words: String,
}

#[derive(Debug, Deserialize)]
pub struct Place {
    pub text: String,
    /// As a caller says it.
    pub say: String,
    pub kind: String,
    pub unit: UnitSlug,
}

/// A word for when it happened, fit for calls of some hours.
#[derive(Debug, Deserialize)]
pub struct When {
    pub text: String,
    pub from_hour: u32,
    pub until_hour: u32,
}

#[derive(Debug, Deserialize)]
struct Names {
    surnames: Vec<String>,
    given: Vec<String>,
}

/// One of the article's five cases, told step by step.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    pub accepted: Moment,
    #[serde(flatten)]
    pub intake: Intake,
    pub steps: Vec<CaseStep>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct CaseStep {
    pub at: Moment,
    pub by: String,
    pub action: Action,
}

/// A call that comes while the demo runs.
#[derive(Debug, Deserialize)]
pub struct LiveCall {
    pub channel: Channel,
    pub nature: Nature,
    pub urgency: Urgency,
    pub topics: Vec<TopicSlug>,
    pub category: CategoryCode,
    pub title: String,
    pub content: String,
    pub address: String,
}

/// Everything that the winter is made of.
pub struct Content {
    pub matters: Vec<Matter>,
    pub places: Vec<Place>,
    pub times: Vec<When>,
    pub cases: Vec<Case>,
    pub phrases: Phrases,
    /// What callers add, with `{n}` and `{m}` for numbers.
    pub details: Vec<String>,
    units: Vec<Unit>,
    names: Names,
}

fn read<T: DeserializeOwned>(name: &str, text: &str) -> anyhow::Result<T> {
    serde_json::from_str(text).with_context(|| format!("the demo's {name} cannot be read"))
}

pub fn content() -> anyhow::Result<Content> {
    Ok(Content {
        matters: read("matters", include_str!("../../demo/matters.json"))?,
        places: read("places", include_str!("../../demo/places.json"))?,
        times: read("times", include_str!("../../demo/times.json"))?,
        cases: read("cases", include_str!("../../demo/cases.json"))?,
        phrases: read("phrases", include_str!("../../demo/phrases.json"))?,
        details: read("details", include_str!("../../demo/details.json"))?,
        units: units()?,
        names: read("names", include_str!("../../demo/people_names.json"))?,
    })
}

/// Where the villages lie, roughly: nobody surveyed it, and it says so.
pub const MAP: &str = include_str!("../../demo/map.svg");

/// A drawing that stands for a photo, and says so: nobody took one then.
pub struct Drawing {
    /// As the case names it.
    pub id: &'static str,
    /// The account that brings it.
    pub by: &'static str,
    pub jpeg: &'static [u8],
}

pub const DRAWINGS: [Drawing; 3] = [
    Drawing {
        id: "0170023d-0000-7000-8000-000000000001",
        by: "chengguan",
        jpeg: include_bytes!("../../demo/photos/door.jpg"),
    },
    Drawing {
        id: "0170023d-0000-7000-8000-000000000002",
        by: "chengguan",
        jpeg: include_bytes!("../../demo/photos/shutter.jpg"),
    },
    Drawing {
        id: "0170023d-0000-7000-8000-000000000003",
        by: "wulong",
        jpeg: include_bytes!("../../demo/photos/hall.jpg"),
    },
];

pub fn units() -> anyhow::Result<Vec<Unit>> {
    read("units", include_str!("../../demo/units.json"))
}

pub fn accounts() -> anyhow::Result<Vec<Account>> {
    read("accounts", include_str!("../../demo/people.json"))
}

pub fn live() -> anyhow::Result<Vec<LiveCall>> {
    read("live calls", include_str!("../../demo/live.json"))
}

impl Content {
    /// A text with its slots filled for a place: `{place}` as a caller says it, `{unit}` in whose
    /// care it lies.
    pub fn filled(&self, text: &str, place: &Place) -> String {
        let unit = self
            .units
            .iter()
            .find(|unit| unit.slug == place.unit)
            .map_or("居委会", |unit| &unit.name);
        text.replace("{place}", &place.say).replace("{unit}", unit)
    }

    /// A caller; a few keep their name to themselves, a few want it kept.
    pub fn caller(&self, random: &mut impl Rng) -> CallerGiven {
        let anonymous = random.random_bool(0.06);
        let mut name = || {
            Some(format!(
                "{}{}",
                pick(&self.names.surnames, random),
                pick(&self.names.given, random)
            ))
        };
        CallerGiven {
            name: if anonymous { None } else { name() },
            phone: (!anonymous || random.random_bool(0.5)).then(|| phone(random)),
            anonymous,
            confidential: !anonymous && random.random_bool(0.05),
        }
    }
}

impl Matter {
    /// Whether somebody would ring about it on this day by this channel.
    pub fn fits(&self, channel: Channel, day: Day) -> bool {
        let (mid, late) = (Day::new(2020, 2, 10), Day::new(2020, 2, 17));
        let in_period = match self.period {
            Period::Any => true,
            Period::Early => Some(day) < mid,
            Period::Mid => Some(day) >= mid && Some(day) < late,
            Period::Late => Some(day) >= late,
        };
        let by_channel = self.channel_hint == "any" || self.channel_hint == channel.slug();
        in_period && by_channel && self.from.is_none_or(|from| day >= from)
    }

    pub fn is_about(&self, topic: &str) -> bool {
        self.topics.iter().any(|own| own.0 == topic)
    }
}

impl LiveCall {
    pub fn intake(&self, random: &mut impl Rng) -> Intake {
        Intake {
            channel: self.channel,
            nature: self.nature,
            urgency: self.urgency,
            topics: self.topics.clone(),
            category: Some(self.category),
            upstream_number: None,
            upstream_due_at: None,
            caller: CallerGiven { phone: Some(phone(random)), ..CallerGiven::default() },
            address: self.address.clone(),
            content: self.content.clone(),
            title: Some(self.title.clone()),
            seconds_to_accept: Some(taking_seconds(&self.content, random)),
        }
    }
}

/// One of the texts at some places.
pub fn pick_at<'a>(texts: &'a [String], places: &[usize], random: &mut impl Rng) -> &'a str {
    places.choose(random).and_then(|place| texts.get(*place)).map_or("", String::as_str)
}

/// One of some texts.
pub fn pick<'a>(texts: &'a [String], random: &mut impl Rng) -> &'a str {
    texts.choose(random).map_or("", String::as_str)
}

/// How long an operator takes over a call: longer words take longer, and now and then a caller has to
/// be asked much.
pub fn taking_seconds(content: &str, random: &mut impl Rng) -> u32 {
    let typing = content.chars().count() as u32 / 2;
    let asking = if random.random_bool(0.08) { random.random_range(40..180) } else { 0 };
    typing + random.random_range(16..44) + asking
}

/// A mobile number, made up.
pub fn phone(random: &mut impl Rng) -> String {
    let prefix = ["134", "135", "136", "137", "138", "139", "150", "158", "159", "186", "189"];
    let prefix = prefix.choose(random).copied().unwrap_or("138");
    format!("{prefix}{:08}", random.random_range(0..100_000_000u32))
}
