//! Planning the winter: who rings when about what, and how long everything takes.
//!
//! The numbers are the article's: 365 orders of 12345 from 26 January, 278 of them about the
//! epidemic, 323 closed by the end of 28 February, 102 since 17 February with 69 and 15 among them;
//! 108 of the town's own hotline since 2 February. All else is drawn by lot, the same each time.

use std::collections::HashMap;

use anyhow::{Context, ensure};
use domain::{
    people::UnitSlug,
    ticket::{
        Action, Assist, Channel, Nature, Urgency,
        action::{
            CallBack, Changes, ContactOutcome, Outcome, Reply, ReplyMethod, Satisfaction, Solved,
        },
        intake::Intake,
        topic::EPIDEMIC,
    },
    time::{Day, Moment},
};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};

use super::{
    content::{Case, Content, Fits, Matter, Place, phone, pick, pick_at, taking_seconds},
    play::{Act, Deed},
};

const SEED: u64 = 20_200_126;
/// All that the article counts has happened by then.
const CUTOFF: &str = "2020-02-28T17:30:00+08:00";
/// Orders of 12345 that are still open then: 365 less 323.
const OPEN_AT_END: usize = 42;
/// Of these, how many linger past their due moment or near it.
const LINGERING: usize = 7;
/// No sentence more often than this.
const SAME_SENTENCE: usize = 8;
const RESUMPTION: &str = "resumption";
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// Orders of one kind over a span of days; `case` says how many of the five belong to it.
struct Cohort {
    channel: Channel,
    epidemic: bool,
    resumption: bool,
    from: &'static str,
    until: &'static str,
    size: usize,
}

const COHORTS: &[Cohort] = &[
    cohort(Channel::Hotline12345, true, false, "2020-01-26", "2020-02-17", 209),
    cohort(Channel::Hotline12345, false, false, "2020-01-26", "2020-02-17", 54),
    cohort(Channel::Hotline12345, true, true, "2020-02-17", "2020-02-29", 15),
    cohort(Channel::Hotline12345, true, false, "2020-02-17", "2020-02-29", 54),
    cohort(Channel::Hotline12345, false, false, "2020-02-17", "2020-02-29", 33),
    cohort(Channel::TownHotline, true, false, "2020-02-02", "2020-02-28", 108),
];

const fn cohort(
    channel: Channel,
    epidemic: bool,
    resumption: bool,
    from: &'static str,
    until: &'static str,
    size: usize,
) -> Cohort {
    Cohort { channel, epidemic, resumption, from, until, size }
}

impl Cohort {
    fn span(&self) -> Option<(Moment, Moment)> {
        Some((Day::parse(self.from)?.start(), Day::parse(self.until)?.start()))
    }

    fn has_case(&self, case: &Case) -> bool {
        let about = |slug: &str| case.intake.topics.iter().any(|topic| topic.0 == slug);
        let inside =
            self.span().is_some_and(|(from, until)| (from..until).contains(&case.accepted));
        inside
            && case.intake.channel == self.channel
            && about(EPIDEMIC) == self.epidemic
            && about(RESUMPTION) == self.resumption
    }

    fn has_matter(&self, matter: &Matter, at: Moment) -> bool {
        matter.fits(self.channel, at.day())
            && matter.is_about(EPIDEMIC) == self.epidemic
            && matter.is_about(RESUMPTION) == self.resumption
    }
}

/// How an order goes: how quick everybody is, and where it stands still.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    /// 1 as usual, below 1 quicker.
    pub(super) factor: f64,
    /// The unit signs it and then lets it lie.
    pub(super) lingers: bool,
}

/// One planned order: its acts in order, before the cut.
pub(super) struct Story {
    channel: Channel,
    pub(super) acts: Vec<(Moment, String, Deed)>,
}

fn is_step(deed: &Deed, action: &Action) -> bool {
    matches!(deed, Deed::Step(step) if **step == *action)
}

impl Story {
    /// When it is closed; never, where it lingers.
    fn ends_at(&self) -> Moment {
        let closed = self.acts.iter().find(|(_, _, deed)| is_step(deed, &Action::Close {}));
        closed.map_or(Moment(i64::MAX), |(at, ..)| *at)
    }

