//! The dated data that a desk decides by, and the settings of the database.

use domain::{
    api::TownMap,
    calendar::Decree,
    deadline::Policy,
    people::{Unit, UnitKind, UnitSlug},
    rules::{Desk, Words},
    ticket::{CategoryCode, TopicSlug, category::Category, topic::Topic},
    time::{Day, Moment},
};
use sqlx::{Connection as _, FromRow, SqliteConnection};

use super::{
    Store, StoreError,
    rows::{read, slug},
};
use crate::reading;

/// Counts every change of the reference data, so that a running server notices one made beside it.
pub const REVISION: &str = "reference_revision";

/// The setting that holds the drawing of the town.
const MAP: &str = "map";

#[derive(FromRow)]
struct UnitRow {
    slug: String,
    name: String,
    kind: String,
    phone: Option<String>,
}

#[derive(FromRow)]
struct CategoryRow {
    code: i64,
    name: String,
    valid_from: String,
    valid_until: Option<String>,
}

#[derive(FromRow)]
struct TopicRow {
    slug: String,
    name: String,
    valid_from: Option<i64>,
    valid_until: Option<i64>,
}

impl Store {
    /// The revision of the reference data.
    pub async fn revision(&self) -> Result<i64, StoreError> {
        let value = self.setting(REVISION).await?;
        Ok(value.and_then(|value| value.parse().ok()).unwrap_or(0))
    }

    /// Everything that decisions rest on.
    pub async fn desk(&self) -> Result<Desk, StoreError> {
        let policies: Vec<String> =
            sqlx::query_scalar("select body from policy order by valid_from")
                .fetch_all(&self.readers)
                .await?;
        let decrees: Vec<String> =
            sqlx::query_scalar("select body from decree order by in_force_at")
                .fetch_all(&self.readers)
                .await?;
        Ok(Desk {
            words: self.words().await?,
            policies: policies.iter().map(|body| read::<Policy>(body)).collect::<Result<_, _>>()?,
            decrees: decrees.iter().map(|body| read::<Decree>(body)).collect::<Result<_, _>>()?,
        })
    }

    /// Where the villages lie; `None` where nobody has drawn it.
    pub async fn town_map(&self) -> Result<Option<TownMap>, StoreError> {
        self.setting(MAP).await?.map(|text| read(&text)).transpose()
    }

    async fn words(&self) -> Result<Words, StoreError> {
        let units: Vec<UnitRow> = sqlx::query_as("select slug, name, kind, phone from unit")
            .fetch_all(&self.readers)
            .await?;
        let categories: Vec<CategoryRow> =
            sqlx::query_as("select code, name, valid_from, valid_until from category")
                .fetch_all(&self.readers)
                .await?;
        let topics: Vec<TopicRow> =
            sqlx::query_as("select slug, name, valid_from, valid_until from topic")
                .fetch_all(&self.readers)
                .await?;
        let units = units.into_iter().map(unit).collect::<Result<Vec<_>, _>>()?;
        let categories = categories.into_iter().map(category).collect::<Result<Vec<_>, _>>()?;
        let topics = topics.into_iter().map(topic);
        Ok(Words {
            units: units.into_iter().map(|unit| (unit.slug.clone(), unit)).collect(),
            categories: categories.into_iter().map(|category| (category.code, category)).collect(),
            topics: topics.map(|topic| (topic.slug.clone(), topic)).collect(),
        })
    }
}

fn unit(row: UnitRow) -> Result<Unit, StoreError> {
    let kind: UnitKind = slug(&row.kind)?;
    let pinyin = reading::of(&row.name);
    Ok(Unit { slug: UnitSlug(row.slug), name: row.name, kind, phone: row.phone, pinyin })
}

fn category(row: CategoryRow) -> Result<Category, StoreError> {
    let day =
        |text: &str| Day::parse(text).ok_or_else(|| StoreError::Damaged(format!("no day: {text}")));
    Ok(Category {
        code: CategoryCode(row.code as u32),
        name: row.name,
        valid_from: day(&row.valid_from)?,
        valid_until: row.valid_until.as_deref().map(day).transpose()?,
    })
}

