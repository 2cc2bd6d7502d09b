//! The vocabulary of these tests: a desk, its people, and stories that go on by full evidence.

use std::collections::BTreeMap;

use domain::{
    calendar,
    deadline::Policy,
    id::{PersonId, Seq, TicketId},
    people::{Person, Role, Unit, UnitKind, UnitSlug},
    rules::{Desk, Words},
    ticket::{
        Action, Assist, CategoryCode, Channel, Entry, Nature, State, Ticket, TopicSlug, Urgency,
        Verb,
        action::{
            Amendment, CallBack, Changes, ContactOutcome, DeclineReason, Demand, Finding, Outcome,
            Reply, ReplyMethod, Satisfaction, Solved,
        },
        apply::{apply, begin},
        category::Category,
        entry::Decision,
        intake::{CallerGiven, Intake, take},
        step::{Refusal, may_give_up, step},
        topic::Topic,
        workflow::offered,
    },
    time::{Day, Moment},
};
use proptest::{prelude::*, sample::Index};

/// The callers of these tests; neither the names nor the numbers occur anywhere else in them.
pub const CALLERS: [(&str, &str); 2] = [("欧阳翠", "13917654321"), ("诸葛岚", "021-67338899")];
/// Digits that would betray a caller, however the number is written.
pub const BETRAYALS: [&str; 4] = ["欧阳", "诸葛", "7654321", "7338899"];

pub const UNITS: [&str; 4] = ["wanan", "daru", "gongyeyuan", "xinjing"];
pub const TOPICS: [&str; 2] = ["epidemic", "resumption"];
pub const CATEGORIES: [u32; 2] = [10_203, 20_101];

/// `2020-02-10 09:00`, on the desk's clock.
pub fn at(text: &str) -> Moment {
    let (day, time) = text.split_once(' ').expect("a day and a time");
    Moment::parse(&format!("{day}T{time}:00+08:00")).expect("a moment")
}

pub fn unit(slug: &str) -> UnitSlug {
    UnitSlug::parse(slug).expect("a slug")
}

pub fn desk() -> Desk {
    let units = UNITS.map(|slug| Unit {
        slug: unit(slug),
        name: slug.to_owned(),
        kind: UnitKind::Village,
        phone: None,
        pinyin: String::new(),
    });
    let topics = TOPICS.map(|slug| Topic {
        slug: TopicSlug(slug.to_owned()),
        name: slug.to_owned(),
        valid_from: None,
        valid_until: None,
    });
    let categories = CATEGORIES.map(|code| Category {
        code: CategoryCode(code),
        name: code.to_string(),
        valid_from: Day::new(2019, 1, 1).expect("a day"),
        valid_until: None,
    });
    Desk {
        words: Words {
            units: BTreeMap::from(units.map(|unit| (unit.slug.clone(), unit))),
            topics: BTreeMap::from(topics.map(|topic| (topic.slug.clone(), topic))),
            categories: BTreeMap::from(categories.map(|category| (category.code, category))),
        },
        policies: vec![Policy::shipped()],
        decrees: calendar::shipped(),
    }
}

pub fn person(roles: &[Role], of: Option<&str>) -> Person {
    Person {
        id: PersonId(7),
        name: "someone".to_owned(),
        display: "某人".to_owned(),
        roles: roles.to_vec(),
        unit: of.map(unit),
    }
}

/// Somebody of every role, liaisons and partners of every unit, and some who are several things.
pub fn cast() -> Vec<Person> {
    let alone = Role::ALL.iter().map(|role| person(&[*role], None));
    let of_units = UNITS.iter().flat_map(|slug| {
        [
            person(&[Role::Liaison], Some(slug)),
            person(&[Role::Partner], Some(slug)),
            person(&[Role::Liaison, Role::Auditor], Some(slug)),
            person(&[Role::Reviewer, Role::Liaison], Some(slug)),
        ]
    });
    alone.chain(of_units).collect()
}

/// A person who may do everything that is done on the main line, as a liaison of `wanan`.
pub fn everybody() -> Person {
    person(Role::ALL, Some("wanan"))
}

