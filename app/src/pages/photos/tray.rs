//! 照片盘: the photos of one reply, how far each has come, and in which order they are told.

use std::rc::Rc;

use domain::{
    api::{Endpoint as _, PhotoPreview, PhotoRead, TicketView},
    id::TicketId,
    ticket::{
        Action, PhotoId,
        photo::{PHOTOS_MAX, photo_field},
    },
};
use leptos::{ev, prelude::*, task::spawn_local};
use web_sys::File;

use crate::{
    api::{Failure, bring_photo, new_key},
    browser::{
        photo::{Picture, shrink},
        storage,
        upload::Upload,
    },
    components::field_fault,
    session::{photos_place, use_session},
};

/// How far a photo has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    Waiting,
    /// So many per cent of it have gone.
    Sending(u8),
    Up,
    /// The person has stopped it.
    Stopped,
    Failed(Failure),
    /// The browser cannot show what was chosen.
    Unreadable,
    /// The server has it no longer.
    Lost,
}

impl Stage {
    /// Whether it goes on by itself.
    pub fn is_under_way(&self) -> bool {
        matches!(self, Self::Waiting | Self::Sending(_))
    }

    /// Whether it goes on when it is asked to.
    pub fn may_go_on(&self) -> bool {
        matches!(self, Self::Stopped | Self::Failed(_))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: PhotoId,
    pub stage: Stage,
    /// Where this page shows it; empty until it was read.
    pub address: String,
}

/// What the person asked for and cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    TooMany,
    NotYet,
}

/// The photos of one reply; a copy of handles. It outlives the form.
#[derive(Clone, Copy)]
pub struct Tray {
    pub items: RwSignal<Vec<Item>>,
    pub denied: RwSignal<Option<Denied>>,
    /// Chosen and not yet made small.
    files: StoredValue<Vec<(PhotoId, File)>, LocalStorage>,
    /// Made small, to be sent again where that failed.
    pictures: StoredValue<Vec<(PhotoId, Rc<Picture>)>, LocalStorage>,
    /// The one that is going up.
    upload: StoredValue<Option<(PhotoId, Upload)>, LocalStorage>,
    busy: StoredValue<bool>,
    place: StoredValue<String>,
}

impl Tray {
    /// The photos that were brought for a reply and not sent yet; else those of the one to be redone.
    pub fn open(ticket: &TicketView) -> Self {
        let place = own_place(ticket.card.id);
        let kept = storage::read(&place).map(|kept| unsent(ticket, ids(&kept)));
        let ids = kept.unwrap_or_else(|| again(ticket));
        let items = ids.into_iter().map(|id| arrived(ticket, id)).collect();
        let tray = Self {
            items: RwSignal::new(items),
            denied: RwSignal::new(None),
            files: StoredValue::new_local(Vec::new()),
            pictures: StoredValue::new_local(Vec::new()),
            upload: StoredValue::new_local(None),
            busy: StoredValue::new(false),
            place: StoredValue::new(place),
        };
        let back = window_event_listener(ev::online, move |_| tray.retry_all());
        on_cleanup(move || back.remove());
        tray
    }

    /// Lays the photos of a reply that was taken back on the desk again, unless somebody chose
    /// otherwise.
    pub fn lay_back(self, ticket: &TicketView) {
        let is_untouched = self.place.with_value(|place| storage::read(place).is_none());
        if ticket.was_taken_back() && is_untouched && self.items.with_untracked(Vec::is_empty) {
            let items = again(ticket).into_iter().map(|id| arrived(ticket, id)).collect();
            self.items.set(items);
        }
    }

    /// The reply with its photos; `None` where some have not arrived, and then it says so.
    pub fn join(self, reply: Action) -> Option<Action> {
        let has_all =
            self.items.with_untracked(|items| items.iter().all(|item| item.stage == Stage::Up));
        self.denied.set((!has_all).then_some(Denied::NotYet));
        has_all.then(|| self.with_photos(reply))
    }

    /// The reply with the photos that have arrived.
    pub fn with_photos(self, mut reply: Action) -> Action {
        if let Action::Reply(reply) = &mut reply {
            reply.photos = self.up();
        }
        reply
    }

    /// Forgets them: the reply has arrived.
    pub fn clear(self) {
        if let Some(place) = self.place.try_get_value() {
            storage::forget(&place);
        }
        self.items.try_set(Vec::new());
        self.files.try_set_value(Vec::new());
        self.pictures.try_set_value(Vec::new());
    }

    fn up(self) -> Vec<PhotoId> {
        self.items.with_untracked(|items| {
            let up = items.iter().filter(|item| item.stage == Stage::Up);
            up.map(|item| item.id.clone()).collect()
        })
    }

