//! The demo: a town's desk with the winter of 2020 in it, made by acting.

pub mod arrivals;
mod content;
mod plan;
mod play;
pub mod years;

use std::{net::SocketAddr, path::Path, sync::Arc};

use anyhow::{Context, bail};
use domain::{
    ticket::photo::{PhotoId, PhotoType},
    time::{Clock, Moment},
};

use crate::{
    auth::password,
    clock::{HandClock, ShiftedClock},
    map,
    photos::Photos,
    setup::{self, Kind, Running},
    store::{
        self, Store,
        files::PhotoFiles,
        people::{NewPerson, add_person},
        reference::{add_unit, bump_revision, set_map, set_setting},
    },
};

/// The password of every demo account.
pub const PASSWORD: &str = "xinqiao-demo";
/// Where the demo's clock starts: all that the article counts has happened.
pub const START: &str = "2020-02-28T17:30:00+08:00";
/// Written once the whole winter has been acted; without it the directory is made anew.
const COMPLETE: &str = "demo_complete";

/// Makes sure that the directory is empty or a demo's: the demo leaves everything else as it is.
pub async fn check(data: &Path) -> anyhow::Result<()> {
    let kind = setup::kind_of(data).await?;
    if kind == Some(Kind::Real) {
        bail!("{} holds a real desk; the demo leaves it as it is", data.display());
    }
    let is_other = |file: std::io::Result<std::fs::DirEntry>| {
        file.map_or(true, |file| file.file_name() != setup::LOCK)
    };
    if kind.is_none() && data.exists() && std::fs::read_dir(data)?.any(is_other) {
        bail!("{} is not empty and not a demo; it is left as it is", data.display());
    }
    Ok(())
}

/// Opens the demo in a directory that was checked, acting the winter first where it is not there.
/// The clock resumes no earlier than the last entry.
pub async fn open(data: &Path, fresh: bool) -> anyhow::Result<Running> {
    if fresh {
        clear(data)?;
    }
    let mut store = setup::open(data, Kind::Demo).await?;
    if store.setting(COMPLETE).await?.is_none() {
        drop(store);
        clear(data)?;
        store = setup::open(data, Kind::Demo).await?;
        act(&store).await?;
    }
    let last = store.head().await?.recorded_at;
    let start = Moment::parse(START).context("the demo has a start")?;
    let clock: Arc<dyn Clock> = Arc::new(ShiftedClock::starting_at(start.max(Moment(last + 1))));
    Ok(setup::start(store, clock).await?)
}

/// Removes the demo's own database and photos and nothing else. What the photos belong to goes last: a
/// directory without it is no demo any more.
fn clear(data: &Path) -> anyhow::Result<()> {
    PhotoFiles::of(data)
        .clear()
        .with_context(|| format!("cannot remove the photos of {}", data.display()))?;
    for suffix in ["", "-wal", "-shm"] {
        let file = data.join(format!("{}{suffix}", store::FILE));
        if file.exists() {
            std::fs::remove_file(&file)
                .with_context(|| format!("cannot remove {}", file.display()))?;
        }
    }
    Ok(())
}

/// Acts the winter of 2020 on a store that is empty.
pub async fn act(store: &Store) -> anyhow::Result<()> {
    println!("Acting the winter of 2020: 473 orders, from the first call to the last call-back …");
    furnish(store).await?;
    bring_photos(store).await?;
    let clock = HandClock::at(Moment(0));
    let writer = store.order_writer()?.hasty()?;
    let running = setup::start_with(store.clone(), writer, Arc::new(clock.clone())).await?;
    let acts = plan::winter(&content::content()?)?;
    play::play(&running.desk, &clock, acts).await?;
    let Running { desk, door, .. } = running;
    drop(desk);
    door.await?;
    store.settle().await?;
    set_setting(&mut store.writer().await?, COMPLETE, START).await?;
    Ok(())
}

/// Units and accounts.
pub async fn furnish(store: &Store) -> anyhow::Result<()> {
    let mut writer = store.hasty_writer().await?;
    for unit in content::units()? {
        add_unit(&mut writer, &unit).await?;
    }
    let units = content::units()?.into_iter().map(|unit| (unit.slug.clone(), unit)).collect();
    let map = map::from_svg(content::MAP, &map::villages(&units))?;
    set_map(&mut writer, Some(&map)).await?;
    // One hash for all: the password is no secret, and argon2id is made to be slow.
    let hash = password::hash_now(PASSWORD)?;
    for account in content::accounts()? {
        let person = NewPerson {
            name: &account.name,
            display: &account.display,
            password: &hash,
            roles: &account.roles,
            unit: account.unit.as_ref(),
        };
        add_person(&mut writer, &person).await?;
    }
    Ok(bump_revision(&mut writer).await?)
}

/// Brings what the replies of the cases refer to, as their liaisons would.
async fn bring_photos(store: &Store) -> anyhow::Result<()> {
    let (photos, people) = (Photos::open(store.clone()).await?, store.people().await?);
    for drawing in content::DRAWINGS {
        let person = people.iter().find(|person| person.name == drawing.by);
        let person = person.with_context(|| format!("there is no account {}", drawing.by))?;
        let id = PhotoId::parse(drawing.id).context("an id of a photo")?;
        photos.keep(person, id, PhotoType::Jpeg, drawing.jpeg).await?;
    }
    Ok(())
}

/// Prints addresses and accounts. One browser holds one person per host name.
pub fn say_where(listen: SocketAddr) {
    let port = listen.port();
    println!("
Xinqiao 心桥, demo: the clock stands at {START} and runs on.

  desk    http://127.0.0.1:{port}/    jiexian 接线  shenhe 审核派单  huifang 回访  banzhang 班长  zhuren 中心负责人
  phone   http://localhost:{port}/    wanan 万安居委会  daru 大茹村  gongyeyuan 朱泾工业园  anhuanban 安环办  xinjing 新景物业
  wall    http://127.0.0.1:{port}/wall  daping  (in a private window: one browser holds one person per host name)
  others  guanli 管理员  shenji 审计员

The password of all is {PASSWORD}. Ctrl-C stops.
");
}
