//! Photos of a reply: brought before it, cleaned, kept beside the database, seen by who reads the reply.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use server::{
    clock::machine_now,
    photos::{Unfit, clean},
    store::{Store, backup, files::PhotoFiles, photos::all_photos},
    verify,
};

use crate::world::{
    World, a_reply_with,
    pictures::{self, SECRETS, holds, jpeg_of, png_of, small_webp, strange_png},
};

const JPEG: &str = "image/jpeg";

fn an_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

fn of_order(ticket: &Value, photo: &str) -> String {
    format!("/api/tickets/{}/photos/{photo}", ticket["id"])
}

async fn faults_of(world: &World) -> Vec<String> {
    verify::verify(&world.desk.store, world.desk.clock.now()).await.unwrap().faults
}

/// The files below the folder of the photos.
fn files(data: &Path) -> Vec<PathBuf> {
    let folders = fs::read_dir(data.join("photos")).into_iter().flatten();
    let files = folders.flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap());
    files.map(|file| file.unwrap().path()).collect()
}

#[test]
fn a_picture_keeps_what_shows_it_and_nothing_that_tells_of_it() {
    let pictures = [
        ("jpeg", pictures::jpeg(), (300, 400)),
        ("jpeg, the greater byte first", jpeg_of(400, 300, 8, false), (300, 400)),
        ("jpeg, upright", jpeg_of(400, 300, 1, true), (400, 300)),
        ("jpeg, upside down", jpeg_of(400, 300, 3, true), (400, 300)),
        ("png", png_of(400, 300), (400, 300)),
        ("webp", pictures::webp(false), (400, 300)),
        ("webp, lossless", small_webp(), (400, 300)),
    ];
    for (name, bytes, size) in pictures {
        let picture = clean(&bytes).unwrap_or_else(|unfit| panic!("{name}: {unfit:?}"));
        assert_eq!((picture.width, picture.height), size, "{name}");
        for secret in SECRETS {
            assert!(holds(&bytes, secret), "{name}: the test has something to find");
            assert!(!holds(&picture.bytes, secret), "{name} tells {}", secret.escape_ascii());
        }
        assert!(holds(&picture.bytes, b"pix"), "{name} is still there");
        assert!(
            name.contains("lossless") || holds(&picture.bytes, b"colours"),
            "{name}: its colours"
        );
        let again = clean(&picture.bytes).unwrap();
        assert_eq!(again, picture, "{name}: what is clean stays as it is");
    }
}

#[test]
fn which_way_is_up_is_the_one_thing_that_stays_of_exif() {
    let turned = clean(&jpeg_of(400, 300, 6, true)).unwrap().bytes;
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    assert!(holds(&turned, exif));
    let upright = clean(&jpeg_of(400, 300, 1, true)).unwrap().bytes;
    assert!(!holds(&upright, b"Exif"));
    // What is no direction means nothing.
    assert!(!holds(&clean(&jpeg_of(400, 300, 9, true)).unwrap().bytes, b"Exif"));
}

#[test]
fn what_is_cut_off_anywhere_is_refused_and_reads_past_no_end() {
    for whole in [pictures::jpeg(), png_of(400, 300), pictures::webp(false), small_webp()] {
        let picture = clean(&whole).unwrap();
        let needed = picture.bytes.len();
        for length in 0..needed {
            assert!(clean(&picture.bytes[..length]).is_err(), "{length} of {needed}");
        }
    }
}

#[test]
fn any_byte_may_be_wrong_and_nothing_breaks() {
    for whole in [pictures::jpeg(), png_of(400, 300), pictures::webp(false), small_webp()] {
        for place in 0..whole.len() {
            for byte in [0, 1, 0x7f, 0x80, 0xff] {
                let mut bytes = whole.clone();
                bytes[place] = byte;
                let _ = clean(&bytes);
            }
        }
    }
}

