//! The OpenAPI document, written from the endpoints' own types.

use domain::{
    api::{
        self, DRAFT_SLOTS, EVENTS_ROUTE, Endpoint, EventName, Gone, KEY_HEADER, LIMIT_MAX, Method,
        Problem, ProblemCode, TicketEvent, WallEvent,
    },
    ticket::{Channel, Nature, PhotoId, Sort, State, Urgency, filter::DueFilter},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, Content, HttpMethod, Info, InfoBuilder, OpenApi, OpenApiBuilder, Paths, Ref,
        RefOr, Required, ResponseBuilder, Responses, ResponsesBuilder, Schema,
        path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn},
        request_body::RequestBodyBuilder,
        schema::{ArrayBuilder, ComponentsBuilder, ObjectBuilder, SchemaFormat, Type},
        security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme},
    },
};

use crate::extract::cookie_name;

/// The greatest id: a browser's numbers hold it.
const ID_MAX: i64 = (1 << 53) - 1;
/// What the document calls the session's cookie.
const SESSION: &str = "session";

/// The document as it grows.
pub struct Description {
    paths: Paths,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl Description {
    pub fn new() -> Self {
        let mut description = Self { paths: Paths::new(), schemas: Vec::new() };
        description.schema::<Problem>();
        description.schema::<TicketEvent>();
        description.schema::<WallEvent>();
        description.schema::<Gone>();
        description.schema::<EventName>();
        description
    }

    fn schema<T: ToSchema>(&mut self) {
        self.schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(&mut self.schemas);
    }

    /// What a value of `T` looks like: a reference to its schema, or the schema itself where it has
    /// no name of its own.
    fn content<T: ToSchema + 'static>(&mut self) -> Option<Content> {
        use std::any::TypeId;
        if TypeId::of::<T>() == TypeId::of::<()>() {
            return None;
        }
        if TypeId::of::<T>() == TypeId::of::<serde_json::Value>() {
            return Some(Content::new(Some(T::schema())));
        }
        self.schema::<T>();
        Some(Content::new(Some(Ref::from_schema_name(T::name()))))
    }

    pub fn add<E: Endpoint>(&mut self)
    where
        E::Body: ToSchema + 'static,
        E::Reply: ToSchema + 'static,
    {
        let mut success = ResponseBuilder::new().description("Done.");
        for media in E::REPLY_MEDIA {
            success = success.content(*media, bytes());
        }
        if let Some(content) = self.content::<E::Reply>() {
            success = success.content("application/json", content);
        }
        let responses = problems().response(E::SUCCESS.to_string(), success);
        let mut operation = OperationBuilder::new().summary(Some(E::SUMMARY)).responses(responses);
        if let Some(content) = self.content::<E::Body>() {
            let body = RequestBodyBuilder::new()
                .content("application/json", content)
                .required(Some(Required::True));
            operation = operation.request_body(Some(body.build()));
        }
        if !E::BODY_MEDIA.is_empty() {
            let body = RequestBodyBuilder::new().required(Some(Required::True));
            let body = E::BODY_MEDIA.iter().fold(body, |body, media| body.content(*media, bytes()));
            operation = operation.request_body(Some(body.build()));
        }
        for name in E::QUERY {
            operation = operation.parameter(parameter(E::ROUTE, name, ParameterIn::Query));
        }
        for name in parts(E::ROUTE) {
            operation = operation.parameter(parameter(E::ROUTE, name, ParameterIn::Path));
        }
        if E::KEYED {
            operation = operation.parameter(parameter(E::ROUTE, KEY_HEADER, ParameterIn::Header));
        }
        // Whoever signs in has no session yet, whoever signs out may have lost it; a page may fail
        // without any, and a screen has none.
        let signs = E::ROUTE == api::SignIn::ROUTE && E::METHOD != Method::Get;
        if !signs && ![api::ClientErrorReport::ROUTE, api::ScreenSelf::ROUTE].contains(&E::ROUTE) {
            operation = operation.security(SecurityRequirement::new(SESSION, [""; 0]));
        }
        self.paths.add_path_operation(E::ROUTE, vec![method(E::METHOD)], operation.build());
    }

