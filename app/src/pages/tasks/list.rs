//! The list: tabs with counts, the most pressing order first.

use domain::{
    api::{Card, Shelf},
    id::TicketId,
    people::{Role, UnitSlug},
    ticket::{Action, Verb},
};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_query_map;

use super::{calls::Calls, refresh::Refresh, row::TaskRow};
use crate::{
    browser::page::{first, next_frame},
    components::{Empty, Failed, Loading, Tone, toast},
    i18n::{current, t_string, use_i18n},
    live::{
        acting::{Acting, After as _},
        list::List,
        world::Reading,
    },
    pages::step::say_done,
    session::use_session,
    words,
};

/// Rows that a phone shows at once, with one to spare, and how many are made in one go after them: a cheap
/// phone takes some ten milliseconds for each.
const SCREENFUL: usize = 6;
const STEP: usize = 4;

/// What the rows need to know and may do.
#[derive(Clone, Copy)]
pub struct Hands {
    pub list: List,
    pub calls: Calls,
    pub unit: StoredValue<UnitSlug>,
    /// Whether this person signs and replies at all; a partner reads and notes.
    pub is_liaison: bool,
    acting: Acting,
    /// The order that is being signed.
    pub signing: RwSignal<Option<TicketId>>,
}

impl Hands {
    /// Signs for an order from the list.
    pub fn sign(self, id: TicketId) {
        if self.signing.get_untracked().is_some() {
            return;
        }
        let Some(seen) = self.list.cards.with_untracked(|cards| cards.get(&id).cloned()) else {
            return;
        };
        self.signing.set(Some(id));
        self.acting.act_on_card(&seen, Action::Sign {}, move |after| {
            self.list.take(after.card());
            let number = after.card().number.to_string();
            let text = t_string!(current(), tasks.signed, number = number);
            say_done(self.acting, &after, Verb::Sign, text);
        });
    }

    /// Says what came of signing, also where the row has gone to another tab.
    fn report(self) {
        Effect::new(move |_| {
            if !self.acting.sending.get() {
                self.signing.set(None);
            }
            if let Some(failure) = self.acting.failure.get() {
                toast(Tone::Bad, words::problem(&failure));
            }
        });
    }
}

#[component]
pub fn TaskList(
    list: List,
    unit: UnitSlug,
    open: Memo<Option<TicketId>>,
    calls: Calls,
) -> impl IntoView {
    let i18n = use_i18n();
    let person = use_session().person;
    let is_liaison = person
        .with_untracked(|person| person.as_ref().is_some_and(|person| person.has(Role::Liaison)));
    let hands = Hands {
        list,
        calls,
        unit: StoredValue::new(unit),
        is_liaison,
        acting: Acting::new(),
        signing: RwSignal::new(None),
    };
    hands.report();
    take_over(list);
    let shelf = chosen(hands);
    let area = NodeRef::<html::Section>::new();
    view! {
        <section class="tasks__list" node_ref=area aria-label=move || t_string!(i18n, tasks.title)>
            <Tabs hands shelf/>
            <Refresh list area/>
            {move || match list.reading.get() {
                Reading::Done => {
                    let rows = move || view! { <Rows hands shelf=shelf.get() open/> };
                    rows.into_any()
                }
                Reading::Failed(failure) => {
                    view! { <Failed failure retry=move |()| list.read()/> }.into_any()
                }
                Reading::NotAsked | Reading::UnderWay => view! { <Loading/> }.into_any(),
            }}
        </section>
    }
}

/// Takes the rows away that came with the page (`server/src/first_rows.rs`), before the frame is drawn that
/// has those of the app.
fn take_over(list: List) {
    Effect::new(move |_| {
        if list.reading.with(|reading| matches!(reading, Reading::Done | Reading::Failed(_))) {
            next_frame(|| _ = first("#first-rows").inspect(|rows| rows.remove()));
        }
    });
}

/// The tab of the address; where it names none, the first that has something to do.
fn chosen(hands: Hands) -> Memo<Shelf> {
    let query = use_query_map();
    let named = Memo::new(move |_| {
        query.with(|query| query.get("tab").and_then(|slug| Shelf::of_slug(&slug)))
    });
    let first = Memo::new(move |first: Option<&Option<Shelf>>| {
        // Once chosen it stays: work that comes in does not turn the page under somebody's thumb.
        first.copied().flatten().or_else(|| {
            let shelves = |card: &Card| hands.unit.with_value(|unit| Shelf::of(card, unit));
            hands.list.cards.with(|cards| cards.values().filter_map(shelves).min())
        })
    });
    let kept = RwSignal::new(None);
    Effect::new(move |_| {
        if let Some(named) = named.get() {
            kept.set(Some(named));
        }
    });
    Memo::new(move |_| kept.get().or(named.get()).or(first.get()).unwrap_or(Shelf::ToSign))
}

