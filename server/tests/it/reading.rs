//! Lists, search, the board and the wall.

use std::collections::BTreeSet;

use domain::{
    api::{Endpoint as _, TicketQuery, TicketsList},
    text::TEXT_MAX,
    ticket::{Nature, ReplyTemplate, action::Outcome, reply_template::first_blank},
};
use serde_json::{Value, json};

use crate::world::World;

fn ids(list: &Value) -> Vec<i64> {
    list["items"].as_array().unwrap().iter().map(|card| card["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn lists_go_by_due_moment_page_by_page() {
    let world = World::new().await;
    for nature in ["help", "consult", "complaint", "praise", "report"] {
        world.takes_a_call(json!({ "nature": nature })).await;
    }
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = world.get("operator", &format!("/api/tickets?limit=2{after}")).await.json();
        assert_eq!(page["total"], 5);
        seen.extend(ids(&page));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, [2, 4, 1, 3, 5], "those due in one day first, then by id");
}

#[tokio::test]
async fn filters_narrow_a_list() {
    let world = World::new().await;
    world.order_in("handling", json!({ "topics": ["epidemic"], "urgency": "urgent" })).await;
    world.takes_a_call(json!({ "nature": "consult", "channel": "wechat" })).await;
    let total = async |query: &str| {
        world.get("operator", &format!("/api/tickets?{query}")).await.json()["total"].clone()
    };
    for (query, expected) in [
        ("state=handling", 1),
        ("state=handling,to_review", 2),
        ("unit=wanan", 1),
        ("unit=xinjing", 1),
        ("unit=daru", 0),
        ("nature=consult", 1),
        ("channel=wechat", 1),
        ("topic=epidemic", 1),
        ("urgency=urgent", 1),
        ("due=overdue", 0),
        ("due=today", 0),
        ("state=handling&nature=consult", 0),
    ] {
        assert_eq!(total(query).await, expected, "{query}");
    }
    world.now("2020-01-31T05:00:00");
    assert_eq!((total("due=at_risk").await, total("due=today").await), (json!(1), json!(1)));
    world.now("2020-01-31T10:00:00");
    assert_eq!(total("due=overdue").await, 1);
}

#[tokio::test]
async fn words_of_two_characters_are_found() {
    let world = World::new().await;
    let cabbage = json!({ "content": "我的20亩小白菜要采摘，但我在隔离出不去。", "title": "求助采摘", "upstream_number": "SH12345-7" });
    let ticket = world.order_in("handling", cabbage).await;
    world.does("wanan", &ticket, crate::world::a_reply()).await;
    for (typed, found) in [
        ("白菜", 1),
        ("小白菜", 1),
        ("菜", 1),
        ("公园路246", 1),
        ("20亩", 1),
        ("积水", 1),
        ("20200130-00001", 1),
        ("SH12345", 1),
        ("白小", 0),
        ("大白菜", 0),
        ("\"*", 0),
    ] {
        let query = TicketQuery { q: typed.to_owned(), ..TicketQuery::default() };
        let list = world.get("operator", &TicketsList(query).path()).await.json();
        assert_eq!(list["total"], found, "{typed}");
    }
}

#[tokio::test]
async fn the_board_counts_every_column_and_shows_the_most_pressing() {
    let world = World::new().await;
    for urgency in ["normal", "urgent", "normal"] {
        world.takes_a_call(json!({ "urgency": urgency })).await;
    }
    world.order_in("closed", json!({})).await;
    let board = world.get("supervisor", "/api/board?limit=2").await.json();
    let column = |state: &str| {
        board["columns"]
            .as_array()
            .unwrap()
            .iter()
            .find(|column| column["state"] == state)
            .cloned()
            .unwrap()
    };
    let review = column("to_review");
    assert_eq!((&review["count"], review["tickets"].as_array().unwrap().len()), (&json!(3), 2));
    assert_eq!(review["tickets"][0]["urgency"], "urgent");
    assert_eq!(review["oldest_at"], "2020-01-30T09:00:00+08:00");
    assert_eq!(column("closed")["count"], 1);
    let last =
        world.get("operator", "/api/tickets?state=closed").await.json()["items"][0]["version"]
            .clone();
    assert_eq!(board["seq"], 3 + last.as_i64().unwrap(), "a snapshot says as of when it is");
}

#[tokio::test]
async fn the_wall_counts_what_the_desk_does() {
    let world = World::new().await;
    let before = world.get("wall", "/api/wall").await.json();
    world.order_in("closed", json!({ "topics": ["epidemic"] })).await;
    world.takes_a_call(json!({ "nature": "consult" })).await;
    let wall = world.get("wall", "/api/wall").await.json();
    let figure = |wall: &Value, id: &str| {
        wall["figures"].as_array().unwrap().iter().find(|figure| figure["id"] == id).unwrap()["value"].clone()
    };
    assert_eq!(figure(&before, "accepted"), 0);
    for (id, value) in
        [("accepted", 2), ("open", 1), ("closed", 1), ("overdue", 0), ("epidemic", 1)]
    {
        assert_eq!(figure(&wall, id), value, "{id}");
    }
    assert_eq!(wall["curve"][9]["today"], 2);
    assert_eq!(wall["curve"][10]["today"], Value::Null);
    assert_eq!(wall["categories"][0]["name"], "供水排水");
    world.now("2020-02-04T00:00:01");
    assert_eq!(
        figure(&world.get("wall", "/api/wall").await.json(), "overdue"),
        1,
        "time alone makes an order late"
    );
}

#[tokio::test]
async fn the_desk_gives_out_what_it_decides_by() {
    let world = World::new().await;
    let reference = world.get("wanan", "/api/reference").await.json();
    assert_eq!(reference["units"].as_array().unwrap().len(), 3);
    assert_eq!(reference["policies"][0]["slug"], "standard");
    assert!(
        reference["decrees"]
            .as_array()
            .unwrap()
            .iter()
            .any(|decree| decree["slug"] == "cn-2020-spring")
    );
}

#[tokio::test]
async fn every_order_finds_a_reply_to_begin_with_whatever_its_result() {
    let world = World::new().await;
    let reference = world.get("wanan", "/api/reference").await.json();
    let templates: Vec<ReplyTemplate> =
        serde_json::from_value(reference["reply_templates"].clone()).unwrap();
    let ids: BTreeSet<&str> = templates.iter().map(|template| template.id.as_str()).collect();
    assert_eq!(ids.len(), templates.len(), "an id names one of them");
    for template in &templates {
        assert!(first_blank(&template.text).is_some(), "{} asks for nothing", template.id);
        assert!(template.text.chars().count() < TEXT_MAX / 4, "{} is long", template.id);
    }
    for nature in Nature::ALL {
        let fits = |outcome| templates.iter().any(|template| template.fits(*nature, outcome));
        assert!(Outcome::ALL.iter().all(|outcome| fits(Some(*outcome))), "none for {nature}");
    }
}

#[tokio::test]
async fn a_unit_finds_its_closed_orders_on_the_board_however_many_others_closed_since() {
    let world = World::new().await;
    world.order_in("closed", json!({})).await;
    // As if other units had closed more orders since than memory holds the cards of.
    let columns = "version, channel, nature, urgency, topics, category, title, content, address,
        upstream_number, upstream_due_at, anonymous, confidential, reachable, accepted_at, due_at,
        at_risk_at, stopped_at, round, contacted, replied_at, finding, outcome, satisfaction,
        urgings, merged_into, state";
    world
        .sql(&format!(
            "with recursive n (n) as (select 2 union all select n + 1 from n where n <= 250)
             insert into ticket (id, number, seq, lead, assists, ended_at, {columns})
             select n, 'other ' || n, seq + n, 'daru', '[]', ended_at + n, {columns} from ticket, n"
        ))
        .await;
    let world = world.restarted().await;
    let closed = async |who: &str, limit: u32| {
        let board = world.get(who, &format!("/api/board?limit={limit}")).await.json();
        let columns = board["columns"].as_array().unwrap().clone();
        let column = columns.into_iter().find(|column| column["state"] == "closed").unwrap();
        let ids: Vec<i64> = column["tickets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|card| card["id"].as_i64().unwrap())
            .collect();
        (column["count"].as_u64().unwrap(), ids)
    };
    assert_eq!(closed("wanan", 5).await, (1, vec![1]));
    assert_eq!(closed("operator", 3).await, (251, vec![251, 250, 249]));
}

/// Every order of a list, page by page.
async fn all_pages(world: &World, query: &str) -> Vec<i64> {
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/tickets?limit=2&{query}{after}");
        let page = world.get("operator", &path).await.json();
        seen.extend(ids(&page));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return seen,
        }
    }
}

