//! The vocabulary of the tests: a desk with its people, and what they do.

mod contract;
mod listening;
pub mod pictures;
mod reply;

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use domain::{
    people::{Role, Unit, UnitKind, UnitSlug},
    time::Moment,
};
use serde_json::{Value, json};
use server::{
    assets::Assets,
    auth::password,
    clock::HandClock,
    desk::{Desk, DeskAt},
    extract::cookie_name,
    router::{self, App, Patience},
    serve::{self, Settings},
    setup::{self, Kind},
    store::{
        Store,
        people::{NewPerson, add_person},
        reference::{add_unit, bump_revision},
        writer::Writer,
    },
};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

pub use reply::Reply;

pub const PASSWORD: &str = "correct horse";

/// Accounts of every desk in the tests: name, roles, unit.
pub const PEOPLE: &[(&str, &[Role], Option<&str>)] = &[
    ("operator", &[Role::Operator], None),
    ("reviewer", &[Role::Reviewer], None),
    ("dispatcher", &[Role::Dispatcher], None),
    ("surveyor", &[Role::Surveyor], None),
    ("lead", &[Role::DutyLead], None),
    ("supervisor", &[Role::Supervisor], None),
    ("wall", &[Role::Wall], None),
    ("admin", &[Role::Admin], None),
    ("auditor", &[Role::Auditor], None),
    ("wanan", &[Role::Liaison], Some("wanan")),
    ("daru", &[Role::Liaison], Some("daru")),
    ("xinjing", &[Role::Partner], Some("xinjing")),
];

/// A desk on a file of its own, with everybody signed in.
pub struct World {
    pub router: Router,
    pub app: App,
    pub desk: Desk,
    pub clock: HandClock,
    pub stopping: CancellationToken,
    /// Removed with the desk.
    pub data: TempDir,
    rules: watch::Sender<Arc<DeskAt>>,
    cookies: HashMap<&'static str, String>,
}

/// One hash for all: argon2id is made to be slow.
fn password_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| password::hash_now(PASSWORD).unwrap())
}

/// How desks are served in most tests.
pub fn settings() -> Settings {
    Settings {
        public_url: None,
        metrics_token: Some("watcher".to_owned()),
        assets: Assets::None,
        patience: Patience::default(),
    }
}

pub fn at(text: &str) -> Moment {
    Moment::parse(&format!("{text}+08:00")).unwrap()
}

/// Sets a desk up in a directory: units, words, people.
pub async fn furnish(store: &Store) {
    let mut writer = store.writer().await.unwrap();
    for (slug, name, kind) in [
        ("wanan", "万安居委会", UnitKind::Village),
        ("daru", "大茹村", UnitKind::Village),
        ("xinjing", "新景物业", UnitKind::Company),
    ] {
        let unit = Unit {
            slug: UnitSlug(slug.into()),
            name: name.into(),
            kind,
            phone: None,
            pinyin: String::new(),
        };
        add_unit(&mut writer, &unit).await.unwrap();
    }
    for (name, roles, unit) in PEOPLE {
        let unit = unit.map(|slug| UnitSlug(slug.to_owned()));
        let person = NewPerson {
            name,
            display: name,
            password: password_hash(),
            roles,
            unit: unit.as_ref(),
        };
        add_person(&mut writer, &person).await.unwrap();
    }
}

