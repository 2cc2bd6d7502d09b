//! The filter: what is looked for, kept in the address.

use domain::{
    api::TicketQuery,
    people::UnitSlug,
    ticket::{Channel, Nature, Sort, TopicSlug, Urgency, filter::DueFilter},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{ev, html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use super::{desk::Desk, filtered::is_filter, keys::SEARCH};
use crate::{
    components::Icon,
    i18n::{current, t, t_string, use_i18n},
    session::use_session,
    words,
};

/// Typing rests this long before it is searched.
const TYPING_MS: u32 = 300;

#[component]
pub fn FilterBar(desk: Desk, keys: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let query = desk.place().query;
    let set = move |change: fn(&mut TicketQuery, String), value: String| {
        let mut next = query.get_untracked();
        change(&mut next, value);
        desk.place().filter(&next);
    };
    let found =
        move || desk.filtered().lanes.all().iter().map(|lane| lane.count.get()).sum::<u32>();
    let shown = RwSignal::new(false);
    let clear = move |_| {
        let sort = query.get_untracked().sort;
        desk.place().filter(&TicketQuery { sort, ..TicketQuery::default() });
    };
    view! {
        <div class="filters" role="search" aria-label=move || t_string!(i18n, board.filters) class:filters--shown=move || shown.get()>
            <Search desk/>
            <button
                type="button"
                class="button filters__more"
                aria-expanded=move || shown.get().to_string()
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                <Icon name="filter"/>
                {t!(i18n, board.filter)}
            </button>
            <div class="filters__choices">
                <UnitChoice query set=Callback::new(move |value| set(|query, value| query.filter.unit = UnitSlug::parse(&value), value))/>
                <Selection
                    label=|| t_string!(current(), board.nature).to_owned()
                    all=|| t_string!(current(), board.all_natures).to_owned()
                    options=move || Nature::ALL.iter().map(|value| (value.to_string(), words::nature(*value))).collect()
                    value=Signal::derive(move || query.with(|query| query.filter.nature.map(|value| value.to_string())))
                    set=Callback::new(move |value| set(|query, value| query.filter.nature = value.parse().ok(), value))
                />
                <Selection
                    label=|| t_string!(current(), board.channel).to_owned()
                    all=|| t_string!(current(), board.all_channels).to_owned()
                    options=move || Channel::ALL.iter().map(|value| (value.to_string(), words::channel(*value))).collect()
                    value=Signal::derive(move || query.with(|query| query.filter.channel.map(|value| value.to_string())))
                    set=Callback::new(move |value| set(|query, value| query.filter.channel = value.parse().ok(), value))
                />
                <TopicChoice query set=Callback::new(move |value| set(|query, value| query.filter.topic = Some(TopicSlug(value)).filter(|slug| !slug.0.is_empty()), value))/>
                <Selection
                    label=|| t_string!(current(), board.urgency).to_owned()
                    all=|| t_string!(current(), board.all_urgencies).to_owned()
                    options=move || Urgency::ALL.iter().map(|value| (value.to_string(), words::urgency(*value))).collect()
                    value=Signal::derive(move || query.with(|query| query.filter.urgency.map(|value| value.to_string())))
                    set=Callback::new(move |value| set(|query, value| query.filter.urgency = value.parse().ok(), value))
                />
                <Selection
                    label=|| t_string!(current(), board.due).to_owned()
                    all=|| t_string!(current(), board.all_dues).to_owned()
                    options=move || DueFilter::ALL.iter().map(|value| (value.to_string(), words::due_filter(*value))).collect()
                    value=Signal::derive(move || query.with(|query| query.filter.due.map(|value| value.to_string())))
                    set=Callback::new(move |value| set(|query, value| query.filter.due = value.parse().ok(), value))
                />
            </div>
            <Tools desk keys/>
            <Show when=move || query.with(is_filter)>
                <p class="filters__found" role="status">{move || t!(i18n, board.found, n = found())}</p>
                <button type="button" class="button button--quiet" on:click=clear>
                    <Icon name="x"/>
                    {t!(i18n, board.clear)}
                </button>
            </Show>
        </div>
    }
}

/// How the board is shown: in which order, how closely, and whether several cards are chosen.
#[component]
fn Tools(desk: Desk, keys: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let query = desk.place().query;
    let (compact, choosing) = (desk.sizes().compact, desk.chosen().on);
    let sort = move |value: String| {
        let sort = value.parse().unwrap_or_default();
        desk.place().filter(&TicketQuery { sort, ..query.get_untracked() });
    };
    view! {
        <div class="filters__tools">
            <Selection
                label=|| t_string!(current(), board.sort).to_owned()
                all=|| t_string!(current(), board.sort_due).to_owned()
                options=move || vec![(Sort::Age.to_string(), t_string!(current(), board.sort_age).to_owned())]
                value=Signal::derive(move || query.with(|query| (query.sort == Sort::Age).then(|| Sort::Age.to_string())))
                set=Callback::new(sort)
            />
            <button
                type="button"
                class="button button--icon"
                aria-pressed=move || compact.get().to_string()
                aria-label=move || t_string!(i18n, board.compact)
                title=move || t_string!(i18n, board.compact)
                on:click=move |_| desk.sizes().turn()
            >
                <Icon name="rows-4"/>
            </button>
            <button
                type="button"
                class="button"
                aria-pressed=move || choosing.get().to_string()
                on:click=move |_| desk.chosen().turn()
            >
                <Icon name="copy-check"/>
                {t!(i18n, board.choose)}
            </button>
            <button
                type="button"
                class="button button--quiet button--icon filters__keys"
                aria-label=move || t_string!(i18n, board.keys)
                title=move || t_string!(i18n, board.keys)
                on:click=move |_| keys.set(true)
            >
                <Icon name="keyboard"/>
            </button>
        </div>
    }
}

/// Words to be found. Nothing is searched while an input method composes, and what is typed is
/// never written over.
#[component]
fn Search(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let query = desk.place().query;
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        // Cleared or come back to by the address; one's own typing is there already.
        let words = query.with(|query| query.q.clone());
        if let Some(input) = input.get().filter(|input| input.value().trim() != words) {
            let typing =
                document().active_element().is_some_and(|active| active == *input.unchecked_ref());
            if !typing || words.is_empty() {
                input.set_value(&words);
            }
        }
    });
    let search = move || {
        let typed = move || {
            let input = input.try_get_untracked().flatten();
            input.map(|input| input.value().trim().to_owned())
        };
        let begun = typed();
        spawn_local(async move {
            TimeoutFuture::new(TYPING_MS).await;
            // Another letter was typed, or the board was left.
            let rests = typed().filter(|words| Some(words) == begun.as_ref());
            let (Some(q), Some(asked)) = (rests, query.try_get_untracked()) else { return };
            if q != asked.q && desk.is_open() {
                desk.place().filter(&TicketQuery { q, ..asked });
            }
        });
    };
    let typed = move |event: ev::Event| {
        let composing =
            event.dyn_ref::<web_sys::InputEvent>().is_some_and(web_sys::InputEvent::is_composing);
        if !composing {
            search();
        }
    };
    view! {
        <label class="filters__search">
            <span class="visually-hidden">{t!(i18n, board.text)}</span>
            <Icon name="search"/>
            <input
                id=SEARCH
                class="input"
                type="search"
                node_ref=input
                placeholder=move || t_string!(i18n, board.text_hint)
                on:input=typed
                on:compositionend=move |_| search()
            />
        </label>
    }
}