    /// When its last reply passed.
    fn passes_at(&self) -> Moment {
        let passed = self.acts.iter().rfind(|(_, _, deed)| is_step(deed, &Action::Pass {}));
        passed.map_or(Moment(i64::MAX), |(at, ..)| *at)
    }
}

/// All acts of the winter, up to its last moment.
pub fn winter(content: &Content) -> anyhow::Result<Vec<Act>> {
    let cutoff = Moment::parse(CUTOFF).context("the winter has an end")?;
    let mut planner = Planner::new(content, SEED, cutoff);
    let mut stories: Vec<Story> = content.cases.iter().map(|case| planner.told(case)).collect();
    let mut orders = Vec::new();
    for cohort in COHORTS {
        let cases = content.cases.iter().filter(|case| cohort.has_case(case)).count();
        orders.extend(planner.orders(cohort, cohort.size - cases)?);
    }
    stories.extend(planner.settle(orders));
    let acts = stories.into_iter().enumerate().flat_map(|(order, story)| {
        let before_cutoff = story.acts.into_iter().filter(move |(at, ..)| *at < cutoff);
        before_cutoff.map(move |(at, by, deed)| Act { at, order, by, deed })
    });
    Ok(acts.collect())
}

/// How long taking a call lasted, by a lot of its own: no other lot falls differently for it.
pub(super) fn seconds_of(content: &str, accepted: Moment) -> u32 {
    taking_seconds(content, &mut StdRng::seed_from_u64(accepted.0.unsigned_abs()))
}

/// What an order is about, where and when, before anybody has acted on it.
pub(super) struct Order<'a> {
    pub(super) matter: &'a Matter,
    pub(super) fits: &'a Fits,
    pub(super) place: &'a Place,
    pub(super) intake: Intake,
    pub(super) accepted: Moment,
}

pub(super) struct Planner<'a> {
    content: &'a Content,
    pub(super) random: StdRng,
    /// How often each sentence was said, by matter and variant.
    said: HashMap<(usize, usize), usize>,
    cutoff: Moment,
}

impl<'a> Planner<'a> {
    pub(super) fn new(content: &'a Content, seed: u64, cutoff: Moment) -> Self {
        Self { content, random: StdRng::seed_from_u64(seed), said: HashMap::new(), cutoff }
    }

    /// A case as its file tells it, with a number for its caller.
    fn told(&mut self, case: &Case) -> Story {
        let mut intake = case.intake.clone();
        intake.caller.phone.get_or_insert_with(|| phone(&mut self.random));
        intake.upstream_number = self.upstream_number(intake.channel, case.accepted);
        intake.seconds_to_accept = Some(seconds_of(&intake.content, case.accepted));
        let taken = (case.accepted, "jiexian".to_owned(), Deed::Take(Box::new(intake)));
        let steps = case
            .steps
            .iter()
            .map(|step| (step.at, step.by.clone(), Deed::Step(Box::new(step.action.clone()))));
        Story { channel: case.intake.channel, acts: [taken].into_iter().chain(steps).collect() }
    }

