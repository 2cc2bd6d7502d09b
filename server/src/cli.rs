//! The commands of the binary.

use std::{
    io::{BufRead as _, IsTerminal as _, Write as _},
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, bail, ensure};
use clap::{Args, Parser, Subcommand, ValueEnum, builder::FalseyValueParser};
use domain::{
    people::{Role, Unit, UnitKind, UnitSlug},
    text::LINE_MAX,
    time::{Clock as _, Offset},
};
use sqlx::Connection as _;
use tokio::net::{TcpListener, TcpSocket};
use tokio_util::sync::CancellationToken;

use crate::{
    assets::Assets,
    auth::password,
    clock::SystemClock,
    demo, map,
    router::Patience,
    serve::{self, Settings},
    setup::{self, Kind},
    store::{
        self, Store, backup,
        files::PhotoFiles,
        people::{NewPerson, add_person},
        reference::{add_unit, bump_revision, set_map},
    },
    telemetry, verify,
};

/// The shortest password (OWASP ASVS 5, 6.2.1).
const PASSWORD_MIN: usize = 8;

#[derive(Parser)]
#[command(
    name = "xinqiao",
    version,
    about = "Xinqiao 心桥: the dispatch desk of a town's 12345 hotline"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a real desk
    Serve(ServeArgs),
    /// Serve the winter of 2020, with accounts to try
    Demo(DemoArgs),
    /// People with accounts
    #[command(subcommand)]
    User(UserCommand),
    /// Units that orders are sent to
    #[command(subcommand)]
    Unit(UnitCommand),
    /// The map of the villages on the wall
    #[command(subcommand)]
    Map(MapCommand),
    /// Write a one-file backup while the server runs
    Backup {
        file: PathBuf,
        #[command(flatten)]
        data: DataArgs,
    },
    /// Put a backup into an empty directory
    Restore {
        file: PathBuf,
        #[command(flatten)]
        data: DataArgs,
    },
    /// Replay every entry and compare it with what is held
    Verify(DataArgs),
}

#[derive(Args)]
struct DataArgs {
    /// The directory of the data
    #[arg(long, env = "XINQIAO_DATA")]
    data: PathBuf,
}

#[derive(Args)]
struct ListenArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Address and port to listen on
    #[arg(long, env = "XINQIAO_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The folder of the built app, where the binary does not carry it
    #[arg(long, env = "XINQIAO_APP")]
    app: Option<PathBuf>,
    /// Who asks for /metrics must carry this token
    #[arg(long, env = "XINQIAO_METRICS_TOKEN", hide_env_values = true)]
    metrics_token: Option<String>,
}

#[derive(Args)]
struct ServeArgs {
    #[command(flatten)]
    listen: ListenArgs,
    /// Where people reach the desk, such as <https://desk.example.cn>; decides Secure, __Host- and HSTS
    #[arg(long, env = "XINQIAO_PUBLIC_URL", value_parser = serve::public_url)]
    public_url: Option<String>,
    /// How far the desk's clock is ahead of Greenwich, when it is set up; +08:00 where nothing is said
    #[arg(long, env = "XINQIAO_OFFSET", value_parser = offset, allow_hyphen_values = true)]
    offset: Option<Offset>,
}

#[derive(Args)]
struct DemoArgs {
    #[command(flatten)]
    listen: ListenArgs,
    /// Begin anew
    #[arg(long, env = "XINQIAO_FRESH", value_parser = FalseyValueParser::new())]
    fresh: bool,
    /// No new calls arrive
    #[arg(long, env = "XINQIAO_STILL", value_parser = FalseyValueParser::new())]
    still: bool,
    /// Let other machines in, although everybody knows the password
    #[arg(long, env = "XINQIAO_ALLOW_REMOTE", value_parser = FalseyValueParser::new())]
    allow_remote: bool,
}

