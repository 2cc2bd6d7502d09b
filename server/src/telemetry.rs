//! Logs and counters. A line of the log names the route, never the address as it was asked for:
//! addresses and bodies may carry what callers told us.

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use axum::{
    extract::{MatchedPath, Request},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use domain::id::Seq;
use std::sync::Arc;
use tracing::Instrument;

/// Counters since the start, by class of status.
#[derive(Debug, Default)]
pub struct Metrics {
    answered: [AtomicU64; 6],
    micros: AtomicU64,
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
