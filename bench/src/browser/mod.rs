//! The app in Chromium, its processor slowed down four times: the scripts in `bench/browser` drive it.

mod script;
mod stock;

use std::{cell::Cell, time::Duration};

use anyhow::{Context as _, Result, anyhow, ensure};
use serde_json::{Value, json};

use self::{script::Script, stock::Stock};
use crate::{
    Options,
    desk::{self, Desk},
    http,
    report::{Beside, Row, Target, Unit, median},
};

/// Changes by others in a second while somebody scrolls.
const CHANGES: f64 = 50.0;
/// Frames of one scroll.
const FRAMES: u32 = 240;

/// Where the pages are and who looks at them.
struct Seat {
    desk: Desk,
    operator: String,
    reviewer: String,
    liaison: String,
    screen: String,
    rounds: usize,
}

impl Seat {
    async fn take(options: &Options) -> Result<Self> {
        let desk = Desk::serve(&desk::furnished("browser").await?, options.port).await?;
        Ok(Self {
            operator: desk.sign_in("jiexian").await?,
            reviewer: desk.sign_in("shenhe").await?,
            liaison: desk.sign_in("wanan").await?,
            screen: desk.sign_in("daping").await?,
            rounds: options.rounds(),
            desk,
        })
    }

    fn asks(&self, cookie: &str, more: &Value) -> Value {
        let address = format!("http://127.0.0.1:{}", self.desk.port);
        let mut asked =
            json!({ "address": address, "cookie": cookie, "chromium": script::chromium() });
        asked.as_object_mut().into_iter().for_each(|asked| {
            asked.extend(more.as_object().cloned().unwrap_or_default());
        });
        asked
    }
}

pub async fn rows(options: &Options) -> Result<Vec<Row>> {
    let lighthouse = script::install();
    let seat = Seat::take(options).await?;
    let mut stock = Stock::new(&seat);
    let mut rows = first_load(&seat, &mut stock).await?;
    match lighthouse {
        Ok(()) => rows.extend(lighthouse_rows(&seat).await?),
        Err(reason) => eprintln!("Lighthouse cannot be had, and is left out: {reason:#}"),
    }
    rows.extend(boards(&seat, &mut stock, options).await?);
    rows.extend(input(&seat).await?);
    rows.push(wall(&seat, options).await?);
    seat.desk.stop().await?;
    Ok(rows)
}

/// A figure of our own.
fn row(name: &'static str, workload: &str, unit: Unit, ours: Vec<f64>, target: Target) -> Row {
    Row { name, workload: workload.to_owned(), unit, ours, beside: None, target }
}

async fn first_load(seat: &Seat, stock: &mut Stock<'_>) -> Result<Vec<Row>> {
    const ROWS: usize = 30;
    stock.dispatched(ROWS, "wanan").await?;
    let mut weights = Vec::new();
    let mut seen = Vec::new();
    let mut cold = Vec::new();
    let mut warm = Vec::new();
    for _ in 0..seat.rounds {
        let asked = seat.asks(&seat.liaison, &json!({ "rows": ROWS, "rounds": 3 }));
        let told = Script("first_load").run(&asked).await?;
        weights.push(number(&told, "weight")? / 1024.0);
        seen.push(number(&told, "seen")?);
        cold.push(number(&told, "cold")?);
        warm.extend(numbers(&told, "warm")?);
    }
    let list = "the phone's list, 30 rows";
    Ok(vec![
        row("weight", &format!("{list}, on the wire"), Unit::KiB, weights, Target::AtMost(341.8)),
        row("first rows", &format!("{list}, loopback"), Unit::Millis, seen, Target::None),
        row(
            "first load",
            &format!("{list}, loopback, can be used"),
            Unit::Millis,
            cold,
            Target::None,
        ),
        row("warm start", &format!("{list}, by the worker"), Unit::Millis, warm, Target::None),
    ])
}

