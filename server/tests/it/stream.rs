//! The stream: order, resume, resync, and what each audience hears.

use std::time::Duration;

use domain::{api::Card, people::UnitSlug};
use serde_json::{Value, json, value::to_raw_value};
use server::{events::Published, router::Patience, serve::Settings};

use crate::world::{World, settings};

#[tokio::test]
async fn changes_come_in_the_order_of_the_log() {
    let world = World::new().await;
    let mut listening = world.listens("supervisor", None).await;
    let (_, place) = listening.until_heartbeat().await;
    assert_eq!(place, 0);
    world.order_in("closed", json!({})).await;
    let mut states = Vec::new();
    for seq in 1..=8 {
        let heard = listening.event().await.unwrap();
        assert_eq!(
            (heard.event.as_str(), heard.id, &heard.data["seq"]),
            ("ticket", seq, &json!(seq))
        );
        states.push((heard.data["was"]["state"].clone(), heard.data["ticket"]["state"].clone()));
    }
    assert_eq!(states[0], (Value::Null, json!("to_review")));
    assert_eq!(states[7], (json!("to_close"), json!("closed")));
}

#[tokio::test]
async fn who_comes_back_gets_exactly_what_was_missed() {
    let world = World::new().await;
    let mut first = world.listens("operator", None).await;
    first.until_heartbeat().await;
    world.takes_a_call(json!({})).await;
    let seen = first.event().await.unwrap().id;
    drop(first);
    for _ in 0..3 {
        world.takes_a_call(json!({})).await;
    }
    let mut again = world.listens("operator", Some(seen)).await;
    let (missed, place) = again.until_heartbeat().await;
    assert_eq!(missed.iter().map(|heard| heard.id).collect::<Vec<_>>(), [2, 3, 4]);
    assert_eq!(place, 4);
    world.takes_a_call(json!({})).await;
    assert_eq!(again.event().await.unwrap().id, 5, "then live, without a gap");
}

#[tokio::test]
async fn what_the_browser_remembers_counts_before_the_address() {
    let world = World::new().await;
    for _ in 0..3 {
        world.takes_a_call(json!({})).await;
    }
    let mut request = world.request("operator", "GET", "/api/events?after=0", None);
    request.headers_mut().insert("last-event-id", "2".parse().unwrap());
    let mut listening = world.hears(request).await;
    let (missed, _) = listening.until_heartbeat().await;
    assert_eq!(missed.iter().map(|heard| heard.id).collect::<Vec<_>>(), [3]);
}

#[tokio::test]
async fn nothing_falls_between_catching_up_and_listening() {
    let world = std::sync::Arc::new(World::new().await);
    for _ in 0..20 {
        world.takes_a_call(json!({})).await;
    }
    let writing = tokio::spawn({
        let world = world.clone();
        async move {
            for _ in 0..60 {
                world.takes_a_call(json!({})).await;
            }
        }
    });
    let mut heard = Vec::new();
    for after in [0, 5, 11] {
        let mut listening = world.listens("operator", Some(after)).await;
        let mut place = after;
        while place < 80 {
            let event = listening.event().await.unwrap();
            assert_eq!(event.id, place + 1, "no gap and no repetition");
            place = event.id;
        }
        heard.push(place);
    }
    writing.await.unwrap();
    assert_eq!(heard, [80, 80, 80]);
}

#[tokio::test]
async fn who_is_out_of_reach_is_told_to_read_anew() {
    let world = World::new().await;
    world.takes_a_call(json!({})).await;
    let mut beyond = world.listens("operator", Some(99)).await;
    assert_eq!(beyond.event().await.unwrap().event, "resync");
    assert_eq!(beyond.next().await, None, "and is let go");
}

#[tokio::test]
async fn who_reads_too_slowly_is_told_to_read_anew_and_nobody_else_notices() {
    let world = World::new().await;
    let mut quick = world.listens("operator", None).await;
    quick.until_heartbeat().await;
    let mut slow = world.listens("operator", None).await;
    slow.until_heartbeat().await;
    let ticket = world.takes_a_call(json!({})).await;
    let card: Card = serde_json::from_value(ticket).unwrap();
    for n in 0..2000 {
        let change = Published::new(
            domain::id::Seq(2 + n),
            &card,
            &to_raw_value(&card).unwrap(),
            None,
            Vec::new(),
            Vec::new(),
        );
        world.desk.hub.publish(&change);
        if n % 100 == 99 {
            for _ in 0..100 {
                quick.event().await.unwrap();
            }
        }
    }
    let mut last = String::new();
    while let Some(heard) = slow.event().await {
        last = heard.event;
    }
    assert_eq!(last, "resync");
    assert_eq!(quick.event().await.unwrap().event, "ticket");
}

#[tokio::test]
async fn a_quiet_listeners_place_moves_on() {
    let world = World::new().await;
    let mut daru = world.listens("daru", None).await;
    daru.until_heartbeat().await;
    world.order_in("handling", json!({})).await;
    world.desk.hub.beat();
    let (events, place) = daru.until_heartbeat().await;
    assert_eq!((events.len(), place), (0, 4), "another unit's order is silence, but time passes");
}