    fn keep(self) {
        let up: Vec<String> = self.up().iter().map(ToString::to_string).collect();
        self.place.with_value(|place| storage::write(place, &up.join(",")));
    }

    pub fn count(self) -> usize {
        self.items.with(Vec::len)
    }

    /// Takes what was chosen, dropped or pasted, as far as there is room.
    pub fn add(self, mut files: Vec<File>) {
        let room = PHOTOS_MAX.saturating_sub(self.items.with_untracked(Vec::len));
        self.denied.set((files.len() > room).then_some(Denied::TooMany));
        files.truncate(room);
        for file in files {
            let Some(id) = PhotoId::parse(&new_key()) else { continue };
            self.files.update_value(|files| files.push((id.clone(), file)));
            let item = Item { id, stage: Stage::Waiting, address: String::new() };
            self.items.update(|items| items.push(item));
        }
        self.work();
    }

    /// Takes a photo away; gives the one that stands in its place then.
    pub fn remove(self, id: &PhotoId) -> Option<PhotoId> {
        let next = self.items.with_untracked(|items| {
            let place = items.iter().position(|item| item.id == *id)?;
            let beside = items.get(place + 1).or_else(|| items.get(place.checked_sub(1)?));
            beside.map(|item| item.id.clone())
        });
        self.items.update(|items| items.retain(|item| item.id != *id));
        self.files.update_value(|files| files.retain(|(other, _)| other != id));
        self.pictures.update_value(|pictures| pictures.retain(|(other, _)| other != id));
        self.denied.set(None);
        self.stop_upload(id);
        self.keep();
        next
    }

    /// Puts a photo so many places on, or back; whether it moved.
    pub fn shift(self, id: &PhotoId, by: isize) -> bool {
        let moved = self.items.try_update(|items| shift(items, |item| item.id == *id, by));
        if moved == Some(true) {
            self.keep();
        }
        moved == Some(true)
    }

    /// Stops a photo on its way. It stays, and goes on when it is asked to.
    pub fn stop(self, id: &PhotoId) {
        self.set(id, Stage::Stopped);
        self.stop_upload(id);
    }

    fn stop_upload(self, id: &PhotoId) {
        self.upload.with_value(|upload| {
            if let Some((_, upload)) = upload.as_ref().filter(|(other, _)| other == id) {
                upload.stop();
            }
        });
    }

    pub fn retry(self, id: &PhotoId) {
        self.set(id, Stage::Waiting);
        self.work();
    }

    /// Sends again what did not get through.
    fn retry_all(self) {
        self.items.update(|items| {
            for item in items {
                if matches!(&item.stage, Stage::Failed(failure) if failure.is_uncertain()) {
                    item.stage = Stage::Waiting;
                }
            }
        });
        self.work();
    }

    /// One after the other: several large pictures at once are too much for a small phone.
    fn work(self) {
        if self.busy.get_value() {
            return;
        }
        self.busy.set_value(true);
        spawn_local(async move {
            while let Some(id) = self.next() {
                self.bring(id).await;
            }
            self.busy.try_set_value(false);
        });
    }

    /// Nothing where the page was left.
    fn next(self) -> Option<PhotoId> {
        let waits = |item: &&Item| item.stage == Stage::Waiting;
        self.items
            .try_with_untracked(|items| items.iter().find(waits).map(|item| item.id.clone()))?
    }

    async fn bring(self, id: PhotoId) {
        let place = self.place.get_value();
        self.set(&id, Stage::Sending(0));
        let Some(picture) = self.picture(&id).await else {
            self.set(&id, Stage::Unreadable);
            return;
        };
        if !self.is_sending(&id) {
            return;
        }
        let (upload, told) = (Upload::new(), id.clone());
        self.upload.try_set_value(Some((id.clone(), upload.clone())));
        let brought = bring_photo(id.clone(), &picture.blob, &upload, move |percent| {
            self.set_sending(&told, Stage::Sending(percent));
        })
        .await;
        self.upload.try_set_value(None);
        match brought {
            Ok(()) if self.set(&id, Stage::Up).is_some() => self.keep(),
            // The page was left meanwhile, and finds it when it comes back.
            Ok(()) => remember(&place, &id),
            Err(failure) => self.set_sending(&id, Stage::Failed(failure)),
        }
    }

    /// The photo made small; it is read once, and held for as long as it may have to be sent.
    async fn picture(self, id: &PhotoId) -> Option<Rc<Picture>> {
        let held = self.pictures.try_with_value(|pictures| found(pictures, id).cloned())?;
        if held.is_some() {
            return held;
        }
        let file = self.files.try_with_value(|files| found(files, id).cloned())??;
        let picture = Rc::new(shrink(&file).await.ok()?);
        let address = picture.address.clone();
        self.change(id, |item| item.address = address);
        self.files.try_update_value(|files| files.retain(|(other, _)| other != id));
        self.pictures.try_update_value(|pictures| pictures.push((id.clone(), Rc::clone(&picture))));
        Some(picture)
    }

