//! 流转记录: the story of an order, the latest first: who, when, what, and what it changed.

mod told;

use std::sync::Arc;

use domain::{
    api::{Changed, EntryView, TicketView},
    deadline::Due,
    id::TicketId,
    ticket::{CategoryCode, TopicSlug},
    time::Moment,
};
use leptos::prelude::*;

pub use told::told;

use super::PhotoStrip;
use crate::{
    i18n::{current, t_string},
    session::{Session, use_session},
    words,
};

#[component]
pub fn StoryList(#[prop(into)] ticket: Signal<Arc<TicketView>>) -> impl IntoView {
    let entries =
        move || ticket.with(|ticket| ticket.entries.iter().rev().cloned().collect::<Vec<_>>());
    let id = Memo::new(move |_| ticket.with(|ticket| ticket.card.id));
    view! {
        <ol class="story-list">
            <For each=entries key=|entry| (entry.version, entry.taken_back) let:entry>
                <Line entry id=id.get_untracked()/>
            </For>
        </ol>
    }
}

#[component]
fn Line(entry: EntryView, id: TicketId) -> impl IntoView {
    let session = use_session();
    let entry = Arc::new(entry);
    let head = {
        let entry = Arc::clone(&entry);
        move || told(session, &entry.action).head
    };
    let body = {
        let entry = Arc::clone(&entry);
        move || {
            let lines = told(session, &entry.action).lines.into_iter();
            let changed = entry.changed.iter().map(|changed| change(session, changed));
            let dues = entry.dues.iter().map(set);
            lines.chain(changed).chain(dues).map(|line| view! { <p>{line}</p> }).collect_view()
        }
    };
    let photos = entry.action.photos().to_vec();
    let by = entry.by.clone();
    let who = move || {
        let unit = by.unit.as_ref().map(|unit| session.unit_name(unit));
        unit.map_or_else(|| by.name.clone(), |unit| format!("{unit} {}", by.name))
    };
    let (happened, recorded) = (entry.happened_at, entry.recorded_at);
    let taken_back = entry.taken_back;
    view! {
        <li class="story-list__entry" class:story-list__entry--taken-back=taken_back data-state=entry.state.slug()>
            <p class="story-list__head">
                <strong>{head}</strong>
                {taken_back.then(|| view! { <span class="mark">{move || t_string!(current(), ticket.taken_back)}</span> })}
                <span class="story-list__who">{who}</span>
                <time datetime=happened.to_string()>{move || words::moment(happened)}</time>
            </p>
            <div class="story-list__body">
                {body}
                <PhotoStrip ticket=id photos/>
                {move || late(happened, recorded).map(|line| view! { <p class="story-list__late">{line}</p> })}
            </div>
        </li>
    }
}

/// Said where it was written down noticeably later than it happened.
fn late(happened: Moment, recorded: Moment) -> Option<String> {
    const NOTICEABLE_MS: i64 = 5 * 60_000;
    (recorded.since(happened) > NOTICEABLE_MS)
        .then(|| t_string!(current(), ticket.recorded_at, at = words::moment(recorded)))
}

/// 性质:咨询 → 投诉.
fn change(session: Session, changed: &Changed) -> String {
    let say = |value: &str| value_of(session, &changed.field, value);
    let (field, from, to) = (words::field(&changed.field), say(&changed.from), say(&changed.to));
    t_string!(current(), ticket.changed, field = field, from = from, to = to)
}

/// A value of the wire in words.
fn value_of(session: Session, field: &str, value: &str) -> String {
    if value.is_empty() {
        return t_string!(current(), ticket.nothing).to_owned();
    }
    let said = match field {
        "nature" => value.parse().ok().map(words::nature),
        "urgency" => value.parse().ok().map(words::urgency),
        "category" => CategoryCode::parse(value).map(|code| session.category_name(code)),
        "upstream_due_at" => Moment::parse(value).map(words::due),
        "topics" => {
            let names =
                value.split(' ').map(|slug| session.topic_name(&TopicSlug(slug.to_owned())));
            Some(names.collect::<Vec<_>>().join(t_string!(current(), words.list_separator)))
        }
        _ => None,
    };
    said.unwrap_or_else(|| value.to_owned())
}

/// 办理时限:3月6日 24:00 前(5 个工作日).
fn set(due: &Due) -> String {
    let (limit, at, term) = (words::limit(due.limit), words::due(due.at), words::term(due.term));
    t_string!(current(), ticket.due_set, limit = limit, at = at, term = term)
}
