//! People, their sessions and their drafts. These writes do not pass the door: they are no part of
//! any order's story.

use std::collections::HashSet;

use domain::{
    id::PersonId,
    people::{Person, Role, UnitSlug},
    time::Moment,
};
use sqlx::{FromRow, SqliteConnection};

use super::{Store, StoreError, rows::read};

#[derive(FromRow)]
struct PersonRow {
    id: i64,
    name: String,
    display: String,
    roles: String,
    unit: Option<String>,
}

impl PersonRow {
    fn person(self) -> Result<Person, StoreError> {
        Ok(Person {
            id: PersonId(self.id),
            name: self.name,
            display: self.display,
            roles: read::<Vec<Role>>(&self.roles)?,
            unit: self.unit.map(UnitSlug),
        })
    }
}

/// A person to be added.
#[derive(Debug, Clone)]
pub struct NewPerson<'a> {
    pub name: &'a str,
    pub display: &'a str,
    /// argon2id in PHC form.
    pub password: &'a str,
    pub roles: &'a [Role],
    pub unit: Option<&'a UnitSlug>,
}

impl Store {
    /// The id and the password's hash of an account.
    pub async fn credentials(&self, name: &str) -> Result<Option<(PersonId, String)>, StoreError> {
        let row: Option<(i64, String)> =
            sqlx::query_as("select id, password from person where name = ?1")
                .bind(name)
                .fetch_optional(&self.readers)
                .await?;
        Ok(row.map(|(id, password)| (PersonId(id), password)))
    }

    /// Everybody with an account.
    pub async fn people(&self) -> Result<Vec<Person>, StoreError> {
        let rows: Vec<PersonRow> =
            sqlx::query_as("select id, name, display, roles, unit from person order by id")
                .fetch_all(&self.readers)
                .await?;
        rows.into_iter().map(PersonRow::person).collect()
    }

    /// Whose session this is, if it was used after `idle_since` and began after `began_since`.
    pub async fn session(
        &self,
        token_hash: &[u8],
        idle_since: Moment,
        began_since: Moment,
    ) -> Result<Option<(Person, Moment)>, StoreError> {
        #[derive(FromRow)]
        struct SessionRow {
            #[sqlx(flatten)]
            person: PersonRow,
            seen_at: i64,
        }
        let row: Option<SessionRow> = sqlx::query_as(
            "select p.id, p.name, p.display, p.roles, p.unit, s.seen_at
             from session s join person p on p.id = s.person_id
             where s.token_hash = ?1 and s.seen_at > ?2 and s.created_at > ?3",
        )
        .bind(token_hash)
        .bind(idle_since.0)
        .bind(began_since.0)
        .fetch_optional(&self.readers)
        .await?;
        row.map(|row| Ok((row.person.person()?, Moment(row.seen_at)))).transpose()
    }

    /// A person's drafts by place: the place, when it was saved, and what.
    pub async fn drafts(&self, person: PersonId) -> Result<Vec<(u8, Moment, String)>, StoreError> {
        let rows: Vec<(u8, i64, String)> = sqlx::query_as(
            "select slot, saved_at, body from draft where person_id = ?1 order by slot",
        )
        .bind(person.0)
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.into_iter().map(|(slot, at, body)| (slot, Moment(at), body)).collect())
    }

    /// What a person has in a draft's place.
    pub async fn draft(&self, person: PersonId, slot: u8) -> Result<Option<String>, StoreError> {
        let body = sqlx::query_scalar("select body from draft where person_id = ?1 and slot = ?2")
            .bind(person.0)
            .bind(i64::from(slot));
        Ok(body.fetch_optional(&self.readers).await?)
    }
}

/// Adds a person and gives them an id.
pub async fn add_person(
    writer: &mut SqliteConnection,
    person: &NewPerson<'_>,
) -> Result<PersonId, StoreError> {
    let id = sqlx::query_scalar(
        "insert into person (name, display, password, roles, unit) values (?1, ?2, ?3, ?4, ?5) returning id",
    )
    .bind(person.name)
    .bind(person.display)
    .bind(person.password)
    .bind(serde_json::to_string(person.roles)?)
    .bind(person.unit.map(|unit| unit.0.as_str()))
    .fetch_one(writer)
    .await?;
    Ok(PersonId(id))
}

/// Opens a session.
pub async fn add_session(
    writer: &mut SqliteConnection,
    token_hash: &[u8],
    person: PersonId,
    now: Moment,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into session (token_hash, person_id, created_at, seen_at) values (?1, ?2, ?3, ?3)",
    )
    .bind(token_hash)
    .bind(person.0)
    .bind(now.0)
    .execute(writer)
    .await?;
    Ok(())
}

/// Notes that a session was used.
pub async fn touch_session(
    writer: &mut SqliteConnection,
    token_hash: &[u8],
    now: Moment,
) -> Result<(), StoreError> {
    sqlx::query("update session set seen_at = ?2 where token_hash = ?1")
        .bind(token_hash)
        .bind(now.0)
        .execute(writer)
        .await?;
    Ok(())
}

/// Ends a session.
pub async fn drop_session(
    writer: &mut SqliteConnection,
    token_hash: &[u8],
) -> Result<(), StoreError> {
    sqlx::query("delete from session where token_hash = ?1")
        .bind(token_hash)
        .execute(writer)
        .await?;
    Ok(())
}

/// Removes the sessions that have run out; the hashes of those that are left.
pub async fn prune_sessions(
    writer: &mut SqliteConnection,
    idle_since: Moment,
    began_since: Moment,
) -> Result<HashSet<Vec<u8>>, StoreError> {
    sqlx::query("delete from session where seen_at <= ?1 or created_at <= ?2")
        .bind(idle_since.0)
        .bind(began_since.0)
        .execute(&mut *writer)
        .await?;
    let left: Vec<Vec<u8>> =
        sqlx::query_scalar("select token_hash from session").fetch_all(writer).await?;
    Ok(left.into_iter().collect())
}

/// Keeps a draft in its place.
pub async fn save_draft(
    writer: &mut SqliteConnection,
    person: PersonId,
    slot: u8,
    body: &str,
    now: Moment,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into draft (person_id, slot, body, saved_at) values (?1, ?2, ?3, ?4)
         on conflict (person_id, slot) do update set body = excluded.body, saved_at = excluded.saved_at",
    )
    .bind(person.0)
    .bind(i64::from(slot))
    .bind(body)
    .bind(now.0)
    .execute(writer)
    .await?;
    Ok(())
}

/// Empties a draft's place.
pub async fn drop_draft(
    writer: &mut SqliteConnection,
    person: PersonId,
    slot: u8,
) -> Result<(), StoreError> {
    sqlx::query("delete from draft where person_id = ?1 and slot = ?2")
        .bind(person.0)
        .bind(i64::from(slot))
        .execute(writer)
        .await?;
    Ok(())
}
