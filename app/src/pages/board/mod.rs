//! 看板: a column for each state of the main line; the open card's order comes in from the right and
//! the board stays.

mod act;
mod anchor;
mod bulk;
mod card;
mod chosen;
mod column;
mod desk;
mod drag;
mod filtered;
mod filters;
mod keys;
mod lift;
mod panel;
mod place;
mod sizes;

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, ScrollIntoViewOptions};

use crate::{
    browser::page::next_frame,
    components::{Empty, Failed, Loading},
    i18n::{label, t, use_i18n},
    live::world::{Reading, World},
};
use act::ActDialog;
use bulk::BulkBar;
use column::ColumnView;
use desk::Desk;
use drag::{Drag, Held, card_of};
use filters::FilterBar;
use keys::Keys;
use panel::Panel;
use place::Place;
use sizes::Probe;

/// Narrower screens show one column at a time, as `board.css` has it.
const PHONE: f64 = 700.0;

#[component]
pub fn BoardPage() -> impl IntoView {
    let i18n = use_i18n();
    let desk = Desk::here();
    let (place, world) = (desk.place(), desk.world());
    let sort = Memo::new(move |_| place.query.with(|query| query.sort));
    Effect::new(move |_| world.sort_by(sort.get()));
    world.want();
    let reading = move || {
        if desk.is_filtered().get() { desk.filtered().reading.get() } else { world.reading.get() }
    };
    // Only what is shown instead of the columns: a board that is being read again stays.
    let shown = Memo::new(move |_| reading());
    bring_column_into_view(place, world, shown);
    let keys = RwSignal::new(false);
    let pressed = window_event_listener(ev::keydown, move |event| keys::page_key(&event, keys));
    on_cleanup(move || pressed.remove());
    view! {
        <main
            id="main"
            class="board"
            class:board--beside=move || place.ticket.get().is_some()
            class:board--compact=move || desk.sizes().compact.get()
        >
            <h1 class="visually-hidden">{t!(i18n, board.title)}</h1>
            <FilterBar desk keys/>
            {move || match shown.get() {
                Reading::Failed(failure) => {
                    view! { <Failed failure retry=move |()| retry(desk)/> }.into_any()
                }
                Reading::Done => view! { <Columns desk/> }.into_any(),
                Reading::NotAsked | Reading::UnderWay => view! { <Loading/> }.into_any(),
            }}
            <p class="visually-hidden" role="status" aria-live="assertive">{move || desk.said().get()}</p>
            <BulkBar desk/>
            <Panel place/>
            <ActDialog desk/>
            <Keys open=keys/>
        </main>
    }
}

#[component]
fn Columns(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let board = NodeRef::<html::Div>::new();
    let drag = Drag::new(desk, board);
    let lanes = move || {
        if desk.is_filtered().get() { desk.filtered().lanes } else { desk.world().lanes }.all()
    };
    let columns =
        move || lanes().into_iter().map(|lane| view! { <ColumnView lane desk/> }).collect_view();
    let nothing = Memo::new(move |_| {
        desk.is_filtered().get() && lanes().iter().all(|lane| lane.count.get() == 0)
    });
    stop_somewhere(desk);
    // A press that ends a drag opens nothing; one that chooses opens nothing either.
    let click = move |event: ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let face = target.filter(|target| target.matches(".ticket-card__open").unwrap_or(false));
        let card = face.as_ref().and_then(card_of);
        let chooses = event.shift_key()
            || event.ctrl_key()
            || event.meta_key()
            || desk.chosen().on.get_untracked();
        if drag.ends_with() {
            event.stop_propagation();
        } else if let (Some(id), true) = (card, chooses) {
            event.stop_propagation();
            desk.choose(id, event.shift_key());
        }
    };
    // A card in the hand of the mouse hears the keys itself.
    let key = move |event: ev::KeyboardEvent| {
        if !drag.is_on() {
            desk.key(&event);
        }
    };
    let focused = move |event: ev::FocusEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(id) = target.as_ref().and_then(card_of) {
            desk.at().set(Some(id));
        }
    };
    view! {
        <div
            class="board__columns"
            node_ref=board
            hidden=move || nothing.get()
            on:click:capture=click
            on:focusin=focused
            on:keydown=key
            on:pointerdown=move |event| drag.down(&event)
            on:pointermove=move |event| drag.moved(&event)
            on:pointerup=move |event| drag.up(&event)
            on:pointercancel=move |event| drag.lost(&event)
            on:lostpointercapture=move |event| drag.lost(&event)
            on:contextmenu=move |event| drag.menu(&event)
        >
            {columns}
        </div>
        <Probe sizes=desk.sizes() board/>
        <Held drag/>
        <Show when=move || nothing.get()>
            <Empty icon="search" title=label!(i18n, board.nothing_found)/>
        </Show>
    }
}

/// The Tab key always finds a card: where none had the focus yet, or that one has gone, the first.
fn stop_somewhere(desk: Desk) {
    Effect::new(move |_| {
        let is_filtered = desk.is_filtered().get();
        let lanes = if is_filtered { desk.filtered().lanes } else { desk.world().lanes }.all();
        let at = desk.at().get();
        let is_there = |id| lanes.iter().any(|lane| lane.ids.with(|ids| ids.contains(&id)));
        if !at.is_some_and(is_there) {
            let first = lanes.iter().find_map(|lane| lane.ids.with(|ids| ids.first().copied()));
            if first != at {
                desk.at().set(first);
            }
        }
    });
}

fn retry(desk: Desk) {
    desk.world().want();
    desk.filtered().read_all();
}

/// The start page leads to one column; it is scrolled to once there is something to scroll.
fn bring_column_into_view(place: Place, world: World, shown: Memo<Reading>) {
    Effect::new(move |done: Option<bool>| {
        if done == Some(true) || shown.get() != Reading::Done {
            return done == Some(true);
        }
        // On a phone one column is seen at a time: the first with anything in it.
        let narrow = window()
            .inner_width()
            .ok()
            .and_then(|width| width.as_f64())
            .is_some_and(|width| width < PHONE);
        let first = || world.lanes.all().into_iter().find(|lane| lane.count.get_untracked() > 0);
        let column = place.column.get_untracked();
        let column = column.or_else(|| first().filter(|_| narrow).map(|lane| lane.state));
        if let Some(column) = column {
            next_frame(move || {
                if let Some(element) = document().get_element_by_id(&format!("column-{column}")) {
                    let options = ScrollIntoViewOptions::new();
                    options.set_inline(web_sys::ScrollLogicalPosition::Start);
                    element.scroll_into_view_with_scroll_into_view_options(&options);
                }
            });
        }
        true
    });
}
