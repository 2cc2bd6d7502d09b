//! The server beside bare SQLite and the disk.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::{
    Options,
    desk::{self, Desk},
    http::{self, Answer, Ask, Work},
    report::{Row, Target, Unit},
};

/// Who am I, asked over and over.
struct WhoAmI {
    cookie: String,
}

impl Work for WhoAmI {
    type Memo = ();

    fn next(&mut self) -> Option<(Ask, ())> {
        Some((Ask::get("/api/session", &self.cookie), ()))
    }

    fn check(&mut self, (): (), answer: Answer) -> Result<()> {
        ensure!(answer.expect(200)?.json()?["user"]["name"] == "jiexian");
        Ok(())
    }
}

pub async fn rows(options: &Options) -> Result<Vec<Row>> {
    let desk = Desk::serve(&desk::furnished("server").await?, options.port).await?;
    let mut work = WhoAmI { cookie: desk.sign_in("jiexian").await? };
    let mut ours = Vec::new();
    for _ in 0..options.rounds() {
        let told = http::closed(desk.port, 32, Duration::from_secs(1), &mut work).await?;
        ours.push(told.per_second());
    }
    desk.stop().await?;
    Ok(vec![Row {
        name: "session",
        workload: "who am I, 32 connections".to_owned(),
        unit: Unit::PerSecond,
        ours,
        beside: None,
        target: Target::None,
    }])
}