    fn is_sending(self, id: &PhotoId) -> bool {
        let sends = |item: &Item| item.id == *id && matches!(item.stage, Stage::Sending(_));
        self.items.try_with_untracked(|items| items.iter().any(sends)) == Some(true)
    }

    /// Does nothing where it was stopped meanwhile.
    fn set_sending(self, id: &PhotoId, stage: Stage) {
        if self.is_sending(id) {
            self.set(id, stage);
        }
    }

    fn set(self, id: &PhotoId, stage: Stage) -> Option<()> {
        self.change(id, |item| item.stage = stage)
    }

    /// Does nothing where the photo was removed; `None` where the page was left.
    fn change(self, id: &PhotoId, change: impl FnOnce(&mut Item)) -> Option<()> {
        self.items.try_update(|items| {
            if let Some(item) = items.iter_mut().find(|item| item.id == *id) {
                change(item);
            }
        })
    }

    /// Marks the photos that the server finds fault with: it has cleared them away.
    pub fn mark_lost(self, failure: Option<&Failure>) {
        self.items.update(|items| {
            for (place, item) in items.iter_mut().enumerate() {
                let field = format!("action.{}", photo_field(place));
                if field_fault(failure, &field).is_some() {
                    item.stage = Stage::Lost;
                }
            }
        });
    }
}

/// Where the photos of a reply are named on this device.
fn own_place(order: TicketId) -> String {
    let person =
        use_session().person.with_untracked(|person| person.as_ref().map(|person| person.id));
    photos_place(person.unwrap_or_default()) + &order.to_string()
}

fn found<'a, T>(held: &'a [(PhotoId, T)], id: &PhotoId) -> Option<&'a T> {
    held.iter().find(|(other, _)| other == id).map(|(_, found)| found)
}

fn ids(kept: &str) -> Vec<PhotoId> {
    kept.split(',').filter_map(PhotoId::parse).collect()
}

/// Those that did not go with a reply whose answer was lost.
fn unsent(ticket: &TicketView, mut ids: Vec<PhotoId>) -> Vec<PhotoId> {
    let is_again = ticket.reply_to_redo().is_some();
    ids.retain(|id| is_again || !is_told_of(ticket, id));
    ids
}

fn is_told_of(ticket: &TicketView, id: &PhotoId) -> bool {
    ticket.entries.iter().any(|entry| entry.action.photos().contains(id))
}

/// A photo that the server has.
fn arrived(ticket: &TicketView, id: PhotoId) -> Item {
    let address = if is_told_of(ticket, &id) {
        PhotoRead { ticket: ticket.card.id, photo: id.clone() }.path()
    } else {
        PhotoPreview(id.clone()).path()
    };
    Item { id, stage: Stage::Up, address }
}

/// The photos of the reply that is to be written better: they may go along with it.
fn again(ticket: &TicketView) -> Vec<PhotoId> {
    ticket.reply_to_redo().map(|reply| reply.photos.clone()).unwrap_or_default()
}

/// Adds a photo to those that have arrived.
fn remember(place: &str, id: &PhotoId) {
    let kept = storage::read(place).filter(|kept| !kept.is_empty());
    let kept = kept.map_or_else(|| id.to_string(), |kept| format!("{kept},{id}"));
    storage::write(place, &kept);
}

/// Puts the one that `is_it` so many places on, or back, no further than to an end; whether it moved.
fn shift<T>(row: &mut [T], is_it: impl Fn(&T) -> bool, by: isize) -> bool {
    let Some(from) = row.iter().position(is_it) else { return false };
    let to = from.saturating_add_signed(by).min(row.len() - 1);
    if from < to {
        row[from..=to].rotate_left(1);
    } else {
        row[to..=from].rotate_right(1);
    }
    from != to
}

#[cfg(test)]
mod tests {
    use super::shift;

    #[test]
    fn one_is_put_elsewhere_and_the_others_close_up() {
        let mut row = ['a', 'b', 'c', 'd'];
        assert!(shift(&mut row, |one| *one == 'a', 1));
        assert_eq!(row, ['b', 'a', 'c', 'd']);
        assert!(shift(&mut row, |one| *one == 'd', -9));
        assert_eq!(row, ['d', 'b', 'a', 'c'], "as far as to the beginning");
        assert!(!shift(&mut row, |one| *one == 'c', 1), "the last stays the last");
        assert!(!shift(&mut row, |one| *one == 'x', 1));
    }
}
