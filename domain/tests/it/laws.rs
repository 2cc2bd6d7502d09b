//! Laws 1 to 4 of the house, kept by reading the source tree.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// Every Rust file below a folder of the workspace, with its path from there; none where the folder
/// is not there.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let name = path.strip_prefix(root()).expect("below the root").display().to_string();
                found.push((name, fs::read_to_string(&path).expect("a readable file")));
            }
        }
    }
    found.sort();
    found
}

fn without_comments(source: &str) -> String {
    let code = source.lines().map(|line| {
        let line = line.trim_start();
        if line.starts_with("//") { "" } else { line }
    });
    code.collect::<Vec<_>>().join("\n")
}

/// The crates of the workspace that a manifest names as dependencies.
fn depends_on(manifest: &str) -> Vec<&str> {
    let mut section = "";
    let mut named = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line.trim_matches(['[', ']']);
            let (kind, name) = section.rsplit_once('.').unwrap_or(("", ""));
            if kind.ends_with("dependencies") {
                named.push(name);
            }
        } else if section.ends_with("dependencies") {
            named.push(line.split(['.', '=', ' ']).next().unwrap_or_default());
        }
    }
    named.retain(|name| ["domain", "server", "app", "xtask"].contains(name));
    named
}

/// The full paths that the `use` declarations of a file bring in.
fn used(source: &str) -> Vec<String> {
    let code = without_comments(source);
    let declarations = code.split("use ").skip(1).filter_map(|rest| rest.split_once(';'));
    declarations.flat_map(|(tree, _)| flattened("", tree)).collect()
}

fn flattened(prefix: &str, tree: &str) -> Vec<String> {
    let Some((head, rest)) = tree.split_once('{') else {
        return vec![format!("{prefix}{}", tree.trim())];
    };
    let prefix = format!("{prefix}{}", head.trim());
    let inner = rest.rsplit_once('}').map_or(rest, |(inner, _)| inner);
    let (mut depth, mut start, mut found) = (0_i32, 0, Vec::new());
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.extend(flattened(&prefix, &inner[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    found
}

/// Where a word stands in code as a word of its own.
fn places<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let (before, after) = (&code[..*at], &code[at + word.len()..]);
        !before.ends_with(part) && (word.ends_with("::") || !after.starts_with(part))
    })
}

/// Whether an imported path leads into the module `api` of its own crate.
fn is_own_api(path: &str) -> bool {
    let mut parts = path.split("::").skip_while(|part| matches!(*part, "crate" | "super"));
    let own = path.starts_with("crate::") || path.starts_with("super::");
    own && parts.next() == Some("api")
}

/// Whether a file reaches for the module `api` of its own crate.
fn reaches_own_api(source: &str) -> bool {
    let code = without_comments(source);
    used(source).iter().any(|path| is_own_api(path)) || places(&code, "crate::api").next().is_some()
}

/// Whether code of the rules speaks of the wire.
fn mentions_wire(source: &str) -> bool {
    reaches_own_api(source) || places(&without_comments(source), "api::").next().is_some()
}

/// Whether a component sends requests itself: by the app's `api`, or past it. What went wrong with a
/// request, `api::Failure`, it may show.
fn fetches(source: &str) -> bool {
    let code = without_comments(source);
    let sends = |path: &String| is_own_api(path) && !path.ends_with("api::Failure");
    let mut spelled = places(&code, "crate::api");
    used(source).iter().any(sends)
        || spelled.any(|at| !code[at..].starts_with("crate::api::Failure"))
        || places(&code, "gloo_net").next().is_some()
}

/// The string literals of a file, its comments left out.
fn literals(source: &str) -> Vec<String> {
    let code = without_comments(source);
    let mut found = Vec::new();
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // A quotation mark as a character is no beginning of a string.
            '\'' if chars.peek() == Some(&'\\') => drop(chars.nth(1)),
            '\'' if chars.peek() == Some(&'"') => drop(chars.next()),
            '"' => {
                let mut literal = String::new();
                while let Some(c) = chars.next().filter(|c| *c != '"') {
                    literal.push(c);
                    if c == '\\' {
                        literal.extend(chars.next());
                    }
                }
                found.push(literal);
            }
            _ => {}
        }
    }
    found
}

/// Whether a file speaks SQL: a statement in a literal, or sqlx's own words for running one.
fn contains_sql(source: &str) -> bool {
    let statement = |literal: &String| {
        let text = literal.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        text.starts_with("pragma ")
            || text.contains("insert into ")
            || text.contains("delete from ")
            || text.starts_with("create table ")
            || (text.contains("select ") && text.contains(" from "))
            || text.starts_with("select ")
            || (text.starts_with("update ") && text.contains(" set "))
    };
    let code = without_comments(source);
    ["sqlx::query", "query_as(", "query_scalar("].iter().any(|word| code.contains(word))
        || literals(source).iter().any(statement)
}

fn mentions_http(source: &str) -> bool {
    let code = without_comments(source);
    let crates = ["axum::", "axum_extra::", "http::", "hyper::"];
    crates.iter().any(|name| places(&code, name).any(|at| !code[..at].ends_with("::")))
}

fn breakers(files: Vec<(String, String)>, breaks: impl Fn(&str) -> bool) -> Vec<String> {
    files.into_iter().filter(|(_, source)| breaks(source)).map(|(name, _)| name).collect()
}

