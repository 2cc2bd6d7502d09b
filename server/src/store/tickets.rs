//! Reading orders: one round trip each.

use std::{collections::HashMap, ops::RangeInclusive};

use domain::{
    api::Card,
    deadline::Due,
    id::{PersonId, Seq, TicketId, Version},
    people::UnitSlug,
    stats::Fact,
    text::{Phone, road_of},
    ticket::{
        Action, Assist, CategoryCode, Channel, Entry, Nature, State, TopicSlug, Urgency,
        action::{Finding, Outcome, Satisfaction},
        entry::Actor,
        intake::Caller,
    },
    time::Moment,
};
use rusqlite::Row;
use serde::Deserialize;
use sqlx::{FromRow, SqliteConnection};

use super::{
    Store, StoreError,
    rows::{RoundRow, TicketRow, read},
};

/// An order's entries by version, and its caller.
#[derive(Debug, Clone)]
pub struct Story {
    pub entries: Vec<Entry>,
    pub caller: Caller,
}

/// The entries of an order by version, each with the caller: of one moment, for they come of one statement.
const STORY: &str = "
select version, seq, happened_at, recorded_at, actor, action, dues, name, phone
from entry left join caller using (ticket_id) where ticket_id = ?1 order by version";

/// The entry of a row of [`STORY`].
fn entry(ticket_id: TicketId, row: &Row<'_>) -> Result<Entry, StoreError> {
    Ok(Entry {
        ticket_id,
        version: row.get(0)?,
        seq: Seq(row.get(1)?),
        happened_at: Moment(row.get(2)?),
        recorded_at: Moment(row.get(3)?),
        by: read(text(row, 4)?)?,
        action: read(text(row, 5)?)?,
        dues: read(text(row, 6)?)?,
    })
}

/// The caller of a row of [`STORY`].
fn caller(row: &Row<'_>) -> Result<Caller, StoreError> {
    let phone: Option<String> = row.get(8)?;
    Ok(Caller { name: row.get(7)?, phone: phone.as_deref().and_then(Phone::parse) })
}

/// A column of text, where it lies.
fn text<'a>(row: &'a Row<'_>, place: usize) -> Result<&'a str, StoreError> {
    let told = row.get_ref(place)?;
    told.as_str().map_err(|error| StoreError::Damaged(error.to_string()))
}

/// An entry as an array of JSON.
#[derive(Deserialize)]
struct EntryRead {
    ticket_id: i64,
    version: i64,
    seq: i64,
    happened_at: i64,
    recorded_at: i64,
    actor: Actor,
    action: Action,
    dues: Vec<Due>,
}

impl EntryRead {
    fn entry(self) -> Entry {
        Entry {
            ticket_id: TicketId(self.ticket_id),
            version: self.version,
            seq: Seq(self.seq),
            happened_at: Moment(self.happened_at),
            recorded_at: Moment(self.recorded_at),
            by: self.actor,
            action: self.action,
            dues: self.dues,
        }
    }
}

/// The entries of whole orders, as many rows as there are orders.
async fn stories(
    query: sqlx::query::QueryScalar<'_, sqlx::Sqlite, String, sqlx::sqlite::SqliteArguments>,
    connection: impl sqlx::SqliteExecutor<'_>,
) -> Result<Vec<Entry>, StoreError> {
    let mut entries = Vec::new();
    for story in query.fetch_all(connection).await? {
        entries.extend(read::<Vec<EntryRead>>(&story)?.into_iter().map(EntryRead::entry));
    }
    Ok(entries)
}

/// What a key was used for.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct UsedKey {
    pub request_hash: Vec<u8>,
    pub ticket_id: i64,
    pub version: i64,
}

/// What is known of a telephone number.
#[derive(Debug, Clone, Default)]
pub struct CallerHistory {
    pub name: Option<String>,
    pub accepted_at: Vec<Moment>,
    pub cards: Vec<Card>,
}

/// Where the history stands: what the next entry, order and number follow on.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct Head {
    pub seq: i64,
    pub recorded_at: i64,
    pub ticket_id: i64,
    /// The greatest number there is; empty where there is no order.
    pub number: String,
}

