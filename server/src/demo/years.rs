//! A desk of years, for measuring: as many orders as are asked for, at the pace of a busy centre up to a
//! given moment. The same seed gives the same history.
//!
//! Every step is decided and carried out by the domain as in life; only the writing is done in long
//! stretches that do not wait for the disk, and each order is written once, when the last of it has
//! happened. What a desk need not keep for ever (old keys, old lines of the log) is left out, as if it had
//! been cleared away.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap, VecDeque},
};

use anyhow::{Context, anyhow, bail};
use domain::{
    api::{Card, Was},
    id::{Seq, TicketId},
    people::Person,
    rules::Desk as Rules,
    ticket::{
        Action, Channel, Entry, Nature, Ticket, TicketNumber,
        action::DeclineReason,
        apply::{apply, begin},
        entry::{Actor, Decision},
        intake::{Caller, Intake, take},
        step::step,
    },
    time::{Day, Moment},
};
use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use tokio::sync::mpsc;

use super::{
    content::{self, Content, Place, pick_at},
    plan::{Order, Pace, Planner, seconds_of},
    play::Deed,
};
use crate::{
    search,
    store::{
        Store,
        batch::{History, KeyUse, Lived, Trace},
        rows::{RoundRow, TicketRow},
    },
};

const SEED: u64 = 12_345;
/// Orders that are taken on one day.
const A_DAY: usize = 1000;
/// Lines of the log are there for the last days, keys for as long as a desk keeps them.
const LOG_DAYS: i64 = 17;
const KEY_DAYS: i64 = 90;
/// Orders of the last days may be left lying by their units.
const LINGERING_DAYS: i64 = 60;
/// Entries of one stretch.
const STRETCH: usize = 16_384;
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Fills a furnished desk without orders with `orders` of them, the last taken before `until`.
pub async fn act(store: &Store, orders: usize, until: Moment) -> anyhow::Result<()> {
    let (rules, people) = (store.desk().await?, store.people().await?);
    let mut writer = store.order_writer()?.of_history()?;
    // While one stretch is written the next is made up.
    let (sender, mut made) = mpsc::channel(2);
    let making = tokio::task::spawn_blocking(move || {
        let content = content::content()?;
        let people = people.iter().map(|person| (person.name.as_str(), person)).collect();
        let mut years = Years::before(until, &content, &rules, people, sender);
        years.live(orders)
    });
    let writing = tokio::task::spawn_blocking(move || {
        while let Some(history) = made.blocking_recv() {
            writer.write(&history.rows()?)?;
        }
        writer.end_history()
    });
    // Where the writing fails, nobody takes what is made any more.
    writing.await??;
    making.await??;
    Ok(store.settle().await?)
}

/// What callers would ring about today, for desks that take orders as they are measured.
pub fn intakes(count: usize) -> anyhow::Result<Vec<Intake>> {
    let (content, rules) = (content::content()?, Rules::default());
    let (sender, _) = mpsc::channel(1);
    let noon = Moment::parse("2026-03-02T12:00:00+08:00").context("a moment")?;
    let mut years = Years::before(noon, &content, &rules, HashMap::new(), sender);
    let mut intake = || Ok(years.order(noon.plus_hours(-4), noon)?.intake);
    (0..count).map(|_| intake()).collect()
}

/// An order under way: what is still to happen to it, and what has.
struct Life {
    acts: VecDeque<(Moment, String, Deed)>,
    ticket: Option<Ticket>,
    caller: Option<Caller>,
    lived: Vec<Lived>,
}

struct Years<'a> {
    until: Moment,
    content: &'a Content,
    planner: Planner<'a>,
    rules: &'a Rules,
    people: HashMap<&'a str, &'a Person>,
    lives: HashMap<usize, Life>,
    /// What comes next in each life.
    next: BinaryHeap<Reverse<(Moment, usize)>>,
    planned: usize,
    seq: i64,
    last_id: i64,
    number: (Option<Day>, u32),
    /// An order that is being handled, into which another may be merged.
    handled: Option<TicketId>,
    made: History,
    sender: mpsc::Sender<History>,
}