#[test]
fn law_1_app_and_server_depend_on_domain_and_never_on_each_other() {
    let manifest = |name: &str| fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
    assert!(depends_on(&manifest("domain")).is_empty());
    assert!(depends_on(&manifest("server")).iter().all(|name| *name == "domain"));
    assert!(depends_on(&manifest("app")).iter().all(|name| *name == "domain"));
}

#[test]
fn law_2_the_rules_never_mention_the_wire() {
    let mut rules = sources("domain/src");
    assert!(rules.len() > 20, "the rules are where they were");
    rules.retain(|(name, _)| !name.starts_with("domain/src/api/"));
    assert_eq!(breakers(rules, mentions_wire), Vec::<String>::new());
}

#[test]
fn law_3_only_the_store_speaks_sql() {
    let mut server = sources("server/src");
    server.retain(|(name, _)| !name.starts_with("server/src/store/"));
    assert_eq!(breakers(server, contains_sql), Vec::<String>::new());
}

#[test]
fn law_3_only_the_routes_know_http() {
    // What is beside the routes and must know HTTP: the tree of routes, the errors as replies, the
    // app's files with their headers, and whoever listens on a socket.
    const MAY: [&str; 9] = [
        "server/src/routes/",
        "server/src/extract/",
        "server/src/router.rs",
        "server/src/router/",
        "server/src/error.rs",
        "server/src/assets.rs",
        "server/src/telemetry.rs",
        "server/src/serve.rs",
        "server/src/serve/",
    ];
    for may in MAY {
        assert!(root().join(may).exists(), "{may} is gone, and so is its leave");
    }
    let mut server = sources("server/src");
    server.retain(|(name, _)| !MAY.iter().any(|may| name.starts_with(may)));
    assert_eq!(breakers(server, mentions_http), Vec::<String>::new());
}

#[test]
fn law_4_components_and_charts_never_fetch() {
    // The types of `domain::api` may be shown; sending for them is the business of pages.
    let files = [sources("app/src/components"), sources("app/src/charts")].concat();
    assert_eq!(breakers(files, fetches), Vec::<String>::new());
}

#[test]
fn a_forbidden_dependency_is_seen() {
    assert_eq!(depends_on("[dependencies]\nserver = { path = \"../server\" }\n"), ["server"]);
    assert_eq!(depends_on("[dependencies.app]\npath = \"../app\"\n"), ["app"]);
    assert_eq!(depends_on("[dev-dependencies]\nserver.workspace = true\n"), ["server"]);
    assert_eq!(depends_on("[target.'cfg(unix)'.dependencies]\napp.workspace = true\n"), ["app"]);
    assert!(depends_on("[package]\nname = \"server\"\n").is_empty());
}

#[test]
fn a_rule_that_mentions_the_wire_is_seen() {
    for broken in [
        "use crate::api::Card;",
        "use crate::{\n    api::{Card, Wall},\n    id::Seq,\n};",
        "use crate::{id::{Seq, Key}, api};",
        "use super::super::api::Card;",
        "fn f(card: crate::api::Card) {}",
        "fn f(card: api::Card) {}",
    ] {
        assert!(mentions_wire(broken), "{broken}");
    }
    for kept in [
        "pub mod api;",
        "//! - [`api`]: crate::api::Card",
        "use crate::apiary::Bee;",
        "rapi::go();",
    ] {
        assert!(!mentions_wire(kept), "{kept}");
    }
}

#[test]
fn sql_outside_the_store_is_seen() {
    for broken in [
        "let n = \"select count(*) from ticket\";",
        "run(\"\n  INSERT INTO entry values (1)\")",
        "let quote = '\\\"'; run(\"update ticket set state = 'closed'\")",
        "r#\"delete from session\"#",
        "sqlx::query(statement)",
    ] {
        assert!(contains_sql(broken), "{broken}");
    }
    for kept in [
        "// \"select * from ticket\"",
        "let text = \"please select one\";",
        "let quote = '\"'; fn select() {}",
        "\"an update to the set\"",
    ] {
        assert!(!contains_sql(kept), "{kept}");
    }
}

#[test]
fn http_outside_the_routes_is_seen() {
    for broken in [
        "use axum::Json;",
        "fn f(status: http::StatusCode) {}",
        "use axum_extra::extract::CookieJar;",
    ] {
        assert!(mentions_http(broken), "{broken}");
    }
    for kept in ["use tower_http::trace::TraceLayer;", "// axum::Json", "\"https://12345.example\""]
    {
        assert!(!mentions_http(kept), "{kept}");
    }
}

#[test]
fn a_component_that_fetches_is_seen() {
    for broken in [
        "use crate::api::send;",
        "use crate::{\n    api::{send, Reply},\n    i18n::t,\n};",
        "spawn_local(crate::api::send(request));",
        "use gloo_net::http::Request;",
        "use crate::{api::{Failure, send}, words};",
    ] {
        assert!(fetches(broken), "{broken}");
    }
    for kept in [
        "use domain::api::Card;\nuse crate::i18n::t;",
        "use domain::{\n    api::{Card, Wall},\n    time::Moment,\n};\nuse crate::i18n::t;",
        "fn view(card: domain::api::Card) {}",
        "use crate::{api::Failure, words};",
    ] {
        assert!(!fetches(kept), "{kept}");
    }
}