pub fn intake() -> Intake {
    let (name, phone) = CALLERS[0];
    Intake {
        channel: Channel::Hotline12345,
        nature: Nature::Help,
        urgency: Urgency::Normal,
        topics: vec![TopicSlug(TOPICS[0].to_owned())],
        category: None,
        upstream_number: None,
        upstream_due_at: None,
        caller: CallerGiven {
            name: Some(name.to_owned()),
            phone: Some(phone.to_owned()),
            anonymous: false,
            confidential: false,
        },
        address: "公园路246弄17号二楼".to_owned(),
        content: "二楼水管爆裂，积水严重。".to_owned(),
        title: None,
        seconds_to_accept: None,
    }
}

/// An order with all that was written about it, and how it stood after each entry.
pub struct Story {
    pub desk: Desk,
    pub entries: Vec<Entry>,
    pub stood: Vec<Ticket>,
    pub now: Moment,
}

impl Story {
    pub fn begin(intake: Intake, now: Moment) -> Self {
        let desk = desk();
        let operator = person(&[Role::Operator], None);
        let decision = take(intake, &operator, now, &desk).expect("a complete intake");
        let mut story = Self { desk, entries: Vec::new(), stood: Vec::new(), now };
        story.write(decision);
        story
    }

    pub fn ticket(&self) -> &Ticket {
        self.stood.last().expect("a story has begun")
    }

    pub fn waits(&mut self, minutes: i64) -> &mut Self {
        self.now = self.now.plus_minutes(minutes);
        self
    }

    pub fn tries(
        &self,
        person: &Person,
        action: Action,
        happened_at: Option<Moment>,
    ) -> Result<Decision, Refusal> {
        step(self.ticket(), person, action, happened_at, self.now, &self.desk)
    }

    pub fn takes(&mut self, person: &Person, action: Action) -> &mut Self {
        let decision = self.tries(person, action, None).expect("a legal step");
        self.write(decision);
        self
    }

    /// What the door does: gives the entry its place and carries it out.
    pub fn write(&mut self, decision: Decision) {
        let place = self.entries.len() as i64;
        let entry = Entry {
            ticket_id: TicketId(5),
            version: place + 1,
            // Other orders have their entries in between.
            seq: Seq(100 + 3 * place),
            happened_at: decision.happened_at,
            recorded_at: self.now,
            by: decision.by,
            action: decision.action,
            dues: decision.dues,
        };
        let ticket = match self.stood.last() {
            None => begin(&entry),
            Some(ticket) => apply(ticket.clone(), &entry),
        };
        self.stood.push(ticket.expect("a decision can be carried out"));
        self.entries.push(entry);
    }

    /// Goes the main line until the order stands in `state`.
    pub fn until(state: State) -> Self {
        let mut story = Self::begin(intake(), at("2020-02-10 09:00"));
        let evidence = Evidence::plain();
        let everybody = everybody();
        for verb in way_to(state) {
            let action = evidence.action(*verb, story.ticket(), &story.desk, story.now);
            story.waits(10).takes(&everybody, action);
        }
        assert_eq!(story.ticket().state, state);
        story
    }
}

/// The shortest way from the intake to a state.
fn way_to(state: State) -> &'static [Verb] {
    use Verb::{
        Answer, Approve, CallBack, Close, Decline, Dispatch, Merge, Pass, Reply, ReturnToIntake,
        Sign, Transfer,
    };
    const LINE: &[Verb] = &[Approve, Dispatch, Sign, Reply, Pass, CallBack, Close];
    match state {
        State::Draft => &[ReturnToIntake],
        State::ToReview => &[],
        State::ToDispatch => &LINE[..1],
        State::ToSign => &LINE[..2],
        State::Handling => &LINE[..3],
        State::ToCheck => &LINE[..4],
        State::ToCallBack => &LINE[..5],
        State::ToClose => &LINE[..6],
        State::Closed => LINE,
        State::Answered => &[Answer],
        State::Declined => &[Decline],
        State::Transferred => &[Transfer],
        State::Merged => &[Merge],
    }
}