#[derive(Subcommand)]
enum UserCommand {
    /// Add a person; the password is asked for, or read from standard input
    Add {
        name: String,
        #[command(flatten)]
        data: DataArgs,
        /// operator, reviewer, dispatcher, surveyor, `duty_lead`, liaison, partner, supervisor, wall, admin, auditor
        #[arg(long, env = "XINQIAO_ROLES", value_delimiter = ',', required = true, value_parser = role)]
        roles: Vec<Role>,
        /// The unit of a liaison or partner
        #[arg(long, env = "XINQIAO_UNIT")]
        unit: Option<String>,
        /// The name that others read; the account's name where none is given
        #[arg(long, env = "XINQIAO_DISPLAY")]
        display: Option<String>,
    },
}

#[derive(Subcommand)]
enum MapCommand {
    /// Show the villages of an SVG file: paths or polygons with the slugs of their units as ids
    Set {
        file: PathBuf,
        #[command(flatten)]
        data: DataArgs,
    },
    /// Show no map
    Remove(DataArgs),
}

#[derive(Subcommand)]
enum UnitCommand {
    /// Add a unit
    Add {
        slug: String,
        name: String,
        #[command(flatten)]
        data: DataArgs,
        #[arg(long, env = "XINQIAO_KIND", value_enum, default_value = "department")]
        kind: KindArg,
        /// Its telephone on duty
        #[arg(long, env = "XINQIAO_PHONE")]
        phone: Option<String>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum KindArg {
    Department,
    Village,
    Company,
}

impl From<KindArg> for UnitKind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Department => Self::Department,
            KindArg::Village => Self::Village,
            KindArg::Company => Self::Company,
        }
    }
}

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|_| format!("there is no role {text}"))
}

fn offset(text: &str) -> Result<Offset, String> {
    Offset::parse(text).ok_or_else(|| "such as +08:00".to_owned())
}

/// Runs the command of this process.
pub fn run(assets: Option<Assets>) -> anyhow::Result<()> {
    let command = Cli::parse().command;
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        match command {
            Command::Serve(args) => serve(args, assets).await,
            Command::Demo(args) => demo(args, assets).await,
            Command::User(UserCommand::Add { name, data, roles, unit, display }) => {
                user_add(data, name, roles, unit, display).await
            }
            Command::Unit(UnitCommand::Add { slug, name, data, kind, phone }) => {
                unit_add(data, slug, name, kind.into(), phone).await
            }
            Command::Map(MapCommand::Set { file, data }) => map_set(data, file).await,
            Command::Map(MapCommand::Remove(data)) => map_remove(data).await,
            Command::Backup { file, data } => backup_to(data, file).await,
            Command::Restore { file, data } => restore(data, file).await,
            Command::Verify(data) => verify(data).await,
        }
    })
}

fn settings(args: &ListenArgs, public_url: Option<String>, assets: Option<Assets>) -> Settings {
    let folder = args.app.clone().map(|folder| Assets::Folder(Arc::new(folder)));
    Settings {
        public_url,
        metrics_token: args.metrics_token.clone(),
        assets: folder.or(assets).unwrap_or(Assets::None),
        patience: Patience::default(),
    }
}

async fn serve(args: ServeArgs, assets: Option<Assets>) -> anyhow::Result<()> {
    telemetry::start_log();
    let data = &args.listen.data.data;
    let _lock = setup::lock(data)?;
    let store = setup::open_at(data, Kind::Real, args.offset).await?;
    if store.people().await?.is_empty() {
        say_how_to_begin(&args.listen.data);
    }
    let listener = bind(args.listen.listen)?;
    let running = setup::start(store, Arc::new(SystemClock)).await?;
    let settings = settings(&args.listen, args.public_url, assets);
    let app = serve::app(&running, settings, stop_on_signal()).await?;
    println!("Xinqiao listens on http://{}", listener.local_addr()?);
    serve::serve(app, running, listener).await
}

fn say_how_to_begin(data: &DataArgs) {
    let data = data.data.display();
    println!(
        "Nobody has an account yet. While this runs, make the first people in another terminal:"
    );
    println!("  xinqiao unit add chengguan 城管中队 --data {data}");
    println!("  xinqiao user add wang --roles operator,reviewer,dispatcher --data {data}");
    println!("  xinqiao user add li --roles liaison --unit chengguan --data {data}");
}

