//! 现场照片 of a reply: brought as soon as they are chosen, and named in the reply when it is sent. What
//! has arrived is remembered on this device until the reply has.

use std::rc::Rc;

use domain::{
    api::{Endpoint as _, PhotoPreview, PhotoRead, TicketView},
    ticket::{
        Action, PhotoId,
        photo::{PHOTOS_MAX, photo_field},
    },
};
use leptos::{ev, html, prelude::*, task::spawn_local};
use web_sys::File;

use super::{
    order::Hand,
    reply::{to_redo, was_taken_back},
};
use crate::{
    api::{Failure, bring_photo, new_key},
    browser::{
        page::{focus, next_frame},
        photo::{Picture, chosen, shrink},
        storage,
    },
    components::{Icon, field_fault},
    i18n::{t, t_string, use_i18n},
    live::acting::Acting,
    session::use_session,
    words,
};

/// The key that asks for photos, to which the focus goes when the last one was removed.
const GALLERY: &str = "photos-gallery";

/// How far a photo has come.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    Waiting,
    Sending,
    Up,
    Failed(Failure),
    /// The browser cannot show what was chosen.
    Unreadable,
    /// The server has it no longer.
    Lost,
}

impl Stage {
    fn slug(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Up => "up",
            Self::Failed(_) => "failed",
            Self::Unreadable => "unreadable",
            Self::Lost => "lost",
        }
    }

    fn words(&self) -> String {
        let i18n = use_i18n();
        match self {
            Self::Waiting => t_string!(i18n, photos.waiting),
            Self::Sending => t_string!(i18n, photos.sending),
            Self::Up => t_string!(i18n, photos.up),
            Self::Failed(_) => t_string!(i18n, photos.failed),
            Self::Unreadable => t_string!(i18n, photos.unreadable),
            Self::Lost => t_string!(i18n, photos.lost),
        }
        .to_owned()
    }

    fn icon(&self) -> &'static str {
        match self {
            Self::Waiting | Self::Sending => "clock",
            Self::Up => "check",
            Self::Failed(_) | Self::Unreadable | Self::Lost => "circle-alert",
        }
    }

    /// Whether it goes on by itself.
    fn is_under_way(&self) -> bool {
        matches!(self, Self::Waiting | Self::Sending)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Item {
    id: PhotoId,
    stage: Stage,
    /// Where this page shows it; empty until it was read.
    address: String,
}

/// What the person asked for and cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Denied {
    TooMany,
    NotYet,
}

/// The photos of one reply; a copy of handles. It outlives the form.
#[derive(Clone, Copy)]
pub struct Tray {
    items: RwSignal<Vec<Item>>,
    denied: RwSignal<Option<Denied>>,
    /// Chosen and not yet made small.
    files: StoredValue<Vec<(PhotoId, File)>, LocalStorage>,
    /// Made small, to be sent again where that failed.
    pictures: StoredValue<Vec<(PhotoId, Rc<Picture>)>, LocalStorage>,
    busy: StoredValue<bool>,
    place: StoredValue<String>,
}