/// All that any step could ask for; [`Evidence::action`] takes from it what one verb needs.
#[derive(Debug, Clone)]
pub struct Evidence {
    pub words: String,
    pub changes: Changes,
    pub lead: &'static str,
    pub assists: Vec<&'static str>,
    pub contact: ContactOutcome,
    pub reply: Reply,
    pub reached: bool,
    pub said: (Solved, Satisfaction),
    pub reason: DeclineReason,
    pub flag: bool,
}

impl Evidence {
    /// Evidence that goes straight on: the unit `wanan` leads and the caller is reached.
    pub fn plain() -> Self {
        Self {
            words: "已经办妥".to_owned(),
            changes: Changes { title: Some("水管爆裂".to_owned()), ..Changes::default() },
            lead: UNITS[0],
            assists: vec![UNITS[3]],
            contact: ContactOutcome::Reached,
            reply: Reply {
                facts: Finding::True,
                demand: Demand::Reasonable,
                outcome: Outcome::Solved,
                text: "已经修好".to_owned(),
                method: ReplyMethod::Phone,
                photos: Vec::new(),
            },
            reached: true,
            said: (Solved::Yes, Satisfaction::Satisfied),
            reason: DeclineReason::OutOfScope,
            flag: false,
        }
    }

    /// An action of this kind with everything that it must carry for the order as it stands.
    pub fn action(&self, verb: Verb, ticket: &Ticket, desk: &Desk, now: Moment) -> Action {
        let (words, note) = (|| self.words.clone(), Some(self.words.clone()));
        match verb {
            Verb::Create => unreachable!("an order is taken in, not stepped into"),
            Verb::Reveal => Action::Reveal {},
            Verb::Accept => Action::Accept(self.changes.clone()),
            Verb::Answer => Action::Answer { text: words() },
            Verb::Approve => Action::Approve(self.changes.clone()),
            Verb::ReturnToIntake => Action::ReturnToIntake { missing: words() },
            Verb::Decline => Action::Decline { reason: self.reason, text: words() },
            Verb::Transfer => Action::Transfer { to: "区城管".to_owned(), text: words() },
            Verb::Merge => Action::Merge { into: TicketId(4) },
            Verb::Dispatch => self.dispatch(note),
            Verb::Sign => Action::Sign {},
            Verb::Contact => Action::Contact { outcome: self.contact, note },
            Verb::Reply => Action::Reply(self.reply.clone()),
            Verb::SendBack => Action::SendBack { reason: words() },
            Verb::Pass => Action::Pass {},
            Verb::CallBack => self.call_back(may_give_up(ticket, now, desk)),
            Verb::Rework => Action::Rework { reason: words() },
            Verb::Close => Action::Close {},
            Verb::Reopen => Action::Reopen { reason: words() },
            Verb::Amend => Action::Amend(Amendment { changes: self.changed(), reason: words() }),
            Verb::Note => Action::Note { text: words(), centre_only: self.flag },
            Verb::TakeBack => Action::TakeBack {},
        }
    }

    fn dispatch(&self, note: Option<String>) -> Action {
        let others = self.assists.iter().filter(|slug| **slug != self.lead);
        let assists = others.map(|slug| Assist { unit: unit(slug), ask: self.words.clone() });
        Action::Dispatch { lead: unit(self.lead), assists: assists.collect(), note }
    }

    fn call_back(&self, may_give_up: bool) -> Action {
        let (solved, satisfaction) = self.said;
        Action::CallBack(CallBack {
            reached: self.reached,
            give_up: !self.reached && self.flag && may_give_up,
            solved: self.reached.then_some(solved),
            satisfaction: self.reached.then_some(satisfaction),
            words: Some(self.words.clone()),
        })
    }

    /// An amendment must change something.
    fn changed(&self) -> Changes {
        let mut changes = self.changes.clone();
        changes.address.get_or_insert_with(|| "罗星路5号".to_owned());
        changes
    }
}

fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(all)
}

/// Words as people write them: never blank, newline and tab among them.
pub fn words() -> impl Strategy<Value = String> {
    "[一-龟a-z。，！ \n\t]{0,20}[一-龟]"
}

