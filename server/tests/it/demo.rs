//! The demo: the figures of the article, counted from what was acted.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
};

use domain::{
    api::Card,
    id::TicketId,
    stats::{
        Fact, Frame,
        measures::taking_time::{Median, median},
    },
    ticket::{Action, Channel, Entry, State, Verb, apply::replay, topic::EPIDEMIC},
    time::Moment,
};
use server::{
    demo,
    setup::{self, Kind},
    store::{Store, tickets},
    verify,
};

use tokio::sync::OnceCell;

use crate::world::at;

struct Winter {
    store: Store,
    entries: Vec<Entry>,
    _data: tempfile::TempDir,
}

/// Acting a winter takes seconds: it is acted once, and each test has a copy.
async fn winter() -> Winter {
    static ACTED: OnceCell<tempfile::TempDir> = OnceCell::const_new();
    let acted = ACTED
        .get_or_init(|| async {
            let data = tempfile::tempdir().unwrap();
            let store = setup::open(data.path(), Kind::Demo).await.unwrap();
            demo::act(&store).await.unwrap();
            store.backup(&data.path().join("winter.db")).await.unwrap();
            data
        })
        .await;
    let data = tempfile::tempdir().unwrap();
    std::fs::copy(acted.path().join("winter.db"), data.path().join("xinqiao.db")).unwrap();
    for photo in files_below(&acted.path().join("photos")) {
        let copy = data.path().join(photo.strip_prefix(acted.path()).unwrap());
        std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
        std::fs::copy(photo, copy).unwrap();
    }
    over(data).await
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

async fn over(data: tempfile::TempDir) -> Winter {
    let store = Store::open(data.path()).await.unwrap();
    let mut writer = store.writer().await.unwrap();
    let entries = tickets::entries_of(&mut writer, &(1..=i64::MAX)).await.unwrap();
    Winter { store, entries, _data: data }
}

impl Winter {
    fn stories(&self) -> impl Iterator<Item = &[Entry]> {
        self.entries.chunk_by(|a, b| a.ticket_id == b.ticket_id)
    }

    fn facts(&self, as_of: Moment) -> Vec<Fact> {
        self.stories()
            .filter_map(|story| Fact::as_of(story, as_of, Moment(i64::MAX)).unwrap())
            .collect()
    }
}

#[tokio::test]
async fn the_winter_of_2020_counts_as_the_article_says() {
    let winter = winter().await;
    let end = at("2020-02-29T00:00:00");
    let facts = winter.facts(end);
    let (start, late) = (at("2020-01-26T00:00:00"), at("2020-02-17T00:00:00"));
    let n1: Vec<&Fact> = facts
        .iter()
        .filter(|fact| fact.channel == Channel::Hotline12345 && fact.accepted_at >= start)
        .collect();
    let n2 = n1.iter().filter(|fact| fact.has_topic(EPIDEMIC)).count();
    assert_eq!((n1.len(), n2, n2 * 100 / n1.len()), (365, 278, 76));
    assert_eq!(n1.iter().filter(|fact| fact.state == State::Closed).count(), 323);
    assert_eq!(n1.iter().filter(|fact| fact.state.is_open()).count(), 42);
    let n8: Vec<&&Fact> = n1.iter().filter(|fact| fact.accepted_at >= late).collect();
    let n9: Vec<&&&Fact> = n8.iter().filter(|fact| fact.has_topic(EPIDEMIC)).collect();
    let n10 = n9.iter().filter(|fact| fact.has_topic("resumption")).count();
    assert_eq!((n8.len(), n9.len(), n10, n10 * 100 / n9.len()), (102, 69, 15, 21));
    let town: Vec<&Fact> =
        facts.iter().filter(|fact| fact.channel == Channel::TownHotline).collect();
    assert_eq!(town.len(), 108);
    assert!(town.iter().all(|fact| fact.accepted_at >= at("2020-02-02T00:00:00")));
    assert!(
        town.iter().all(|fact| fact.finding.is_some() && fact.replied_at.is_some()),
        "all were answered"
    );
    assert_eq!(facts.len(), 473, "and nothing else came");
}

#[tokio::test]
async fn the_winter_reads_like_a_town_and_not_like_a_template() {
    let winter = winter().await;
    let mut contents: HashMap<String, usize> = HashMap::new();
    let (mut units, mut verbs) = (HashSet::new(), HashMap::new());
    for entry in &winter.entries {
        *verbs.entry(entry.action.verb()).or_insert(0) += 1;
        match &entry.action {
            Action::Create { taken, .. } => {
                // Numbers, places and times are what slots are filled with.
                *contents.entry(taken.facts.content.clone()).or_default() += 1;
            }
            Action::Dispatch { lead, .. } => drop(units.insert(lead.clone())),
            _ => {}
        }
    }
    assert!(contents.values().all(|times| *times <= 8), "no sentence more than eight times");
    assert!(contents.len() >= 400, "{} different texts", contents.len());
    assert!(units.len() >= 18, "{} units", units.len());
    for verb in [Verb::SendBack, Verb::Rework, Verb::Contact, Verb::CallBack] {
        assert!(verbs.get(&verb).is_some_and(|times| *times >= 5), "{verb}: {verbs:?}");
    }
    let end = Moment::parse(demo::START).unwrap();
    assert!(
        winter.entries.iter().all(|entry| entry.recorded_at < end),
        "all of it has happened by the start"
    );
    let late = winter
        .facts(end)
        .iter()
        .filter(|fact| fact.stopped_at.is_some_and(|at| at > fact.due_at))
        .count();
    assert!((5..60).contains(&late), "{late} were late");
}

#[tokio::test]
async fn taking_a_call_of_the_winter_lasts_as_long_as_it_does() {
    let end = Moment::parse(demo::START).unwrap();
    let facts = winter().await.facts(end);
    let whole = Frame { from: Moment(0), until: end, now: end };
    let Median { n, seconds } = median(&facts, &whole);
    assert_eq!(n, 473, "all were taken by hand");
    assert!(seconds.is_some_and(|seconds| (40..60).contains(&seconds)), "{seconds:?}");
}

#[tokio::test]
async fn the_five_cases_are_told_to_their_close() {
    let winter = winter().await;
    let cases = ["棋牌室", "麻将", "水管爆裂", "白菜", "返岗"];
    for word in cases {
        let told = winter.stories().filter(|story| {
            let Action::Create { taken, .. } = &story[0].action else { return false };
            taken.facts.content.contains(word) || taken.facts.title.contains(word)
        });
        assert!(
            told.map(|story| replay(story).unwrap()).any(|ticket| ticket.state == State::Closed),
            "{word}"
        );
    }
}

#[tokio::test]
async fn the_demo_is_the_same_each_time_and_holds_what_its_entries_tell() {
    let again = async {
        let data = tempfile::tempdir().unwrap();
        demo::act(&setup::open(data.path(), Kind::Demo).await.unwrap()).await.unwrap();
        over(data).await
    };
    let (one, other) = tokio::join!(winter(), again);
    assert_eq!(one.entries, other.entries);
    let report = verify::verify(&one.store, Moment::parse(demo::START).unwrap()).await.unwrap();
    assert_eq!((report.tickets, report.faults), (473, Vec::new()));
}

#[tokio::test]
async fn the_cards_of_the_database_are_those_that_the_entries_tell() {
    let winter = winter().await;
    let now = at("2020-02-20T10:00:00");
    let title = "门口写着\"停水\"\\维修中\n落款不清";
    sqlx::query("update ticket set title = ?1 where id = 7")
        .bind(title)
        .execute(&mut winter.store.writer().await.unwrap())
        .await
        .unwrap();
    let told: HashMap<TicketId, Card> = winter
        .stories()
        .map(|story| {
            let mut ticket = replay(story).unwrap();
            if ticket.id == TicketId(7) {
                ticket.facts.title = title.into();
            }
            (ticket.id, Card::of(&ticket, now))
        })
        .collect();
    let ids: Vec<TicketId> = told.keys().copied().collect();
    let cards = winter.store.cards_of(&ids, now).await.unwrap();
    assert_eq!(cards.len(), 473);
    for (_, card) in cards {
        assert_eq!(card, told[&card.id]);
    }
}

#[tokio::test]
async fn verify_finds_a_row_that_was_changed_by_hand() {
    let winter = winter().await;
    for (change, found) in [
        (
            "update ticket set state = 'closed' where id = (select id from ticket where state = 'handling' limit 1)",
            "state",
        ),
        ("update round set replied_at = replied_at - 60000 where ticket_id = 7", "replied_at"),
        (
            "update event set card = json_set(card, '$.state', 'draft') where ticket_id = 11",
            "order 11: its last event",
        ),
        ("delete from event where seq = (select seq from ticket where id = 12)", "order 12"),
        (
            "update caller set phone = null where ticket_id = (select min(id) from ticket where reachable and id > 20)",
            "its caller is kept otherwise",
        ),
        ("update request_key set version = version + 50 where ticket_id = 13", "order 13: a key"),
        ("delete from search where rowid = 14", "order 14: no words"),
        (
            "update entry set verb = 'note' where ticket_id = 15 and version = 2",
            "order 15 version 2",
        ),
        ("delete from entry where ticket_id = 9 and version = 3", "order 9"),
    ] {
        let mut writer = winter.store.writer().await.unwrap();
        sqlx::raw_sql(change).execute(&mut writer).await.unwrap();
        let report =
            verify::verify(&winter.store, Moment::parse(demo::START).unwrap()).await.unwrap();
        assert!(
            report.faults.iter().any(|fault| fault.contains(found)),
            "{found}: {:?}",
            report.faults
        );
    }
}
