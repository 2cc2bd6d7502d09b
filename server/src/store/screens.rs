//! Paired screens. Like sessions they do not pass the door: they are no part of any order's story.

use domain::{api::Screen, id::PersonId, time::Moment};
use sqlx::{FromRow, SqliteConnection};

use super::{Store, StoreError};

/// A screen to be added.
pub struct NewScreen<'a> {
    pub token_hash: &'a [u8],
    pub name: &'a str,
    pub now: Moment,
    pub person: PersonId,
    pub paired_by: &'a str,
    pub key: &'a str,
    pub request_hash: &'a str,
}

#[derive(FromRow)]
struct ScreenRow {
    id: i64,
    name: String,
    paired_at: i64,
    paired_by: String,
    seen_at: i64,
}

impl From<ScreenRow> for Screen {
    fn from(row: ScreenRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            paired_at: Moment(row.paired_at),
            paired_by: row.paired_by,
            seen_at: Moment(row.seen_at),
        }
    }
}

impl Store {
    /// The screen that a token opens.
    pub async fn screen(&self, token_hash: &[u8]) -> Result<Option<Screen>, StoreError> {
        let row: Option<ScreenRow> = sqlx::query_as(
            "select id, name, paired_at, paired_by, seen_at from screen where token_hash = ?1",
        )
        .bind(token_hash)
        .fetch_optional(&self.readers)
        .await?;
        Ok(row.map(Screen::from))
    }

    /// All paired screens, the latest first.
    pub async fn screens(&self) -> Result<Vec<Screen>, StoreError> {
        let rows: Vec<ScreenRow> = sqlx::query_as(
            "select id, name, paired_at, paired_by, seen_at from screen order by id desc",
        )
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.into_iter().map(Screen::from).collect())
    }
}

/// The screen that `person` paired under a key, with the hash of that request.
pub async fn paired_under(
    writer: &mut SqliteConnection,
    person: PersonId,
    key: &str,
) -> Result<Option<(String, Screen)>, StoreError> {
    #[derive(FromRow)]
    struct Paired {
        request_hash: String,
        #[sqlx(flatten)]
        screen: ScreenRow,
    }
    let row: Option<Paired> = sqlx::query_as(
        "select request_hash, id, name, paired_at, paired_by, seen_at from screen
         where person_id = ?1 and key = ?2",
    )
    .bind(person.0)
    .bind(key)
    .fetch_optional(writer)
    .await?;
    Ok(row.map(|row| (row.request_hash, row.screen.into())))
}

/// Adds a screen and gives it an id.
pub async fn add_screen(
    writer: &mut SqliteConnection,
    screen: &NewScreen<'_>,
) -> Result<Screen, StoreError> {
    let row: ScreenRow = sqlx::query_as(
        "insert into screen (token_hash, name, paired_at, seen_at, person_id, paired_by, key, request_hash)
         values (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7)
         returning id, name, paired_at, paired_by, seen_at",
    )
    .bind(screen.token_hash)
    .bind(screen.name)
    .bind(screen.now.0)
    .bind(screen.person.0)
    .bind(screen.paired_by)
    .bind(screen.key)
    .bind(screen.request_hash)
    .fetch_one(writer)
    .await?;
    Ok(row.into())
}

/// Notes that a screen was there.
pub async fn touch_screen(
    writer: &mut SqliteConnection,
    id: i64,
    now: Moment,
) -> Result<(), StoreError> {
    sqlx::query("update screen set seen_at = ?2 where id = ?1")
        .bind(id)
        .bind(now.0)
        .execute(writer)
        .await?;
    Ok(())
}

/// Removes a screen; whether it was there.
pub async fn drop_screen(writer: &mut SqliteConnection, id: i64) -> Result<bool, StoreError> {
    let gone = sqlx::query("delete from screen where id = ?1").bind(id).execute(writer).await?;
    Ok(gone.rows_affected() > 0)
}