    fn orders(&mut self, cohort: &Cohort, count: usize) -> anyhow::Result<Vec<Order<'a>>> {
        let (from, until) = cohort.span().context("a cohort has its days")?;
        (0..count).map(|_| self.order(cohort, from, until.min(self.cutoff))).collect()
    }

    fn order(&mut self, cohort: &Cohort, from: Moment, until: Moment) -> anyhow::Result<Order<'a>> {
        let accepted = self.call_time(from, until);
        let (matter, variant) = self.sentence(cohort, accepted)?;
        let place = self.place(matter)?;
        let content = self.spoken(&matter.contents[variant], place, accepted);
        let seconds_to_accept = Some(seconds_of(&content, accepted));
        let intake = Intake {
            channel: cohort.channel,
            nature: matter.nature,
            urgency: matter.urgency,
            topics: matter.topics.clone(),
            category: Some(matter.category),
            upstream_number: self.upstream_number(cohort.channel, accepted),
            upstream_due_at: None,
            caller: self.content.caller(&mut self.random),
            address: place.text.clone(),
            content,
            title: Some(self.content.filled(&matter.title, place)),
            seconds_to_accept,
        };
        Ok(Order { matter, fits: &matter.fits[variant], place, intake, accepted })
    }

    /// A moment between two, most of them by day.
    pub(super) fn call_time(&mut self, from: Moment, until: Moment) -> Moment {
        loop {
            let at = Moment(self.random.random_range(from.0..until.0));
            let weight = match at.hour() {
                8..12 => 1.0,
                13..18 => 0.9,
                12 | 18..21 => 0.55,
                6..8 | 21..23 => 0.25,
                _ => 0.06,
            };
            if self.random.random_bool(weight) {
                // Nobody writes down milliseconds.
                return Moment(at.0 / 1000 * 1000);
            }
        }
    }

    /// A sentence that fits the cohort and the day, among those said least.
    fn sentence(&mut self, cohort: &Cohort, at: Moment) -> anyhow::Result<(&'a Matter, usize)> {
        let matters = &self.content.matters;
        let fitting = (0..matters.len()).filter(|matter| cohort.has_matter(&matters[*matter], at));
        let sentences: Vec<(usize, usize)> = fitting
            .flat_map(|matter| (0..matters[matter].contents.len()).map(move |text| (matter, text)))
            .collect();
        let count = |sentence: &(usize, usize)| self.said.get(sentence).copied().unwrap_or(0);
        let least = sentences.iter().map(count).min().context("no matter fits a call")?;
        ensure!(least < SAME_SENTENCE, "the demo has too few sentences");
        let fresh: Vec<(usize, usize)> =
            sentences.into_iter().filter(|sentence| count(sentence) == least).collect();
        let (matter, text) = *fresh.choose(&mut self.random).context("no sentence fits a call")?;
        *self.said.entry((matter, text)).or_default() += 1;
        Ok((&matters[matter], text))
    }

    pub(super) fn place(&mut self, matter: &Matter) -> anyhow::Result<&'a Place> {
        let fits = |place: &&Place| matter.at.contains(&place.kind);
        let fitting: Vec<&Place> = self.content.places.iter().filter(fits).collect();
        fitting
            .choose(&mut self.random)
            .copied()
            .with_context(|| format!("no place for {}", matter.title))
    }

    pub(super) fn spoken(&mut self, sentence: &str, place: &Place, at: Moment) -> String {
        let hour = at.hour();
        let times = self
            .content
            .times
            .iter()
            .filter(|time| (time.from_hour..time.until_hour).contains(&hour));
        let times: Vec<&str> = times.map(|time| time.text.as_str()).collect();
        let time = times.choose(&mut self.random).copied().unwrap_or("刚才");
        self.content.filled(sentence, place).replace("{time}", time)
    }

    /// The number that the city's platform gave an order of 12345.
    pub(super) fn upstream_number(&mut self, channel: Channel, at: Moment) -> Option<String> {
        let day = at.day();
        (channel == Channel::Hotline12345).then(|| {
            let n = self.random.random_range(10_000..99_999);
            format!("SH{:04}{:02}{:02}{n}", day.year(), day.month(), day.of_month())
        })
    }

    /// Gives every order its story, so that as many are closed at the end as the article says.
    fn settle(&mut self, orders: Vec<Order<'a>>) -> Vec<Story> {
        let usual = Pace { factor: 1.0, lingers: false };
        let mut stories: Vec<Story> = orders.iter().map(|order| self.story(order, usual)).collect();
        let late_enough = Day::new(2020, 2, 19).map(Day::start).unwrap_or_default();
        let early_enough = Day::new(2020, 2, 26).map(Day::start).unwrap_or_default();
        let mut lingering = 0;
        for (order, story) in orders.iter().zip(&mut stories) {
            let may_linger = story.channel == Channel::Hotline12345
                && order.matter.urgency == Urgency::Normal
                && (late_enough..early_enough).contains(&order.accepted);
            if may_linger && lingering < LINGERING && self.random.random_bool(0.3) {
                *story = self.story(order, Pace { factor: 1.0, lingers: true });
                lingering += 1;
            }
        }
        self.close_all_but(OPEN_AT_END, &orders, &mut stories);
        stories
    }

    fn close_all_but(&mut self, open: usize, orders: &[Order<'a>], stories: &mut [Story]) {
        let mut latest: Vec<usize> = (0..stories.len()).collect();
        latest.sort_by_key(|place| std::cmp::Reverse(stories[*place].ends_at()));
        let of_12345 = |place: &usize| stories[*place].channel == Channel::Hotline12345;
        let stay_open: Vec<usize> = latest.iter().copied().filter(of_12345).take(open).collect();
        for place in 0..stories.len() {
            let town = stories[place].channel == Channel::TownHotline;
            // Of the town's own hotline all were answered; some are yet to be rung back.
            let done_at = |story: &Story| if town { story.passes_at() } else { story.ends_at() };
            if stay_open.contains(&place) {
                self.cut_short(&mut stories[place]);
                continue;
            }
            let mut factor = 1.0;
            while done_at(&stories[place]) >= self.cutoff {
                factor *= 0.6;
                stories[place] = self.story(&orders[place], Pace { factor, lingers: false });
            }
        }
    }

    /// Leaves an order open that would be closed by the end: it stands at one of its last stations,
    /// one of the last hours at one of its first.
    fn cut_short(&mut self, story: &mut Story) {
        let accepted = story.acts.first().map(|(at, ..)| *at).unwrap_or_default();
        if accepted > self.cutoff.plus_hours(-4) {
            story.acts.truncate(self.random.random_range(1..=3));
        } else if story.ends_at() < self.cutoff {
            let steps = self.random.random_range(1..=3).min(story.acts.len() - 1);
            story.acts.truncate(story.acts.len() - steps);
        }
    }

    pub(super) fn story(&mut self, order: &Order<'a>, pace: Pace) -> Story {
        let mut writer =
            Writer { planner: self, order, pace, at: order.accepted, acts: Vec::new() };
        writer.write();
        let acts = writer.acts;
        Story { channel: order.intake.channel, acts }
    }
}

