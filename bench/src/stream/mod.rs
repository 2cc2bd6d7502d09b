//! The stream: the desk and its listeners beside nchan and beside the floor.

mod beside;
mod crowd;
mod ear;
pub mod floor;
mod rig;
mod trust;
mod units;

use anyhow::Result;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::{Options, report::Row, stream::rig::Change};

pub async fn rows(options: &Options) -> Result<Vec<Row>> {
    // For the listeners here, and for those who tell: they inherit it.
    let maximum = getrlimit(Resource::Nofile).maximum;
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })?;
    let change = Change::of_the_desk(options.port).await?;
    println!("a change is told in {} bytes", change.size());
    let mut rows = beside::rows(options, &change).await?;
    rows.extend(trust::rows(options, &change).await?);
    rows.extend(units::rows(options).await?);
    Ok(rows)
}
