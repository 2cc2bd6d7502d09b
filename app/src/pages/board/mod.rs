//! 看板: a column for each state of the main line; the open card's order comes in from the right and
//! the board stays.

mod act;
mod column;
mod filtered;
mod filters;
mod panel;
mod place;

use domain::{api::TicketQuery, id::TicketId};
use leptos::prelude::*;
use web_sys::ScrollIntoViewOptions;

use crate::{
    browser::page::next_frame,
    components::{Empty, Failed, Loading},
    i18n::{label, t, use_i18n},
    live::{
        use_live,
        world::{Reading, World},
    },
};
use act::ActDialog;
use column::ColumnView;
use filtered::Filtered;
use filters::FilterBar;
use panel::Panel;
use place::Place;

/// Narrower screens show one column at a time, as `board.css` has it.
const PHONE: f64 = 700.0;

/// What the parts of the board share; a copy of handles.
#[derive(Clone, Copy)]
pub struct Desk {
    pub place: Place,
    pub filtered: Filtered,
    /// The order whose menu is open.
    pub acting: RwSignal<Option<TicketId>>,
}

#[component]
pub fn BoardPage() -> impl IntoView {
    let i18n = use_i18n();
    let world = use_live().world;
    world.want();
    let place = Place::here();
    let desk = Desk { place, filtered: Filtered::follow(place.query), acting: RwSignal::new(None) };
    let is_filtered = Memo::new(move |_| place.query.with(is_filter));
    let reading =
        move || if is_filtered.get() { desk.filtered.reading.get() } else { world.reading.get() };
    // Only what is shown instead of the columns: a board that is being read again stays.
    let shown = Memo::new(move |_| reading());
    bring_column_into_view(place, world, shown);
    view! {
        <main id="main" class="board" class:board--beside=move || place.ticket.get().is_some()>
            <h1 class="visually-hidden">{t!(i18n, board.title)}</h1>
            <FilterBar desk/>
            {move || match shown.get() {
                Reading::Failed(failure) => {
                    view! { <Failed failure retry=move |()| retry(desk)/> }.into_any()
                }
                Reading::Done => view! { <Columns desk is_filtered/> }.into_any(),
                Reading::NotAsked | Reading::UnderWay => view! { <Loading/> }.into_any(),
            }}
            <Panel place/>
            <ActDialog desk/>
        </main>
    }
}

#[component]
fn Columns(desk: Desk, is_filtered: Memo<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let world = use_live().world;
    move || {
        let filtered = is_filtered.get();
        let lanes = if filtered { desk.filtered.lanes } else { world.lanes };
        let columns =
            lanes.all().into_iter().map(|lane| view! { <ColumnView lane desk filtered/> });
        let nothing = move || filtered && lanes.all().iter().all(|lane| lane.count.get() == 0);
        view! {
            <div class="board__columns" hidden=nothing>{columns.collect_view()}</div>
            <Show when=nothing>
                <Empty icon="search" title=label!(i18n, board.nothing_found)/>
            </Show>
        }
    }
}

fn is_filter(query: &TicketQuery) -> bool {
    *query != TicketQuery::default()
}

fn retry(desk: Desk) {
    desk.filtered.world.want();
    desk.filtered.read_all();
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
