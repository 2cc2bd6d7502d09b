//! `xinqiao verify`: replays every entry and compares rows, facts and figures with what is held.

use std::collections::BTreeMap;

use domain::{
    api::Card,
    id::TicketId,
    people::UnitSlug,
    stats::{Fact, Frame, MEASURES},
    ticket::{Entry, PhotoId, Ticket, apply::replay},
    time::Moment,
};

use sqlx::Connection as _;

use crate::{
    clock::machine_now,
    store::{
        Store, StoreError, checks,
        events::{EventRow, last_events},
        files::{PhotoFiles, Whole},
        photos::{PhotoRow, all_photos},
        rows::{RoundRow, TicketRow},
        tickets,
    },
};

/// What was found.
#[derive(Debug, Default)]
pub struct Report {
    pub tickets: usize,
    pub entries: usize,
    pub photos: usize,
    /// One line for each difference; empty where all agrees.
    pub faults: Vec<String>,
}

/// Orders that are looked at together: a desk of a million does not fit into memory.
const STRETCH: i64 = 4096;

/// Compares everything that is held with what the entries tell, and the figures of `now` with both:
/// all of it as of one commit, for others may go on writing.
pub async fn verify(store: &Store, now: Moment) -> Result<Report, StoreError> {
    let mut connection = store.writer().await?;
    let mut held = connection.begin().await?;
    let mut report = Report { faults: checks::faults(&mut held).await?, ..Report::default() };
    let mut events: BTreeMap<i64, EventRow> = BTreeMap::new();
    for event in last_events(&mut held).await? {
        events.insert(event.ticket_id, event);
    }
    let (mut counts, mut photos_told) = (Counts::of(now), BTreeMap::new());
    let last = tickets::last_id(&mut held).await?;
    for before in (0..last).step_by(STRETCH as usize) {
        let ids = before + 1..=before + STRETCH;
        let entries = tickets::entries_of(&mut held, &ids).await?;
        report.entries += entries.len();
        let told = replay_all(&entries, &mut report.faults);
        report.tickets += told.len();
        let rows = tickets::tickets_of(&mut held, &ids).await?;
        compare_tickets(&told, &rows, &mut report.faults);
        compare_rounds(&told, &tickets::rounds_of(&mut held, &ids).await?, &mut report.faults);
        compare_events(&told, &events, &mut report.faults);
        counts.add(&told, &rows)?;
        tell_photos(&entries, &mut photos_told, &mut report.faults);
    }
    counts.compare(&mut report.faults);
    let photos = all_photos(&mut held).await?;
    report.photos = photos.len();
    compare_photos(photos_told, &photos, &mut report.faults);
    compare_files(store.photo_files(), &photos, &mut report.faults)?;
    Ok(report)
}

/// Notes which photos the entries refer to, of which orders.
fn tell_photos(
    entries: &[Entry],
    told: &mut BTreeMap<PhotoId, TicketId>,
    faults: &mut Vec<String>,
) {
    for entry in entries {
        for id in entry.action.photos() {
            let other = told.insert(id.clone(), entry.ticket_id);
            if other.is_some_and(|other| other != entry.ticket_id) {
                faults.push(format!("photo {id}: entries of two orders refer to it"));
            }
        }
    }
}

/// Entries and rows name the same photos for the same orders.
fn compare_photos(
    mut told: BTreeMap<PhotoId, TicketId>,
    photos: &BTreeMap<PhotoId, PhotoRow>,
    faults: &mut Vec<String>,
) {
    for (id, row) in photos {
        if row.brought.ticket != told.remove(id) {
            faults.push(format!(
                "photo {id}: it is not kept for the order whose entries refer to it"
            ));
        }
    }
    faults.extend(
        told.iter().map(|(id, of)| format!("photo {id} of order {of}: its row is missing")),
    );
}

/// The photos that orders refer to lie in their files as they were kept, and there are no others.
fn compare_files(
    files: &PhotoFiles,
    photos: &BTreeMap<PhotoId, PhotoRow>,
    faults: &mut Vec<String>,
) -> Result<(), StoreError> {
    for (id, row) in photos {
        let Some(of) = row.brought.ticket else { continue };
        match files.whole(id, &row.sha256) {
            Whole::Yes(_) => {}
            Whole::Changed => {
                faults.push(format!("photo {id} of order {of}: its file was changed"));
            }
            Whole::Missing => {
                faults.push(format!("photo {id} of order {of}: its file is missing"));
            }
        }
    }
    // The row of a photo that is just being brought follows its file within moments.
    let is_kept = |id: &PhotoId| photos.contains_key(id);
    let found = files.untouched_since(machine_now().plus_minutes(-1))?;
    let orphans = found.iter().filter(|file| !file.photo.as_ref().is_some_and(is_kept));
    faults.extend(orphans.map(|file| format!("{}: no photo is kept there", file.path.display())));
    Ok(())
}

fn replay_all(entries: &[Entry], faults: &mut Vec<String>) -> BTreeMap<i64, Ticket> {
    let mut told = BTreeMap::new();
    for story in entries.chunk_by(|a, b| a.ticket_id == b.ticket_id) {
        let TicketId(id) = story[0].ticket_id;
        match replay(story) {
            Ok(ticket) => drop(told.insert(id, ticket)),
            Err(broken) => faults.push(format!("order {id}: {broken}")),
        }
    }
    told
}

