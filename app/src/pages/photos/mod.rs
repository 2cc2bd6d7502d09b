//! 现场照片 of a reply: brought as soon as they are chosen, and named in the reply when it is sent. What
//! has arrived is remembered on this device until the reply has.

mod drop;
mod tray;

use domain::ticket::{PhotoId, photo::PHOTOS_MAX};
use leptos::{ev, html, prelude::*};

use crate::{
    browser::{
        page::{focus, next_frame},
        photo::chosen,
    },
    components::Icon,
    i18n::{t, t_string, use_i18n},
    live::acting::Acting,
    words,
};
use tray::{Denied, Item, Stage};

pub use tray::Tray;

/// The key that asks for photos, to which the focus goes when the last one was removed.
const GALLERY: &str = "photos-gallery";

impl Stage {
    fn slug(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending(_) => "sending",
            Self::Up => "up",
            Self::Stopped => "stopped",
            Self::Failed(_) => "failed",
            Self::Unreadable => "unreadable",
            Self::Lost => "lost",
        }
    }

    fn words(&self) -> String {
        let i18n = use_i18n();
        match self {
            Self::Waiting => t_string!(i18n, photos.waiting),
            Self::Sending(percent) => return t_string!(i18n, photos.sending, percent = *percent),
            Self::Up => t_string!(i18n, photos.up),
            Self::Stopped => t_string!(i18n, photos.stopped),
            Self::Failed(_) => t_string!(i18n, photos.failed),
            Self::Unreadable => t_string!(i18n, photos.unreadable),
            Self::Lost => t_string!(i18n, photos.lost),
        }
        .to_owned()
    }

    fn icon(&self) -> &'static str {
        match self {
            Self::Waiting | Self::Sending(_) => "clock",
            Self::Up => "check",
            Self::Stopped => "pause",
            Self::Failed(_) | Self::Unreadable | Self::Lost => "circle-alert",
        }
    }

    fn percent(&self) -> Option<u8> {
        if let Self::Sending(percent) = self { Some(*percent) } else { None }
    }
}

fn remove_key(id: &PhotoId) -> String {
    format!("photo-remove-{id}")
}

fn shift_key(id: &PhotoId, by: isize) -> String {
    format!("photo-{}-{id}", if by < 0 { "back" } else { "on" })
}

/// Chooses photos, puts them in order, and shows how far each has come.
#[component]
pub fn Photos(tray: Tray, acting: Acting) -> impl IntoView {
    let i18n = use_i18n();
    Effect::new(move |_| acting.failure.with(|failure| tray.mark_lost(failure.as_ref())));
    let ids = move || {
        tray.items.with(|items| items.iter().map(|item| item.id.clone()).collect::<Vec<_>>())
    };
    let count = move || t_string!(i18n, photos.count, n = tray.count(), max = PHOTOS_MAX);
    let group = NodeRef::new();
    let over = drop::listen(tray, group);
    let moved = RwSignal::new(String::new());
    view! {
        <fieldset class="photos" class:photos--over=over node_ref=group>
            <legend class="photos__legend">
                {t!(i18n, photos.title)}
                " "
                <small class="soft">{t!(i18n, photos.optional)} " " <span class="number">{count}</span></small>
            </legend>
            <ul class="photos__list">
                <For each=ids key=PhotoId::clone let:id>
                    <Thumb tray id moved/>
                </For>
            </ul>
            <p class="visually-hidden" role="status">{moved}</p>
            <Keys tray/>
            <Said tray/>
        </fieldset>
    }
}

/// One photo as it stands in the row; copies of handles.
#[derive(Clone, Copy)]
struct Spot {
    tray: Tray,
    id: StoredValue<PhotoId>,
    /// Its place from 1, how many there are, and the photo; nothing once it was removed.
    item: Memo<Option<(usize, usize, Item)>>,
    stage: Memo<Stage>,
    /// What is said of a photo that was put elsewhere.
    moved: RwSignal<String>,
}

impl Spot {
    fn of(tray: Tray, id: PhotoId, moved: RwSignal<String>) -> Self {
        let id = StoredValue::new(id);
        let item = Memo::new(move |_| {
            tray.items.with(|items| {
                let place = id.with_value(|id| items.iter().position(|item| item.id == *id))?;
                Some((place + 1, items.len(), items[place].clone()))
            })
        });
        let stage = Memo::new(move |_| item.get().map_or(Stage::Waiting, |(.., item)| item.stage));
        Self { tray, id, item, stage, moved }
    }

    fn n(self) -> usize {
        self.item.get().map_or(0, |(n, ..)| n)
    }

    fn of_all(self) -> usize {
        self.item.get().map_or(0, |(_, of, _)| of)
    }

    fn remove(self) {
        let next = self.id.with_value(|id| self.tray.remove(id));
        // The focus was on what is gone.
        next_frame(move || {
            focus(next.as_ref().map(remove_key).as_deref().unwrap_or(GALLERY));
        });
    }

