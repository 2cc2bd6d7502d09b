//! Two at once: versions, keys, numbers.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};

use crate::world::{World, a_call};

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_dispatch_together_one_wins_and_the_other_is_told() {
    let world = Arc::new(World::new().await);
    for _ in 0..40 {
        let ticket = world.order_in("to_dispatch", json!({})).await;
        let tries = ["wanan", "daru"].map(|lead| {
            let (world, ticket) = (world.clone(), ticket.clone());
            tokio::spawn(async move {
                world
                    .tries(
                        "dispatcher",
                        &ticket,
                        json!({ "verb": "dispatch", "lead": lead, "assists": [] }),
                    )
                    .await
            })
        });
        let mut statuses = Vec::new();
        for attempt in tries {
            let reply = attempt.await.unwrap();
            if reply.status == 409 {
                assert_eq!(
                    reply.json()["ticket"]["state"],
                    "to_sign",
                    "with the order as it is now"
                );
            }
            statuses.push(reply.status);
        }
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        let entries = world.reads("operator", &ticket).await["entries"].as_array().unwrap().len();
        assert_eq!(entries, 3, "one entry, one event");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_in_twenty_requests_has_one_effect_and_one_reply() {
    let world = Arc::new(World::new().await);
    let call = a_call(json!({}));
    let key = uuid::Uuid::new_v4().to_string();
    let requests: Vec<_> = (0..20)
        .map(|_| {
            let request = world.keyed("operator", "POST", "/api/tickets", Some(&call), &key);
            let world = world.clone();
            tokio::spawn(async move { world.send(request).await })
        })
        .collect();
    let mut texts = BTreeSet::new();
    for request in requests {
        let reply = request.await.unwrap();
        assert_eq!(reply.status, 201, "{}", reply.text);
        texts.insert(reply.text);
    }
    assert_eq!(texts.len(), 1, "byte for byte the same");
    assert_eq!(world.get("operator", "/api/tickets").await.json()["total"], 1);
}

#[tokio::test]
async fn a_step_that_is_sent_twice_is_answered_as_it_was_the_first_time() {
    let world = World::new().await;
    let ticket = world.order_in("to_dispatch", json!({})).await;
    let path = format!("/api/tickets/{}/steps", ticket["id"]);
    let body = json!({ "version": ticket["version"], "action": { "verb": "dispatch", "lead": "wanan", "assists": [] } });
    let key = uuid::Uuid::new_v4().to_string();
    let first = world.send(world.keyed("dispatcher", "POST", &path, Some(&body), &key)).await;
    world.now("2020-01-30T10:00:00");
    let after = world.does("wanan", &first.json(), json!({ "verb": "sign" })).await;
    let again = world.send(world.keyed("dispatcher", "POST", &path, Some(&body), &key)).await;
    assert_eq!((again.status, &again.text), (200, &first.text));
    assert_eq!(
        world.reads("dispatcher", &ticket).await["version"],
        after["version"],
        "no second effect"
    );
}

#[tokio::test]
async fn a_key_belongs_to_one_request_and_one_person() {
    let world = World::new().await;
    let key = uuid::Uuid::new_v4().to_string();
    let call = a_call(json!({}));
    let first =
        world.send(world.keyed("operator", "POST", "/api/tickets", Some(&call), &key)).await;
    let other = a_call(json!({ "nature": "consult" }));
    let reused =
        world.send(world.keyed("operator", "POST", "/api/tickets", Some(&other), &key)).await;
    assert_eq!((reused.status, reused.code().as_str()), (422, "key_reused"));
    let path = format!("/api/tickets/{}/caller", first.json()["id"]);
    assert_eq!(
        world.send(world.keyed("operator", "POST", &path, Some(&call), &key)).await.code(),
        "key_reused"
    );
    let lead = world.send(world.keyed("lead", "POST", "/api/tickets", Some(&call), &key)).await;
    assert_eq!(lead.status, 201, "another person's key is another key");
}

#[tokio::test]
async fn a_refused_request_leaves_its_key_free() {
    let world = World::new().await;
    let key = uuid::Uuid::new_v4().to_string();
    let wrong = a_call(json!({ "content": "" }));
    assert_eq!(
        world
            .send(world.keyed("operator", "POST", "/api/tickets", Some(&wrong), &key))
            .await
            .status,
        422
    );
    let right = a_call(json!({}));
    assert_eq!(
        world
            .send(world.keyed("operator", "POST", "/api/tickets", Some(&right), &key))
            .await
            .status,
        201
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_unique_and_without_gaps_across_midnight() {
    let world = Arc::new(World::new().await);
    let mut numbers = BTreeSet::new();
    for (moment, prefix) in
        [("2020-01-30T23:59:59", "20200130"), ("2020-01-31T00:00:00", "20200131")]
    {
        world.now(moment);
        let calls: Vec<_> = (0..30)
            .map(|_| {
                let world = world.clone();
                tokio::spawn(async move { world.takes_a_call(json!({})).await })
            })
            .collect();
        for call in calls {
            let number = call.await.unwrap()["number"].as_str().unwrap().to_owned();
            assert!(number.starts_with(prefix), "{number}");
            assert!(numbers.insert(number));
        }
    }
    assert!(numbers.contains("20200130-00030") && numbers.contains("20200131-00001"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_and_its_seq_belong_together() {
    let world = Arc::new(World::new().await);
    let writing = tokio::spawn({
        let world = world.clone();
        async move {
            for _ in 0..50 {
                world.takes_a_call(json!({})).await;
            }
        }
    });
    for _ in 0..50 {
        let board = world.get("operator", "/api/board?limit=0").await.json();
        let counted: i64 = board["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|column: &Value| column["count"].as_i64().unwrap())
            .sum();
        assert_eq!(board["seq"], counted, "one entry an order here");
    }
    writing.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn all_who_ask_for_a_caller_at_once_are_told_and_each_asking_is_written_once() {
    let world = Arc::new(World::new().await);
    let ticket = world.order_in("handling", json!({})).await;
    let path = format!("/api/tickets/{}/caller", ticket["id"]);
    let keys: Vec<String> = (0..8).map(|_| uuid::Uuid::new_v4().to_string()).collect();
    let askings: Vec<_> = keys
        .iter()
        .chain(&keys)
        .map(|key| {
            let request = world.keyed("wanan", "POST", &path, None, key);
            let world = world.clone();
            tokio::spawn(async move { world.send(request).await })
        })
        .collect();
    for asking in askings {
        let reply = asking.await.unwrap();
        assert_eq!((reply.status, &reply.json()["phone"]), (200, &json!("13812345678")));
    }
    let story = world.reads("operator", &ticket).await;
    let askings = story["entries"].as_array().unwrap().iter();
    assert_eq!(askings.filter(|entry| entry["action"]["verb"] == "reveal").count(), 8);
}

#[tokio::test]
async fn a_key_is_looked_at_before_what_it_is_sent_with() {
    let world = World::new().await;
    let key = uuid::Uuid::new_v4().to_string();
    let sent = async |who: &str, path: &str, body: Value| {
        world.send(world.keyed(who, "POST", path, Some(&body), &key)).await
    };
    let ticket = sent("lead", "/api/tickets", a_call(json!({}))).await.json();
    assert_eq!(sent("lead", "/api/tickets", json!({})).await.code(), "key_reused");
    let path = format!("/api/tickets/{}/steps", ticket["id"]);
    assert_eq!(sent("lead", &path, json!({})).await.code(), "key_reused");
    assert_eq!(sent("lead", &path, json!({ "version": 9 })).await.code(), "key_reused");
}
