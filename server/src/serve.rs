//! Serving: connections, the tasks beside them, and stopping without losing a write.

pub mod handover;

use std::{future::poll_fn, net::SocketAddr, pin::pin, sync::Arc, task::Poll, time::Duration};

use anyhow::{Context, bail};
use axum::{extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
};
use tokio::net::{TcpListener, TcpStream};
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use self::handover::{Handover, Line};
use crate::{
    assets::Assets,
    auth::{Screens, Sessions, Throttle},
    clock::machine_now,
    events::listen::Listener,
    past::Yesterday,
    photos::Photos,
    router::{self, App, Parts, Patience},
    setup::{Running, refresh_rules},
    telemetry::Reports,
    wall::Latest,
};

/// A listener's place moves on, and its connection shows life, at least this often.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// How often the rules are looked at for a change made beside the server.
const RULES: Duration = Duration::from_secs(2);
const PRUNING: Duration = Duration::from_mins(10);
/// Bytes that the system holds for one listener who does not read them yet: a busy minute. Left to
/// itself it takes megabytes, and ten thousand phones out of reach are many.
const HELD: usize = 256 * 1024;

/// What `serve` and `demo` have in common.
pub struct Settings {
    pub public_url: Option<String>,
    pub metrics_token: Option<String>,
    pub assets: Assets,
    pub patience: Patience,
}

/// An address without a path: what browsers name as the origin of a request.
pub fn public_url(text: &str) -> Result<String, String> {
    let url: axum::http::Uri = text.parse().map_err(|error| format!("{error}"))?;
    let names_a_host = matches!(url.scheme_str(), Some("http" | "https")) && url.host().is_some();
    if !names_a_host || url.path() != "/" || url.query().is_some() {
        return Err("such as https://desk.example.cn, without a path".to_owned());
    }
    Ok(text.trim_end_matches('/').to_ascii_lowercase())
}

/// The app over a running desk.
pub async fn app(
    running: &Running,
    settings: Settings,
    stopping: CancellationToken,
) -> anyhow::Result<App> {
    Ok(App::of(Parts {
        sessions: Sessions::open(running.desk.store.clone()).await?,
        photos: Photos::open(running.desk.store.clone()).await?,
        screens: Screens::open(running.desk.store.clone()).await?,
        yesterday: Yesterday::default(),
        wall: Latest::default(),
        desk: running.desk.clone(),
        throttle: Throttle::default(),
        assets: settings.assets,
        public_url: settings.public_url,
        metrics_token: settings.metrics_token,
        metrics: Arc::default(),
        reports: Reports::default(),
        patience: settings.patience,
        stopping,
    }))
}

/// Serves until `stopping` is cancelled, then finishes what was begun.
pub async fn serve(app: App, running: Running, listener: TcpListener) -> anyhow::Result<()> {
    let (stopping, patience) = (app.stopping.clone(), app.patience);
    raise_open_files();
    let mut door = running.door;
    let listeners = app.desk.hub.listeners.clone();
    let beside = tokio::spawn(keep_house(app.clone(), running.rules, stopping.clone()));
    let service = router::service(app);
    let graceful = GracefulShutdown::new();
    loop {
        let (stream, peer) = tokio::select! {
            () = stopping.cancelled() => break,
            // It ends before its handles are gone only by a fault. Started anew, it reads the disk.
            ended = &mut door => bail!("the door has ended: {ended:?}"),
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Too many open files, mostly: those who are connected go on meanwhile.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        tokio::spawn(connection(stream, peer, service.clone(), graceful.watcher(), patience));
    }
    drop(listener);
    listeners.close();
    let all_ended = async { tokio::join!(graceful.shutdown(), listeners.wait()) };
    if tokio::time::timeout(patience.stop, all_ended).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
    beside.await.context("a task of the house failed")?;
    // The last handles of the desk go with the service; then the door finishes and ends.
    drop((service, running.desk));
    let _ = tokio::time::timeout(patience.stop, door).await;
    Ok(())
}

/// Serves a connection. Where a stream is asked for on it, it goes on without hyper: see
/// [`handover`].
async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    service: axum::Router,
    watcher: hyper_util::server::graceful::Watcher,
    patience: Patience,
) {
    // Small frames of the stream go out at once.
    let _ = stream.set_nodelay(true);
    let _ = give_up_after(&stream, 2 * patience.write);
    let line = Line::new(stream);
    if let Some(listener) = answer(line.clone(), peer, service, watcher, patience).await
        && let Some(stream) = line.alone()
    {
        let _ = socket2::SockRef::from(&stream).set_send_buffer_size(HELD);
        listener.on(stream);
    }
}

