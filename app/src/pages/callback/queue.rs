//! The queues: what was answered longest ago is rung first.

use domain::{
    api::Card,
    id::TicketId,
    ticket::{State, Urgency},
};
use leptos::prelude::*;

use crate::{
    components::{Empty, Failed, Icon, Loading},
    i18n::{label, t, use_i18n},
    live::{list::List, world::Reading},
    session::use_session,
    words,
};

#[component]
pub fn Queues(list: List, open: Memo<Option<TicketId>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="callback__queues">
            {move || match list.reading.get() {
                Reading::Done => view! {
                    <Queue
                        list
                        open
                        state=State::ToCallBack
                        title=label!(i18n, callback.queue)
                        none=label!(i18n, callback.queue_none)
                        comes=label!(i18n, callback.queue_comes)
                    />
                    <Queue
                        list
                        open
                        state=State::ToClose
                        title=label!(i18n, callback.to_close)
                        none=label!(i18n, callback.to_close_none)
                        comes=label!(i18n, callback.to_close_comes)
                    />
                }
                .into_any(),
                Reading::Failed(failure) => {
                    view! { <Failed failure retry=move |()| list.read()/> }.into_any()
                }
                Reading::NotAsked | Reading::UnderWay => view! { <Loading/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Queue(
    list: List,
    open: Memo<Option<TicketId>>,
    state: State,
    title: Signal<String>,
    none: Signal<String>,
    comes: Signal<String>,
) -> impl IntoView {
    let ids = Memo::new(move |_| {
        list.cards.with(|cards| {
            let mut cards: Vec<&Card> = cards.values().filter(|card| card.state == state).collect();
            cards.sort_by_key(|card| waiting(card));
            cards.into_iter().map(|card| card.id).collect::<Vec<_>>()
        })
    });
    view! {
        <section class="callback__queue" aria-label=move || title.get()>
            <h2>{move || title.get()} <span class="callback__count">{move || ids.with(Vec::len)}</span></h2>
            <ul>
                <For each=move || ids.get() key=|id| *id let:id>
                    <Row list open id/>
                </For>
            </ul>
            <Show when=move || ids.with(Vec::is_empty)>
                <Empty icon="inbox" title=none>
                    <p>{move || comes.get()}</p>
                </Empty>
            </Show>
        </section>
    }
}

/// Critical orders have the shorter limit for the call; then by the reply, from which all wait.
fn waiting(card: &Card) -> (bool, i64, i64) {
    let since = card.stopped_at.unwrap_or(card.accepted_at);
    (card.urgency != Urgency::Critical, since.0, card.id.0)
}

#[component]
fn Row(list: List, open: Memo<Option<TicketId>>, id: TicketId) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let card = Memo::new(move |last: Option<&Option<Card>>| {
        let card = list.cards.with(|cards| cards.get(&id).cloned());
        card.or_else(|| last.cloned().flatten())
    });
    let part = move |part: fn(&Card) -> String| {
        move || card.with(|card| card.as_ref().map(part).unwrap_or_default())
    };
    let lead = move || {
        let lead = card.with(|card| card.as_ref().and_then(|card| card.lead.clone()));
        lead.map(|unit| session.unit_name(&unit))
    };
    let replied = move || {
        let at = card.with(|card| card.as_ref().and_then(|card| card.stopped_at));
        at.map(|at| t!(i18n, callback.waiting, time = words::moment(at)))
    };
    let urgency = Memo::new(move |_| {
        card.with(|card| card.as_ref().map_or(Urgency::Normal, |card| card.urgency))
    });
    view! {
        <li>
            // The router's own link would be the current one of any that differ in their query alone.
            <a
                href=format!("/callback?ticket={id}")
                data-noscroll
                class="callback__row"
                aria-current=move || (open.get() == Some(id)).then_some("true")
            >
                <span class="callback__row-line">
                    <span class="number">{part(|card| card.number.to_string())}</span>
                    {move || (urgency.get() != Urgency::Normal).then(|| view! {
                        <span class="mark" data-urgency=urgency.get().slug()>
                            <Icon name="flame"/>
                            {words::urgency(urgency.get())}
                        </span>
                    })}
                </span>
                <strong>{part(|card| card.title.clone())}</strong>
                <span class="soft">{lead} " " {replied}</span>
            </a>
        </li>
    }
}