impl<'a> Years<'a> {
    fn before(
        until: Moment,
        content: &'a Content,
        rules: &'a Rules,
        people: HashMap<&'a str, &'a Person>,
        sender: mpsc::Sender<History>,
    ) -> Self {
        Self {
            until,
            content,
            planner: Planner::new(content, SEED, until),
            rules,
            people,
            lives: HashMap::new(),
            next: BinaryHeap::new(),
            planned: 0,
            seq: 0,
            last_id: 0,
            number: (None, 0),
            handled: None,
            made: History::default(),
            sender,
        }
    }

    fn live(&mut self, orders: usize) -> anyhow::Result<()> {
        let today = self.until.day();
        // As much of today's as would have come by now; the first day takes what is left over.
        let passed = self.until.since(today.start()) as f64 / DAY as f64;
        let of_today = orders.min((A_DAY as f64 * passed) as usize);
        let before = orders - of_today;
        for ago in (1..=before.div_ceil(A_DAY)).rev() {
            let day = today.plus(-(ago as i64));
            let count = (before - (ago - 1) * A_DAY).min(A_DAY);
            self.live_through(day.start(), day.end(), count)?;
        }
        self.live_through(today.start(), self.until, of_today)?;
        let mut open: Vec<usize> = self.lives.keys().copied().collect();
        open.sort_unstable();
        for order in open {
            self.end(order);
        }
        self.hand_over()
    }

    /// Takes this many orders, and lets happen what happens meanwhile.
    fn live_through(&mut self, from: Moment, until: Moment, orders: usize) -> anyhow::Result<()> {
        for _ in 0..orders {
            self.plan(from, until)?;
        }
        self.pass_until(until)
    }

    /// Makes up an order and its story.
    fn plan(&mut self, from: Moment, until: Moment) -> anyhow::Result<()> {
        let order = self.order(from, until)?;
        let story = match self.planner.random.random_range(0..1000) {
            0..400 => answered(&order, &mut self.planner),
            400..420 => turned_away(&order, &mut self.planner, self.handled),
            _ => self.worked_through(&order),
        };
        let at = order.accepted;
        self.lives.insert(
            self.planned,
            Life { acts: story.into(), ticket: None, caller: None, lived: Vec::new() },
        );
        self.next.push(Reverse((at, self.planned)));
        self.planned += 1;
        Ok(())
    }

    fn worked_through(&mut self, order: &Order<'a>) -> Vec<(Moment, String, Deed)> {
        let is_late = order.accepted > self.until.plus_hours(-24 * LINGERING_DAYS);
        let lingers = is_late && self.planner.random.random_bool(0.15);
        self.planner.story(order, Pace { factor: 1.0, lingers }).acts
    }