impl Store {
    /// The story of an order; `None` where there is no such order.
    pub fn story(&self, id: TicketId) -> Result<Option<Story>, StoreError> {
        self.direct.read(|connection| {
            let mut told = connection.prepare_cached(STORY)?;
            let mut rows = told.query([id.0])?;
            let mut story: Option<Story> = None;
            while let Some(row) = rows.next()? {
                let entry = entry(id, row)?;
                match &mut story {
                    Some(story) => story.entries.push(entry),
                    None => story = Some(Story { entries: vec![entry], caller: caller(row)? }),
                }
            }
            Ok(story)
        })
    }

    /// What `person` used this key for, if they did.
    pub async fn used_key(
        &self,
        person: PersonId,
        key: &str,
    ) -> Result<Option<UsedKey>, StoreError> {
        let used = sqlx::query_as(
            "select request_hash, ticket_id, version from request_key where person_id = ?1 and key = ?2",
        )
        .bind(person.0)
        .bind(key);
        Ok(used.fetch_optional(&self.readers).await?)
    }

    /// The orders of a caller's number: the open ones first, however old, then those since a moment, the
    /// latest first; at most `cards` of them as cards.
    pub async fn caller_history(
        &self,
        phone: &Phone,
        since: Moment,
        now: Moment,
        cards: usize,
    ) -> Result<CallerHistory, StoreError> {
        let name = sqlx::query_scalar(
            "select name from caller where phone = ?1 and name is not null order by ticket_id desc limit 1",
        )
        .bind(phone.as_str())
        .fetch_optional(&self.readers)
        .await?;
        let orders: Vec<(i64, i64)> = sqlx::query_as(
            "select t.id, t.accepted_at from caller c join ticket t on t.id = c.ticket_id
             where c.phone = ?1 and (t.accepted_at > ?2 or t.ended_at is null)
             order by t.ended_at is not null, t.accepted_at desc",
        )
        .bind(phone.as_str())
        .bind(since.0)
        .fetch_all(&self.readers)
        .await?;
        let first: Vec<TicketId> = orders.iter().take(cards).map(|(id, _)| TicketId(*id)).collect();
        let cards = self.cards_of(&first, now).await?.into_iter().map(|(_, card)| (card.id, card));
        let mut cards: HashMap<TicketId, Card> = cards.collect();
        let accepted_at = orders.iter().map(|(_, at)| Moment(*at)).filter(|at| *at > since);
        Ok(CallerHistory {
            name,
            accepted_at: accepted_at.collect(),
            cards: first.iter().filter_map(|id| cards.remove(id)).collect(),
        })
    }

    /// The orders that have moved since the index of words was last written. By the plus the few entries
    /// are found by their seq; without it all are gone through, for the index has them by `ticket_id`.
    pub async fn words_behind(&self) -> Result<Vec<TicketId>, StoreError> {
        let ids: Vec<i64> = sqlx::query_scalar(
            "select distinct +ticket_id from entry
             where seq > (select cast(value as integer) from setting where name = 'words_until')",
        )
        .fetch_all(&self.readers)
        .await?;
        Ok(ids.into_iter().map(TicketId).collect())
    }

    /// The orders in whose texts the words of an FTS5 query stand; the centre's own texts too where
    /// `centre` says so. They come in one row: fifty thousand rows take longer than finding them.
    pub async fn found(&self, query: &str, centre: bool) -> Result<Vec<TicketId>, StoreError> {
        let column = if centre { "{common centre}" } else { "{common}" };
        let ids =
            sqlx::query_scalar("select json_group_array(rowid) from search where search match ?1")
                .bind(format!("{column} : ({query})"));
        let ids: String = ids.fetch_one(&self.readers).await?;
        read(&ids)
    }
}

impl Store {
    /// The place in the history right after what was recorded up to `then`; `None` where more than
    /// `most` entries have been written since.
    pub async fn seq_before(&self, then: Moment, most: i64) -> Result<Option<Seq>, StoreError> {
        let (count, place): (i64, i64) = sqlx::query_as(
            "select count(*), coalesce(min(seq) - 1, (select coalesce(max(seq), 0) from entry))
             from (select seq, recorded_at from entry order by seq desc limit ?2)
             where recorded_at > ?1",
        )
        .bind(then.0)
        .bind(most)
        .fetch_one(&self.readers)
        .await?;
        Ok((count < most).then_some(Seq(place)))
    }