    /// Puts it one place on, or back, and says where it is then.
    fn shift(self, by: isize) {
        if !self.id.with_value(|id| self.tray.shift(id, by)) {
            return;
        }
        let (n, of) = untrack(|| (self.n(), self.of_all()));
        self.moved.set(t_string!(crate::i18n::current(), photos.moved, n = n, of = of));
        let key = self.id.with_value(|id| shift_key(id, by));
        // A browser takes the focus from what is put elsewhere in the page.
        next_frame(move || _ = focus(&key));
    }
}

#[component]
fn Thumb(tray: Tray, id: PhotoId, moved: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let spot = Spot::of(tray, id, moved);
    let (item, stage) = (spot.item, spot.stage);
    let address = Memo::new(move |_| item.get().map(|(.., item)| item.address).unwrap_or_default());
    let nth = move || t_string!(i18n, photos.nth, n = spot.n(), of = spot.of_all());
    let picture = move || {
        let address = address.get();
        if address.is_empty() {
            return view! { <Icon name="images"/> }.into_any();
        }
        view! { <img class="photos__picture" src=address alt="" width="96" height="96" draggable="false"/> }
            .into_any()
    };
    view! {
        <li class="photos__item" data-stage=move || stage.with(Stage::slug)>
            <span class="visually-hidden">{nth}</span>
            <span class="photos__frame">{picture}</span>
            <button
                type="button"
                id=spot.id.with_value(remove_key)
                class="photos__remove"
                aria-label=move || t_string!(i18n, photos.remove, n = spot.n())
                on:click=move |_| spot.remove()
            >
                <Icon name="x"/>
            </button>
            <span class="photos__stage">
                {move || view! { <Icon name=stage.with(Stage::icon)/> }}
                {move || stage.with(Stage::words)}
            </span>
            <Progress spot/>
            <Order spot/>
        </li>
    }
}

/// How much of it has gone, and the key that stops it, or sends it again; it is one, so that the focus
/// stays on it.
#[component]
fn Progress(spot: Spot) -> impl IntoView {
    let i18n = use_i18n();
    let (tray, id, stage) = (spot.tray, spot.id, spot.stage);
    let n = move || spot.n();
    let waits = Memo::new(move |_| stage.with(Stage::may_go_on));
    let label = move || {
        if waits.get() {
            t_string!(i18n, photos.retry_nth, n = n())
        } else {
            t_string!(i18n, photos.stop_nth, n = n())
        }
    };
    let press = move |_| {
        let waits = waits.get_untracked();
        id.with_value(|id| if waits { tray.retry(id) } else { tray.stop(id) });
    };
    view! {
        <Show when=move || stage.with(|stage| stage.percent().is_some())>
            <progress
                class="photos__progress"
                max="100"
                prop:value=move || f64::from(stage.with(Stage::percent).unwrap_or_default())
                aria-label=move || t_string!(i18n, photos.progress_nth, n = n())
            ></progress>
        </Show>
        <Show when=move || stage.with(|stage| stage.is_under_way() || stage.may_go_on())>
            <button type="button" class="button photos__key" aria-label=label on:click=press>
                {move || if waits.get() {
                    view! { <Icon name="refresh-cw"/> {t!(i18n, photos.retry)} }.into_any()
                } else {
                    t!(i18n, photos.stop).into_any()
                }}
            </button>
        </Show>
    }
}

/// Puts it elsewhere in the row, by two keys or by the arrows on one of them.
#[component]
fn Order(spot: Spot) -> impl IntoView {
    let i18n = use_i18n();
    let has_others = Memo::new(move |_| spot.of_all() > 1);
    let is_first = Memo::new(move |_| spot.n() == 1);
    let is_last = Memo::new(move |_| spot.n() == spot.of_all());
    let arrow = move |event: ev::KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" | "ArrowUp" => -1,
            "ArrowRight" | "ArrowDown" => 1,
            _ => return,
        };
        event.prevent_default();
        spot.shift(by);
    };
    view! {
        <Show when=move || has_others.get()>
            <div class="photos__order" on:keydown=arrow>
                <button
                    type="button"
                    id=spot.id.with_value(|id| shift_key(id, -1))
                    class="button photos__key"
                    aria-disabled=move || is_first.get().to_string()
                    aria-label=move || t_string!(i18n, photos.back_nth, n = spot.n())
                    on:click=move |_| spot.shift(-1)
                >
                    {t!(i18n, photos.back)}
                </button>
                <button
                    type="button"
                    id=spot.id.with_value(|id| shift_key(id, 1))
                    class="button photos__key"
                    aria-disabled=move || is_last.get().to_string()
                    aria-label=move || t_string!(i18n, photos.on_nth, n = spot.n())
                    on:click=move |_| spot.shift(1)
                >
                    {t!(i18n, photos.on)}
                </button>
            </div>
        </Show>
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
        <p class="photos__note photos__desk">{t!(use_i18n(), photos.hint_desk)}</p>
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