#[test]
fn what_is_no_photo_is_refused() {
    let mut lying_png = png_of(400, 300);
    lying_png[8..12].copy_from_slice(&u32::MAX.to_be_bytes());
    let mut lying_webp = small_webp();
    lying_webp[16..20].copy_from_slice(&u32::MAX.to_le_bytes());
    let mut miscounted = png_of(400, 300);
    miscounted[20] ^= 1;
    let cases: [(&str, Vec<u8>, Unfit); 14] = [
        ("nothing", Vec::new(), Unfit::Foreign),
        ("a page", b"<!doctype html><script>".to_vec(), Unfit::Foreign),
        (
            "a drawing that runs",
            b"<svg xmlns='http://www.w3.org/2000/svg'>".to_vec(),
            Unfit::Foreign,
        ),
        ("a moving picture", b"GIF89a\x01\0\x01\0".to_vec(), Unfit::Foreign),
        ("a page behind three bytes", b"\xff\xd8\xff<script>".to_vec(), Unfit::Broken),
        ("a jpeg without pixels", b"\xff\xd8\xff\xd9".to_vec(), Unfit::Broken),
        ("a jpeg without extent", jpeg_of(0, 300, 1, true), Unfit::Broken),
        ("a jpeg that bursts", jpeg_of(8193, 2, 1, true), Unfit::TooLarge),
        ("a png that bursts", png_of(2, 1 << 31), Unfit::TooLarge),
        ("a png that promises more than there is", lying_png, Unfit::Broken),
        ("a png with a wrong sum", miscounted, Unfit::Broken),
        ("a png with a chunk that nobody knows", strange_png(), Unfit::Broken),
        ("a webp that promises more than there is", lying_webp, Unfit::Broken),
        ("a webp that moves", pictures::webp(true), Unfit::Broken),
    ];
    for (name, bytes, unfit) in cases {
        assert_eq!(clean(&bytes), Err(unfit), "{name}");
    }
    assert!(clean(&jpeg_of(8192, 8192, 1, true)).is_ok());
}