fn compare_tickets(told: &BTreeMap<i64, Ticket>, rows: &[TicketRow], faults: &mut Vec<String>) {
    let held: BTreeMap<i64, &TicketRow> = rows.iter().map(|row| (row.id, row)).collect();
    for (id, ticket) in told {
        match held.get(id) {
            None => faults.push(format!("order {id}: its row is missing")),
            Some(row) => {
                let expected = TicketRow::of(ticket);
                faults.extend(
                    differences(&expected, *row)
                        .into_iter()
                        .map(|field| format!("order {id}: {field}")),
                );
            }
        }
    }
    let unheard = held.keys().filter(|id| !told.contains_key(id));
    faults.extend(unheard.map(|id| format!("order {id}: no entries tell of it")));
}

fn compare_rounds(told: &BTreeMap<i64, Ticket>, rows: &[RoundRow], faults: &mut Vec<String>) {
    let rounds = told
        .values()
        .flat_map(|ticket| ticket.rounds.iter().map(|round| RoundRow::of(ticket.id, round)));
    let mut expected: BTreeMap<(i64, i64), RoundRow> =
        rounds.map(|row| ((row.ticket_id, row.n), row)).collect();
    for row in rows {
        match expected.remove(&(row.ticket_id, row.n)) {
            None => faults
                .push(format!("order {} round {}: no entries tell of it", row.ticket_id, row.n)),
            Some(expected) => {
                let place = format!("order {} round {}", row.ticket_id, row.n);
                faults.extend(
                    differences(&expected, row)
                        .into_iter()
                        .map(|field| format!("{place}: {field}")),
                );
            }
        }
    }
    faults
        .extend(expected.keys().map(|(id, n)| format!("order {id} round {n}: its row is missing")));
}

/// The log's last word on an order is the order as it stands.
fn compare_events(
    told: &BTreeMap<i64, Ticket>,
    events: &BTreeMap<i64, EventRow>,
    faults: &mut Vec<String>,
) {
    for (id, ticket) in told {
        let Some(event) = events.get(id) else { continue };
        let card: Option<Card> = serde_json::from_str(&event.card).ok();
        let units: Option<Vec<UnitSlug>> = serde_json::from_str(&event.units).ok();
        let expected: Vec<UnitSlug> = ticket.units().cloned().collect();
        let agrees = ticket.seq.0 == event.seq
            && units == Some(expected)
            // How it stands against time depends on when the card was made.
            && card.is_some_and(|card| {
                Card { standing: card.standing, ..Card::of(ticket, Moment(0)) } == card
            });
        if !agrees {
            faults.push(format!(
                "order {}: its last event is not what its entries tell",
                event.ticket_id
            ));
        }
    }
}

/// Every figure of today and of all time, as the entries tell it and as the rows do.
struct Counts {
    frames: [(&'static str, Frame); 2],
    from_entries: [[u32; MEASURES.len()]; 2],
    from_rows: [[u32; MEASURES.len()]; 2],
}

impl Counts {
    fn of(now: Moment) -> Self {
        let always = Frame { from: Moment(0), until: Moment(i64::MAX), now };
        let [from_entries, from_rows] = [[[0; MEASURES.len()]; 2]; 2];
        Self { frames: [("today", Frame::today(now)), ("ever", always)], from_entries, from_rows }
    }

    fn add(&mut self, told: &BTreeMap<i64, Ticket>, rows: &[TicketRow]) -> Result<(), StoreError> {
        let entries: Vec<Fact> = told.values().map(Fact::of).collect();
        let rows: Vec<Fact> = rows.iter().map(TicketRow::fact).collect::<Result<_, _>>()?;
        for (place, (_, frame)) in self.frames.iter().enumerate() {
            for (n, measure) in MEASURES.iter().enumerate() {
                self.from_entries[place][n] += measure.count(&entries, frame).value;
                self.from_rows[place][n] += measure.count(&rows, frame).value;
            }
        }
        Ok(())
    }

    fn compare(&self, faults: &mut Vec<String>) {
        for (place, (name, _)) in self.frames.iter().enumerate() {
            let counts = self.from_entries[place].iter().zip(self.from_rows[place]);
            for (measure, (entries, rows)) in MEASURES.iter().zip(counts) {
                if *entries != rows {
                    faults.push(format!(
                        "figure {} {name}: entries tell {entries}, rows {rows}",
                        measure.id
                    ));
                }
            }
        }
    }
}

/// The fields in which two rows differ, with what is told and what is held.
fn differences(told: &impl serde::Serialize, held: &impl serde::Serialize) -> Vec<String> {
    let fields = |row: serde_json::Result<serde_json::Value>| match row {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let (told, held) = (fields(serde_json::to_value(told)), fields(serde_json::to_value(held)));
    let differing = told.into_iter().filter(|(name, value)| held.get(name) != Some(value));
    // Texts of callers stay out of the report.
    differing.map(|(name, _)| format!("{name} is not what its entries tell")).collect()
}
