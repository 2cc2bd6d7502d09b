//! The list of all that is mounted, and the layers around it.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::Request,
    handler::Handler,
    http::{HeaderName, HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use domain::api::{self, EVENTS_ROUTE, Endpoint, Method, ProblemCode};
use tokio_util::sync::CancellationToken;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, CompressionLevel,
        predicate::{DefaultPredicate, NotForContentType, Predicate},
    },
    csrf::CsrfLayer,
};
use utoipa::ToSchema;

use crate::{
    assets::{self, Assets},
    auth::{Screens, Sessions, Throttle},
    desk::Desk,
    error::ApiError,
    past::Yesterday,
    photos::Photos,
    routes::{
        board, callers, client_errors, drafts, events, health, photos, reference, screens, session,
        taking_time, tickets, wall,
    },
    telemetry::{self, Metrics, Reports},
    wall::Latest,
};

mod description;

use description::Description;

/// The longest that a handler may take; the stream is exempt.
const PATIENCE: Duration = Duration::from_secs(30);
/// The same where a photo comes: from a village's edge that takes its time.
const PHOTO_PATIENCE: Duration = Duration::from_mins(3);

/// How long connections and streams may last or stand still.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Whoever takes this long over the head of a request is let go.
    pub head: Duration,
    /// Whoever stops reading is let go after this long.
    pub write: Duration,
    /// A stream ends after this long: its listener comes back to its place, and its session is looked
    /// at again.
    pub stream: Duration,
    /// What is under way when the server stops may take this long.
    pub stop: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            write: Duration::from_secs(20),
            stream: Duration::from_mins(30),
            stop: Duration::from_secs(10),
        }
    }
}