#[tokio::test]
async fn a_list_goes_by_age_or_by_the_latest_end_as_well() {
    let world = World::new().await;
    for (at, nature) in [("09:00", "help"), ("09:10", "consult"), ("09:05", "praise")] {
        world.now(&format!("2020-01-30T{at}:00"));
        world.takes_a_call(json!({ "nature": nature })).await;
    }
    assert_eq!(all_pages(&world, "sort=due").await, [2, 3, 1], "those due in one day first");
    assert_eq!(all_pages(&world, "sort=age").await, [1, 3, 2]);
    assert_eq!(all_pages(&world, "sort=age&state=to_review").await, [1, 3, 2]);
    for at in ["10:00", "10:30", "10:30"] {
        world.now(&format!("2020-01-30T{at}:00"));
        world.order_in("closed", json!({})).await;
    }
    assert_eq!(all_pages(&world, "sort=ended&state=closed").await, [6, 5, 4]);
    assert_eq!(all_pages(&world, "sort=ended").await, [6, 5, 4, 3, 2, 1], "the open ones last");
    let board = world.get("operator", "/api/board?sort=age").await.json();
    let column = |state: &str| {
        let columns = board["columns"].as_array().unwrap();
        let column = columns.iter().find(|column| column["state"] == state).unwrap();
        ids(&json!({ "items": column["tickets"] }))
    };
    assert_eq!(column("to_review"), [1, 3, 2]);
    assert_eq!(column("closed"), [6, 5, 4], "the latest first, however the others go");
    assert_eq!(world.get("operator", "/api/board?sort=size").await.status, 400);
}