/// Writes the story of one order, act by act.
struct Writer<'w, 'a> {
    planner: &'w mut Planner<'a>,
    order: &'w Order<'a>,
    pace: Pace,
    at: Moment,
    acts: Vec<(Moment, String, Deed)>,
}

impl Writer<'_, '_> {
    fn write(&mut self) {
        self.act("jiexian", Deed::Take(Box::new(self.order.intake.clone())));
        self.dispatch();
        self.sign_and_contact();
        if self.pace.lingers {
            return;
        }
        let matter = self.order.matter;
        if let Some(bad) = &matter.send_back
            && self.lot(0.5)
        {
            self.reply(bad.text.clone());
            self.wait(10 * MINUTE, 2 * HOUR);
            self.step("shenhe", Action::SendBack { reason: bad.reason.clone() });
        }
        let text = self.reply_text();
        self.reply(text);
        self.pass();
        if let Some(rework) = matter.rework.as_ref().filter(|_| self.order.fits.rework)
            && self.lot(0.7)
        {
            self.call(Solved::No, Satisfaction::Dissatisfied, rework.words.clone());
            self.wait(2 * MINUTE, 15 * MINUTE);
            self.step("banzhang", Action::Rework { reason: rework.reason.clone() });
            self.contact();
            let text = self.reply_text();
            self.reply(text);
            self.pass();
        }
        self.call_back_and_close();
    }

    fn act(&mut self, by: &str, deed: Deed) {
        self.acts.push((self.at, by.to_owned(), deed));
    }

    fn step(&mut self, by: &str, action: Action) {
        self.act(by, Deed::Step(Box::new(action)));
    }

    fn lot(&mut self, chance: f64) -> bool {
        self.planner.random.random_bool(chance)
    }

    /// Lets time pass: between two spans, quicker or slower by the pace.
    fn wait(&mut self, least: i64, most: i64) {
        let span = self.planner.random.random_range(least..most) as f64 * self.pace.factor;
        let ms = (span as i64).max(20_000);
        self.at = Moment((self.at.0 + ms) / 1000 * 1000);
    }

