//! What the database can say by itself of whether it is whole.

use sqlx::SqliteConnection;

use super::StoreError;

/// Rows that contradict each other, beside what replaying the entries shows: one line for each.
const CONTRADICTIONS: &str = "
select 'order ' || ticket_id || ' version ' || version || ': filed under another verb or person'
from entry where verb is not action ->> 'verb' or person_id is not actor ->> 'id'
union all
select 'order ' || id || ': its caller is kept otherwise than it says'
from ticket left join caller on ticket_id = id
where ticket_id is null or reachable <> (phone is not null)
union all
select 'order ' || k.ticket_id || ': a key names version ' || k.version || ', which is another''s'
from request_key k left join entry e on e.ticket_id = k.ticket_id and e.version = k.version
where e.person_id is not k.person_id
union all
select 'event ' || v.seq || ': no entry tells of it'
from event v left join entry e on e.seq = v.seq where e.ticket_id is not v.ticket_id
union all
select 'order ' || id || ': no words lead to it' from ticket
where id not in (select rowid from search) and id not in (
    select ticket_id from entry
    where seq > (select cast(value as integer) from setting where name = 'words_until'))
";

/// What the database's own checks find wrong; nothing where all is well.
pub async fn faults(connection: &mut SqliteConnection) -> Result<Vec<String>, StoreError> {
    let mut faults = integrity(connection).await?;
    let foreign: Vec<(String, Option<i64>)> =
        sqlx::query_as("select \"table\", rowid from pragma_foreign_key_check")
            .fetch_all(&mut *connection)
            .await?;
    faults.extend(
        foreign
            .into_iter()
            .map(|(table, row)| format!("{table} row {row:?} refers to what is not there")),
    );
    let contradictions: Vec<String> =
        sqlx::query_scalar(CONTRADICTIONS).fetch_all(connection).await?;
    faults.extend(contradictions);
    Ok(faults)
}

/// What the integrity check of the database finds; nothing where all is well.
pub async fn integrity(connection: &mut SqliteConnection) -> Result<Vec<String>, StoreError> {
    let lines: Vec<String> =
        sqlx::query_scalar("pragma integrity_check").fetch_all(connection).await?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}