async fn lighthouse_rows(seat: &Seat) -> Result<Vec<Row>> {
    let mut scores: [Vec<f64>; 3] = Default::default();
    let mut paints = Vec::new();
    for _ in 0..seat.rounds.min(3) {
        let told = Script("lighthouse").run(&seat.asks(&seat.liaison, &json!({}))).await?;
        let address = told["address"].as_str().unwrap_or_default();
        ensure!(address.contains("/tasks"), "it looked at {address}");
        for (scores, name) in scores.iter_mut().zip(["performance", "accessibility", "practices"]) {
            scores.push(number(&told, name)?);
        }
        paints.push(number(&told, "lcp")?);
    }
    let [performance, accessibility, practices] = scores;
    let score = |name, scores| {
        row(name, "Lighthouse 12, the phone's list", Unit::Points, scores, Target::AtLeast(97.0))
    };
    let paint = "largest contentful paint, simulated phone network";
    Ok(vec![
        score("performance", performance),
        score("accessibility", accessibility),
        score("best practices", practices),
        row("largest paint", paint, Unit::Millis, paints, Target::None),
    ])
}

/// Boards of three sizes, all cards in one column; the one in the middle is scrolled.
async fn boards(seat: &Seat, stock: &mut Stock<'_>, options: &Options) -> Result<Vec<Row>> {
    let sizes = if options.quick { [100, 500, 1_000] } else { [1_000, 10_000, 100_000] };
    // The column beside it shows as many cards at each size: while one is scrolled, others fill it.
    stock.approved(50).await?;
    let mut opened: Vec<Vec<f64>> = Vec::new();
    let mut rows = Vec::new();
    for (place, size) in sizes.into_iter().enumerate() {
        stock.waiting(size).await?;
        let told = board(seat, json!({ "cards": size, "rounds": seat.rounds })).await?;
        opened.push(numbers(&told, "opened")?);
        if place == 1 {
            rows.extend(scrolling(seat, stock, size, options).await?);
        }
    }
    let [least, more, most] = opened.try_into().map_err(|_| anyhow!("a board of each size"))?;
    let than_least = |size: usize, ours: Vec<f64>| {
        let beside = Beside { name: format!("{} cards", sizes[0]), figures: least.clone() };
        let workload = format!("{size} cards in one column, until the first is seen");
        let row = row("board", &workload, Unit::Millis, ours, Target::AtMost(1.3));
        Row { beside: Some(beside), ..row }
    };
    rows.splice(0..0, [than_least(sizes[1], more), than_least(sizes[2], most)]);
    Ok(rows)
}

async fn board(seat: &Seat, more: Value) -> Result<Value> {
    Script("board").run(&seat.asks(&seat.reviewer, &more)).await
}

/// The share of late frames on a slow processor and on this one, and what the page works at for a frame;
/// with others at work and without, each beside plain copies of the cards, which nothing but the browser
/// moves: what they are late by is its drawing.
async fn scrolling(
    seat: &Seat,
    stock: &mut Stock<'_>,
    cards: usize,
    options: &Options,
) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for busy in [false, true] {
        let mut told = Vec::new();
        for _ in 0..options.rounds() {
            told.push(scrolled(seat, stock, cards, busy).await?);
        }
        let rates: Vec<f64> = told.iter().filter_map(|told| told["changes"].as_f64()).collect();
        let others = if busy {
            &*format!("{:.0} changes a second by others", median(&rates))
        } else {
            "nobody else at work"
        };
        let late = |kind: &str, speed: &str| {
            let workload =
                format!("{cards} cards, 20 px a frame, {others}, {speed}: frames over 33 ms");
            let figure = |told: &Value, whose: &str| number(&told[kind][whose], "late");
            // The browser's own drawing makes frames late too, and more so on a slow processor.
            beside_copies(&told, figure, &workload, Unit::Percent, Target::AtMost(1.1))
        };
        let own = late("unslowed", "this processor")?;
        rows.push(Row { beside: None, target: Target::AtMost(0.0), ..own.clone() });
        rows.push(own);
        rows.push(late("slowed", "4 times slower")?);
        let workload =
            format!("{cards} cards, 20 px a frame, {others}: script, style, layout a frame");
        let figure = |told: &Value, whose: &str| number(&told["work"], whose);
        rows.push(beside_copies(&told, figure, &workload, Unit::Millis, Target::None)?);
    }
    Ok(rows)
}

