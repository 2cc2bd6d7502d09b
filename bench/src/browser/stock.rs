//! Orders for the browser to show.

use std::{cell::Cell, collections::VecDeque, time::Duration};

use anyhow::Result;
use serde_json::{Value, json};

use super::Seat;
use crate::http::{self, Answer, Ask, Connection, Work};

const NATURES: [&str; 3] = ["complaint", "help", "suggestion"];

/// An order as an operator sends it.
pub fn order(number: usize) -> Value {
    json!({
        "channel": "hotline_12345",
        "nature": NATURES[number % NATURES.len()],
        "urgency": "normal",
        "topics": [],
        "caller": {
            "name": "陆建华", "phone": "13912345678", "anonymous": false, "confidential": false
        },
        "address": format!("万安街{number}号"),
        "content": format!("{number}号楼下夜里十点以后还在装修，电钻声很响，家里老人无法休息。"),
    })
}

/// The orders of a desk, and how to have more.
pub struct Stock<'a> {
    seat: &'a Seat,
    /// Those that wait for review.
    waiting: VecDeque<i64>,
    made: usize,
}

impl<'a> Stock<'a> {
    pub fn new(seat: &'a Seat) -> Self {
        Self { seat, waiting: VecDeque::new(), made: 0 }
    }

    /// Has as many orders wait for review.
    pub async fn waiting(&mut self, count: usize) -> Result<()> {
        let missing = count.saturating_sub(self.waiting.len());
        let mut taking =
            Taking { seat: self.seat, first: self.made, asked: 0, missing, ids: vec![] };
        http::closed(self.seat.desk.port, 32, Duration::from_mins(10), &mut taking).await?;
        self.made += missing;
        self.waiting.extend(taking.ids);
        Ok(())
    }

    /// Has as many wait for a unit to be named, and gives them.
    pub async fn approved(&mut self, count: usize) -> Result<Vec<i64>> {
        self.waiting(count).await?;
        let ids: Vec<i64> = self.waiting.drain(..count).collect();
        self.step(&ids, 1, &json!({ "verb": "approve" })).await?;
        Ok(ids)
    }

    /// Sends as many to a unit.
    pub async fn dispatched(&mut self, count: usize, lead: &str) -> Result<()> {
        let ids = self.approved(count).await?;
        self.step(&ids, 2, &json!({ "verb": "dispatch", "lead": lead, "assists": [] })).await
    }

    async fn step(&self, ids: &[i64], version: i64, action: &Value) -> Result<()> {
        let mut connection = Connection::open(self.seat.desk.port).await?;
        for id in ids {
            connection.ask(act(*id, version, action, &self.seat.reviewer)).await?.expect(200)?;
        }
        Ok(())
    }

    /// Others at work until it is `over`: by turns an order comes and the oldest is approved.
    pub fn others<'b>(&'b mut self, over: &'b Cell<bool>) -> Others<'a, 'b> {
        Others { stock: self, over, comes: false }
    }
}

fn act(id: i64, version: i64, action: &Value, cookie: &str) -> Ask {
    let step = json!({ "version": version, "action": action });
    Ask::post(format!("/api/tickets/{id}/steps"), cookie, &step)
}

struct Taking<'a> {
    seat: &'a Seat,
    first: usize,
    asked: usize,
    missing: usize,
    ids: Vec<i64>,
}

impl Work for Taking<'_> {
    type Memo = ();

    fn next(&mut self) -> Option<(Ask, ())> {
        let order = order(self.first + self.asked);
        self.asked += 1;
        (self.asked <= self.missing)
            .then(|| (Ask::post("/api/tickets", &self.seat.operator, &order), ()))
    }

    fn check(&mut self, (): (), answer: Answer) -> Result<()> {
        self.ids.extend(answer.expect(201)?.json()?["id"].as_i64());
        Ok(())
    }
}

pub struct Others<'a, 'b> {
    stock: &'b mut Stock<'a>,
    over: &'b Cell<bool>,
    comes: bool,
}

impl Work for Others<'_, '_> {
    type Memo = bool;

    fn next(&mut self) -> Option<(Ask, bool)> {
        if self.over.get() {
            return None;
        }
        self.comes = !self.comes;
        let seat = self.stock.seat;
        let ask = if self.comes {
            self.stock.made += 1;
            Ask::post("/api/tickets", &seat.operator, &order(self.stock.made))
        } else {
            let id = self.stock.waiting.pop_front()?;
            act(id, 1, &json!({ "verb": "approve" }), &seat.reviewer)
        };
        Some((ask, self.comes))
    }

    fn check(&mut self, came: bool, answer: Answer) -> Result<()> {
        let answer = answer.expect(if came { 201 } else { 200 })?;
        if came {
            self.stock.waiting.extend(answer.json()?["id"].as_i64());
        }
        Ok(())
    }
}