/// All that handlers stand on. Each request takes a handle of its own: it costs one count.
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl App {
    pub fn of(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// What an [`App`] is made of.
pub struct Parts {
    pub desk: Desk,
    pub photos: Photos,
    pub sessions: Sessions,
    pub screens: Screens,
    pub yesterday: Yesterday,
    pub wall: Latest,
    pub throttle: Throttle,
    pub assets: Assets,
    /// Where people reach the desk; says whether the connection is secure.
    pub public_url: Option<String>,
    pub metrics_token: Option<String>,
    pub metrics: Arc<Metrics>,
    pub reports: Reports,
    pub patience: Patience,
    /// Cancelled when the server is to stop: streams end.
    pub stopping: CancellationToken,
}

impl Parts {
    /// Whether people reach the desk over TLS.
    pub fn secure(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// One mounted endpoint, as tests and the description list it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mounted {
    pub method: Method,
    pub route: &'static str,
    pub keyed: bool,
}

/// Routes and their description, grown together so that neither can lack the other.
pub struct Api {
    router: Router<App>,
    description: Description,
    mounted: Vec<Mounted>,
}

impl Api {
    fn mount<E, H, T>(mut self, handler: H) -> Self
    where
        E: Endpoint,
        E::Body: ToSchema + 'static,
        E::Reply: ToSchema + 'static,
        H: Handler<T, App>,
        T: 'static,
    {
        self.description.add::<E>();
        self.route(E::METHOD, E::ROUTE, E::KEYED, handler)
    }

    /// Mounts what is no endpoint of the wire's types: the stream and the watchers' pages.
    fn mount_plain<H, T>(
        mut self,
        route: &'static str,
        summary: &str,
        media: &str,
        handler: H,
    ) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.description.add_plain(route, summary, media);
        self.route(Method::Get, route, false, handler)
    }

    fn route<H, T>(mut self, method: Method, route: &'static str, keyed: bool, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let filter = match method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
            Method::Put => MethodFilter::PUT,
            Method::Delete => MethodFilter::DELETE,
        };
        let methods: MethodRouter<App> = on(filter, handler);
        self.router = self.router.route(route, methods);
        self.mounted.push(Mounted { method, route, keyed });
        self
    }

    /// Everything that is mounted.
    pub fn mounted(&self) -> &[Mounted] {
        &self.mounted
    }

    /// The OpenAPI document.
    pub fn openapi(&self) -> String {
        self.description.to_json()
    }
}

/// The desk's API: one line an endpoint.
pub fn api() -> Api {
    let api = Api { router: Router::new(), description: Description::new(), mounted: Vec::new() };
    api.mount::<api::SignIn, _, _>(session::sign_in)
        .mount::<api::WhoAmI, _, _>(session::who_am_i)
        .mount::<api::SignOut, _, _>(session::sign_out)
        .mount::<api::ReferenceRead, _, _>(reference::read)
        .mount::<api::TakeOrder, _, _>(tickets::take)
        .mount::<api::TicketsList, _, _>(tickets::list)
        .mount::<api::TicketRead, _, _>(tickets::read)
        .mount::<api::Act, _, _>(tickets::step)
        .mount::<api::PhotoSave, _, _>(photos::save)
        .mount::<api::PhotoPreview, _, _>(photos::preview)
        .mount::<api::PhotoRead, _, _>(photos::read)
        .mount::<api::CallerReveal, _, _>(callers::reveal)
        .mount::<api::CallerLookup, _, _>(callers::lookup)
        .mount::<api::DraftsList, _, _>(drafts::list)
        .mount::<api::DraftRead, _, _>(drafts::read)
        .mount::<api::DraftSave, _, _>(drafts::save)
        .mount::<api::DraftDrop, _, _>(drafts::drop)
        .mount::<api::BoardRead, _, _>(board::read)
        .mount::<api::WallRead, _, _>(wall::read)
        .mount::<api::TownMapRead, _, _>(wall::read_map)
        .mount::<api::TakingTimeRead, _, _>(taking_time::read)
        .mount::<api::ClientErrorReport, _, _>(client_errors::report)
        .mount::<api::PairingBegin, _, _>(screens::begin)
        .mount::<api::ScreenSelf, _, _>(screens::read_self)
        .mount::<api::ScreensList, _, _>(screens::list)
        .mount::<api::ScreenAdd, _, _>(screens::add)
        .mount::<api::ScreenWithdraw, _, _>(screens::withdraw)
        .mount_plain(EVENTS_ROUTE, "The stream of changes.", "text/event-stream", events::listen)
        .mount_plain("/api/openapi.json", "This document.", "application/json", health::openapi)
        .mount_plain("/healthz", "Alive.", "text/plain", health::alive)
        .mount_plain("/readyz", "Ready to serve.", "text/plain", health::ready)
        .mount_plain(
            "/metrics",
            "Counters, for whoever carries the token.",
            "text/plain",
            health::metrics,
        )
}

/// The whole service.
pub fn service(app: App) -> Router {
    let secure = app.secure();
    let metrics = app.metrics.clone();
    let csrf = csrf(app.public_url.as_deref())
        .with_rejection_response(|_| ApiError::from(ProblemCode::CrossSite).into_response());
    api()
        .router
        .method_not_allowed_fallback(async || ApiError::from(ProblemCode::MethodNotAllowed))
        .fallback(assets::serve)
        .with_state(app)
        .layer(middleware::from_fn(within_patience))
        .layer(csrf)
        .layer(CatchPanicLayer::custom(|_| ApiError::from(ProblemCode::Internal).into_response()))
        .layer(compression())
        .layer(middleware::from_fn(move |request, next| security_headers(secure, request, next)))
        .layer(middleware::from_fn(move |request, next| {
            telemetry::observe(metrics.clone(), request, next)
        }))
}

/// Refuses unsafe requests from other sites. The desk's own address is trusted as it is told: a
/// proxy may have changed the host that the request names.
fn csrf(public_url: Option<&str>) -> CsrfLayer {
    let layer = CsrfLayer::new();
    let trusting = public_url.and_then(|url| layer.clone().add_trusted_origin(url).ok());
    trusting.unwrap_or(layer)
}

/// JSON only: the app's files lie compressed already, and a stream must not wait for a block.
fn compression() -> CompressionLayer<impl Predicate> {
    let predicate = DefaultPredicate::new()
        .and(NotForContentType::SSE)
        .and(NotForContentType::const_new("application/wasm"))
        .and(NotForContentType::const_new("text/javascript"))
        .and(NotForContentType::const_new("text/css"));
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(predicate)
}

async fn within_patience(request: Request, next: Next) -> Response {
    if request.uri().path() == EVENTS_ROUTE {
        return next.run(request).await;
    }
    let brings_a_photo = request.uri().path().starts_with("/api/photos/");
    let patience = if brings_a_photo { PHOTO_PATIENCE } else { PATIENCE };
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::from(ProblemCode::Timeout).into_response(),
    }
}

const CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; font-src 'self'; \
    frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

async fn security_headers(secure: bool, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value))
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "geolocation=(), microphone=(), payment=()");
    if secure {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    // What somebody brought has a stricter one of its own.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP));
    }
    if is_api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
