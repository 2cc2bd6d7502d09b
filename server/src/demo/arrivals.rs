//! New calls now and then, so that the demo lives. They come by channels that the article does not
//! count, and its figures stay.

use std::time::Duration;

use anyhow::Context;
use domain::people::Person;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};
use tokio_util::sync::CancellationToken;

use super::content;
use crate::desk::{Desk, Keyed};

/// Seconds between two calls.
const PAUSE: std::ops::Range<u64> = 45..150;
/// Who takes them in.
const OPERATOR: &str = "jiexian";

/// Lets calls arrive until `stopping` is cancelled.
pub async fn start(desk: Desk, stopping: CancellationToken) -> anyhow::Result<()> {
    let people = desk.store.people().await?;
    let operator = people
        .into_iter()
        .find(|person| person.name == OPERATOR)
        .context("the demo has its operator")?;
    tokio::spawn(async move {
        tokio::select! {
            () = stopping.cancelled() => {}
            outcome = arrive(&desk, &operator) => {
                if let Err(error) = outcome {
                    tracing::error!(%error, "no more calls arrive");
                }
            }
        }
    });
    Ok(())
}

async fn arrive(desk: &Desk, operator: &Person) -> anyhow::Result<()> {
    let mut random: StdRng = StdRng::seed_from_u64(rand::random());
    let mut calls = content::live()?;
    loop {
        calls.shuffle(&mut random);
        for call in &calls {
            tokio::time::sleep(Duration::from_secs(random.random_range(PAUSE))).await;
            let key = uuid::Uuid::new_v4();
            let keyed =
                Keyed { key: key.to_string(), request_hash: format!("{:064x}", key.as_u128()) };
            if let Err(error) =
                desk.take_order(operator, &keyed, Ok(call.intake(&mut random))).await
            {
                tracing::warn!(%error, "a call did not get through");
            }
        }
    }
}