impl World {
    /// A furnished desk on the Thursday of the first case, 2020-01-30 09:00.
    pub async fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let store = setup::open(data.path(), Kind::Real).await.unwrap();
        furnish(&store).await;
        Self::over(store, data).await
    }

    /// A desk over a store that is furnished already.
    pub async fn over(store: Store, data: TempDir) -> Self {
        let writer = store.order_writer().unwrap();
        Self::over_writer(store, writer, data).await
    }

    /// The same with a writing connection of the test's own making.
    pub async fn over_writer(store: Store, writer: Writer, data: TempDir) -> Self {
        Self::made(store, writer, data, settings()).await
    }

    /// A furnished desk that is served otherwise than the others.
    pub async fn with(settings: Settings) -> Self {
        let data = tempfile::tempdir().unwrap();
        let store = setup::open(data.path(), Kind::Real).await.unwrap();
        furnish(&store).await;
        let writer = store.order_writer().unwrap();
        Self::made(store, writer, data, settings).await
    }

    /// The same desk after its server has ended and been started anew.
    pub async fn restarted(self) -> Self {
        let Self { desk, data, .. } = self;
        let store = desk.store.clone();
        drop(desk);
        Self::over(store, data).await
    }

    async fn made(store: Store, writer: Writer, data: TempDir, settings: Settings) -> Self {
        let clock = HandClock::at(at("2020-01-30T09:00:00"));
        let running = setup::start_with(store, writer, Arc::new(clock.clone())).await.unwrap();
        let stopping = CancellationToken::new();
        let app = serve::app(&running, settings, stopping.clone()).await.unwrap();
        let mut cookies = HashMap::new();
        for person in running.desk.store.people().await.unwrap() {
            if let Some((name, ..)) = PEOPLE.iter().find(|(name, ..)| *name == person.name) {
                let token = app.sessions.begin(person.id).await.unwrap();
                cookies.insert(*name, format!("{}={token}", cookie_name(app.secure())));
            }
        }
        Self {
            router: router::service(app.clone()),
            app,
            desk: running.desk,
            clock,
            stopping,
            data,
            rules: running.rules,
            cookies,
        }
    }

    /// Where the desk keeps its data.
    pub fn data(&self) -> &std::path::Path {
        self.data.path()
    }

    /// Changes the database behind the server's back.
    pub async fn sql(&self, statement: &str) {
        let mut other = self.desk.store.writer().await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut other).await.unwrap();
        sqlx::Connection::close(other).await.unwrap();
    }

    /// Adds a unit beside the running server, which then looks at its rules.
    pub async fn adds_a_unit(&self, slug: &str) {
        let mut writer = self.desk.store.writer().await.unwrap();
        let unit = Unit {
            slug: UnitSlug(slug.into()),
            name: slug.into(),
            kind: UnitKind::Department,
            phone: None,
            pinyin: String::new(),
        };
        add_unit(&mut writer, &unit).await.unwrap();
        bump_revision(&mut writer).await.unwrap();
        setup::refresh_rules(&self.desk.store, &self.rules).await.unwrap();
    }

    pub fn now(&self, text: &str) {
        self.clock.set(at(text));
    }

    /// Sends a request as it is; every reply is checked against the served description.
    pub async fn send(&self, request: Request<Body>) -> Reply {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let reply = Reply::read(response).await;
        contract::check(method.as_str(), &path, &reply);
        reply
    }

    /// A request of a person, with a body where there is one and a key of its own.
    pub fn request(
        &self,
        who: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Request<Body> {
        let key = uuid::Uuid::new_v4().to_string();
        self.keyed(who, method, path, body, &key)
    }

    /// The same with a key that was made before.
    pub fn keyed(
        &self,
        who: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
        key: &str,
    ) -> Request<Body> {
        let mut request =
            Request::builder().method(method).uri(path).header("idempotency-key", key);
        if let Some(cookie) = self.cookies.get(who) {
            request = request.header(header::COOKIE, cookie);
        }
        match body {
            None => request.body(Body::empty()).unwrap(),
            Some(body) => {
                let request = request.header(header::CONTENT_TYPE, "application/json");
                request.body(Body::from(body.to_string())).unwrap()
            }
        }
    }

    pub async fn get(&self, who: &str, path: &str) -> Reply {
        self.send(self.request(who, "GET", path, None)).await
    }

    pub async fn post(&self, who: &str, path: &str, body: &Value) -> Reply {
        self.send(self.request(who, "POST", path, Some(body))).await
    }

    /// Brings a photo: bytes that say to be of this type.
    pub async fn brings(&self, who: &str, id: &str, kind: &str, bytes: Vec<u8>) -> Reply {
        let mut request = self.request(who, "PUT", &format!("/api/photos/{id}"), None);
        request.headers_mut().insert(header::CONTENT_TYPE, kind.parse().unwrap());
        *request.body_mut() = bytes.into();
        self.send(request).await
    }

    /// Brings a photo that is taken, under an id of its own.
    pub async fn brings_a_photo(&self, who: &str) -> String {
        let id = uuid::Uuid::new_v4().to_string();
        let reply = self.brings(who, &id, "image/jpeg", pictures::jpeg()).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        id
    }

    /// Takes an order in: a call about a burst pipe, with what `changes` says otherwise.
    pub async fn takes_a_call(&self, changes: Value) -> Value {
        let reply = self.post("operator", "/api/tickets", &a_call(changes)).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        reply.json()
    }

    /// Takes a call in as somebody else.
    pub async fn takes_a_call_as(&self, who: &str) -> Value {
        let reply = self.post(who, "/api/tickets", &a_call(json!({}))).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        reply.json()
    }

    /// Takes a step on the order as `ticket` shows it.
    pub async fn tries(&self, who: &str, ticket: &Value, action: Value) -> Reply {
        let path = format!("/api/tickets/{}/steps", ticket["id"]);
        self.post(who, &path, &json!({ "version": ticket["version"], "action": action })).await
    }

    /// Takes a step that must succeed; gives the order after it.
    pub async fn does(&self, who: &str, ticket: &Value, action: Value) -> Value {
        let verb = action["verb"].clone();
        let reply = self.tries(who, ticket, action).await;
        assert_eq!(reply.status, 200, "{who} {verb}: {}", reply.text);
        reply.json()
    }

    /// An order that stands in `state`, brought there by those whose steps they are.
    pub async fn order_in(&self, state: &str, changes: Value) -> Value {
        let mut ticket = self.takes_a_call(changes).await;
        for (who, action) in main_line() {
            if ticket["state"] == state {
                return ticket;
            }
            ticket = self.does(who, &ticket, action).await;
        }
        assert_eq!(ticket["state"], state, "the main line leads there");
        ticket
    }

    /// The order as this person reads it now.
    pub async fn reads(&self, who: &str, ticket: &Value) -> Value {
        let reply = self.get(who, &format!("/api/tickets/{}", ticket["id"])).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()
    }
}