    /// Puts what is not urgent off to the next hours in which people work.
    fn in_hours(&mut self, from: u32, until: u32) {
        if self.order.intake.urgency != Urgency::Normal || self.pace.factor < 0.3 {
            return;
        }
        if self.by_day(from, until) {
            self.wait(MINUTE, 40 * MINUTE);
        }
    }

    /// Puts off what nobody does by night, however urgent the order is; whether it had to be.
    fn by_day(&mut self, from: u32, until: u32) -> bool {
        let hour = self.at.hour();
        let is_night = !(from..until).contains(&hour);
        if is_night {
            let day = if hour < from { self.at.day() } else { self.at.day().plus(1) };
            self.at = day.start().plus_hours(i64::from(from)).plus_ms(self.at.0 % (20 * MINUTE));
        }
        is_night
    }

    fn lead(&self) -> UnitSlug {
        self.unit(&self.order.matter.lead)
    }

    /// A unit by its slug; `village` is the one that the place lies in.
    fn unit(&self, slug: &str) -> UnitSlug {
        if slug == "village" { self.order.place.unit.clone() } else { UnitSlug(slug.to_owned()) }
    }

    fn dispatch(&mut self) {
        let urgent = self.order.intake.urgency != Urgency::Normal;
        self.wait(2 * MINUTE, if urgent { 8 * MINUTE } else { 45 * MINUTE });
        self.step("shenhe", Action::Approve(Changes::default()));
        self.wait(MINUTE, if urgent { 5 * MINUTE } else { 25 * MINUTE });
        let lead = self.lead();
        let asked = self.order.matter.assists.iter().zip(&self.order.matter.asks);
        let asked = asked.map(|(unit, ask)| Assist { unit: self.unit(unit), ask: ask.clone() });
        let assists = asked.filter(|assist| assist.unit != lead).collect();
        let note = self.lot(0.3).then(|| self.phrase(|content| &content.phrases.dispatch_notes));
        self.step("shenhe", Action::Dispatch { lead, assists, note });
    }

    fn sign_and_contact(&mut self) {
        let urgent = self.order.intake.urgency != Urgency::Normal;
        match (urgent, self.lot(0.05)) {
            (true, false) => self.wait(3 * MINUTE, 40 * MINUTE),
            (true, true) => self.wait(70 * MINUTE, 3 * HOUR),
            (false, false) => self.wait(10 * MINUTE, 6 * HOUR),
            (false, true) => self.wait(30 * HOUR, 60 * HOUR),
        }
        self.in_hours(8, 20);
        let lead = self.lead();
        self.step(&lead.0, Action::Sign {});
        self.contact();
    }

    /// 先行联系: now and then nobody answers at first, and now and then nobody rings at all.
    fn contact(&mut self) {
        let reachable = self.order.intake.caller.phone.is_some();
        if !reachable || self.lot(0.06) {
            return;
        }
        let lead = self.lead();
        self.wait(5 * MINUTE, 3 * HOUR);
        self.in_hours(8, 21);
        if !self.order.intake.caller.confidential {
            self.act(&lead.0, Deed::Reveal);
        }
        if self.lot(0.12) {
            self.wait(MINUTE, 3 * MINUTE);
            let note = Some(self.phrase(|content| &content.phrases.contact_no_answer));
            self.step(&lead.0, Action::Contact { outcome: ContactOutcome::NoAnswer, note });
            self.wait(40 * MINUTE, 4 * HOUR);
            self.in_hours(8, 21);
        }
        self.wait(2 * MINUTE, 9 * MINUTE);
        let note = self.lot(0.5).then(|| self.phrase(|content| &content.phrases.contact_reached));
        self.step(&lead.0, Action::Contact { outcome: ContactOutcome::Reached, note });
    }

    fn reply_text(&mut self) -> String {
        let Order { matter, fits, place, .. } = self.order;
        let text = pick_at(&matter.replies, &fits.replies, &mut self.planner.random);
        self.planner.content.filled(text, place)
    }

    fn phrase(&mut self, of: fn(&Content) -> &[String]) -> String {
        let texts = of(self.planner.content);
        pick(texts, &mut self.planner.random).to_owned()
    }

