//! One column: how many, since when the oldest waits, and those of its cards that are seen. It is as
//! high as all of them and scrolls for itself; what comes into sight and is not listed yet is read.

use domain::{api::LIMIT_MAX, id::TicketId};
use leptos::{html, prelude::*};

use super::{anchor::Anchor, card::CardItem, desk::Desk};
use crate::{
    components::{Icon, StateChip},
    i18n::{t, t_string, use_i18n},
    live::{clock::use_now, columns::Lane, world::PAGE},
    words,
};

/// The next page is read when so few rows are left below those that are seen.
const AHEAD: usize = 20;

/// The cards that are in the page, each with its row.
pub type Items = Vec<(usize, TicketId)>;

#[component]
pub fn ColumnView(lane: Lane, desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let state = lane.state;
    let label = move || {
        t_string!(i18n, board.column, state = words::state(state), count = lane.count.get())
    };
    let lifted = move |is: fn(bool, bool) -> bool| {
        desk.lift().with(|lift| {
            lift.as_ref().is_some_and(|lift| is(lift.targets.contains(&state), lift.over == state))
        })
    };
    // Where something is looked for, only where it is found is of interest, and where it may go.
    let is_wanted = move || {
        let dropped = desk.acting().with(|acting| acting.and_then(|acting| acting.to));
        lifted(|offered, _| offered) || dropped == Some(state)
    };
    view! {
        <section
            class="column"
            class:column--offered=move || lifted(|offered, _| offered)
            class:column--over=move || lifted(|offered, over| offered && over)
            class:column--dim=move || lifted(|offered, over| !offered && !over)
            id=format!("column-{state}")
            aria-label=label
            data-state=state.slug()
            hidden=move || desk.is_filtered().get() && lane.count.get() == 0 && !is_wanted()
        >
            <header class="column__head">
                <h2><StateChip state/></h2>
                <strong class="column__count">{move || lane.count.get()}</strong>
                <Oldest lane/>
            </header>
            <Cards lane desk/>
        </section>
    }
}

#[component]
fn Oldest(lane: Lane) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let age =
        Memo::new(move |_| lane.oldest_at.get().map(|at| words::span_briefly(now.get().since(at))));
    view! {
        <span class="column__oldest">{move || age.get().map(|age| t_string!(i18n, board.oldest, age = age))}</span>
    }
}

#[component]
fn Cards(lane: Lane, desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let state = lane.state;
    let scroller = NodeRef::<html::Div>::new();
    let anchor = Anchor::of(lane, desk, scroller);
    let scrolled = move |_| {
        if let Some(scroller) = scroller.get_untracked() {
            anchor.scrolled(&scroller);
        }
    };
    let rows = Memo::new(move |_| desk.sizes().rows(anchor.top.get()));
    let items = Memo::new(move |_| items(lane, desk, rows.get()));
    read_what_is_seen(lane, desk, rows);
    // The Tab key goes on to the next column, and there to the first card that is seen.
    let is_beside = Memo::new(move |_| {
        let holds = |id: TicketId| lane.ids.with(|ids| ids.contains(&id));
        lane.count.get() > 0 && !desk.at().get().is_some_and(holds)
    });
    let enter = move |_| {
        let first = items.with_untracked(|items| items.first().map(|(_, id)| *id));
        if let Some(id) = first {
            desk.focus(id);
        }
    };
    let high = move |rows: usize| format!("{}px", rows as f64 * desk.sizes().row.get());
    let origin = move || format!("{}px", anchor.origin.get() as f64 * desk.sizes().row.get());
    let listed = move || lane.ids.with(Vec::len);
    let count = move || lane.count.get() as usize;
    view! {
        <div
            class="column__scroll"
            node_ref=scroller
            tabindex=move || is_beside.get().then_some("0")
            on:focus=enter
            on:scroll=scrolled
        >
            <ol
                class="column__cards"
                role="list"
                style:block-size=move || high(count())
                style=("--origin", origin)
            >
                <For each=move || items.get() key=|(_, id)| *id let((_, id))>
                    <CardItem id lane items anchor desk/>
                </For>
                // What is not listed yet: rows of the same height, in one element however many.
                <div
                    class="column__blank"
                    role="presentation"
                    style:inset-block-start=move || high(listed())
                    style:block-size=move || high(count().saturating_sub(listed()))
                ></div>
            </ol>
            <Show when=move || lane.count.get() == 0>
                <p class="column__empty">{move || t_string!(i18n, board.empty, state = words::state(state))}</p>
            </Show>
            <Unread lane desk rows/>
        </div>
    }
}

/// The cards to be in the page: those that are seen, and the one that has the focus or is held, which
/// would lose both without its element.
fn items(lane: Lane, desk: Desk, rows: std::ops::Range<usize>) -> Items {
    let kept = desk.at().get();
    lane.ids.with(|ids| {
        let seen = rows.start.min(ids.len())..rows.end.min(ids.len());
        let begin = seen.start;
        let mut items: Items =
            ids[seen.clone()].iter().enumerate().map(|(row, id)| (begin + row, *id)).collect();
        let kept = kept.and_then(|kept| Some((ids.iter().position(|id| *id == kept)?, kept)));
        match kept {
            Some((row, id)) if row < begin => items.insert(0, (row, id)),
            Some((row, id)) if row >= seen.end => items.push((row, id)),
            _ => {}
        }
        items
    })
}

/// Reads on while the seen rows come near what is not listed.
fn read_what_is_seen(lane: Lane, desk: Desk, rows: Memo<std::ops::Range<usize>>) {
    Effect::new(move |_| {
        let wanted = rows.with(|rows| rows.end) + AHEAD;
        let listed = lane.ids.with(Vec::len);
        let is_wanted = lane.has_more() && wanted > listed;
        if is_wanted && !lane.reading.get() && lane.failure.with(Option::is_none) {
            let limit = ((wanted - listed) as u32).clamp(PAGE, LIMIT_MAX);
            desk.read_more(lane, limit);
        }
    });
}

/// Says that what is seen is being read, or why it could not be.
#[component]
fn Unread(lane: Lane, desk: Desk, rows: Memo<std::ops::Range<usize>>) -> impl IntoView {
    let i18n = use_i18n();
    let sees_blank =
        Memo::new(move |_| lane.has_more() && rows.with(|rows| rows.end) > lane.ids.with(Vec::len));
    let failure = Memo::new(move |_| lane.failure.get());
    let again = move |_| {
        lane.failure.set(None);
        desk.read_more(lane, PAGE);
    };
    move || match failure.get() {
        Some(failure) => view! {
            <div class="column__unread" role="alert">
                <p><Icon name="circle-alert"/> {words::problem(&failure)}</p>
                <button type="button" class="button" on:click=again>
                    <Icon name="refresh-cw"/>
                    {t!(i18n, shell.retry)}
                </button>
            </div>
        }
        .into_any(),
        None if sees_blank.get() => view! {
            <p class="column__unread" role="status">{t!(i18n, shell.loading)}</p>
        }
        .into_any(),
        None => ().into_any(),
    }
}
