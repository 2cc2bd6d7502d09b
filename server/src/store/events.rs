//! The log that streams are read from.

use std::collections::HashMap;

use domain::{
    id::{Seq, TicketId},
    people::UnitSlug,
};
use sqlx::{FromRow, SqliteConnection};

use super::{Store, StoreError};

/// One line of the log, as it was written with its change.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct EventRow {
    pub seq: i64,
    pub ticket_id: i64,
    pub card: String,
    pub was: Option<String>,
    pub units: String,
    pub leavers: String,
}

/// The last line of each order, where any of its lines are kept.
pub async fn last_events(connection: &mut SqliteConnection) -> Result<Vec<EventRow>, StoreError> {
    let rows = sqlx::query_as(
        "select seq, ticket_id, card, was, units, leavers from event
         where seq in (select max(seq) from event group by ticket_id)",
    );
    Ok(rows.fetch_all(connection).await?)
}

impl Store {
    /// Lines after `after` up to and including `until`, in order, at most `limit`. Of a unit only
    /// those that concern it.
    pub async fn events(
        &self,
        after: Seq,
        until: Seq,
        unit: Option<&UnitSlug>,
        limit: i64,
    ) -> Result<Vec<EventRow>, StoreError> {
        let rows = sqlx::query_as(
            "select seq, ticket_id, card, was, units, leavers from event
             where seq > ?1 and seq <= ?2
               and (?3 is null
                    or exists (select 1 from json_each(units) where value = ?3)
                    or exists (select 1 from json_each(leavers) where value = ?3))
             order by seq limit ?4",
        )
        .bind(after.0)
        .bind(until.0)
        .bind(unit.map(|unit| unit.0.as_str()))
        .bind(limit);
        Ok(rows.fetch_all(&self.readers).await?)
    }

    /// The orders that a unit lost sight of after `after`, up to and including `until`, and when.
    pub async fn gones(
        &self,
        after: Seq,
        until: Seq,
        unit: &UnitSlug,
    ) -> Result<HashMap<TicketId, Seq>, StoreError> {
        let rows: Vec<(i64, i64)> = sqlx::query_as(
            "select ticket_id, max(seq) from event, json_each(leavers) as leaver
             where seq > ?1 and seq <= ?2 and leaver.value = ?3 group by ticket_id",
        )
        .bind(after.0)
        .bind(until.0)
        .bind(&unit.0)
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.into_iter().map(|(id, seq)| (TicketId(id), Seq(seq))).collect())
    }

    /// The seq after which every event is kept; whoever is further behind has missed something.
    pub async fn events_kept_after(&self) -> Result<Seq, StoreError> {
        let seq: i64 = sqlx::query_scalar(
            "select coalesce((select min(seq) - 1 from event),
                             (select max(seq) from entry),
                             0)",
        )
        .fetch_one(&self.readers)
        .await?;
        let floor: Option<i64> =
            self.setting("seq_floor").await?.and_then(|floor| floor.parse().ok());
        Ok(Seq(seq.max(floor.unwrap_or(0))))
    }
}
