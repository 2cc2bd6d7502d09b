//! The desk of years that is made up for measuring, and what is remembered of yesterday over it.

use std::sync::Arc;

use domain::{stats::Fact, time::Clock};
use server::{
    clock::HandClock,
    demo::{self, years},
    past::Yesterday,
    setup::{self, Kind, Running},
    verify,
};

use crate::world::at;

/// A desk with some hundred orders, and its data.
async fn desk_of_days(orders: usize) -> (Running, HandClock, tempfile::TempDir) {
    let data = tempfile::tempdir().unwrap();
    let store = setup::open(data.path(), Kind::Real).await.unwrap();
    demo::furnish(&store).await.unwrap();
    let until = at("2020-03-02T12:00:00");
    years::act(&store, orders, until).await.unwrap();
    let clock = HandClock::at(until);
    let running = setup::start(store, Arc::new(clock.clone())).await.unwrap();
    (running, clock, data)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_of_years_is_whole() {
    let (running, clock, _data) = desk_of_days(1200).await;
    let report = verify::verify(&running.desk.store, clock.now()).await.unwrap();
    assert_eq!((report.faults, report.tickets), (Vec::<String>::new(), 1200));
    assert!(report.entries > 2400, "most of them were worked on");
}

#[tokio::test(flavor = "multi_thread")]
async fn yesterday_remembered_is_yesterday_read_anew() {
    let (running, clock, _data) = desk_of_days(1800).await;
    let (remembered, desk) = (Yesterday::default(), &running.desk);
    let head = desk.world().seq;
    for minutes in [0, 1, 2, 90, 91, 600, 3000] {
        let now = clock.now().plus_hours(-1).plus_ms(minutes * 60_000);
        let one = remembered.seen_from(&desk.store, now, head).await.unwrap().unwrap();
        let other = Yesterday::default().seen_from(&desk.store, now, head).await.unwrap().unwrap();
        let mut moved = 0;
        for fact in desk.world().moving_since(at("2019-01-01T00:00:00")) {
            assert_eq!(one.fact(fact), other.fact(fact), "order {} after {minutes}", fact.id);
            moved += usize::from(one.fact(fact) != Some::<&Fact>(fact));
        }
        assert_eq!(moved > 0, minutes < 3000, "{moved} have moved in the day before {minutes}");
    }
}