    /// When each entry after `place` up to `head` was recorded, and of which order it is; by seq.
    pub async fn recorded_between(
        &self,
        place: Seq,
        head: Seq,
    ) -> Result<Vec<(Moment, TicketId)>, StoreError> {
        let rows: Vec<(i64, i64)> = sqlx::query_as(
            "select recorded_at, ticket_id from entry where seq > ?1 and seq <= ?2 order by seq",
        )
        .bind(place.0)
        .bind(head.0)
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.into_iter().map(|(at, id)| (Moment(at), TicketId(id))).collect())
    }

    /// All entries of these orders, by order and version.
    pub async fn stories_of(&self, ids: &[TicketId]) -> Result<Vec<Entry>, StoreError> {
        let query = sqlx::query_scalar(
            "select '[' || group_concat(format('[%d,%d,%d,%d,%d,%s,%s,%s]',
                ticket_id, version, seq, happened_at, recorded_at, actor, action, dues)
                order by version) || ']'
             from entry where ticket_id in (select value from json_each(?1))
             group by ticket_id order by ticket_id",
        );
        stories(query.bind(serde_json::to_string(ids)?), &self.readers).await
    }
}

/// The entries of the orders with these ids, by order and version.
pub async fn entries_of(
    connection: &mut SqliteConnection,
    ids: &RangeInclusive<i64>,
) -> Result<Vec<Entry>, StoreError> {
    let query = sqlx::query_scalar(
        "select '[' || group_concat(format('[%d,%d,%d,%d,%d,%s,%s,%s]',
            ticket_id, version, seq, happened_at, recorded_at, actor, action, dues)
            order by version) || ']'
         from entry where ticket_id between ?1 and ?2
         group by ticket_id order by ticket_id",
    );
    stories(query.bind(*ids.start()).bind(*ids.end()), connection).await
}

/// What a fact is made of; the same columns in the same order as in [`FACTS`].
#[derive(Deserialize)]
struct FactRead {
    id: i64,
    version: Version,
    state: State,
    nature: Nature,
    channel: Channel,
    urgency: Urgency,
    topics: Vec<TopicSlug>,
    category: Option<u32>,
    address: String,
    lead: Option<UnitSlug>,
    assists: Vec<Assist>,
    accepted_at: i64,
    due_at: i64,
    at_risk_at: i64,
    stopped_at: Option<i64>,
    ended_at: Option<i64>,
    round: u32,
    replied_at: Option<i64>,
    finding: Option<Finding>,
    outcome: Option<Outcome>,
    satisfaction: Option<Satisfaction>,
    seconds_to_accept: Option<u32>,
}

impl FactRead {
    fn fact(self) -> (Fact, Version) {
        let fact = Fact {
            id: TicketId(self.id),
            state: self.state,
            nature: self.nature,
            channel: self.channel,
            urgency: self.urgency,
            topics: self.topics,
            category: self.category.map(CategoryCode),
            road: road_of(&self.address),
            lead: self.lead,
            assists: self.assists.into_iter().map(|assist| assist.unit).collect(),
            accepted_at: Moment(self.accepted_at),
            due_at: Moment(self.due_at),
            at_risk_at: Moment(self.at_risk_at),
            stopped_at: self.stopped_at.map(Moment),
            ended_at: self.ended_at.map(Moment),
            round: self.round,
            replied_at: self.replied_at.map(Moment),
            finding: self.finding,
            outcome: self.outcome,
            satisfaction: self.satisfaction,
            seconds_to_accept: self.seconds_to_accept,
        };
        (fact, self.version)
    }
}

