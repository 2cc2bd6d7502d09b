//! Opening a data directory: what kind it is, its rules, and the desk over it.

use std::{fs::File, path::Path, sync::Arc};

use anyhow::{Context, bail};
use domain::{
    calendar,
    deadline::Policy,
    ticket::{category::Category, topic::Topic},
    time::{Clock, Offset},
};
use sqlx::Connection as _;
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    desk::{Desk, DeskAt},
    door::{Door, Opening},
    events::Hub,
    store::{self, Store, StoreError, reference, writer::Writer},
    world::SharedWorld,
};

/// What a database is for; the one never passes for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Demo,
    Real,
}

impl Kind {
    const SETTING: &'static str = "kind";

    fn word(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Real => "real",
        }
    }
}

/// The setting that holds the offset of a desk.
const OFFSET: &str = "offset";

/// Opens the database of a directory and marks an empty one. Refuses one of the other kind.
pub async fn open(data: &Path, kind: Kind) -> anyhow::Result<Store> {
    open_at(data, kind, None).await
}

/// The same for a desk that is to live at `offset`. Where it lives already it stays: its days are cut.
pub async fn open_at(data: &Path, kind: Kind, offset: Option<Offset>) -> anyhow::Result<Store> {
    let store = opened(data, kind, offset.unwrap_or(Offset::CHINA)).await?;
    let lives_at = settle_offset(&store).await?;
    if let Some(asked) = offset.filter(|asked| *asked != lives_at) {
        bail!("{} holds a desk that lives at {lives_at}, not at {asked}", data.display());
    }
    Ok(store)
}

/// Makes the offset of a desk that of this process.
pub async fn settle_offset(store: &Store) -> anyhow::Result<Offset> {
    let kept = store.setting(OFFSET).await?;
    let offset = match kept {
        Some(text) => Offset::parse(&text).with_context(|| format!("{text} is no offset"))?,
        // Desks that were set up before it was a setting.
        None => Offset::CHINA,
    };
    offset.settle();
    Ok(offset)
}

async fn opened(data: &Path, kind: Kind, offset: Offset) -> anyhow::Result<Store> {
    let store =
        Store::open(data).await.with_context(|| format!("cannot open {}", data.display()))?;
    match store.setting(Kind::SETTING).await? {
        None => {
            let words = shipped_words()?;
            let mut writer = store.writer().await?;
            // Whole or not at all: a desk without its rules could decide nothing.
            let mut setting_up = writer.begin_with("begin immediate").await?;
            reference::set_setting(&mut setting_up, Kind::SETTING, kind.word()).await?;
            reference::set_setting(&mut setting_up, OFFSET, &offset.to_string()).await?;
            reference::add_rules(
                &mut setting_up,
                &words.categories,
                &words.topics,
                &[Policy::shipped()],
                &calendar::shipped(),
            )
            .await?;
            setting_up.commit().await?;
        }
        Some(word) if word == kind.word() => {}
        Some(word) => bail!(
            "{} holds a {word} desk, not a {} one; it is left as it is",
            data.display(),
            kind.word()
        ),
    }
    Ok(store)
}

/// Held while a desk is served: what it knows in memory would not be true if another process wrote
/// to the same data. Given back when the process ends, however it ends.
pub struct Lock(#[expect(dead_code, reason = "held, not read")] File);

/// The file that is locked; it holds nothing.
pub const LOCK: &str = "xinqiao.lock";

/// Makes sure that no other process serves this directory.
pub fn lock(data: &Path) -> anyhow::Result<Lock> {
    std::fs::create_dir_all(data)?;
    let file = File::create(data.join(LOCK))
        .with_context(|| format!("cannot write to {}", data.display()))?;
    if file.try_lock().is_err() {
        bail!("{} is being served by another process", data.display());
    }
    Ok(Lock(file))
}

/// The subjects and topics that a desk begins with.
#[derive(serde::Deserialize)]
struct ShippedWords {
    categories: Vec<Category>,
    topics: Vec<Topic>,
}

fn shipped_words() -> anyhow::Result<ShippedWords> {
    serde_json::from_str(include_str!("../data/words.json"))
        .context("the shipped words cannot be read")
}

/// What kind of desk a directory holds; `None` where it holds none.
pub async fn kind_of(data: &Path) -> anyhow::Result<Option<Kind>> {
    if !data.join(store::FILE).exists() {
        return Ok(None);
    }
    let word = Store::open(data).await?.setting(Kind::SETTING).await?;
    Ok(word.map(|word| if word == Kind::Demo.word() { Kind::Demo } else { Kind::Real }))
}

/// A desk that runs, and the tasks that keep it.
pub struct Running {
    pub desk: Desk,
    /// Ends when the last handle of the desk is gone and all that was taken in is written.
    pub door: JoinHandle<()>,
    pub rules: watch::Sender<Arc<DeskAt>>,
}

/// Starts the desk over a store.
pub async fn start(store: Store, clock: Arc<dyn Clock>) -> Result<Running, StoreError> {
    let writer = store.order_writer()?;
    start_with(store, writer, clock).await
}

/// Starts the desk with a writing connection that was opened by the caller.
pub async fn start_with(
    store: Store,
    writer: Writer,
    clock: Arc<dyn Clock>,
) -> Result<Running, StoreError> {
    let (sender, rules) = watch::channel(Arc::new(read_rules(&store).await?));
    let world: Arc<SharedWorld> = Arc::default();
    let hub = Arc::new(Hub::default());
    let opening = Opening {
        store: store.clone(),
        writer,
        world: world.clone(),
        hub: hub.clone(),
        clock: clock.clone(),
        rules: rules.clone(),
    };
    let (door, task) = Door::open(opening).await?;
    let stories = Arc::default();
    let desk = Desk { store, door, world, stories, hub, clock, rules };
    Ok(Running { desk, door: task, rules: sender })
}

/// Reads the rules again where somebody changed them beside the running server.
pub async fn refresh_rules(
    store: &Store,
    rules: &watch::Sender<Arc<DeskAt>>,
) -> Result<(), StoreError> {
    if store.revision().await? != rules.borrow().revision {
        rules.send_replace(Arc::new(read_rules(store).await?));
    }
    Ok(())
}

async fn read_rules(store: &Store) -> Result<DeskAt, StoreError> {
    Ok(DeskAt { revision: store.revision().await?, rules: store.desk().await? })
}