#[component]
fn Tabs(hands: Hands, shelf: Memo<Shelf>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <nav class="tasks__tabs" aria-label=move || t_string!(i18n, tasks.tabs)>
            {Shelf::ALL.map(|own| view! { <Tab hands own shelf/> }).collect_view()}
        </nav>
    }
}

#[component]
fn Tab(hands: Hands, own: Shelf, shelf: Memo<Shelf>) -> impl IntoView {
    // Of a list that was not read nobody knows how many there are.
    let count = Memo::new(move |_| {
        let stands =
            |card: &&Card| hands.unit.with_value(|unit| Shelf::of(card, unit)) == Some(own);
        let is_known = hands.list.reading.with(|reading| *reading == Reading::Done);
        is_known.then(|| hands.list.cards.with(|cards| cards.values().filter(stands).count()))
    });
    let digits = move || count.get().map_or_else(|| "–".to_owned(), |count| count.to_string());
    view! {
        <a
            href=format!("/tasks?tab={}", own.slug())
            class="tasks__tab"
            aria-current=move || (shelf.get() == own).then_some("page")
            prop:replace=true
            data-noscroll=""
        >
            <span>{move || name(own)}</span>
            <span class="tasks__count">{digits}</span>
        </a>
    }
}

fn name(shelf: Shelf) -> &'static str {
    let i18n = current();
    match shelf {
        Shelf::ToSign => t_string!(i18n, tasks.to_sign),
        Shelf::ToContact => t_string!(i18n, tasks.to_contact),
        Shelf::Handling => t_string!(i18n, tasks.handling),
        Shelf::Replied => t_string!(i18n, tasks.replied),
    }
}

/// The rows of one tab. Those that fill a screen are made at once and the rest while they are looked at,
/// so that a cheap phone answers a thumb in between.
#[component]
fn Rows(hands: Hands, shelf: Shelf, open: Memo<Option<TicketId>>) -> impl IntoView {
    let ids = Memo::new(move |_| {
        let stands =
            |card: &&Card| hands.unit.with_value(|unit| Shelf::of(card, unit)) == Some(shelf);
        hands.list.cards.with(|cards| {
            let mut cards: Vec<&Card> = cards.values().filter(stands).collect();
            cards.sort_by_key(|card| card.pressing());
            cards.into_iter().map(|card| card.id).collect::<Vec<_>>()
        })
    });
    let made = RwSignal::new(SCREENFUL);
    make_the_rest(made, ids);
    let rows = move || ids.with(|ids| ids.iter().take(made.get()).copied().collect::<Vec<_>>());
    view! {
        <ul class="tasks__rows">
            <For each=rows key=|id| *id let:id>
                <TaskRow hands id open/>
            </For>
        </ul>
        <Show when=move || ids.with(Vec::is_empty)>
            <Nothing shelf/>
        </Show>
    }
}

/// Makes more rows after each frame that was drawn, until all of them are there.
fn make_the_rest(made: RwSignal<usize>, ids: Memo<Vec<TicketId>>) {
    let more = move || _ = made.try_update(|made| *made += STEP);
    Effect::new(move |_| {
        if made.get() < ids.with(Vec::len) {
            next_frame(move || set_timeout(more, std::time::Duration::ZERO));
        }
    });
}

#[component]
fn Nothing(shelf: Shelf) -> impl IntoView {
    let i18n = use_i18n();
    let title = Signal::derive(move || {
        match shelf {
            Shelf::ToSign => t_string!(i18n, tasks.empty_to_sign),
            Shelf::ToContact => t_string!(i18n, tasks.empty_to_contact),
            Shelf::Handling => t_string!(i18n, tasks.empty_handling),
            Shelf::Replied => t_string!(i18n, tasks.empty_replied),
        }
        .to_owned()
    });
    let comes = move || match shelf {
        Shelf::ToSign => t_string!(i18n, tasks.comes_to_sign),
        Shelf::ToContact => t_string!(i18n, tasks.comes_to_contact),
        Shelf::Handling => t_string!(i18n, tasks.comes_handling),
        Shelf::Replied => t_string!(i18n, tasks.comes_replied),
    };
    view! {
        <Empty icon="inbox" title>
            <p>{comes}</p>
        </Empty>
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        api::{Endpoint as _, Shelf, TicketsList},
        people::UnitSlug,
    };

    use crate::live::list::query;

    #[test]
    fn the_list_is_asked_ahead_as_it_is_read() {
        let read = TicketsList(query(&Shelf::STATES, Some(UnitSlug("UNIT".into()))));
        let told = format!("\"{}\"", read.path());
        assert!(include_str!("../../../js/ahead.js").contains(&told), "{told}");
    }
}
