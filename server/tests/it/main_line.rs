//! The main job: from the caller's words to the close, and its side steps.

use serde_json::{Value, json};

use crate::world::{World, a_reply, at};

fn verbs(ticket: &Value) -> Vec<&str> {
    ticket["offered"].as_array().unwrap().iter().map(|verb| verb.as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_burst_pipe_goes_from_the_call_to_the_close() {
    let world = World::new().await;
    let ticket = world.takes_a_call(json!({ "urgency": "urgent" })).await;
    assert_eq!(ticket["number"], "20200130-00001");
    assert_eq!(ticket["state"], "to_review");
    assert_eq!(ticket["title"], "公园路246弄17号二楼门面房屋水管爆裂");
    assert_eq!(ticket["due_at"], "2020-01-31T09:00:00+08:00", "24 hours run through a holiday");
    assert_eq!(ticket["caller"]["phone"], "13812345678");
    world.now("2020-01-30T09:05:00");
    let ticket = world.does("reviewer", &ticket, json!({ "verb": "approve" })).await;
    let dispatch = json!({ "verb": "dispatch", "lead": "wanan", "assists": [{ "unit": "xinjing", "ask": "到场" }] });
    let ticket = world.does("dispatcher", &ticket, dispatch).await;
    assert_eq!((&ticket["state"], &ticket["lead"]), (&json!("to_sign"), &json!("wanan")));
    let due = |limit: &str| {
        ticket["due"].as_array().unwrap().iter().find(|due| due["limit"] == limit).cloned().unwrap()
    };
    assert_eq!(due("sign")["at"], "2020-01-30T10:05:00+08:00");
    assert_eq!(due("contact")["at"], "2020-01-30T11:00:00+08:00");
    world.now("2020-01-30T09:20:00");
    let ticket = world.does("wanan", &ticket, json!({ "verb": "sign" })).await;
    assert_eq!(verbs(&ticket), ["contact", "reply", "note", "take_back"]);
    let ticket =
        world.does("wanan", &ticket, json!({ "verb": "contact", "outcome": "reached" })).await;
    world.now("2020-01-30T12:00:00");
    let ticket = world.does("wanan", &ticket, a_reply()).await;
    assert_eq!(ticket["standing"], "met");
    let ticket = world.does("reviewer", &ticket, json!({ "verb": "pass" })).await;
    let missed = json!({ "verb": "call_back", "reached": false });
    let ticket = world.does("surveyor", &ticket, missed).await;
    assert_eq!(ticket["state"], "to_call_back", "an attempt that reached nobody stays");
    let reached = json!({ "verb": "call_back", "reached": true, "solved": "yes", "satisfaction": "satisfied", "words": "谢谢" });
    let ticket = world.does("surveyor", &ticket, reached).await;
    let ticket = world.does("surveyor", &ticket, json!({ "verb": "close" })).await;
    assert_eq!(ticket["state"], "closed");
    let story: Vec<&str> = ticket["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"]["verb"].as_str().unwrap())
        .collect();
    assert_eq!(
        story,
        [
            "create",
            "approve",
            "dispatch",
            "sign",
            "contact",
            "reply",
            "pass",
            "call_back",
            "call_back",
            "close"
        ]
    );
}

#[tokio::test]
async fn on_a_holiday_a_complaint_is_due_by_the_paper_in_force() {
    let world = World::new().await;
    let ticket = world.takes_a_call(json!({ "nature": "complaint", "topics": ["epidemic"] })).await;
    assert_eq!(ticket["due_at"], "2020-02-08T00:00:00+08:00", "24:00 of 7 February");
    let contact = &ticket["due"][0];
    assert_eq!(contact["at"], "2020-02-04T00:00:00+08:00");
    assert_eq!(contact["decrees"], json!(["cn-2020-spring"]));
}

#[tokio::test]
async fn a_reply_that_is_sent_back_lets_the_clock_run_on_as_if_never_stopped() {
    let world = World::new().await;
    let ticket = world.order_in("to_check", json!({ "urgency": "urgent" })).await;
    world.now("2020-02-01T09:00:00");
    let ticket =
        world.does("reviewer", &ticket, json!({ "verb": "send_back", "reason": "答非所问" })).await;
    assert_eq!((&ticket["state"], &ticket["standing"]), (&json!("handling"), &json!("overdue")));
    assert_eq!(ticket["round"], 1);
    let ticket = world.does("wanan", &ticket, a_reply()).await;
    assert_eq!(ticket["standing"], "met_late");
}

#[tokio::test]
async fn a_dissatisfied_caller_opens_a_round_with_its_own_clock() {
    let world = World::new().await;
    let ticket = world.order_in("to_call_back", json!({})).await;
    let first = ticket["rounds"][0].clone();
    world.now("2020-02-10T09:00:00");
    let ticket =
        world.does("surveyor", &ticket, json!({ "verb": "rework", "reason": "水管又漏了" })).await;
    assert_eq!((&ticket["state"], &ticket["round"]), (&json!("handling"), &json!(2)));
    assert_eq!(ticket["due_at"], "2020-02-14T00:00:00+08:00", "three working days");
    assert_eq!(ticket["rounds"][0], first, "the first round is frozen");
}

#[tokio::test]
async fn a_closed_order_is_reopened_by_the_duty_lead_alone() {
    let world = World::new().await;
    let ticket = world.order_in("closed", json!({})).await;
    let reopen = json!({ "verb": "reopen", "reason": "上级回退" });
    assert_eq!(world.tries("surveyor", &ticket, reopen.clone()).await.code(), "not_yours");
    let ticket = world.does("lead", &ticket, reopen).await;
    assert_eq!((&ticket["state"], &ticket["ended_at"]), (&json!("handling"), &Value::Null));
}

#[tokio::test]
async fn a_call_back_is_given_up_after_three_attempts_or_where_no_contact_was_left() {
    let world = World::new().await;
    let give_up = json!({ "verb": "call_back", "reached": false, "give_up": true });
    let missed = json!({ "verb": "call_back", "reached": false });
    let mut ticket = world.order_in("to_call_back", json!({})).await;
    assert_eq!(
        world.tries("surveyor", &ticket, give_up.clone()).await.fields(),
        ["action.give_up"]
    );
    for _ in 0..3 {
        ticket = world.does("surveyor", &ticket, missed.clone()).await;
    }
    assert_eq!(world.does("surveyor", &ticket, give_up.clone()).await["state"], "to_close");
    let unreachable = json!({ "caller": { "anonymous": true, "confidential": false } });
    let ticket = world.order_in("to_call_back", unreachable).await;
    assert_eq!(world.does("surveyor", &ticket, give_up).await["state"], "to_close");
}

#[tokio::test]
async fn an_order_sent_back_to_intake_keeps_its_number_and_its_clock() {
    let world = World::new().await;
    let ticket = world.takes_a_call(json!({})).await;
    world.now("2020-01-30T10:00:00");
    let draft = world
        .does("reviewer", &ticket, json!({ "verb": "return_to_intake", "missing": "门牌号" }))
        .await;
    assert_eq!(draft["state"], "draft");
    let accept = json!({
        "verb": "accept", "address": "公园路246弄18号",
        "caller": { "name": "王小明", "phone": "13900000000", "anonymous": false, "confidential": true },
    });
    let again = world.does("operator", &draft, accept).await;
    assert_eq!(
        (&again["number"], &again["accepted_at"]),
        (&ticket["number"], &ticket["accepted_at"])
    );
    assert_eq!(
        (&again["caller"]["phone"], &again["caller"]["confidential"]),
        (&json!("13900000000"), &json!(true))
    );
    let changed = &again["entries"][2]["changed"][0];
    assert_eq!((&changed["field"], &changed["to"]), (&json!("address"), &json!("公园路246弄18号")));
    assert!(
        !again["entries"].to_string().contains("13900000000"),
        "a caller is no part of the story"
    );
}

#[tokio::test]
async fn a_correction_moves_the_due_moment_and_says_why() {
    let world = World::new().await;
    let ticket = world.takes_a_call(json!({ "nature": "complaint" })).await;
    let amend = json!({ "verb": "amend", "nature": "consult", "reason": "实为咨询" });
    let ticket = world.does("reviewer", &ticket, amend).await;
    assert_eq!(ticket["due_at"], "2020-02-04T00:00:00+08:00");
    let entry = &ticket["entries"][1];
    assert_eq!(
        entry["changed"],
        json!([{ "field": "nature", "from": "complaint", "to": "consult" }])
    );
    assert_eq!(entry["dues"][0]["policy"], "standard");
    let empty = json!({ "verb": "amend", "reason": "无" });
    assert_eq!(world.tries("reviewer", &ticket, empty).await.status, 422);
}

#[tokio::test]
async fn orders_end_beside_the_main_line() {
    let world = World::new().await;
    let ends = [
        ("operator", json!({ "verb": "answer", "text": "医院24小时开诊" }), "answered"),
        (
            "lead",
            json!({ "verb": "decline", "reason": "in_court", "text": "已进入司法程序" }),
            "declined",
        ),
        (
            "reviewer",
            json!({ "verb": "transfer", "to": "亭林镇", "text": "属地不在本镇" }),
            "transferred",
        ),
    ];
    for (who, action, state) in ends {
        let ticket = world.takes_a_call(json!({})).await;
        let ended = world.does(who, &ticket, action).await;
        assert_eq!(ended["state"], state);
        assert_eq!(ended["standing"], "met");
        assert_eq!(
            world.tries("reviewer", &ended, json!({ "verb": "approve" })).await.code(),
            "no_such_step"
        );
    }
}

#[tokio::test]
async fn a_follower_is_merged_into_an_order_that_is_there() {
    let world = World::new().await;
    let main = world.takes_a_call(json!({})).await;
    let follower = world.takes_a_call(json!({})).await;
    let merge = |into: &Value| json!({ "verb": "merge", "into": into });
    assert_eq!(
        world.tries("reviewer", &follower, merge(&json!(999))).await.fields(),
        ["action.into"]
    );
    assert_eq!(world.tries("reviewer", &follower, merge(&follower["id"])).await.status, 422);
    let merged = world.does("reviewer", &follower, merge(&main["id"])).await;
    assert_eq!((&merged["state"], &merged["merged_into"]), (&json!("merged"), &main["id"]));
    let third = world.takes_a_call(json!({})).await;
    assert_eq!(
        world.tries("reviewer", &third, merge(&merged["id"])).await.status,
        422,
        "no merging into a follower"
    );
}

#[tokio::test]
async fn what_happened_may_be_told_a_day_late_and_not_ahead() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let path = format!("/api/tickets/{}/steps", ticket["id"]);
    world.now("2020-01-31T08:00:00");
    let told = |at: &str| json!({ "version": ticket["version"], "action": { "verb": "contact", "outcome": "reached" }, "happened_at": at });
    for wrong in ["2020-01-31T09:00:00+08:00", "2020-01-29T08:00:00+08:00"] {
        assert_eq!(
            world.post("wanan", &path, &told(wrong)).await.fields(),
            ["happened_at"],
            "{wrong}"
        );
    }
    let reply = world.post("wanan", &path, &told("2020-01-30T11:00:00+08:00")).await.json();
    let entry = reply["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(entry["happened_at"], "2020-01-30T11:00:00+08:00");
    assert_eq!(entry["recorded_at"], at("2020-01-31T08:00:00").to_string());
}