impl Tray {
    /// The photos that were brought for a reply and not sent yet; else those of the one to be redone.
    pub fn open(hand: Hand) -> Self {
        let person =
            use_session().person.with_untracked(|person| person.as_ref().map(|person| person.id));
        let place = format!("xinqiao.photos.{}.{}", person.unwrap_or_default(), hand.order.id);
        let items = hand.ticket.with_untracked(|ticket| {
            let kept = storage::read(&place).map(|kept| ids(&kept));
            let ids = kept.unwrap_or_else(|| again(ticket));
            ids.into_iter().map(|id| arrived(ticket, id)).collect()
        });
        let tray = Self {
            items: RwSignal::new(items),
            denied: RwSignal::new(None),
            files: StoredValue::new_local(Vec::new()),
            pictures: StoredValue::new_local(Vec::new()),
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
        if was_taken_back(ticket) && is_untouched && self.items.with_untracked(Vec::is_empty) {
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

    fn count(self) -> usize {
        self.items.with(Vec::len)
    }

    fn add(self, mut files: Vec<File>) {
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

    fn remove(self, id: &PhotoId) {
        let next = self.items.with_untracked(|items| {
            let place = items.iter().position(|item| item.id == *id)?;
            items
                .get(place + 1)
                .or(items.get(place.checked_sub(1)?))
                .map(|item| remove_key(&item.id))
        });
        self.items.update(|items| items.retain(|item| item.id != *id));
        self.files.update_value(|files| files.retain(|(other, _)| other != id));
        self.pictures.update_value(|pictures| pictures.retain(|(other, _)| other != id));
        self.denied.set(None);
        self.keep();
        // The focus was on what is gone.
        next_frame(move || {
            focus(next.as_deref().unwrap_or(GALLERY));
        });
    }

    fn retry(self, id: &PhotoId) {
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
        self.set(&id, Stage::Sending);
        let Some(picture) = self.picture(&id).await else {
            self.set(&id, Stage::Unreadable);
            return;
        };
        match bring_photo(id.clone(), &picture.blob).await {
            Ok(()) if self.set(&id, Stage::Up).is_some() => self.keep(),
            // The page was left meanwhile, and finds it when it comes back.
            Ok(()) => remember(&place, &id),
            Err(failure) => drop(self.set(&id, Stage::Failed(failure))),
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
    fn mark_lost(self, failure: Option<&Failure>) {
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

fn found<'a, T>(held: &'a [(PhotoId, T)], id: &PhotoId) -> Option<&'a T> {
    held.iter().find(|(other, _)| other == id).map(|(_, found)| found)
}

fn ids(kept: &str) -> Vec<PhotoId> {
    kept.split(',').filter_map(PhotoId::parse).collect()
}

/// A photo that the server has.
fn arrived(ticket: &TicketView, id: PhotoId) -> Item {
    let is_told_of = ticket.entries.iter().any(|entry| entry.action.photos().contains(&id));
    let address = if is_told_of {
        PhotoRead { ticket: ticket.card.id, photo: id.clone() }.path()
    } else {
        PhotoPreview(id.clone()).path()
    };
    Item { id, stage: Stage::Up, address }
}

/// The photos of the reply that is to be written better: they may go along with it.
fn again(ticket: &TicketView) -> Vec<PhotoId> {
    to_redo(ticket).map(|reply| reply.photos.clone()).unwrap_or_default()
}

/// Adds a photo to those that have arrived.
fn remember(place: &str, id: &PhotoId) {
    let kept = storage::read(place).filter(|kept| !kept.is_empty());
    let kept = kept.map_or_else(|| id.to_string(), |kept| format!("{kept},{id}"));
    storage::write(place, &kept);
}

fn remove_key(id: &PhotoId) -> String {
    format!("photo-remove-{id}")
}

/// Chooses photos and shows how far each has come.
#[component]
pub fn Photos(tray: Tray, acting: Acting) -> impl IntoView {
    let i18n = use_i18n();
    Effect::new(move |_| acting.failure.with(|failure| tray.mark_lost(failure.as_ref())));
    let ids = move || {
        tray.items.with(|items| items.iter().map(|item| item.id.clone()).collect::<Vec<_>>())
    };
    let count = move || t_string!(i18n, photos.count, n = tray.count(), max = PHOTOS_MAX);
    view! {
        <fieldset class="photos">
            <legend class="photos__legend">
                {t!(i18n, photos.title)}
                " "
                <small class="soft">{t!(i18n, photos.optional)} " " <span class="number">{count}</span></small>
            </legend>
            <ul class="photos__list">
                <For each=ids key=PhotoId::clone let:id>
                    <Thumb tray id/>
                </For>
            </ul>
            <Keys tray/>
            <Said tray/>
        </fieldset>
    }
}

#[component]
fn Thumb(tray: Tray, id: PhotoId) -> impl IntoView {
    let i18n = use_i18n();
    let id = StoredValue::new(id);
    let item = Memo::new(move |_| {
        tray.items.with(|items| {
            let place = id.with_value(|id| items.iter().position(|item| item.id == *id))?;
            Some((place + 1, items.len(), items[place].clone()))
        })
    });
    let stage = Memo::new(move |_| item.get().map_or(Stage::Waiting, |(.., item)| item.stage));
    let address = Memo::new(move |_| item.get().map(|(.., item)| item.address).unwrap_or_default());
    let n = move || item.get().map_or(0, |(n, ..)| n);
    let nth = move || {
        let (n, of, _) = item.get()?;
        Some(t_string!(i18n, photos.nth, n = n, of = of))
    };
    let picture = move || {
        let address = address.get();
        if address.is_empty() {
            return view! { <Icon name="images"/> }.into_any();
        }
        view! { <img class="photos__picture" src=address alt="" width="96" height="96"/> }
            .into_any()
    };
    view! {
        <li class="photos__item" data-stage=move || stage.get().slug()>
            <span class="visually-hidden">{nth}</span>
            <span class="photos__frame">{picture}</span>
            <button
                type="button"
                id=id.with_value(remove_key)
                class="photos__remove"
                aria-label=move || t_string!(i18n, photos.remove, n = n())
                on:click=move |_| id.with_value(|id| tray.remove(id))
            >
                <Icon name="x"/>
            </button>
            <span class="photos__stage">
                {move || view! { <Icon name=stage.get().icon()/> }}
                {move || stage.get().words()}
            </span>
            <Show when=move || matches!(stage.get(), Stage::Failed(_))>
                <button
                    type="button"
                    class="button photos__retry"
                    aria-label=move || t_string!(i18n, photos.retry_nth, n = n())
                    on:click=move |_| id.with_value(|id| tray.retry(id))
                >
                    <Icon name="refresh-cw"/>
                    {t!(i18n, photos.retry)}
                </button>
            </Show>
        </li>
    }
}

/// The camera and the gallery. A computer has no camera that points at the site, and shows one key.
#[component]
fn Keys(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let (camera, gallery) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let ask = |input: NodeRef<html::Input>| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let take = move |input: NodeRef<html::Input>| {
        if let Some(input) = input.get_untracked() {
            tray.add(chosen(&input));
        }
    };
    let full = Signal::derive(move || tray.count() >= PHOTOS_MAX);
    view! {
        <div class="photos__keys">
            <button type="button" class="button photos__camera" disabled=full on:click=move |_| ask(camera)>
                <Icon name="camera"/>
                {t!(i18n, photos.camera)}
            </button>
            <button type="button" id=GALLERY class="button" disabled=full on:click=move |_| ask(gallery)>
                <Icon name="images"/>
                {t!(i18n, photos.gallery)}
            </button>
            <input type="file" accept="image/*" capture="environment" hidden node_ref=camera on:change=move |_| take(camera)/>
            <input type="file" accept="image/*" multiple hidden node_ref=gallery on:change=move |_| take(gallery)/>
        </div>
    }
}

/// What stands in the way, else how far they are.
#[component]
fn Said(tray: Tray) -> impl IntoView {
    let fault = Memo::new(move |_| fault(tray));
    view! {
        <p class="fault" role="alert">{move || fault.get()}</p>
        <p class="photos__note" aria-live="polite">{move || progress(tray)}</p>
    }
}

fn fault(tray: Tray) -> Option<String> {
    let i18n = use_i18n();
    let missing =
        tray.items.with(|items| items.iter().filter(|item| item.stage != Stage::Up).count());
    match tray.denied.get() {
        Some(Denied::NotYet) if missing > 0 => {
            return Some(t_string!(i18n, photos.not_yet, n = missing));
        }
        Some(Denied::TooMany) => return Some(t_string!(i18n, photos.too_many, max = PHOTOS_MAX)),
        _ => {}
    }
    tray.items.with(|items| {
        items.iter().find_map(|item| match &item.stage {
            Stage::Failed(failure) => {
                Some(t_string!(i18n, photos.failed_why, why = words::problem(failure)))
            }
            Stage::Unreadable => Some(t_string!(i18n, photos.unreadable_why).to_owned()),
            Stage::Lost => Some(t_string!(i18n, photos.lost_why).to_owned()),
            _ => None,
        })
    })
}

fn progress(tray: Tray) -> String {
    let i18n = use_i18n();
    let (under_way, all) = tray.items.with(|items| {
        let under_way = items.iter().filter(|item| item.stage.is_under_way()).count();
        (under_way, items.len())
    });
    let is_all_up = tray.items.with(|items| items.iter().all(|item| item.stage == Stage::Up));
    if under_way > 0 {
        t_string!(i18n, photos.under_way, n = under_way)
    } else if all > 0 && is_all_up {
        t_string!(i18n, photos.all_up, n = all)
    } else {
        t_string!(i18n, photos.hint, max = PHOTOS_MAX)
    }
}
