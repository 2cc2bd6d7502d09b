//! The OpenAPI document, written from the endpoints' own types.

use domain::api::{
    self, Endpoint, EventName, Gone, KEY_HEADER, Method, Problem, ProblemCode, TicketEvent,
    WallEvent,
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, Content, HttpMethod, Info, InfoBuilder, OpenApi, OpenApiBuilder, Paths, Ref,
        RefOr, Required, ResponseBuilder, Responses, ResponsesBuilder, Schema,
        path::{OperationBuilder, ParameterBuilder, ParameterIn},
        request_body::RequestBodyBuilder,
        schema::{ComponentsBuilder, ObjectBuilder, Type},
    },
};

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
        for name in E::QUERY {
            operation = operation.parameter(parameter(name, ParameterIn::Query, Required::False));
        }
        for name in parts(E::ROUTE) {
            operation = operation.parameter(parameter(name, ParameterIn::Path, Required::True));
        }
        if E::KEYED {
            operation =
                operation.parameter(parameter(KEY_HEADER, ParameterIn::Header, Required::True));
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
        if route == api::EVENTS_ROUTE {
            operation = operation
                .parameter(parameter("after", ParameterIn::Query, Required::False))
                .parameter(parameter("last-event-id", ParameterIn::Header, Required::False));
        }
        self.paths.add_path_operation(route, vec![HttpMethod::Get], operation.build());
    }

    pub fn to_json(&self) -> String {
        let components: Components =
            ComponentsBuilder::new().schemas_from_iter(self.schemas.clone()).build();
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

fn parameter(
    name: &str,
    place: ParameterIn,
    required: Required,
) -> utoipa::openapi::path::Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(required)
        .schema(Some(String::schema()))
        .build()
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