    pub fn add_plain(&mut self, route: &'static str, summary: &str, media: &str) {
        let text = ObjectBuilder::new().schema_type(Type::String).build();
        let content = match media {
            "application/json" => {
                Content::new(Some(ObjectBuilder::new().schema_type(Type::Object).build()))
            }
            _ => Content::new(Some(text)),
        };
        let success = ResponseBuilder::new().description("Done.").content(media, content);
        let responses = problems().response("200", success);
        let mut operation = OperationBuilder::new().summary(Some(summary)).responses(responses);
        if route == EVENTS_ROUTE {
            operation = operation
                .parameter(parameter(route, "after", ParameterIn::Query))
                .parameter(parameter(route, "last-event-id", ParameterIn::Header))
                .security(SecurityRequirement::new(SESSION, [""; 0]));
        }
        self.paths.add_path_operation(route, vec![HttpMethod::Get], operation.build());
    }

    pub fn to_json(&self) -> String {
        let cookie = ApiKeyValue::with_description(
            cookie_name(false),
            "From POST /api/session; its name begins with `__Host-` where the desk is reached by TLS.",
        );
        let components: Components = ComponentsBuilder::new()
            .schemas_from_iter(self.schemas.clone())
            .security_scheme(SESSION, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)))
            .build();
        let info: Info =
            InfoBuilder::new().title("Xinqiao").version(env!("CARGO_PKG_VERSION")).build();
        let document: OpenApi = OpenApiBuilder::new()
            .info(info)
            .paths(self.paths.clone())
            .components(Some(components))
            .build();
        document.to_json().unwrap_or_default()
    }
}

/// Every endpoint may answer with any problem: they come from every layer.
fn problems() -> ResponsesBuilder {
    let mut responses = Responses::builder();
    for code in ProblemCode::ALL {
        let content = Content::new(Some(Ref::from_schema_name(Problem::name())));
        let response = ResponseBuilder::new()
            .description("A problem.")
            .content("application/problem+json", content);
        responses = responses.response(code.status().to_string(), response);
    }
    responses
}

/// Content that is no JSON and has no schema: its media type says it all (OpenAPI 3.1, 4.8.14.3).
fn bytes() -> Content {
    Content::new(Some(ObjectBuilder::new().schema_type(Type::String).build()))
}

fn parameter(route: &str, name: &str, place: ParameterIn) -> Parameter {
    let is_required = place == ParameterIn::Path || name == KEY_HEADER;
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(if is_required { Required::True } else { Required::False })
        .schema(Some(parameter_schema(route, name)))
        // Several states stand in one parameter, with commas between them.
        .explode((name == "state").then_some(false))
        .build()
}

/// What may stand in a part of the address, in its query or in a header.
fn parameter_schema(route: &str, name: &str) -> RefOr<Schema> {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let number = |least: i64, most: i64| {
        let object = ObjectBuilder::new().schema_type(Type::Integer);
        RefOr::from(object.minimum(Some(least)).maximum(Some(most)))
    };
    match (name, route) {
        ("id", _) => number(1, ID_MAX),
        ("photo", _) => PhotoId::schema(),
        ("slot", _) => number(1, DRAFT_SLOTS.into()),
        ("limit", api::BoardRead::ROUTE) => number(0, LIMIT_MAX.into()),
        ("limit", _) => number(1, LIMIT_MAX.into()),
        ("after", EVENTS_ROUTE) | ("last-event-id", _) => number(0, ID_MAX),
        ("after", _) => text().pattern(Some("^[0-9]{1,15}\\.[0-9]{1,15}$")).into(),
        ("state", _) => ArrayBuilder::new().items(State::schema()).into(),
        ("nature", _) => Nature::schema(),
        ("channel", _) => Channel::schema(),
        ("urgency", _) => Urgency::schema(),
        ("due", _) => DueFilter::schema(),
        ("sort", _) => Sort::schema(),
        ("unit", _) => text().pattern(Some("^[a-z][a-z0-9_]{0,31}$")).into(),
        (KEY_HEADER, _) => text().format(Some(SchemaFormat::Custom("uuid".to_owned()))).into(),
        _ => text().into(),
    }
}

fn parts(route: &'static str) -> impl Iterator<Item = &'static str> {
    route.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn method(method: Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::Get,
        Method::Post => HttpMethod::Post,
        Method::Put => HttpMethod::Put,
        Method::Delete => HttpMethod::Delete,
    }
}