async fn demo(args: DemoArgs, assets: Option<Assets>) -> anyhow::Result<()> {
    telemetry::start_log();
    let listen = args.listen.listen;
    ensure!(
        args.allow_remote || listen.ip().is_loopback(),
        "{listen} can be reached from other machines, and everybody knows the demo's password; \
         --allow-remote lets them in all the same"
    );
    let listener = bind(listen)?;
    let data = &args.listen.data.data;
    demo::check(data).await?;
    let _lock = setup::lock(data)?;
    let running = demo::open(data, args.fresh).await?;
    let stopping = stop_on_signal();
    if !args.still {
        demo::arrivals::start(running.desk.clone(), stopping.clone()).await?;
    }
    let app = serve::app(&running, settings(&args.listen, None, assets), stopping).await?;
    demo::say_where(listener.local_addr()?);
    serve::serve(app, running, listener).await
}

/// How many may knock at once: after a break all who listen come back together. Whoever finds no room
/// tries again a second later.
const KNOCKING: u32 = 4096;

fn bind(listen: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = || {
        let socket = if listen.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        // As any server does: what is left of the connections before it must not keep it from its port.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        socket.bind(listen)?;
        socket.listen(KNOCKING)
    };
    listener().with_context(|| format!("cannot listen on {listen}"))
}

/// Cancelled by Ctrl-C or by the service manager.
fn stop_on_signal() -> CancellationToken {
    let stopping = CancellationToken::new();
    let token = stopping.clone();
    tokio::spawn(async move {
        let terminated = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => drop(signal.recv().await),
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = terminated => {}
        }
        token.cancel();
    });
    stopping
}

/// Opens a directory that must hold a desk already.
async fn existing(data: &DataArgs) -> anyhow::Result<Store> {
    ensure!(data.data.join(store::FILE).exists(), "{} holds no desk", data.data.display());
    let store = Store::open(&data.data).await?;
    setup::settle_offset(&store).await?;
    Ok(store)
}

