//! The door under failure: what is answered is on disk, what is refused is not, and nobody pays for
//! another's fault.

use std::sync::Arc;

use serde_json::json;
use server::{setup, setup::Kind, verify};

use crate::world::{World, furnish};

async fn is_whole(world: &World) {
    let report =
        verify::verify(&world.desk.store, crate::world::at("2020-01-30T09:00:00")).await.unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_batch_only_the_culprit_fails() {
    let world = Arc::new(World::new().await);
    world
        .sql(
            "create trigger no_poison before insert on ticket when new.title = 'poison'
         begin select raise(abort, 'refused by the test'); end",
        )
        .await;
    let calls: Vec<_> = (0..40)
        .map(|n| {
            let world = world.clone();
            let title = if n % 10 == 3 { "poison" } else { "水管爆裂" };
            let call = crate::world::a_call(json!({ "title": title }));
            tokio::spawn(
                async move { (title, world.post("operator", "/api/tickets", &call).await) },
            )
        })
        .collect();
    for call in calls {
        let (title, reply) = call.await.unwrap();
        assert_eq!(reply.status, if title == "poison" { 500 } else { 201 }, "{}", reply.text);
        assert!(
            !reply.text.contains("refused by the test"),
            "internal text never leaves the server"
        );
    }
    let list = world.get("operator", "/api/tickets?limit=200").await.json();
    assert_eq!(list["total"], 36);
    is_whole(&world).await;
    let numbers: Vec<&str> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| card["number"].as_str().unwrap())
        .collect();
    assert!(numbers.contains(&"20200130-00036"), "a refused call takes no number away");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_fails_writes_nothing_and_the_desk_goes_on() {
    let world = World::new().await;
    world.takes_a_call(json!({})).await;
    world
        .sql(
            "create table parent (id integer primary key);
         create table child (id integer references parent (id) deferrable initially deferred);
         create trigger late_refusal after insert on ticket when new.title = 'late'
         begin insert into child values (1); end",
        )
        .await;
    let late = crate::world::a_call(json!({ "title": "late" }));
    assert_eq!(world.post("operator", "/api/tickets", &late).await.status, 500);
    let next = world.takes_a_call(json!({})).await;
    assert_eq!(next["number"], "20200130-00002");
    assert_eq!(world.get("operator", "/api/tickets").await.json()["total"], 2);
    is_whole(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_and_reading_goes_on() {
    let data = tempfile::tempdir().unwrap();
    let store = setup::open(data.path(), Kind::Real).await.unwrap();
    furnish(&store).await;
    let writer = store.order_writer().unwrap();
    writer.set("max_page_count", "120").unwrap();
    let world = World::over_writer(store, writer, data).await;
    let long = json!({ "content": "长".repeat(5000) });
    let mut taken = 0;
    let reply = loop {
        let reply =
            world.post("operator", "/api/tickets", &crate::world::a_call(long.clone())).await;
        if reply.status != 201 {
            break reply;
        }
        taken += 1;
        assert!(taken < 500, "the disk is never full");
    };
    assert_eq!((reply.status, reply.code().as_str()), (507, "storage_full"));
    assert!(taken > 0);
    assert_eq!(world.get("operator", "/api/tickets").await.json()["total"], taken);
    is_whole(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_missing_stop_the_batch_before_its_commit() {
    let world = World::new().await;
    world
        .sql("create trigger swallow before insert on event begin select raise(ignore); end")
        .await;
    let reply = world.post("operator", "/api/tickets", &crate::world::a_call(json!({}))).await;
    assert_eq!(reply.status, 500);
    world.sql("drop trigger swallow").await;
    world.takes_a_call(json!({})).await;
    is_whole(&world).await;
    assert_eq!(world.get("operator", "/api/tickets").await.json()["total"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_outcome_is_cured_by_reading_the_disk_again() {
    let data = tempfile::tempdir().unwrap();
    let store = setup::open(data.path(), Kind::Real).await.unwrap();
    furnish(&store).await;
    // A connection that may not write stands for one whose commits fail in ways that tell nothing.
    let writer = store.order_writer().unwrap();
    writer.set("query_only", "1").unwrap();
    let world = World::over_writer(store, writer, data).await;
    let mut listening = world.listens("operator", None).await;
    listening.until_heartbeat().await;
    let call = crate::world::a_call(json!({}));
    let key = uuid::Uuid::new_v4().to_string();
    let reply =
        world.send(world.keyed("operator", "POST", "/api/tickets", Some(&call), &key)).await;
    assert_eq!((reply.status, reply.code().as_str()), (503, "unavailable"));
    assert_eq!(listening.event().await.unwrap().event, "resync", "everybody reads anew");
    let again =
        world.send(world.keyed("operator", "POST", "/api/tickets", Some(&call), &key)).await;
    assert_eq!(again.status, 201, "the same key tells, or does it now: {}", again.text);
    is_whole(&world).await;
}

#[tokio::test]
async fn changed_rules_are_decided_by_anew() {
    let world = World::new().await;
    let ticket = world.order_in("to_dispatch", json!({})).await;
    let dispatch = json!({ "verb": "dispatch", "lead": "xinqu", "assists": [] });
    assert_eq!(
        world.tries("dispatcher", &ticket, dispatch.clone()).await.fields(),
        ["action.lead"]
    );
    world.adds_a_unit("xinqu").await;
    assert_eq!(world.does("dispatcher", &ticket, dispatch).await["lead"], "xinqu");
}
