//! The app's files: what is given out, what is not, and what is sent only once.

use std::{path::Path, sync::Arc};

use axum::http::header;
use serde_json::json;
use server::{assets::Assets, serve::Settings};

use crate::world::{Reply, World, settings};

/// A server over a folder with a page, a script that is compressed already, and a secret beside it.
async fn served() -> (World, tempfile::TempDir) {
    let outside = tempfile::tempdir().unwrap();
    let app = outside.path().join("app");
    let write = |path: &Path, text: &str| {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(&outside.path().join("secret.txt"), "secret");
    let preload = r#"<link rel="preload" href="/assets/app.wasm">"#;
    let page = format!("<!doctype html>\n{preload}\n<title>心桥</title><!-- first rows --><p>");
    write(&app.join("index.html"), &page);
    write(&app.join("assets/app-1a2b.js"), "plain");
    write(&app.join("assets/app-1a2b.js.br"), "brotli");
    let assets = Assets::Folder(Arc::new(app));
    (World::with(Settings { assets, ..settings() }).await, outside)
}

async fn asks(world: &World, method: &str, path: &str, headers: &[(&'static str, &str)]) -> Reply {
    let mut request = world.request("nobody", method, path, None);
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    world.send(request).await
}

#[tokio::test]
async fn every_page_is_the_app_and_a_missing_file_is_none() {
    let (world, _folder) = served().await;
    for page in ["/", "/board", "/tickets/7", "/index.html"] {
        let reply = asks(&world, "GET", page, &[]).await;
        assert_eq!((reply.status, reply.media()), (200, "text/html; charset=utf-8"), "{page}");
        assert_eq!(reply.headers[header::CACHE_CONTROL], "no-cache", "{page}");
    }
    for missing in ["/assets/app-9f9f.js", "/assets/app-9f9f", "/assets/", "/favicon.ico"] {
        let reply = asks(&world, "GET", missing, &[]).await;
        assert_eq!((reply.status, reply.code().as_str()), (404, "not_found"), "{missing}");
    }
    assert_eq!(asks(&world, "POST", "/board", &[]).await.code(), "method_not_allowed");
}

#[tokio::test]
async fn nothing_beside_the_app_is_given_out() {
    let (world, _folder) = served().await;
    for path in [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/assets/..%5c..%5csecret.txt",
        "//secret.txt",
        "/./../secret.txt",
    ] {
        let reply = asks(&world, "GET", path, &[]).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(!reply.text.contains("secret"), "{path}");
    }
}

#[tokio::test]
async fn a_file_with_its_hash_is_sent_once_and_as_it_was_compressed() {
    let (world, _folder) = served().await;
    let path = "/assets/app-1a2b.js";
    let plain = asks(&world, "GET", path, &[]).await;
    assert_eq!((plain.text.as_str(), plain.media()), ("plain", "text/javascript; charset=utf-8"));
    let compressed = asks(&world, "GET", path, &[("accept-encoding", "gzip, br;q=0.9")]).await;
    assert_eq!(
        (compressed.text.as_str(), &compressed.headers["content-encoding"]),
        ("brotli", &"br".parse().unwrap())
    );
    assert_eq!(compressed.headers["cache-control"], "public, max-age=31536000, immutable");
    assert_ne!(plain.headers["etag"], compressed.headers["etag"]);
    let tag = plain.headers["etag"].to_str().unwrap();
    for known in [tag.to_owned(), format!("\"other\", W/{tag}"), "*".to_owned()] {
        let again = asks(&world, "GET", path, &[("if-none-match", &known)]).await;
        assert_eq!((again.status, again.text.as_str()), (304, ""), "{known}");
    }
    let changed = asks(&world, "GET", path, &[("if-none-match", "\"other\"")]).await;
    assert_eq!(changed.status, 200);
}

/// What the page holds in the place of the first rows.
fn rows(page: &Reply) -> &str {
    let (_, rest) = page.text.split_once("</title>").unwrap();
    rest.split_once("<p>").map_or(rest, |(rows, _)| rows)
}

#[tokio::test]
async fn the_page_of_a_units_liaison_has_the_first_rows_of_their_list() {
    let (world, _folder) = served().await;
    world.order_in("handling", json!({ "title": "先签收的" })).await;
    let title = "<b>路灯</b> & \"井盖\"";
    world.order_in("to_sign", json!({ "title": title, "address": "万安街<1>号" })).await;
    for page in ["/tasks", "/"] {
        let reply = world.get("wanan", page).await;
        assert_eq!((reply.status, reply.media()), (200, "text/html; charset=utf-8"), "{page}");
        assert_eq!(reply.headers[header::CACHE_CONTROL], "no-store", "{page}");
        assert!(reply.text.contains("&lt;b&gt;路灯&lt;/b&gt; &amp; &quot;井盖&quot;"), "{page}");
        assert!(reply.text.contains("万安街&lt;1&gt;号"), "{page}");
        assert!(!reply.text.contains("先签收的"), "{page}: it stands on another tab");
        assert!(!reply.text.contains("preload"), "{page}: the rows come first");
    }
    let named = world.get("wanan", "/tasks?tab=to_contact").await;
    assert!(named.text.contains("先签收的") && !named.text.contains("路灯"));
    for empty in ["/tasks?tab=replied", "/tasks/1", "/board"] {
        let reply = world.get("wanan", empty).await;
        assert_eq!(reply.headers[header::CACHE_CONTROL], "no-cache", "{empty}");
        assert_eq!(rows(&reply), server::first_rows::PLACE, "{empty}");
        assert!(reply.text.contains("preload"), "{empty}");
    }
}

#[tokio::test]
async fn the_first_rows_are_those_of_ones_own_unit_and_tell_nothing_of_callers() {
    let (world, _folder) = served().await;
    world.order_in("to_sign", json!({})).await;
    for other in ["daru", "operator", "wall", "auditor", "nobody"] {
        let reply = world.get(other, "/tasks").await;
        assert_eq!(rows(&reply), server::first_rows::PLACE, "{other}");
    }
    let reply = world.get("wanan", "/tasks").await;
    assert_ne!(rows(&reply), server::first_rows::PLACE);
    assert!(!reply.text.contains("13812345678") && !reply.text.contains("王"));
}

#[tokio::test]
async fn the_first_rows_are_as_many_as_a_phone_shows_and_the_most_pressing() {
    let (world, _folder) = served().await;
    for n in 0..8 {
        world.now(&format!("2020-01-30T09:0{n}:00"));
        world.order_in("to_sign", json!({ "title": format!("第{n}件") })).await;
    }
    let text = world.get("wanan", "/tasks").await.text;
    let places: Vec<usize> = (0..6).map(|n| text.find(&format!("第{n}件")).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(!text.contains("第6件"));
}