/// One visit to the board that scrolls it.
async fn scrolled(seat: &Seat, stock: &mut Stock<'_>, cards: usize, busy: bool) -> Result<Value> {
    let more = json!({ "cards": cards, "rounds": 1, "scrolls": FRAMES, "busy": busy });
    if !busy {
        return board(seat, more).await;
    }
    let over = Cell::new(false);
    let mut others = stock.others(&over);
    let long = Duration::from_mins(5);
    let (told, changes) = tokio::join!(
        async {
            let told = board(seat, more).await;
            over.set(true);
            told
        },
        http::opened(seat.desk.port, 8, CHANGES, long, &mut others)
    );
    let rate = changes?.per_second();
    ensure!(rate >= 0.7 * CHANGES, "others made {rate:.0} changes a second, not {CHANGES}");
    let mut told = told?;
    told["changes"] = rate.into();
    Ok(told)
}

/// A row of what was told of ours, beside the same of the copies.
fn beside_copies(
    told: &[Value],
    figure: impl Fn(&Value, &str) -> Result<f64>,
    workload: &str,
    unit: Unit,
    target: Target,
) -> Result<Row> {
    let figures = |whose| told.iter().map(|told| figure(told, whose)).collect::<Result<Vec<f64>>>();
    let beside = Beside { name: "plain copies".to_owned(), figures: figures("copies")? };
    Ok(Row { beside: Some(beside), ..row("scrolling", workload, unit, figures("ours")?, target) })
}

async fn input(seat: &Seat) -> Result<Vec<Row>> {
    let (mut typing, mut moving) = (Vec::new(), Vec::new());
    for _ in 0..seat.rounds {
        let people = json!({ "operator": seat.operator, "reviewer": seat.reviewer });
        let told = Script("input").run(&seat.asks("", &people)).await?;
        typing.push(number(&told, "typing")?);
        moving.push(number(&told, "moving")?);
    }
    let to_paint = |what: &str| format!("{what}: to the next paint, 98 of 100 keys");
    let at_most = Target::AtMost(100.0);
    Ok(vec![
        row("typing", &to_paint("a call, intake"), Unit::Millis, typing, at_most),
        row(
            "moving",
            &to_paint("a card by keyboard, largest board"),
            Unit::Millis,
            moving,
            at_most,
        ),
    ])
}

async fn wall(seat: &Seat, options: &Options) -> Result<Row> {
    let minutes = if options.quick { 10 } else { 8 * 60 };
    let more = json!({
        "operator": seat.operator,
        "order": stock::order(0),
        "settle": if options.quick { 3 } else { 30 },
        "minutes": minutes,
    });
    let told = Script("wall").run(&seat.asks(&seat.screen, &more)).await?;
    ensure!(number(&told, "shown")? > 0.0, "the wall was empty");
    let [before, after] = ["before", "after"].map(|name| number(&told, name));
    let grown = (after? - before?) / 1024.0 / (f64::from(minutes) / 60.0);
    let workload = format!("{minutes} minutes by a sped-up clock, an order each: growth an hour");
    Ok(row("wall", &workload, Unit::KiB, vec![grown], Target::AtMost(1024.0)))
}

fn number(told: &Value, name: &str) -> Result<f64> {
    told[name].as_f64().with_context(|| format!("no {name} in {told}"))
}

fn numbers(told: &Value, name: &str) -> Result<Vec<f64>> {
    let figures = told[name].as_array().with_context(|| format!("no {name} in {told}"))?;
    Ok(figures.iter().filter_map(Value::as_f64).collect())
}