    fn order(&mut self, from: Moment, until: Moment) -> anyhow::Result<Order<'a>> {
        let accepted = self.planner.call_time(from, until);
        let random = &mut self.planner.random;
        // Three in four are about what a town rings about in any year.
        let of_that_winter = random.random_bool(0.25);
        let matters = &self.content.matters;
        let matter = loop {
            let matter = matters.choose(random).context("the demo has matters")?;
            if matter.topics.is_empty() != of_that_winter {
                break matter;
            }
        };
        let variant = random.random_range(0..matter.contents.len());
        let channel = channel(random);
        let place = self.planner.place(matter)?;
        let spoken = self.planner.spoken(&matter.contents[variant], place, accepted);
        let random = &mut self.planner.random;
        let content = with_details(spoken, self.content, random);
        let intake = Intake {
            channel,
            nature: matter.nature,
            urgency: matter.urgency,
            topics: matter.topics.clone(),
            category: Some(matter.category),
            upstream_number: None,
            upstream_due_at: None,
            caller: self.content.caller(random),
            address: renumbered(place, random),
            seconds_to_accept: Some(seconds_of(&content, accepted)),
            title: Some(self.content.filled(&matter.title, place)),
            content,
        };
        let upstream_number = self.planner.upstream_number(channel, accepted);
        let intake = Intake { upstream_number, ..intake };
        Ok(Order { matter, fits: &matter.fits[variant], place, intake, accepted })
    }

    /// Lets everything happen that happens before `until`.
    fn pass_until(&mut self, until: Moment) -> anyhow::Result<()> {
        while let Some(Reverse((at, order))) = self.next.pop() {
            if at >= until {
                self.next.push(Reverse((at, order)));
                return Ok(());
            }
            self.act(order)?;
            if self.made.entries.len() >= STRETCH {
                self.hand_over()?;
            }
        }
        Ok(())
    }

    fn act(&mut self, order: usize) -> anyhow::Result<()> {
        let mut life = self.lives.remove(&order).context("an order under way")?;
        let (at, by, deed) = life.acts.pop_front().context("an act to come")?;
        let person = *self.people.get(by.as_str()).with_context(|| format!("no account {by}"))?;
        let decision = decide(deed, person, at, life.ticket.as_ref(), self.rules)
            .map_err(|error| anyhow!("{by} at {at}: {error}"))?;
        self.carry_out(&mut life, decision, at)?;
        match life.acts.front() {
            Some((at, ..)) => self.next.push(Reverse((*at, order))),
            None => life.acts.shrink_to_fit(),
        }
        let ended = life.ticket.as_ref().is_some_and(|ticket| !ticket.state.is_open());
        self.lives.insert(order, life);
        if ended {
            self.end(order);
        }
        Ok(())
    }

    /// What the door would do: gives the decision its place in the history.
    fn carry_out(&mut self, life: &mut Life, decision: Decision, at: Moment) -> anyhow::Result<()> {
        self.seq += 1;
        let before = life.ticket.take();
        life.caller = decision.caller.or(life.caller.take());
        let mut entry = Entry {
            ticket_id: TicketId(0),
            version: 1,
            seq: Seq(self.seq),
            happened_at: decision.happened_at,
            recorded_at: at,
            by: decision.by,
            action: decision.action,
            dues: decision.dues,
        };
        let was = before.as_ref().map(|before| Was {
            state: before.state,
            lead: before.lead.clone(),
            round: before.round().n,
        });
        let ticket = if let Some(before) = before {
            (entry.ticket_id, entry.version) = (before.id, before.version + 1);
            apply(before, &entry)?
        } else {
            self.last_id += 1;
            entry.ticket_id = TicketId(self.last_id);
            if let Action::Create { number, .. } = &mut entry.action {
                *number = self.next_number(at.day());
            }
            begin(&entry)?
        };
        if matches!(entry.action, Action::Sign {}) {
            self.handled = Some(ticket.id);
        }
        life.lived.push(self.lived(&ticket, entry, was));
        life.ticket = Some(ticket);
        Ok(())
    }

    fn next_number(&mut self, day: Day) -> TicketNumber {
        let n = if self.number.0 == Some(day) { self.number.1 + 1 } else { 1 };
        self.number = (Some(day), n);
        TicketNumber::new(day, n)
    }

    /// An entry with what a desk keeps of it for a while.
    fn lived(&self, ticket: &Ticket, entry: Entry, was: Option<Was>) -> Lived {
        let is_since = |days: i64| entry.recorded_at >= self.until.plus_hours(-24 * days);
        let trace = is_since(LOG_DAYS).then(|| Trace {
            card: Card::of(ticket, entry.recorded_at),
            was,
            units: ticket.units().cloned().collect(),
        });
        let key = is_since(KEY_DAYS).then(|| key(&entry));
        Lived { entry, trace, key }
    }

    /// The last of an order within this history: now it is written.
    fn end(&mut self, order: usize) {
        let Some(Life { ticket: Some(ticket), caller, lived, .. }) = self.lives.remove(&order)
        else {
            return;
        };
        let actions = lived.iter().map(|lived| &lived.entry.action);
        let made = &mut self.made;
        made.search.push(search::row(ticket.id.0, &ticket.number, &ticket.facts, actions));
        made.tickets.push(TicketRow::of(&ticket));
        made.rounds.extend(ticket.rounds.iter().map(|round| RoundRow::of(ticket.id, round)));
        made.callers.extend(caller.map(|caller| (ticket.id.0, caller)));
        made.entries.extend(lived);
    }

    fn hand_over(&mut self) -> anyhow::Result<()> {
        let made = std::mem::take(&mut self.made);
        self.sender.blocking_send(made).map_err(|_| anyhow!("the history cannot be written"))
    }
}