#[tokio::test]
async fn a_unit_hears_of_its_orders_from_their_dispatch_on() {
    let world = World::new().await;
    let mut lead = world.listens("wanan", None).await;
    let mut assisting = world.listens("xinjing", None).await;
    lead.until_heartbeat().await;
    assisting.until_heartbeat().await;
    world.order_in("handling", json!({})).await;
    for listening in [&mut lead, &mut assisting] {
        let heard = listening.event().await.unwrap();
        assert_eq!((heard.id, &heard.data["ticket"]["state"]), (3, &json!("to_sign")));
    }
    let replay = world.listens("wanan", Some(0)).await.until_heartbeat().await.0;
    assert_eq!(
        replay.iter().map(|heard| heard.id).collect::<Vec<_>>(),
        [3, 4],
        "and no more after the fact"
    );
}

#[tokio::test]
async fn a_unit_that_no_longer_sees_an_order_hears_that_it_is_gone() {
    let world = World::new().await;
    let mut daru = world.listens("daru", None).await;
    daru.until_heartbeat().await;
    let card: Card = serde_json::from_value(world.takes_a_call(json!({})).await).unwrap();
    let unit = |slug: &str| UnitSlug(slug.to_owned());
    let change = Published::new(
        domain::id::Seq(2),
        &card,
        &to_raw_value(&card).unwrap(),
        None,
        vec![unit("wanan")],
        vec![unit("daru")],
    );
    world.desk.hub.publish(&change);
    let heard = daru.event().await.unwrap();
    assert_eq!((heard.event.as_str(), heard.data), ("gone", json!({ "seq": 2, "id": card.id })));
}

#[tokio::test]
async fn whoever_comes_back_hears_no_more_of_an_order_that_went_than_that_it_did() {
    let world = World::new().await;
    let ticket = world.order_in("to_sign", json!({})).await;
    let ticket = world.does("dispatcher", &ticket, json!({ "verb": "take_back" })).await;
    let missed = async |world: &World| {
        let (heard, _) = world.listens("wanan", Some(0)).await.until_heartbeat().await;
        heard.into_iter().map(|heard| (heard.id, heard.event, heard.data)).collect::<Vec<_>>()
    };
    let gone = vec![(4, "gone".to_owned(), json!({ "seq": 4, "id": ticket["id"] }))];
    assert_eq!(missed(&world).await, gone, "told by what is in memory");
    let world = world.restarted().await;
    assert_eq!(missed(&world).await, gone, "told by the log");
    let again = json!({ "verb": "dispatch", "lead": "wanan", "assists": [] });
    world.does("dispatcher", &ticket, again).await;
    let ids =
        async |world: &World| missed(world).await.into_iter().map(|it| it.0).collect::<Vec<_>>();
    assert_eq!(ids(&world).await, [4, 5], "and of one that came back that it is there");
}