    fn reply(&mut self, text: String) {
        use Nature::{Consult, Praise, Suggestion};
        let late = self.lot(0.05);
        let quick = matches!(self.order.intake.nature, Consult | Suggestion | Praise);
        match (self.order.intake.urgency, quick, late) {
            (Urgency::Normal, true, false) => self.wait(HOUR, 9 * HOUR),
            (Urgency::Normal, true, true) => self.wait(40 * HOUR, 70 * HOUR),
            (Urgency::Normal, false, false) => self.wait(4 * HOUR, 80 * HOUR),
            (Urgency::Normal, false, true) => self.wait(180 * HOUR, 260 * HOUR),
            (_, _, false) => self.wait(HOUR, 14 * HOUR),
            (_, _, true) => self.wait(26 * HOUR, 40 * HOUR),
        }
        self.in_hours(8, 19);
        self.by_day(6, 23);
        let matter = self.order.matter;
        let method = match (self.order.intake.caller.phone.is_some(), self.lot(0.25)) {
            (false, _) => ReplyMethod::None,
            (true, true) => ReplyMethod::Visit,
            (true, false) => ReplyMethod::Phone,
        };
        let lead = self.lead();
        let (facts, demand, outcome) = (matter.facts, matter.demand, matter.outcome);
        let photos = Vec::new();
        self.step(&lead.0, Action::Reply(Reply { facts, demand, outcome, text, method, photos }));
    }

    fn pass(&mut self) {
        self.wait(10 * MINUTE, 4 * HOUR);
        self.in_hours(8, 20);
        self.step("shenhe", Action::Pass {});
    }

    fn call(&mut self, solved: Solved, satisfaction: Satisfaction, words: String) {
        self.wait(30 * MINUTE, 20 * HOUR);
        self.in_hours(9, 20);
        self.by_day(8, 21);
        let said = (Some(solved), Some(satisfaction), Some(words));
        let call = CallBack {
            reached: true,
            give_up: false,
            solved: said.0,
            satisfaction: said.1,
            words: said.2,
        };
        self.step("huifang", Action::CallBack(call));
    }

    fn call_back_and_close(&mut self) {
        let reachable = self.order.intake.caller.phone.is_some();
        let attempts =
            if reachable && self.lot(0.1) { self.planner.random.random_range(1..=3) } else { 0 };
        for _ in 0..attempts {
            self.wait(HOUR, 6 * HOUR);
            self.in_hours(9, 20);
            self.by_day(8, 21);
            self.step("huifang", Action::CallBack(CallBack::default()));
        }
        if !reachable || attempts == 3 {
            self.wait(HOUR, 6 * HOUR);
            self.in_hours(9, 20);
            self.by_day(8, 21);
            self.step(
                "huifang",
                Action::CallBack(CallBack { give_up: true, ..CallBack::default() }),
            );
        } else {
            let (solved, satisfaction, words) = self.verdict();
            self.call(solved, satisfaction, words);
        }
        self.wait(3 * MINUTE, 2 * HOUR);
        self.step("huifang", Action::Close {});
    }

    /// What the caller says at the end; whose matter is unsolved is not pleased.
    fn verdict(&mut self) -> (Solved, Satisfaction, String) {
        let unsolved = self.order.matter.outcome == Outcome::Unsolved;
        let draw = self.planner.random.random_range(if unsolved { 80..100 } else { 0..100 });
        let Order { matter, fits, .. } = self.order;
        let own = pick_at(&matter.words, &fits.words, &mut self.planner.random).to_owned();
        match draw {
            0..72 => (Solved::Yes, Satisfaction::Satisfied, own),
            72..89 if !unsolved => (Solved::Yes, Satisfaction::Mostly, own),
            ..96 if unsolved => (Solved::Partly, Satisfaction::Neutral, own),
            ..96 => {
                let words = self.phrase(|content| &content.phrases.words_neutral);
                (Solved::Partly, Satisfaction::Neutral, words)
            }
            _ => {
                let words = self.phrase(|content| &content.phrases.words_dissatisfied);
                (Solved::No, Satisfaction::Dissatisfied, words)
            }
        }
    }
}