fn decide(
    deed: Deed,
    person: &Person,
    at: Moment,
    ticket: Option<&Ticket>,
    rules: &Rules,
) -> anyhow::Result<Decision> {
    match (deed, ticket) {
        (Deed::Take(intake), None) => {
            take(*intake, person, at, rules).map_err(|faults| anyhow!("{faults:?}"))
        }
        (Deed::Step(action), Some(ticket)) => {
            step(ticket, person, *action, None, at, rules).map_err(|refusal| anyhow!("{refusal:?}"))
        }
        (Deed::Reveal, Some(_)) => Ok(Decision {
            happened_at: at,
            by: Actor::of(person),
            action: Action::Reveal {},
            dues: Vec::new(),
            caller: None,
        }),
        _ => bail!("an order is taken first, and once"),
    }
}

/// The key of the request that made an entry; as every key it is of one person and used once.
fn key(entry: &Entry) -> KeyUse {
    let seq = entry.seq.0.unsigned_abs();
    KeyUse {
        person_id: entry.by.id.0,
        key: uuid::Uuid::from_u128(u128::from(seq)).to_string(),
        request_hash: format!("{seq:064x}"),
    }
}

/// Where calls come from.
fn channel(random: &mut StdRng) -> Channel {
    match random.random_range(0..100) {
        0..70 => Channel::Hotline12345,
        70..82 => Channel::Online12345,
        82..90 => Channel::Wechat,
        90..95 => Channel::Village,
        95..98 => Channel::Patrol,
        98 => Channel::WalkIn,
        _ => Channel::Letter,
    }
}

/// What callers add of their own.
fn with_details(spoken: String, content: &Content, random: &mut StdRng) -> String {
    let mut text = spoken;
    for _ in 0..random.random_range(0..=3) {
        let detail = content.details.choose(random).map_or("", String::as_str);
        let n = random.random_range(2..60).to_string();
        let m = random.random_range(2..12).to_string();
        text.push_str(&detail.replace("{n}", &n).replace("{m}", &m));
    }
    text
}

/// The address of a place with another house in it: its last number is drawn by lot.
fn renumbered(place: &Place, random: &mut StdRng) -> String {
    let text = &place.text;
    let is_digit = |c: char| c.is_ascii_digit();
    let Some(end) = text.rfind(is_digit).map(|last| last + 1) else { return text.clone() };
    let begin = text[..end]
        .rfind(|c: char| !is_digit(c))
        .map_or(0, |other| other + text[other..].chars().next().map_or(1, char::len_utf8));
    let number = random.random_range(1..=6) * 100 + random.random_range(1..=28);
    format!("{}{number}{}", &text[..begin], &text[end..])
}

/// 直接答复: the operator knows what to say.
fn answered(order: &Order<'_>, planner: &mut Planner<'_>) -> Vec<(Moment, String, Deed)> {
    let replies = &order.matter.replies;
    let text = pick_at(replies, &order.fits.replies, &mut planner.random).to_owned();
    let text = text.replace("{place}", &order.place.say).replace("{unit}", "村居委");
    after_taking(order, planner, "shenhe", Action::Answer { text })
}

/// 不予受理, 转出, 并案.
fn turned_away(
    order: &Order<'_>,
    planner: &mut Planner<'_>,
    handled: Option<TicketId>,
) -> Vec<(Moment, String, Deed)> {
    let (by, action) = match (planner.random.random_range(0..3), handled) {
        (0, Some(into)) => ("shenhe", Action::Merge { into }),
        (1, _) if order.matter.nature != Nature::Consult => {
            let text = "该事项已由法院受理，请依法定程序解决。".to_owned();
            ("banzhang", Action::Decline { reason: DeclineReason::InCourt, text })
        }
        _ => {
            let (to, text) = ("市级热线", "不属本镇职责，已转市级热线办理。");
            ("shenhe", Action::Transfer { to: to.to_owned(), text: text.to_owned() })
        }
    };
    after_taking(order, planner, by, action)
}

fn after_taking(
    order: &Order<'_>,
    planner: &mut Planner<'_>,
    by: &str,
    action: Action,
) -> Vec<(Moment, String, Deed)> {
    let taken = (order.accepted, "jiexian".to_owned(), Deed::Take(Box::new(order.intake.clone())));
    let wait = planner.random.random_range(MINUTE..40 * MINUTE) / 1000 * 1000;
    let then = (order.accepted.plus_ms(wait), by.to_owned(), Deed::Step(Box::new(action)));
    vec![taken, then]
}