async fn user_add(
    data: DataArgs,
    name: String,
    roles: Vec<Role>,
    unit: Option<String>,
    display: Option<String>,
) -> anyhow::Result<()> {
    let store = existing(&data).await?;
    let fits = |text: &str| {
        (1..=LINE_MAX).contains(&text.chars().count()) && !text.chars().any(char::is_control)
    };
    ensure!(fits(&name), "a name is 1 to {LINE_MAX} characters");
    let unit = unit
        .map(|slug| UnitSlug::parse(&slug).with_context(|| format!("{slug} is no slug of a unit")));
    let unit = unit.transpose()?;
    let needs_unit = roles.iter().any(|role| matches!(role, Role::Liaison | Role::Partner));
    ensure!(!needs_unit || unit.is_some(), "a liaison or partner belongs to a unit: --unit SLUG");
    if let Some(slug) = &unit {
        ensure!(store.desk().await?.words.units.contains_key(slug), "there is no unit {slug}");
    }
    let hash = password::hash_now(&ask_password(&name)?)?;
    let display = display.unwrap_or_else(|| name.clone());
    let person = NewPerson {
        name: &name,
        display: &display,
        password: &hash,
        roles: &roles,
        unit: unit.as_ref(),
    };
    match add_person(&mut store.writer().await?, &person).await {
        Ok(_) => println!("{name} can sign in now."),
        Err(store::StoreError::Conflict) => bail!("{name} has an account already"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

fn ask_password(name: &str) -> anyhow::Result<String> {
    let password = if std::io::stdin().is_terminal() {
        print!("Password for {name}: ");
        std::io::stdout().flush()?;
        rpassword::read_password()?
    } else {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    ensure!(
        password.chars().count() >= PASSWORD_MIN,
        "a password has at least {PASSWORD_MIN} characters"
    );
    Ok(password)
}

async fn unit_add(
    data: DataArgs,
    slug: String,
    name: String,
    kind: UnitKind,
    phone: Option<String>,
) -> anyhow::Result<()> {
    let store = existing(&data).await?;
    let slug = UnitSlug::parse(&slug)
        .with_context(|| format!("{slug} is no slug: a to z, digits and _"))?;
    ensure!((1..=LINE_MAX).contains(&name.chars().count()), "a name is 1 to {LINE_MAX} characters");
    let mut writer = store.writer().await?;
    // With its revision, or a running server would not notice it.
    let mut adding = writer.begin_with("begin immediate").await?;
    match add_unit(
        &mut adding,
        &Unit { slug: slug.clone(), name: name.clone(), kind, phone, pinyin: String::new() },
    )
    .await
    {
        Ok(()) => bump_revision(&mut adding).await?,
        Err(store::StoreError::Conflict) => bail!("there is a unit {slug} already"),
        Err(error) => return Err(error.into()),
    }
    adding.commit().await?;
    println!("Orders can be sent to {name} ({slug}) now.");
    Ok(())
}

async fn map_set(data: DataArgs, file: PathBuf) -> anyhow::Result<()> {
    let store = existing(&data).await?;
    let text = std::fs::read_to_string(&file)
        .with_context(|| format!("cannot read {}", file.display()))?;
    let units = store.desk().await?.words.units;
    let villages = map::villages(&units);
    let map = map::from_svg(&text, &villages)?;
    set_map(&mut store.writer().await?, Some(&map)).await?;
    println!("The wall shows {} villages.", map.areas.len());
    let left_out = map::left_out(&map, &villages);
    if !left_out.is_empty() {
        println!("Not in the drawing: {}.", left_out.join("、"));
    }
    Ok(())
}

async fn map_remove(data: DataArgs) -> anyhow::Result<()> {
    let store = existing(&data).await?;
    set_map(&mut store.writer().await?, None).await?;
    println!("The wall shows bars instead of a map.");
    Ok(())
}

async fn backup_to(data: DataArgs, file: PathBuf) -> anyhow::Result<()> {
    let store = existing(&data).await?;
    ensure!(!file.exists(), "{} is there already", file.display());
    let lost = store.backup(&file).await?;
    println!("Backed up to {}", file.display());
    for photo in &lost {
        println!("photo {photo}: its file is missing or changed, and not in the backup");
    }
    ensure!(lost.is_empty(), "the backup lacks {} photos, and holds all else", lost.len());
    Ok(())
}

async fn restore(data: DataArgs, file: PathBuf) -> anyhow::Result<()> {
    ensure!(file.is_file(), "there is no file {}", file.display());
    std::fs::create_dir_all(&data.data)?;
    ensure!(
        std::fs::read_dir(&data.data)?.next().is_none(),
        "{} is not empty",
        data.data.display()
    );
    // It gets its name when it is ready: half restored, it would pass for a desk.
    let copy = data.data.join("restoring.db");
    let photos = PhotoFiles::of(&data.data);
    if let Err(error) = copied_back(&file, &copy, &photos).await {
        // What was begun would make the directory one that is not empty.
        photos.clear()?;
        let _ = std::fs::remove_file(&copy);
        return Err(error);
    }
    std::fs::rename(&copy, data.data.join(store::FILE))?;
    println!("Restored into {}", data.data.display());
    Ok(())
}

async fn copied_back(file: &Path, copy: &Path, photos: &PhotoFiles) -> anyhow::Result<()> {
    std::fs::copy(file, copy).with_context(|| format!("cannot copy {}", file.display()))?;
    let settled = backup::settle_restored(copy, photos).await;
    settled.with_context(|| format!("{} is no backup of a desk", file.display()))
}

async fn verify(data: DataArgs) -> anyhow::Result<()> {
    let store = existing(&data).await?;
    let report = verify::verify(&store, SystemClock.now()).await?;
    for fault in &report.faults {
        println!("{fault}");
    }
    println!(
        "{} orders, {} entries, {} photos, {} differences",
        report.tickets,
        report.entries,
        report.photos,
        report.faults.len()
    );
    ensure!(report.faults.is_empty(), "what is held is not what the entries tell");
    Ok(())
}