/// Answers what is asked on a connection, until it ends or a listener is to have it.
async fn answer(
    line: Line,
    peer: SocketAddr,
    service: axum::Router,
    watcher: hyper_util::server::graceful::Watcher,
    patience: Patience,
) -> Option<Listener> {
    let handover = Handover::default();
    let answer = service_fn(|mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(handover.clone());
        service.clone().oneshot(request)
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_buf_size(64 * 1024);
    let mut stream = TimeoutStream::new(line.clone());
    stream.set_write_timeout(Some(patience.write));
    let serving = builder.serve_connection(TokioIo::new(Box::pin(stream)), answer).into_owned();
    let mut serving = pin!(watcher.watch(serving));
    let ended = poll_fn(|context| match serving.as_mut().poll(context) {
        Poll::Pending => {
            handover.take_over(&line).map_or(Poll::Pending, |l| Poll::Ready(Ok(Some(l))))
        }
        Poll::Ready(ended) => Poll::Ready(ended.map(|()| None)),
    });
    ended.await.unwrap_or_else(|error| {
        tracing::debug!(%error, "a connection ended");
        None
    })
}

/// Each listener holds a file open, and most systems begin with no more than 1,024 of them: takes as
/// many as the system lets it, and says how many that is.
#[cfg(unix)]
fn raise_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(Resource::Nofile).maximum;
    match setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        Ok(()) => tracing::info!(at_most = maximum, "files that may be open at once"),
        Err(error) => tracing::warn!(%error, "the limit of open files stays as it is"),
    }
}

/// Other systems know no such limit.
#[cfg(not(unix))]
fn raise_open_files() {}

/// A client that is gone without a word (a phone out of reach, a cable pulled) acknowledges nothing
/// any more; the system would go on sending to it for a quarter of an hour.
#[cfg(target_os = "linux")]
fn give_up_after(stream: &TcpStream, patience: Duration) -> std::io::Result<()> {
    socket2::SockRef::from(stream).set_tcp_user_timeout(Some(patience))
}

/// Other systems have no such setting; their own patience counts.
#[cfg(not(target_os = "linux"))]
fn give_up_after(_: &TcpStream, _: Duration) -> std::io::Result<()> {
    Ok(())
}

/// What is done beside the requests: heartbeats, changed rules, removing what has run out.
async fn keep_house(
    app: App,
    rules: tokio::sync::watch::Sender<Arc<crate::desk::DeskAt>>,
    stopping: CancellationToken,
) {
    let mut beat = tokio::time::interval(HEARTBEAT);
    let mut look = tokio::time::interval(RULES);
    let mut prune = tokio::time::interval(PRUNING);
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = beat.tick() => app.desk.hub.beat(),
            _ = look.tick() => {
                if let Err(error) = refresh_rules(&app.desk.store, &rules).await {
                    tracing::warn!(%error, "the rules could not be read");
                }
            }
            _ = prune.tick() => {
                app.desk.door.prune().await;
                if let Err(error) = app.sessions.prune().await {
                    tracing::warn!(%error, "old sessions could not be removed");
                }
                if let Err(error) = app.photos.prune(machine_now()).await {
                    tracing::warn!(%error, "unused photos could not be removed");
                }
            }
        }
    }
}