#[tokio::test]
async fn a_column_is_counted_whole_and_paged_by_its_own_order() {
    let world = World::new().await;
    for _ in 0..5 {
        world.takes_a_call(json!({})).await;
    }
    world.order_in("to_sign", json!({})).await;
    let page = world.get("operator", "/api/tickets?state=to_review&limit=3").await.json();
    assert_eq!((&page["total"], ids(&page).as_slice()), (&json!(5), [1, 2, 3].as_slice()));
    let next = page["next"].as_str().unwrap();
    let path = format!("/api/tickets?state=to_review&limit=3&after={next}");
    let page = world.get("operator", &path).await.json();
    assert_eq!((&page["total"], ids(&page).as_slice()), (&json!(5), [4, 5].as_slice()));
    assert_eq!(page["next"], Value::Null);
    let seen = world.get("wanan", "/api/tickets?state=to_review").await.json();
    assert_eq!(seen["total"], 0, "a unit counts what it may see");
}

#[tokio::test]
async fn units_come_with_how_their_names_are_read() {
    let world = World::new().await;
    let reference = world.get("dispatcher", "/api/reference").await.json();
    let units = reference["units"].as_array().unwrap();
    let wanan = units.iter().find(|unit| unit["slug"] == "wanan").unwrap();
    let read = wanan["pinyin"].as_str().unwrap();
    assert_eq!(read.split(' ').count(), "万安居委会".chars().count());
    assert!(read.starts_with("wan") && read.contains(" an "), "{read}");
}