/// A call about a burst pipe.
pub fn a_call(changes: Value) -> Value {
    let mut call = json!({
        "channel": "hotline_12345",
        "nature": "help",
        "urgency": "normal",
        "topics": [],
        "category": "030101",
        "caller": { "name": "王小明", "phone": "138 1234 5678", "anonymous": false, "confidential": false },
        "address": "公园路246弄17号二楼",
        "content": "公园路246弄17号二楼门面房屋水管爆裂，积水严重，请尽快派人来修。",
    });
    for (name, value) in changes.as_object().into_iter().flatten() {
        call[name] = value.clone();
    }
    call
}

/// The main line from review to close, by those whose steps they are.
pub fn main_line() -> Vec<(&'static str, Value)> {
    vec![
        ("reviewer", json!({ "verb": "approve" })),
        (
            "dispatcher",
            json!({
                "verb": "dispatch", "lead": "wanan",
                "assists": [{ "unit": "xinjing", "ask": "派水工到场" }], "note": "请尽快",
            }),
        ),
        ("wanan", json!({ "verb": "sign" })),
        ("wanan", a_reply()),
        ("reviewer", json!({ "verb": "pass" })),
        (
            "surveyor",
            json!({ "verb": "call_back", "reached": true, "solved": "yes", "satisfaction": "satisfied" }),
        ),
        ("surveyor", json!({ "verb": "close" })),
    ]
}

/// The same with photos.
pub fn a_reply_with(photos: &[&str]) -> Value {
    let mut reply = a_reply();
    reply["photos"] = json!(photos);
    reply
}

pub fn a_reply() -> Value {
    json!({
        "verb": "reply", "facts": "true", "demand": "reasonable", "outcome": "solved",
        "text": "已联系物业更换爆裂水管，积水已清理完毕。", "method": "phone",
    })
}
