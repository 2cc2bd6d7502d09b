//! What is asked of a desk: each work checks its answers.

use std::{borrow::Cow, collections::HashSet};

use anyhow::{Result, ensure};
use bytes::Bytes;
use domain::ticket::intake::Intake;
use rand::{RngExt as _, rngs::StdRng};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::http::{Answer, Ask, Work};

/// What is looked at of an order that was written.
#[derive(Deserialize)]
struct Written<'a> {
    id: i64,
    number: &'a str,
    version: i64,
    state: &'a str,
    #[serde(borrow)]
    content: Cow<'a, str>,
}

/// An order that is to be taken: as it is sent, and what is to be found in the answer.
struct Call {
    body: Bytes,
    content: String,
}

/// Taking orders.
pub struct Creates {
    cookie: String,
    calls: Vec<Call>,
    asked: usize,
    /// The orders that were taken: id and version.
    pub taken: Vec<(i64, i64)>,
    seen: HashSet<String>,
}

impl Creates {
    pub fn new(cookie: String, intakes: Vec<Intake>) -> Result<Self> {
        let call = |intake: Intake| {
            let body = serde_json::to_vec(&intake)?.into();
            Ok(Call { body, content: intake.content })
        };
        let calls = intakes.into_iter().map(call).collect::<Result<_>>()?;
        Ok(Self { cookie, calls, asked: 0, taken: Vec::new(), seen: HashSet::new() })
    }
}

impl Work for Creates {
    type Memo = usize;

    fn next(&mut self) -> Option<(Ask, usize)> {
        let place = self.asked % self.calls.len();
        self.asked += 1;
        let body = self.calls[place].body.clone();
        Some((Ask::post_text("/api/tickets", &self.cookie, body), place))
    }

    fn check(&mut self, place: usize, answer: Answer) -> Result<()> {
        let answer = answer.expect(201)?;
        let ticket: Written<'_> = answer.read()?;
        let number = ticket.number;
        ensure!(self.seen.insert(number.to_owned()), "the number {number} was given twice");
        ensure!(ticket.version == 1 && ticket.state == "to_review", "not as it was taken");
        ensure!(ticket.content == self.calls[place].content, "another's content");
        self.taken.push((ticket.id, 1));
        Ok(())
    }
}

/// Approving and dispatching what was taken, the latest first: a busy minute leaves more than any desk has
/// waiting, and more than memory holds.
pub struct Steps {
    pub cookie: String,
    pub waiting: Vec<(i64, i64)>,
    pub unit: String,
}

impl Work for Steps {
    type Memo = (i64, i64);

    fn next(&mut self) -> Option<(Ask, Self::Memo)> {
        let (id, version) = self.waiting.pop()?;
        let action = if version == 1 {
            json!({ "verb": "approve" })
        } else {
            json!({ "verb": "dispatch", "lead": self.unit })
        };
        let body = json!({ "version": version, "action": action });
        let ask = Ask::post(format!("/api/tickets/{id}/steps"), &self.cookie, &body);
        Some((ask, (id, version)))
    }

    fn check(&mut self, (id, version): Self::Memo, answer: Answer) -> Result<()> {
        let answer = answer.expect(200)?;
        let ticket: Written<'_> = answer.read()?;
        let state = if version == 1 { "to_dispatch" } else { "to_sign" };
        ensure!(ticket.id == id && ticket.state == state, "order {id} is not {state}");
        ensure!(ticket.version == version + 1, "order {id}: a step was lost");
        if version == 1 {
            self.waiting.push((id, 2));
        }
        Ok(())
    }
}

/// Reading whole orders, by lot.
pub struct Gets {
    pub cookie: String,
    pub orders: i64,
    pub random: StdRng,
}

impl Work for Gets {
    type Memo = i64;

    fn next(&mut self) -> Option<(Ask, i64)> {
        let id = self.random.random_range(1..=self.orders);
        Some((Ask::get(format!("/api/tickets/{id}"), &self.cookie), id))
    }

    fn check(&mut self, id: i64, answer: Answer) -> Result<()> {
        let answer = answer.expect(200)?;
        let begins = format!("{{\"id\":{id},");
        ensure!(answer.body.starts_with(begins.as_bytes()), "not the order {id}");
        Ok(())
    }
}

/// Asking for one page over and over; its answer passes `is_right`, and stays as long as the first one.
pub struct Pages {
    pub cookie: String,
    pub path: String,
    pub is_right: fn(&Value) -> bool,
    length: Option<usize>,
}

impl Pages {
    pub fn new(path: impl Into<String>, cookie: &str, is_right: fn(&Value) -> bool) -> Self {
        Self { cookie: cookie.to_owned(), path: path.into(), is_right, length: None }
    }
}

impl Work for Pages {
    type Memo = ();

    fn next(&mut self) -> Option<(Ask, ())> {
        Some((Ask::get(self.path.clone(), &self.cookie), ()))
    }

    fn check(&mut self, (): (), answer: Answer) -> Result<()> {
        let answer = answer.expect(200)?;
        // Reading each would measure the reader; one of another length is looked at again.
        if self.length != Some(answer.body.len()) {
            ensure!((self.is_right)(&answer.json()?), "{}: not what was asked for", self.path);
            self.length = Some(answer.body.len());
        }
        Ok(())
    }
}

/// A list of fifty cards with more behind them.
pub fn is_fifty(list: &Value) -> bool {
    list["items"].as_array().is_some_and(|items| items.len() == 50) && list["total"] != 0
}
