//! Logs and counters. A line of the log names the route, never the address as it was asked for:
//! addresses and bodies may carry what callers told us.

use std::{
    collections::HashMap,
    fmt::Write as _,
    net::IpAddr,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use axum::{
    extract::{MatchedPath, Request},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use domain::{id::Seq, time::Moment};
use std::sync::Arc;
use tracing::Instrument;

/// Counters since the start, by class of status.
#[derive(Debug, Default)]
pub struct Metrics {
    answered: [AtomicU64; 6],
    micros: AtomicU64,
}

/// Reports of an address that are written down within [`SPAN_MS`]; a page that fails over and over
/// fills no log.
const REPORTS: u32 = 20;
const SPAN_MS: i64 = 10 * 60_000;
/// Addresses that are kept in mind; beyond it those whose span is over are forgotten, and where none
/// is, nobody else is listened to.
const ADDRESSES: usize = 10_000;

/// How much each address has told of failing pages.
#[derive(Debug, Default)]
pub struct Reports {
    told: Mutex<HashMap<IpAddr, (u32, Moment)>>,
}

impl Reports {
    /// Whether another report of this address is written down; it counts from now on.
    pub fn may_report(&self, address: IpAddr, now: Moment) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() >= ADDRESSES {
            told.retain(|_, (_, since)| now.since(*since) <= SPAN_MS);
            if told.len() >= ADDRESSES {
                return false;
            }
        }
        let (count, since) = told.entry(address).or_insert((0, now));
        if now.since(*since) > SPAN_MS {
            (*count, *since) = (0, now);
        }
        *count += 1;
        *count <= REPORTS
    }
}

/// JSON lines on standard error; `RUST_LOG` says how much.
pub fn start_log() {
    use tracing_subscriber::EnvFilter;
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let started = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
    if let Err(error) = started {
        eprintln!("the log was started before: {error}");
    }
}

/// Gives each request an id and notes how it went.
pub async fn observe(metrics: Arc<Metrics>, request: Request, next: Next) -> Response {
    let id = uuid::Uuid::new_v4().to_string();
    let route =
        request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", id, method = %request.method(), route);
    let begun = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let (status, taken) = (response.status().as_u16(), begun.elapsed());
    let micros = taken.as_micros() as u64;
    metrics.note(status, micros);
    span.in_scope(|| {
        if status >= 500 {
            tracing::error!(status, micros, "answered");
        } else {
            tracing::debug!(status, micros, "answered");
        }
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}

impl Metrics {
    fn note(&self, status: u16, micros: u64) {
        let class = usize::from(status / 100).min(self.answered.len() - 1);
        self.answered[class].fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }
}

/// The counters in the text form of Prometheus.
pub fn text(metrics: &Metrics, listeners: usize, seq: Seq) -> String {
    let mut text = String::from("# TYPE xinqiao_requests_total counter\n");
    for (class, count) in metrics.answered.iter().enumerate().skip(1) {
        let count = count.load(Ordering::Relaxed);
        let _ = writeln!(text, "xinqiao_requests_total{{status=\"{class}xx\"}} {count}");
    }
    let seconds = metrics.micros.load(Ordering::Relaxed) as f64 / 1e6;
    let _ = writeln!(
        text,
        "# TYPE xinqiao_request_seconds_total counter\nxinqiao_request_seconds_total {seconds}"
    );
    let _ = writeln!(text, "# TYPE xinqiao_listeners gauge\nxinqiao_listeners {listeners}");
    let _ = writeln!(text, "# TYPE xinqiao_seq gauge\nxinqiao_seq {seq}");
    text
}