fn changes() -> impl Strategy<Value = Changes> {
    let topics = proptest::sample::subsequence(&TOPICS[..], 0..=TOPICS.len());
    (
        proptest::option::of(one_of(Nature::ALL)),
        proptest::option::of(one_of(Urgency::ALL)),
        proptest::option::of(topics),
        proptest::option::of(one_of(&CATEGORIES)),
        proptest::option::of(words()),
        proptest::option::of(words()),
        proptest::option::weighted(0.2, (any::<bool>(), any::<bool>())),
    )
        .prop_map(|(nature, urgency, topics, category, title, content, caller)| Changes {
            nature,
            urgency,
            topics: topics
                .map(|slugs| slugs.into_iter().map(|slug| TopicSlug(slug.to_owned())).collect()),
            category: category.map(CategoryCode),
            title,
            content,
            caller: caller.map(|(confidential, anonymous)| CallerGiven {
                name: Some(CALLERS[1].0.to_owned()),
                phone: (!anonymous).then(|| CALLERS[1].1.to_owned()),
                anonymous,
                confidential,
            }),
            ..Changes::default()
        })
}

fn reply() -> impl Strategy<Value = Reply> {
    (
        one_of(Finding::ALL),
        one_of(Demand::ALL),
        one_of(Outcome::ALL),
        words(),
        one_of(ReplyMethod::ALL),
    )
        .prop_map(|(facts, demand, outcome, text, method)| Reply {
            facts,
            demand,
            outcome,
            text,
            method,
            photos: Vec::new(),
        })
}

pub fn evidence() -> impl Strategy<Value = Evidence> {
    (
        (words(), changes(), one_of(&UNITS)),
        proptest::sample::subsequence(&UNITS[..], 0..=UNITS.len()),
        (one_of(ContactOutcome::ALL), reply(), any::<bool>()),
        (one_of(Solved::ALL), one_of(Satisfaction::ALL)),
        (one_of(DeclineReason::ALL), any::<bool>()),
    )
        .prop_map(
            |((words, changes, lead), assists, (contact, reply, reached), said, (reason, flag))| {
                Evidence {
                    words,
                    changes,
                    lead,
                    assists,
                    contact,
                    reply,
                    reached,
                    said,
                    reason,
                    flag,
                }
            },
        )
}

/// One move of a random story: after a while, one of those who may does one of the things offered.
#[derive(Debug, Clone)]
pub struct Move {
    wait: i64,
    /// Whether it may be something beside the main line.
    strays: bool,
    what: Index,
    who: Index,
    evidence: Evidence,
}

fn a_move() -> impl Strategy<Value = Move> {
    let wait = prop_oneof![2 => 0..3 * 24 * 60_i64, 1 => Just(0)];
    (wait, proptest::bool::weighted(0.4), any::<Index>(), any::<Index>(), evidence())
        .prop_map(|(wait, strays, what, who, evidence)| Move { wait, strays, what, who, evidence })
}

pub fn moves() -> impl Strategy<Value = Vec<Move>> {
    proptest::collection::vec(a_move(), 0..30)
}

/// The story that these moves make, each of them legal.
pub fn told(moves: &[Move]) -> Story {
    const ONWARDS: &[Verb] = &[
        Verb::Accept,
        Verb::Approve,
        Verb::Dispatch,
        Verb::Sign,
        Verb::Reply,
        Verb::Pass,
        Verb::CallBack,
        Verb::Close,
        Verb::Reopen,
    ];
    let cast = cast();
    let mut story = Story::begin(intake(), at("2020-01-22 16:40"));
    for next in moves {
        story.waits(next.wait);
        let ticket = story.ticket();
        let on_offer =
            |verb: &Verb| cast.iter().any(|who| offered(ticket, who, story.now).contains(verb));
        let onwards = ONWARDS.iter().copied().filter(|verb| !next.strays && on_offer(verb));
        let mut verbs: Vec<Verb> = onwards.collect();
        if verbs.is_empty() {
            verbs = Verb::ALL.iter().copied().filter(on_offer).collect();
        }
        let verb = *next.what.get(&verbs);
        let able: Vec<&Person> =
            cast.iter().filter(|who| offered(ticket, who, story.now).contains(&verb)).collect();
        let action = next.evidence.action(verb, ticket, &story.desk, story.now);
        story.takes(next.who.get::<&Person>(&able), action);
    }
    story
}