fn topic(row: TopicRow) -> Topic {
    Topic {
        slug: TopicSlug(row.slug),
        name: row.name,
        valid_from: row.valid_from.map(Moment),
        valid_until: row.valid_until.map(Moment),
    }
}

/// Sets a value of the settings.
pub async fn set_setting(
    writer: &mut SqliteConnection,
    name: &str,
    value: &str,
) -> Result<(), StoreError> {
    sqlx::query("insert into setting (name, value) values (?1, ?2) on conflict (name) do update set value = excluded.value")
        .bind(name)
        .bind(value)
        .execute(writer)
        .await?;
    Ok(())
}

/// Sets the drawing of the town; `None` takes it away. A running server notices.
pub async fn set_map(
    writer: &mut SqliteConnection,
    map: Option<&TownMap>,
) -> Result<(), StoreError> {
    // With its revision, or a running server would not notice it.
    let mut setting = writer.begin_with("begin immediate").await?;
    if let Some(map) = map {
        set_setting(&mut setting, MAP, &serde_json::to_string(map)?).await?;
    } else {
        let forget = sqlx::query("delete from setting where name = ?1").bind(MAP);
        forget.execute(&mut *setting).await?;
    }
    bump_revision(&mut setting).await?;
    Ok(setting.commit().await?)
}

/// Says that the reference data has changed.
pub async fn bump_revision(writer: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query(
        "insert into setting (name, value) values (?1, '1')
         on conflict (name) do update set value = cast(value as integer) + 1",
    )
    .bind(REVISION)
    .execute(writer)
    .await?;
    Ok(())
}

/// Adds a unit.
pub async fn add_unit(writer: &mut SqliteConnection, unit: &Unit) -> Result<(), StoreError> {
    sqlx::query("insert into unit (slug, name, kind, phone) values (?1, ?2, ?3, ?4)")
        .bind(&unit.slug.0)
        .bind(&unit.name)
        .bind(unit.kind.slug())
        .bind(&unit.phone)
        .execute(writer)
        .await?;
    Ok(())
}

/// Puts in what a desk decides by, where it is not there yet.
pub async fn add_rules(
    writer: &mut SqliteConnection,
    categories: &[Category],
    topics: &[Topic],
    policies: &[Policy],
    decrees: &[Decree],
) -> Result<(), StoreError> {
    for category in categories {
        sqlx::query("insert into category (code, name, valid_from, valid_until) values (?1, ?2, ?3, ?4) on conflict do nothing")
            .bind(i64::from(category.code.0))
            .bind(&category.name)
            .bind(category.valid_from.to_string())
            .bind(category.valid_until.map(|day| day.to_string()))
            .execute(&mut *writer)
            .await?;
    }
    for topic in topics {
        sqlx::query("insert into topic (slug, name, valid_from, valid_until) values (?1, ?2, ?3, ?4) on conflict do nothing")
            .bind(&topic.slug.0)
            .bind(&topic.name)
            .bind(topic.valid_from.map(|at| at.0))
            .bind(topic.valid_until.map(|at| at.0))
            .execute(&mut *writer)
            .await?;
    }
    for policy in policies {
        sqlx::query("insert into policy (slug, valid_from, body) values (?1, ?2, ?3) on conflict do nothing")
            .bind(&policy.slug.0)
            .bind(policy.valid_from.0)
            .bind(serde_json::to_string(policy)?)
            .execute(&mut *writer)
            .await?;
    }
    for decree in decrees {
        sqlx::query("insert into decree (slug, in_force_at, body) values (?1, ?2, ?3) on conflict do nothing")
            .bind(&decree.slug.0)
            .bind(decree.in_force_at.0)
            .bind(serde_json::to_string(decree)?)
            .execute(&mut *writer)
            .await?;
    }
    bump_revision(writer).await
}