/// Some thousand orders in one row: handing rows over one by one took most of the start. The row is put
/// together as text, which takes half the time of `json_array`; what may hold anything is quoted.
const FACTS: &str = r#"
select '[' || group_concat(format(
    '[%d,%d,"%s","%s","%s","%s",%s,%s,%s,%s,%s,%d,%d,%d,%s,%s,%d,%s,%s,%s,%s,%s]',
    id, version, state, nature, channel, urgency, topics, coalesce(category, 'null'),
    json_quote(address), json_quote(lead), assists, accepted_at, due_at, at_risk_at,
    coalesce(stopped_at, 'null'), coalesce(ended_at, 'null'), round, coalesce(replied_at, 'null'),
    json_quote(finding), json_quote(outcome), json_quote(satisfaction),
    coalesce(seconds_to_accept, 'null'))) || ']'
from ticket where id > ?1 and id <= ?2"#;
/// Orders of one such row.
const FACTS_ROW: i64 = 4096;

impl Store {
    /// Hands over the facts of all orders with the versions that they are of, by id. One after the other
    /// read and understood they would take twice as long; all of them together, twice the memory.
    pub async fn each_fact(&self, mut take: impl FnMut(Fact, Version)) -> Result<(), StoreError> {
        let last: Option<i64> =
            sqlx::query_scalar("select max(id) from ticket").fetch_one(&self.readers).await?;
        let parts = (0..last.unwrap_or_default()).step_by(FACTS_ROW as usize);
        let parts = parts.map(|after| tokio::spawn(self.clone().facts_after(after)));
        for part in parts.collect::<Vec<_>>() {
            let facts = part.await.map_err(|error| StoreError::Damaged(error.to_string()))??;
            for (fact, version) in facts {
                take(fact, version);
            }
        }
        Ok(())
    }

    async fn facts_after(self, after: i64) -> Result<Vec<(Fact, Version)>, StoreError> {
        let rows = sqlx::query_scalar(FACTS).bind(after).bind(after + FACTS_ROW);
        let rows: Option<String> = rows.fetch_one(&self.readers).await?;
        let rows = rows.as_deref().map(read::<Vec<FactRead>>).transpose()?.unwrap_or_default();
        Ok(rows.into_iter().map(FactRead::fact).collect())
    }
}

/// The rows of `ticket` with these ids, by id.
pub async fn tickets_of(
    connection: &mut SqliteConnection,
    ids: &RangeInclusive<i64>,
) -> Result<Vec<TicketRow>, StoreError> {
    let rows = sqlx::query_as("select * from ticket where id between ?1 and ?2 order by id");
    Ok(rows.bind(ids.start()).bind(ids.end()).fetch_all(connection).await?)
}

/// The rows of `round` of the orders with these ids, by order and number.
pub async fn rounds_of(
    connection: &mut SqliteConnection,
    ids: &RangeInclusive<i64>,
) -> Result<Vec<RoundRow>, StoreError> {
    let rows = sqlx::query_as(
        "select * from round where ticket_id between ?1 and ?2 order by ticket_id, n",
    );
    Ok(rows.bind(ids.start()).bind(ids.end()).fetch_all(connection).await?)
}

/// The greatest id that any row of an order names.
pub async fn last_id(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    let last = sqlx::query_scalar(
        "select max(coalesce((select max(id) from ticket), 0),
                    coalesce((select max(ticket_id) from entry), 0),
                    coalesce((select max(ticket_id) from round), 0))",
    );
    Ok(last.fetch_one(connection).await?)
}

impl Store {
    /// Where the history stands.
    pub async fn head(&self) -> Result<Head, StoreError> {
        head(&mut *self.readers.acquire().await?).await
    }
}

/// The same, by any connection. Nothing is recorded earlier than what came before it.
pub async fn head(connection: &mut SqliteConnection) -> Result<Head, StoreError> {
    let head = sqlx::query_as(
            "select max(coalesce((select max(seq) from entry), 0),
                        coalesce((select cast(value as integer) from setting where name = 'seq_floor'), 0)) as seq,
                    coalesce((select recorded_at from entry order by seq desc limit 1), 0) as recorded_at,
                    coalesce((select max(id) from ticket), 0) as ticket_id,
                    coalesce((select max(number) from ticket), '') as number",
        );
    Ok(head.fetch_one(connection).await?)
}