#[tokio::test]
async fn the_wall_hears_neither_title_nor_house() {
    let world = World::new().await;
    let mut wall = world.listens("wall", None).await;
    wall.until_heartbeat().await;
    world.takes_a_call(json!({})).await;
    let heard = wall.event().await.unwrap();
    assert_eq!(heard.data["ticket"]["road"], "公园路");
    let text = heard.data.to_string();
    for secret in ["title", "content", "246", "水管", "王"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[tokio::test]
async fn signing_out_and_stopping_end_the_stream() {
    let world = World::new().await;
    let mut operator = world.listens("operator", None).await;
    let mut reviewer = world.listens("reviewer", None).await;
    operator.until_heartbeat().await;
    reviewer.until_heartbeat().await;
    world.send(world.request("operator", "DELETE", "/api/session", None)).await;
    assert_eq!(operator.next().await, None);
    world.stopping.cancel();
    assert_eq!(reviewer.next().await, None);
}

#[tokio::test]
async fn a_restart_loses_nobodys_place() {
    let world = World::new().await;
    for _ in 0..3 {
        world.takes_a_call(json!({})).await;
    }
    let world = world.restarted().await;
    let mut returning = world.listens("operator", Some(2)).await;
    let (missed, place) = returning.until_heartbeat().await;
    assert_eq!(
        missed.iter().map(|heard| (heard.event.as_str(), heard.id)).collect::<Vec<_>>(),
        [("ticket", 3)]
    );
    assert_eq!(place, 3);
    let (_, place) = world.listens("wall", None).await.until_heartbeat().await;
    assert_eq!(place, 3, "who is new begins where the log stands");
}

#[tokio::test]
async fn who_was_where_the_log_no_longer_reaches_reads_anew() {
    let world = World::new().await;
    for _ in 0..4 {
        world.takes_a_call(json!({})).await;
    }
    world.sql("delete from event where seq <= 2").await;
    // Started anew, it has only the log.
    let world = world.restarted().await;
    assert_eq!(world.listens("operator", Some(1)).await.event().await.unwrap().event, "resync");
    let (missed, _) = world.listens("operator", Some(2)).await.until_heartbeat().await;
    assert_eq!(missed.iter().map(|heard| heard.id).collect::<Vec<_>>(), [3, 4]);
}

#[tokio::test]
async fn events_are_kept_for_a_day_and_a_hundred_thousand_of_them() {
    let world = World::new().await;
    world.takes_a_call(json!({})).await;
    // As if as many had been written on the same morning.
    world
        .sql(
            "insert into event with recursive n (seq) as (select 2 union all select seq + 1 from n where seq < 100010)
             select n.seq, ticket_id, recorded_at, card, was, units, leavers from n, event where event.seq = 1;
             insert into setting values ('seq_floor', '100010');",
        )
        .await;
    let world = world.restarted().await;
    let oldest = async || {
        // The door does what it is asked in turn.
        world.desk.door.prune().await;
        world.takes_a_call(json!({})).await;
        let page = world.desk.store.events(domain::id::Seq(0), domain::id::Seq(99), None, 1);
        page.await.unwrap()[0].seq
    };
    world.now("2020-01-31T08:59:59");
    assert_eq!(oldest().await, 1, "a day is not over");
    world.now("2020-01-31T09:00:01");
    assert_eq!(oldest().await, 12, "and then the last hundred thousand stay");
}

#[tokio::test]
async fn keys_are_kept_for_ninety_days() {
    let world = World::new().await;
    let (id, call) =
        (world.takes_a_call(json!({})).await["id"].clone(), crate::world::a_call(json!({})));
    let key = uuid::Uuid::new_v4().to_string();
    let sends = async || {
        let reply = world.send(world.keyed("operator", "POST", "/api/tickets", Some(&call), &key));
        reply.await.json()["id"].clone()
    };
    let taken = sends().await;
    assert_ne!(taken, id);
    let again = async |moment: &str| {
        world.now(moment);
        world.desk.door.prune().await;
        // The door does what it is asked in turn.
        world.takes_a_call(json!({})).await;
        let kept = world.desk.store.used_key(domain::id::PersonId(1), &key).await.unwrap();
        kept.is_some()
    };
    assert!(again("2020-04-29T08:59:59").await, "ninety days are not over");
    assert!(!again("2020-04-29T09:00:01").await);
}

fn impatient(patience: Patience) -> Settings {
    Settings { patience, ..settings() }
}

#[tokio::test]
async fn a_stream_has_its_time_and_whoever_comes_back_shows_their_session() {
    let brief = Patience { stream: Duration::from_millis(30), ..Patience::default() };
    let world = World::with(impatient(brief)).await;
    let mut listening = world.listens("wall", None).await;
    let (_, place) = listening.until_heartbeat().await;
    assert_eq!(listening.next().await, None);
    world.takes_a_call(json!({})).await;
    let an_hour = 3_600_000;
    world.sql(&format!("update session set seen_at = seen_at - {an_hour}")).await;
    // What was looked up within the last two seconds is looked up again.
    world.app.sessions.prune().await.unwrap();
    let (missed, _) = world.listens("wall", Some(place)).await.until_heartbeat().await;
    assert_eq!(missed.len(), 1, "it goes on where it was");
    let seen: Vec<i64> = sqlx::query_scalar("select seen_at from session order by seen_at")
        .fetch_all(&mut world.desk.store.writer().await.unwrap())
        .await
        .unwrap();
    let latest = seen[seen.len() - 1];
    assert!(latest - seen[0] >= an_hour - 60_000, "listening is using");
}

#[tokio::test]
async fn the_stream_of_a_session_that_has_run_out_ends() {
    let world = World::new().await;
    let mut operator = world.listens("operator", None).await;
    let mut reviewer = world.listens("reviewer", None).await;
    operator.until_heartbeat().await;
    reviewer.until_heartbeat().await;
    world
        .sql("update session set seen_at = 0 where person_id = (select id from person where name = 'operator')")
        .await;
    world.app.sessions.prune().await.unwrap();
    assert_eq!(operator.next().await, None);
    assert_eq!(world.get("operator", "/api/board").await.status, 401);
    world.takes_a_call_as("lead").await;
    assert_eq!(reviewer.event().await.unwrap().id, 1, "nobody else notices");
}

#[tokio::test]
async fn who_takes_nothing_is_let_go() {
    let brief = Patience { write: Duration::from_millis(30), ..Patience::default() };
    let world = World::with(impatient(brief)).await;
    let stalled = world.listens("operator", None).await;
    let card: Card = serde_json::from_value(world.takes_a_call(json!({})).await).unwrap();
    let mut quick = world.listens("operator", None).await;
    quick.until_heartbeat().await;
    let mut seq = 1;
    while world.desk.hub.listeners.len() > 1 {
        seq += 1;
        let change = Published::new(
            domain::id::Seq(seq),
            &card,
            &to_raw_value(&card).unwrap(),
            None,
            Vec::new(),
            Vec::new(),
        );
        world.desk.hub.publish(&change);
        assert_eq!(quick.event().await.unwrap().id, seq);
    }
    drop(stalled);
}
