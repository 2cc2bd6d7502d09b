//! Bare SQLite: the rows of new orders, written by prepared statements in transactions of sixteen.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use rusqlite::{Connection, params_from_iter, types::Value};
use server::{search, store};

/// Orders of one transaction.
const BATCH: usize = 16;
const TABLES: [&str; 6] = ["ticket", "round", "entry", "caller", "event", "request_key"];

/// One row of one table.
type Row = Vec<Value>;

/// The rows of some orders as they were taken, table by table, and the words they are found by.
pub struct Rows {
    orders: Vec<([Row; TABLES.len()], String)>,
}

/// Reads the rows of orders that nothing has happened to yet.
pub fn rows(desk: &Path, most: usize) -> Result<Rows> {
    let from = Connection::open(desk.join(store::FILE))?;
    let mut new =
        from.prepare("select id from ticket where version = 1 order by id desc limit ?1")?;
    let ids: Vec<i64> =
        new.query_map([most as i64], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let orders = ids.iter().map(|id| {
        let mut rows: [Row; TABLES.len()] = Default::default();
        for (table, row) in TABLES.iter().zip(&mut rows) {
            let key = if *table == "ticket" { "id" } else { "ticket_id" };
            *row = one(&from, &format!("select * from {table} where {key} = ?1"), *id)?;
        }
        let text = "select title || ' ' || content || ' ' || address || ' ' || number from ticket where id = ?1";
        let text: String = from.query_row(text, [id], |row| row.get(0))?;
        Ok((rows, search::tokens(&text).join(" ")))
    });
    Ok(Rows { orders: orders.collect::<Result<_>>()? })
}

fn one(from: &Connection, select: &str, id: i64) -> Result<Row> {
    let mut select = from.prepare_cached(select)?;
    let columns = select.column_count();
    let row = select.query_row([id], |row| (0..columns).map(|place| row.get(place)).collect());
    row.with_context(|| format!("order {id} lacks a row"))
}

/// Writes orders into an empty desk for a while; gives how many a second.
pub fn creates(empty: &Path, rows: &Rows, lasting: Duration) -> Result<f64> {
    let mut to = Connection::open(empty.join(store::FILE))?;
    to.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;",
    )?;
    let began = Instant::now();
    let mut written = 0;
    while began.elapsed() < lasting {
        let batch = to.transaction()?;
        for _ in 0..BATCH {
            written += 1;
            let (tables, words) = &rows.orders[written % rows.orders.len()];
            write(&batch, tables, words, written as i64)?;
        }
        batch.commit()?;
    }
    let took = began.elapsed();
    let kept: i64 = to.query_row("select count(*) from entry", [], |row| row.get(0))?;
    anyhow::ensure!(kept == written as i64, "bare SQLite has lost orders");
    Ok(written as f64 / took.as_secs_f64())
}

fn write(to: &Connection, tables: &[Row; TABLES.len()], words: &str, n: i64) -> Result<()> {
    for (table, row) in TABLES.iter().zip(tables) {
        let marks = vec!["?"; row.len()].join(",");
        let mut row = row.clone();
        renumber(table, &mut row, n);
        to.prepare_cached(&format!("insert into {table} values ({marks})"))?
            .execute(params_from_iter(row))?;
    }
    to.prepare_cached("insert into search (rowid, common, centre) values (?1, ?2, '')")?
        .execute((n, words))?;
    Ok(())
}

/// Of each table the columns that no two orders share.
fn renumber(table: &str, row: &mut Row, n: i64) {
    let own = Value::Integer(n);
    match table {
        "ticket" => {
            (row[0], row[3]) = (own.clone(), own);
            row[1] = Value::Text(format!("20261231-{n:05}"));
        }
        "event" | "entry" => {
            (row[0], row[1]) = (own.clone(), own);
        }
        "request_key" => {
            row[1] = Value::Text(uuid::Uuid::now_v7().to_string());
            row[3] = own;
        }
        _ => row[0] = own,
    }
}