/// A native list: known to everybody's fingers, and usable by keyboard and screen reader.
#[component]
fn Selection(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] all: Signal<String>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    value: Signal<Option<String>>,
    set: Callback<String>,
) -> impl IntoView {
    let choices = move || {
        let chosen = value.get().unwrap_or_default();
        let option = move |(slug, name): (String, String)| {
            let selected = slug == chosen;
            view! { <option value=slug selected=selected>{name}</option> }
        };
        options.get().into_iter().map(option).collect_view()
    };
    view! {
        <select
            class="input filters__select"
            class:filters__select--on=move || value.get().is_some()
            aria-label=move || label.get()
            prop:value=move || value.get().unwrap_or_default()
            on:change=move |event| set.run(event_target_value(&event))
        >
            <option value="">{move || all.get()}</option>
            {choices}
        </select>
    }
}

#[component]
fn UnitChoice(query: Memo<TicketQuery>, set: Callback<String>) -> impl IntoView {
    let session = use_session();
    let options = move || {
        session.desk.with(|desk| {
            let units = desk.iter().flat_map(|desk| desk.words.units.values());
            units.map(|unit| (unit.slug.0.clone(), unit.name.clone())).collect::<Vec<_>>()
        })
    };
    view! {
        <Selection
            label=|| t_string!(current(), board.unit).to_owned()
            all=|| t_string!(current(), board.all_units).to_owned()
            options
            value=Signal::derive(move || query.with(|query| query.filter.unit.as_ref().map(ToString::to_string)))
            set
        />
    }
}

#[component]
fn TopicChoice(query: Memo<TicketQuery>, set: Callback<String>) -> impl IntoView {
    let session = use_session();
    let options = move || {
        session.desk.with(|desk| {
            let topics = desk.iter().flat_map(|desk| desk.words.topics.values());
            topics.map(|topic| (topic.slug.0.clone(), topic.name.clone())).collect::<Vec<_>>()
        })
    };
    view! {
        <Selection
            label=|| t_string!(current(), board.topic).to_owned()
            all=|| t_string!(current(), board.all_topics).to_owned()
            options
            value=Signal::derive(move || query.with(|query| query.filter.topic.as_ref().map(|topic| topic.0.clone())))
            set
        />
    }
}
