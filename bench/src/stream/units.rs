//! A change that concerns one unit of many.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use domain::people::{Role, Unit as OfTheTown, UnitKind, UnitSlug};
use serde_json::{Value, json};
use server::{
    auth::Sessions,
    setup::{self, Kind},
    store::{
        people::{NewPerson, add_person},
        reference::{add_unit, bump_revision},
    },
};

use super::{
    crowd::{Crowd, Party},
    ear::Hears,
    rig::{Teller, an_order, listens},
};
use crate::{
    Options,
    desk::{self, Desk},
    http::{Ask, Connection},
    report::{Beside, Row, Target, Unit},
};

const UNITS: usize = 200;
/// Who listens of the unit that is told, and of each other one.
const TOLD: usize = 50;
const IDLE: usize = 5;
/// Orders of the unit, and notes on each: an order's story must not grow long.
const ORDERS: usize = 20;
const QUICK_ORDERS: usize = 4;
const NOTES: usize = 40;

pub async fn rows(options: &Options) -> Result<Vec<Row>> {
    let (folder, cookies) = many_units().await?;
    let desk = Desk::serve(&folder, options.port).await?;
    let mut told = Telling::begin(&desk).await?;
    let orders = if options.quick { QUICK_ORDERS } else { ORDERS };
    let mut crowd = Crowd::begin()?;
    let (mut alone, mut among) = (Vec::new(), Vec::new());
    for _ in 0..options.rounds() {
        for (cpu, others) in [(&mut alone, 0), (&mut among, UNITS - 1)] {
            for (place, cookie) in cookies.iter().take(others + 1).enumerate() {
                crowd.gather(party(&desk, cookie, place == 0)).await?;
            }
            cpu.push(told.notes(orders, &mut crowd).await?);
            crowd.disperse().await?;
        }
    }
    desk.stop().await?;
    let others = (UNITS - 1) * IDLE;
    Ok(vec![Row {
        name: "one unit",
        workload: format!(
            "a change for {TOLD} of one unit, while {others} of {} others listen: CPU a change",
            UNITS - 1
        ),
        unit: Unit::Micros,
        ours: among,
        beside: Some(Beside { name: "without them".to_owned(), figures: alone }),
        target: Target::AtMost(1.1),
    }])
}

fn party(desk: &Desk, cookie: &str, is_told: bool) -> Party {
    Party {
        port: desk.port,
        request: listens(Teller::Desk, cookie, None),
        size: if is_told { TOLD } else { IDLE },
        place: None,
        hears: if is_told { Hears::Some } else { Hears::Nothing },
        reads: true,
    }
}

fn slug(n: usize) -> UnitSlug {
    UnitSlug(format!("unit-{n}"))
}

/// A desk with many units more, and the cookie of somebody in each of them.
async fn many_units() -> Result<(PathBuf, Vec<String>)> {
    let folder = desk::furnished("units").await?;
    let store = setup::open(&folder, Kind::Real).await?;
    let mut writer = store.hasty_writer().await?;
    for n in 0..UNITS {
        let unit = OfTheTown {
            slug: slug(n),
            name: format!("单位{n}"),
            kind: UnitKind::Department,
            phone: None,
            pinyin: String::new(),
        };
        add_unit(&mut writer, &unit).await?;
        let person = NewPerson {
            name: &format!("liaison-{n}"),
            display: &format!("联络员{n}"),
            // No password has this hash: the session is begun here.
            password: "",
            roles: &[Role::Liaison],
            unit: Some(&unit.slug),
        };
        add_person(&mut writer, &person).await?;
    }
    bump_revision(&mut writer).await?;
    drop(writer);
    let sessions = Sessions::open(store.clone()).await?;
    let people = store.people().await?;
    let mut cookies = Vec::with_capacity(UNITS);
    for n in 0..UNITS {
        let unit = Some(slug(n));
        let person = people.iter().find(|person| person.unit == unit).context("nobody is there")?;
        cookies.push(format!("xinqiao={}", sessions.begin(person.id).await?));
    }
    drop(sessions);
    store.settle().await?;
    Ok((folder, cookies))
}

/// Who writes notes on a unit's orders.
struct Telling<'a> {
    desk: &'a Desk,
    voice: Connection,
    operator: String,
    reviewer: String,
}

impl<'a> Telling<'a> {
    async fn begin(desk: &'a Desk) -> Result<Self> {
        Ok(Self {
            desk,
            voice: Connection::open(desk.port).await?,
            operator: desk.sign_in("jiexian").await?,
            reviewer: desk.sign_in("shenhe").await?,
        })
    }

    async fn step(&mut self, ticket: &Value, action: Value) -> Result<Value> {
        let path = format!("/api/tickets/{}/steps", ticket["id"]);
        let body = json!({ "version": ticket["version"], "action": action });
        self.voice.ask(Ask::post(path, &self.reviewer, &body)).await?.expect(200)?.json()
    }

    /// Microseconds of CPU for each of many notes on new orders of the unit.
    async fn notes(&mut self, count: usize, crowd: &mut Crowd) -> Result<f64> {
        let mut orders = Vec::with_capacity(count);
        for _ in 0..count {
            let ask = Ask::post("/api/tickets", &self.operator, &an_order());
            let taken = self.voice.ask(ask).await?.expect(201)?.json()?;
            let approved = self.step(&taken, json!({ "verb": "approve" })).await?;
            let dispatch = json!({ "verb": "dispatch", "lead": slug(0).0 });
            orders.push(self.step(&approved, dispatch).await?);
            crowd.heard().await?;
        }
        let before = self.desk.usage()?.cpu;
        for mut order in orders {
            for _ in 0..NOTES {
                order =
                    self.step(&order, json!({ "verb": "note", "text": "已电话告知。" })).await?;
                let heard = crowd.heard().await?;
                ensure!(heard.at.len() == TOLD, "{} of {TOLD} heard", heard.at.len());
            }
        }
        let cpu = self.desk.usage()?.cpu.saturating_sub(before);
        Ok(cpu.as_secs_f64() * 1e6 / (count * NOTES) as f64)
    }
}