#[tokio::test]
async fn a_photo_goes_with_the_reply_and_tells_nobody_where_it_was_taken() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let id = an_id();
    let reply = world.brings("wanan", &id, JPEG, pictures::jpeg()).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let photo = reply.json();
    assert_eq!(photo["id"], json!(id));
    assert_eq!(
        (&photo["media_type"], &photo["width"], &photo["height"]),
        (&json!(JPEG), &json!(300), &json!(400))
    );
    assert_eq!(
        world.get("wanan", &format!("/api/photos/{id}")).await.status,
        200,
        "before the reply it is one's own"
    );
    assert_eq!(world.get("wanan", &of_order(&ticket, &id)).await.status, 404);
    let other = world.brings_a_photo("wanan").await;
    let ticket = world.does("wanan", &ticket, a_reply_with(&[&id, &other])).await;
    let story = ticket["entries"].as_array().unwrap();
    assert_eq!(story.last().unwrap()["action"]["photos"], json!([id, other]));
    for who in ["reviewer", "surveyor", "wanan", "xinjing", "auditor"] {
        let shown = world.get(who, &of_order(&ticket, &id)).await;
        assert_eq!((shown.status, shown.media()), (200, JPEG), "{who}");
        assert_eq!(shown.bytes.len(), photo["bytes"].as_u64().unwrap() as usize);
        assert!(SECRETS.iter().all(|secret| !holds(&shown.bytes, secret)), "{who}");
        assert_eq!(shown.headers["x-content-type-options"], "nosniff");
        assert_eq!(shown.headers["content-security-policy"], "default-src 'none'; sandbox");
        assert_eq!(shown.headers["cache-control"], "private, max-age=86400, immutable");
        assert_eq!(shown.headers["vary"], "cookie");
    }
    assert_eq!(
        world.get("wanan", &format!("/api/photos/{id}")).await.status,
        404,
        "now it is the order's"
    );
    assert_eq!(faults_of(&world).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_same_photo_again_changes_nothing_and_another_under_its_id_is_refused() {
    let world = World::new().await;
    let id = an_id();
    let first = world.brings("wanan", &id, JPEG, pictures::jpeg()).await;
    let again = world.brings("wanan", &id, JPEG, pictures::jpeg()).await;
    assert_eq!((again.status, &again.text), (200, &first.text));
    let other = world.brings("wanan", &id, JPEG, jpeg_of(2, 2, 1, true)).await;
    assert_eq!((other.status, other.code().as_str()), (422, "key_reused"));
    let foreign = world.brings("daru", &id, JPEG, pictures::jpeg()).await;
    assert_eq!((foreign.status, foreign.code().as_str()), (404, "not_found"));
    assert_eq!(world.get("daru", &format!("/api/photos/{id}")).await.status, 404);
    assert_eq!(files(world.data.path()).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_at_once_under_one_id_all_get_one_answer_and_there_is_one_file() {
    let world = std::sync::Arc::new(World::new().await);
    let id = an_id();
    let senders = (0..20).map(|n| {
        let (world, id) = (world.clone(), id.clone());
        // Two different photos fight for the id.
        let picture = jpeg_of(100 + n % 2, 100, 1, true);
        async move { (n % 2, world.brings("wanan", &id, JPEG, picture).await) }
    });
    let replies = futures_util::future::join_all(senders).await;
    let (kept, refused): (Vec<_>, Vec<_>) =
        replies.into_iter().partition(|(_, reply)| reply.status == 200);
    assert!(kept.iter().all(|(which, reply)| *which == kept[0].0 && reply.text == kept[0].1.text));
    assert_eq!((kept.len(), refused.len()), (10, 10));
    assert!(refused.iter().all(|(_, reply)| reply.code() == "key_reused"));
    let ticket = world.order_in("handling", json!({})).await;
    world.does("wanan", &ticket, a_reply_with(&[&id])).await;
    assert_eq!(files(world.data.path()).len(), 1);
    assert_eq!(faults_of(&world).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_brought_and_is_no_photo_gets_a_clear_refusal_and_leaves_nothing() {
    let world = World::new().await;
    let jpeg = pictures::jpeg();
    let cut = jpeg[..jpeg.len() / 2].to_vec();
    let mut large = jpeg_of(2, 2, 1, true);
    large.resize(1024 * 1024 + 1, 0);
    let cases: [(&str, &str, Vec<u8>, u16, &str); 8] = [
        ("says to be JSON", "application/json", jpeg.clone(), 415, "not_a_photo"),
        ("says to be a type that is not kept", "image/svg+xml", jpeg.clone(), 415, "not_a_photo"),
        ("says to be another type", "image/png", jpeg.clone(), 415, "not_a_photo"),
        ("a page that says to be a photo", JPEG, b"<html>".to_vec(), 415, "not_a_photo"),
        ("nothing", JPEG, Vec::new(), 415, "not_a_photo"),
        ("cut off", JPEG, cut, 422, "invalid"),
        ("too many pixels", JPEG, jpeg_of(8193, 2, 1, true), 422, "invalid"),
        ("too many bytes", JPEG, large, 413, "too_large"),
    ];
    for (name, kind, bytes, status, code) in cases {
        let reply = world.brings("wanan", &an_id(), kind, bytes).await;
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{name}");
    }
    for id in ["1", "../../xinqiao.db", "0198C0DE-0000-7000-8000-00000000000A", "%2e%2e"] {
        let id = id.replace('/', "%2f");
        assert_eq!(world.brings("wanan", &id, JPEG, jpeg.clone()).await.status, 404, "{id}");
    }
    assert_eq!(files(world.data.path()), Vec::<PathBuf>::new());
    let mut whole = jpeg_of(2, 2, 1, true);
    whole.resize(1024 * 1024, 0);
    assert_eq!(world.brings("wanan", &an_id(), JPEG, whole).await.status, 200, "just small enough");
}

#[tokio::test]
async fn a_reply_refers_only_to_photos_that_are_there_and_ones_own() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let (mine, foreign, none) =
        (world.brings_a_photo("wanan").await, world.brings_a_photo("daru").await, an_id());
    let refused = async |photos: &[&str], faults: Value| {
        let reply = world.tries("wanan", &ticket, a_reply_with(photos)).await;
        assert_eq!((reply.status, &reply.json()["fields"]), (422, &faults), "{}", reply.text);
    };
    let fault = |field: &str, flaw: &str| json!({ "field": field, "flaw": flaw });
    refused(
        &[&mine, &foreign, &none],
        json!([fault("action.photos[1]", "unknown"), fault("action.photos[2]", "unknown")]),
    )
    .await;
    refused(&[&mine, "1"], json!([fault("action.photos[1]", "invalid")])).await;
    refused(&[&mine, &mine], json!([fault("action.photos[1]", "contradicts")])).await;
    let many: Vec<String> = (0..10).map(|_| an_id()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    refused(&many, json!([fault("action.photos", "out_of_range")])).await;
    assert_eq!(world.reads("wanan", &ticket).await["state"], "handling");
    world.does("wanan", &ticket, a_reply_with(&[&mine])).await;
    let other = world.order_in("handling", json!({})).await;
    let reply = world.tries("wanan", &other, a_reply_with(&[&mine])).await;
    assert_eq!(reply.json()["fields"], json!([fault("action.photos[0]", "contradicts")]));
    assert_eq!(faults_of(&world).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_reply_that_was_sent_back_brings_its_photos_along() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let (first, second) =
        (world.brings_a_photo("wanan").await, world.brings_a_photo("wanan").await);
    let ticket = world.does("wanan", &ticket, a_reply_with(&[&first])).await;
    let ticket =
        world.does("reviewer", &ticket, json!({ "verb": "send_back", "reason": "请补充" })).await;
    let ticket = world.does("wanan", &ticket, a_reply_with(&[&second, &first])).await;
    assert_eq!(world.get("reviewer", &of_order(&ticket, &first)).await.status, 200);
    assert_eq!(faults_of(&world).await, Vec::<String>::new());
}

#[tokio::test]
async fn who_no_longer_reads_the_order_no_longer_sees_its_photos() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let photo = world.brings_a_photo("wanan").await;
    let ticket = world.does("wanan", &ticket, a_reply_with(&[&photo])).await;
    assert_eq!(world.get("daru", &of_order(&ticket, &photo)).await.status, 404);
    let elsewhere = world.order_in("handling", json!({})).await;
    assert_eq!(
        world.get("reviewer", &of_order(&elsewhere, &photo)).await.status,
        404,
        "an order shows its own photos"
    );
    // The order moves to another unit, as a later step of designation will have it.
    let id = &ticket["id"];
    world.sql(&format!("update entry set action = replace(action, '\"lead\":\"wanan\"', '\"lead\":\"daru\"') where ticket_id = {id}")).await;
    // A step would have told the world; what is changed beside the server it reads when it starts.
    let world = world.restarted().await;
    assert_eq!(world.get("wanan", &of_order(&ticket, &photo)).await.status, 404);
    assert_eq!(world.get("daru", &of_order(&ticket, &photo)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_orders_that_take_one_photo_at_once_one_is_refused() {
    let world = std::sync::Arc::new(World::new().await);
    for _ in 0..10 {
        let orders = [
            world.order_in("handling", json!({})).await,
            world.order_in("handling", json!({})).await,
        ];
        let photo = world.brings_a_photo("wanan").await;
        let tries =
            orders.iter().map(|ticket| world.tries("wanan", ticket, a_reply_with(&[&photo])));
        let mut replies: Vec<_> = futures_util::future::join_all(tries).await;
        replies.sort_by_key(|reply| reply.status);
        assert_eq!(replies.iter().map(|reply| reply.status).collect::<Vec<_>>(), [200, 422]);
        assert_eq!(replies[1].fields(), ["action.photos[0]"]);
    }
    assert_eq!(faults_of(&world).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_no_reply_refers_to_is_cleared_away_after_a_day() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let (used, unused) = (world.brings_a_photo("wanan").await, world.brings_a_photo("wanan").await);
    world.does("wanan", &ticket, a_reply_with(&[&used])).await;
    world.app.photos.prune(machine_now().plus_hours(23)).await.unwrap();
    assert_eq!(files(world.data.path()).len(), 2);
    world.app.photos.prune(machine_now().plus_hours(25)).await.unwrap();
    assert_eq!(files(world.data.path()).len(), 1);
    assert_eq!(world.get("wanan", &format!("/api/photos/{unused}")).await.status, 404);
    assert_eq!(world.get("reviewer", &of_order(&ticket, &used)).await.status, 200);
    assert_eq!(faults_of(&world).await, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_fills_the_disk_with_photos_that_nothing_refers_to() {
    let world = World::new().await;
    world
        .sql(
            "with recursive filler (n) as (select 1 union all select n + 1 from filler where n < 200)
             insert into photo (id, person_id, media_type, width, height, bytes, sha256, stored_at)
             select 'filler ' || n, person.id, 'image/jpeg', 1, 1, 1, zeroblob(32), 0
             from filler, person where person.name = 'wanan'",
        )
        .await;
    let reply = world.brings("wanan", &an_id(), JPEG, pictures::jpeg()).await;
    assert_eq!((reply.status, reply.code().as_str()), (429, "too_many_attempts"));
    assert_eq!(world.brings("daru", &an_id(), JPEG, pictures::jpeg()).await.status, 200);
}

#[tokio::test]
async fn where_its_file_cannot_be_written_a_photo_is_not_kept_and_may_come_again() {
    let world = World::new().await;
    let (folder, id) = (world.data.path().join("photos"), an_id());
    fs::write(&folder, "in the way").unwrap();
    let reply = world.brings("wanan", &id, JPEG, pictures::jpeg()).await;
    assert_eq!((reply.status, reply.code().as_str()), (500, "internal"));
    assert!(all_photos(&mut world.desk.store.writer().await.unwrap()).await.unwrap().is_empty());
    fs::remove_file(&folder).unwrap();
    assert_eq!(world.brings("wanan", &id, JPEG, pictures::jpeg()).await.status, 200);
}

#[test]
fn the_description_says_that_pictures_are_bytes() {
    let document: Value = serde_json::from_str(&server::router::api().openapi()).unwrap();
    let paths = &document["paths"];
    let brought = &paths["/api/photos/{photo}"]["put"];
    let shown = &paths["/api/tickets/{id}/photos/{photo}"]["get"];
    for media in ["image/jpeg", "image/png", "image/webp"] {
        assert!(brought["requestBody"]["content"][media].is_object(), "{media}");
        assert!(shown["responses"]["200"]["content"][media].is_object(), "{media}");
    }
    assert!(brought["requestBody"]["content"]["application/json"].is_null());
    let reply = &brought["responses"]["200"]["content"]["application/json"]["schema"]["$ref"];
    assert_eq!(reply, "#/components/schemas/Photo");
    assert_eq!(brought["parameters"][0]["schema"]["format"], "uuid");
}

#[tokio::test]
async fn verify_finds_photos_that_are_lost_changed_and_nobodys() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let photos = [world.brings_a_photo("wanan").await, world.brings_a_photo("wanan").await];
    world.does("wanan", &ticket, a_reply_with(&[&photos[0], &photos[1]])).await;
    let file = |photo: &str| world.data.path().join("photos").join(&photo[34..]).join(photo);
    fs::write(file(&photos[0]), "another picture").unwrap();
    fs::remove_file(file(&photos[1])).unwrap();
    let orphan = file(&an_id());
    fs::create_dir_all(orphan.parent().unwrap()).unwrap();
    fs::write(&orphan, "whose?").unwrap();
    assert_eq!(faults_of(&world).await.len(), 2, "a file that came just now may get its row yet");
    let an_hour_ago = std::time::UNIX_EPOCH
        + std::time::Duration::from_millis(machine_now().plus_hours(-1).0.unsigned_abs());
    fs::File::options().write(true).open(&orphan).unwrap().set_modified(an_hour_ago).unwrap();
    let faults = faults_of(&world).await.join("\n");
    for told in [
        format!("photo {} of order {}: its file was changed", photos[0], ticket["id"]),
        format!("photo {} of order {}: its file is missing", photos[1], ticket["id"]),
        format!("{}: no photo is kept there", orphan.display()),
    ] {
        assert!(faults.contains(&told), "{told}\n{faults}");
    }
    world.sql(&format!("update photo set ticket_id = null where id = '{}'", photos[0])).await;
    assert!(
        faults_of(&world)
            .await
            .join("\n")
            .contains(&format!("photo {}: it is not kept for the order", photos[0]))
    );
    // A server that starts clears away what one before it left half done, and nothing else.
    let world = world.restarted().await;
    assert!(!orphan.exists() && files(world.data.path()).len() == 1);
}

#[tokio::test]
async fn a_backup_is_one_file_with_the_photos_in_it() {
    let world = World::new().await;
    let ticket = world.order_in("handling", json!({})).await;
    let photo = world.brings_a_photo("wanan").await;
    let ticket = world.does("wanan", &ticket, a_reply_with(&[&photo])).await;
    let shown = world.get("reviewer", &of_order(&ticket, &photo)).await.bytes;
    let (copies, restored) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let copy = copies.path().join("backup.db");
    assert_eq!(world.desk.store.backup(&copy).await.unwrap(), []);
    assert_eq!(fs::read_dir(copies.path()).unwrap().count(), 1, "one file");
    fs::copy(&copy, restored.path().join("xinqiao.db")).unwrap();
    let to = PhotoFiles::of(restored.path());
    backup::settle_restored(&restored.path().join("xinqiao.db"), &to).await.unwrap();
    assert!(
        !holds(&fs::read(restored.path().join("xinqiao.db")).unwrap(), &shown),
        "it is out of the database again"
    );
    let store = Store::open(restored.path()).await.unwrap();
    assert_eq!(all_photos(&mut store.writer().await.unwrap()).await.unwrap().len(), 1);
    let world = World::over(store, restored).await;
    assert_eq!(world.get("reviewer", &of_order(&ticket, &photo)).await.bytes, shown);
    assert_eq!(faults_of(&world).await, Vec::<String>::new());
    // What is lost is said, and all else is worth having.
    fs::remove_file(&files(world.data.path())[0]).unwrap();
    let lost = world.desk.store.backup(&copies.path().join("second.db")).await.unwrap();
    assert_eq!(lost.iter().map(ToString::to_string).collect::<Vec<_>>(), [photo]);
}

#[tokio::test]
async fn a_backup_that_was_never_finished_is_refused() {
    let world = World::new().await;
    world.brings_a_photo("wanan").await;
    let copies = tempfile::tempdir().unwrap();
    let (copy, wanted) = (copies.path().join("copy.db"), copies.path().join("wanted.db"));
    // As a power cut in the middle leaves it: the rows, and not yet the files.
    std::fs::write(wanted.with_added_extension("part"), "half").unwrap();
    world.desk.store.backup(&wanted).await.unwrap();
    assert!(world.desk.store.backup(&wanted).await.is_err(), "it is not written over");
    let left: Vec<_> = std::fs::read_dir(copies.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "no half remains");
    world.sql(&format!("vacuum into '{}'", copy.display())).await;
    let settled = backup::settle_restored(&copy, &PhotoFiles::of(copies.path())).await;
    assert!(settled.unwrap_err().to_string().contains("never finished"));
}

#[tokio::test]
async fn a_photo_that_is_sent_again_is_kept_from_then_on() {
    let world = World::new().await;
    let id = world.brings_a_photo("wanan").await;
    world.sql("update photo set stored_at = 0").await;
    let again = world.brings("wanan", &id, "image/jpeg", pictures::jpeg()).await;
    assert_eq!(again.status, 200, "{}", again.text);
    world.app.photos.prune(server::clock::machine_now()).await.unwrap();
    assert_eq!(world.get("wanan", &format!("/api/photos/{id}")).await.status, 200);
}

#[tokio::test]
async fn a_backup_from_before_there_were_photos_is_restored() {
    let world = World::new().await;
    world.takes_a_call(json!({})).await;
    let copies = tempfile::tempdir().unwrap();
    let copy = copies.path().join("xinqiao.db");
    world.desk.store.backup(&copy).await.unwrap();
    let old = Store::open(copies.path()).await.unwrap();
    let mut writer = old.writer().await.unwrap();
    let before =
        "drop table photo_file; drop table photo; delete from _sqlx_migrations where version = 6;";
    sqlx::raw_sql(before).execute(&mut writer).await.unwrap();
    sqlx::Connection::close(writer).await.unwrap();
    drop(old);
    backup::settle_restored(&copy, &PhotoFiles::of(copies.path())).await.unwrap();
    let world = World::over(Store::open(copies.path()).await.unwrap(), copies).await;
    world.brings_a_photo("wanan").await;
    assert_eq!(world.get("operator", "/api/tickets").await.json()["total"], 1);
}
