//! Every reply of every test is held against the OpenAPI document that the server gives out.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex},
};

use jsonschema::Validator;
use serde_json::{Value, json};

use super::Reply;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(&server::router::api().openapi()).expect("the description is JSON")
});

/// Compiling a schema takes longer than a test; the same few are used again and again.
static VALIDATORS: LazyLock<Mutex<HashMap<String, std::sync::Arc<Validator>>>> =
    LazyLock::new(Mutex::default);

/// Panics where the document does not describe this reply.
pub fn check(method: &str, path: &str, reply: &Reply) {
    if !path.starts_with("/api/") {
        return;
    }
    let Some(route) = route_of(path) else {
        assert!(
            reply.status == 404,
            "{method} {path} is not described and answers {}",
            reply.status
        );
        return check_problem(method, path, reply);
    };
    let operation = &DOCUMENT["paths"][route][method.to_lowercase()];
    if operation.is_null() {
        assert!(
            reply.status == 405 || reply.status == 403,
            "{method} {path} is not described: {}",
            reply.status
        );
        return check_problem(method, path, reply);
    }
    let response = &operation["responses"][reply.status.to_string()];
    assert!(
        !response.is_null(),
        "{method} {route} answers {}, which is not described",
        reply.status
    );
    let media = reply.media().split(';').next().unwrap_or_default();
    if response["content"].is_null() {
        assert!(
            reply.text.is_empty(),
            "{method} {route} {} has a body that is not described",
            reply.status
        );
        return;
    }
    let schema = &response["content"][media]["schema"];
    assert!(!schema.is_null(), "{method} {route} {}: {media} is not described", reply.status);
    if media.ends_with("json") {
        hold_against(schema, reply);
    }
}

fn check_problem(method: &str, path: &str, reply: &Reply) {
    assert_eq!(reply.media(), "application/problem+json", "{method} {path}");
    hold_against(&json!({ "$ref": "#/components/schemas/Problem" }), reply);
}

fn hold_against(schema: &Value, reply: &Reply) {
    let validator = {
        let mut validators = VALIDATORS.lock().unwrap();
        validators
            .entry(schema.to_string())
            .or_insert_with(|| std::sync::Arc::new(compile(schema)))
            .clone()
    };
    let instance = reply.json();
    let errors: Vec<String> = validator
        .iter_errors(&instance)
        .map(|error| format!("{} at {}", error, error.instance_path))
        .collect();
    assert!(errors.is_empty(), "the reply is not as described: {errors:#?}\n{}", reply.text);
}

fn compile(schema: &Value) -> Validator {
    let mut root = schema.clone();
    root["components"] = DOCUMENT["components"].clone();
    jsonschema::draft202012::new(&root).unwrap_or_else(|error| panic!("{schema}: {error}"))
}

/// The described route that an address belongs to.
fn route_of(path: &str) -> Option<&'static str> {
    let routes = DOCUMENT["paths"].as_object()?;
    let fits = |route: &str| {
        let (mut parts, mut asked) = (route.split('/'), path.split('/'));
        loop {
            match (parts.next(), asked.next()) {
                (None, None) => return true,
                (Some(part), Some(asked)) if part == asked || part.starts_with('{') => {}
                _ => return false,
            }
        }
    };
    // A route without parts goes before one with.
    let mut fitting: Vec<&'static str> =
        routes.keys().map(String::as_str).filter(|route| fits(route)).collect();
    fitting.sort_by_key(|route| route.contains('{'));
    fitting.first().copied()
}
