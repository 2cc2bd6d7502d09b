//! 更正: what is known of the matter, to be put right; only what was changed is sent.

use std::{rc::Rc, sync::Arc};

use domain::{
    api::TicketView,
    rules::Desk,
    text::{Fault, Flaw},
    ticket::{
        Action, CategoryCode, Nature, TopicSlug, Urgency, Verb,
        action::{Amendment, Changes},
        category::Category,
    },
    time::Day,
};
use leptos::prelude::*;

use super::{
    caller::{self, CallerFields},
    part::{Form, Part, Text, given},
};
use crate::{
    components::{Choice, Field},
    i18n::{label, t, use_i18n},
    live::clock::use_now,
    session::use_session,
    words,
};

/// The controls of a correction.
struct Fields {
    /// The order as the form was filled from it. A newer one may take its place while the form is open: what
    /// was not touched is not a correction of that.
    opened: Arc<TicketView>,
    nature: RwSignal<Option<Nature>>,
    urgency: RwSignal<Option<Urgency>>,
    topics: RwSignal<Vec<TopicSlug>>,
    category: RwSignal<Option<CategoryCode>>,
    title: Rc<dyn Fn() -> String>,
    address: Rc<dyn Fn() -> String>,
    content: Option<Rc<dyn Fn() -> String>>,
    caller: Option<CallerFields>,
    /// Of orders that are the city's.
    upstream: Option<Upstream>,
}

/// The number and the limit that the city has given.
struct Upstream {
    number: Rc<dyn Fn() -> String>,
    due: Rc<dyn Fn() -> String>,
}

pub fn part(verb: Verb, form: Form) -> Part {
    let i18n = use_i18n();
    let reason =
        (verb == Verb::Amend).then(|| form.area("reason", label!(i18n, ticket.ask_amend), ""));
    let (fields, controls) = fields(verb, form);
    let (reason_view, reason) =
        reason.map_or((None, None), |text| (Some(text.view), Some(text.read)));
    // To approve as it is takes one press; the corrections wait folded away.
    let controls = if verb == Verb::Approve {
        view! {
            <details class="evidence-form__fold">
                <summary>{t!(i18n, ticket.correct_first)}</summary>
                {controls}
            </details>
        }
        .into_any()
    } else {
        controls
    };
    let view = view! {
        {controls}
        {reason_view}
    };
    let read = move || {
        let changes = fields.changes(form)?;
        Ok(match (verb, &reason) {
            (Verb::Amend, Some(reason)) => Action::Amend(Amendment { changes, reason: reason() }),
            (Verb::Accept, _) => Action::Accept(changes),
            _ => Action::Approve(changes),
        })
    };
    Part { view: view.into_any(), read: Box::new(read) }
}

fn fields(verb: Verb, form: Form) -> (Fields, AnyView) {
    let i18n = use_i18n();
    let view = form.ticket.get_untracked();
    let card = &view.card;
    let (nature, urgency) = (RwSignal::new(Some(card.nature)), RwSignal::new(Some(card.urgency)));
    let (topics, category) = (RwSignal::new(card.topics.clone()), RwSignal::new(card.category));
    let title = form.line("title", label!(i18n, words.field.title), &card.title);
    let address = form.line("address", label!(i18n, words.field.address), &card.address);
    // Who approves puts right what was understood; who rang is known to who spoke with them.
    let is_whole = verb != Verb::Approve;
    let content =
        is_whole.then(|| form.area("content", label!(i18n, words.field.content), &view.content));
    let (content_view, content) =
        content.map_or((None, None), |Text { view, read }| (Some(view), Some(read)));
    let (caller, caller_view) = is_whole.then(|| caller::fields(form)).flatten().unzip();
    let (upstream, upstream_view) =
        (is_whole && card.channel.is_upstream()).then(|| upstream(form)).unzip();
    let controls = view! {
        <Choice legend=label!(i18n, words.field.nature) options=Nature::ALL label=words::nature value=nature fault=form.fault("nature")/>
        <Categories form category/>
        <Choice legend=label!(i18n, words.field.urgency) options=Urgency::ALL label=words::urgency value=urgency fault=form.fault("urgency")/>
        <Topics topics/>
        {title.view}
        {address.view}
        {content_view}
        {caller_view}
        {upstream_view}
    };
    let fields = Fields {
        opened: Arc::clone(&view),
        nature,
        urgency,
        topics,
        category,
        title: title.read,
        address: address.read,
        content,
        caller,
        upstream,
    };
    (fields, controls.into_any())
}

fn upstream(form: Form) -> (Upstream, AnyView) {
    let i18n = use_i18n();
    let (number, due) = form.ticket.with_untracked(|ticket| {
        let due = ticket.card.upstream_due_at.map(words::to_write);
        (ticket.card.upstream_number.clone().unwrap_or_default(), due.unwrap_or_default())
    });
    let number = form.line("upstream_number", label!(i18n, words.field.upstream_number), &number);
    let due = form.input(
        "upstream_due_at",
        "datetime-local",
        label!(i18n, words.field.upstream_due_at),
        &due,
    );
    let view = view! {
        {number.view}
        {due.view}
    };
    (Upstream { number: number.read, due: due.read }, view.into_any())
}

impl Upstream {
    /// What the city has given can be put right and not be taken away.
    fn add_to(&self, changes: &mut Changes, opened: &TicketView) -> Result<(), Vec<Fault>> {
        let missing = |field: &str| vec![Fault { field: field.to_owned(), flaw: Flaw::Missing }];
        let card = &opened.card;
        let number = given((self.number)()).map(|number| number.trim().to_owned());
        if number != card.upstream_number {
            changes.upstream_number = Some(number.ok_or_else(|| missing("upstream_number"))?);
        }
        let due = (self.due)();
        if due != card.upstream_due_at.map(words::to_write).unwrap_or_default() {
            let due = words::written(&due).ok_or_else(|| missing("upstream_due_at"))?;
            changes.upstream_due_at = Some(due);
        }
        Ok(())
    }
}

impl Fields {
    /// What differs from the order as the form was opened on it.
    fn changes(&self, form: Form) -> Result<Changes, Vec<Fault>> {
        let view = &self.opened;
        let card = &view.card;
        let text = |read: &Rc<dyn Fn() -> String>, before: &str| {
            Some(read()).filter(|text| text.trim() != before.trim())
        };
        let mut changes = Changes {
            nature: self.nature.get_untracked().filter(|nature| *nature != card.nature),
            urgency: self.urgency.get_untracked().filter(|urgency| *urgency != card.urgency),
            topics: Some(self.topics.get_untracked()).filter(|topics| *topics != card.topics),
            category: self.category.get_untracked().filter(|code| Some(*code) != card.category),
            title: text(&self.title, &card.title),
            address: text(&self.address, &card.address),
            content: self.content.as_ref().and_then(|read| text(read, &view.content)),
            caller: self.caller.as_ref().and_then(|caller| caller.changed(form)),
            ..Changes::default()
        };
        if let Some(upstream) = &self.upstream {
            upstream.add_to(&mut changes, view)?;
        }
        Ok(changes)
    }
}

/// The leaves of the tree, under their parents, and what is chosen already, at whatever level. What is
/// chosen can be changed and not be taken away.
#[component]
fn Categories(form: Form, category: RwSignal<Option<CategoryCode>>) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let today = use_now().get_untracked().day();
    let id = form.id("category");
    let before = category.get_untracked();
    let groups = move || {
        session.desk.with(|desk| {
            desk.as_deref().map(|desk| groups(desk, today, before)).unwrap_or_default()
        })
    };
    let options = move |leaves: Vec<(CategoryCode, String)>| {
        let option = |(code, name): (CategoryCode, String)| {
            let selected = category.get_untracked() == Some(code);
            view! { <option value=code.to_string() selected=selected>{name}</option> }
        };
        leaves.into_iter().map(option).collect_view()
    };
    view! {
        <Field id=id.clone() label=label!(i18n, words.field.category) fault=form.fault("category")>
            <select
                id=id
                class="input"
                on:change=move |event| category.set(CategoryCode::parse(&event_target_value(&event)))
            >
                {before.is_none().then(|| view! { <option value="">{t!(i18n, shell.nothing_chosen)}</option> })}
                {move || groups().into_iter().map(|(name, leaves)| view! {
                    <optgroup label=name>{options(leaves)}</optgroup>
                }).collect_view()}
            </select>
        </Field>
    }
}

type Group = (String, Vec<(CategoryCode, String)>);

/// Every category that is offered on a day and has none below it, by its parent; and the one from
/// `before`.
fn groups(desk: &Desk, today: Day, before: Option<CategoryCode>) -> Vec<Group> {
    let categories = &desk.words.categories;
    let valid = || categories.values().filter(|category| category.is_valid_on(today));
    let is_parent = |code| valid().any(|other| other.code.parent() == Some(code));
    let is_offered =
        |category: &&Category| category.is_valid_on(today) && !is_parent(category.code);
    let is_shown = |category: &&Category| is_offered(category) || Some(category.code) == before;
    let mut groups: Vec<Group> = Vec::new();
    for leaf in categories.values().filter(is_shown) {
        let mut names = Vec::new();
        let mut above = leaf.code.parent();
        while let Some(code) = above {
            names.extend(categories.get(&code).map(|category| category.name.clone()));
            above = code.parent();
        }
        names.reverse();
        let name = names.join(" · ");
        let entry = (leaf.code, leaf.name.clone());
        match groups.last_mut().filter(|(last, _)| *last == name) {
            Some((_, leaves)) => leaves.push(entry),
            None => groups.push((name, vec![entry])),
        }
    }
    groups
}

#[component]
fn Topics(topics: RwSignal<Vec<TopicSlug>>) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let today = use_now().get_untracked().day();
    let offered = move || {
        session.desk.with(|desk| {
            let all = desk.iter().flat_map(|desk| desk.words.topics.values());
            all.filter(|topic| topic.is_offered_on(today)).cloned().collect::<Vec<_>>()
        })
    };
    let key = move |topic: domain::ticket::topic::Topic| {
        let slug = topic.slug;
        let held = slug.clone();
        let turn = move |_| {
            topics.update(|topics| match topics.iter().position(|other| *other == slug) {
                Some(place) => _ = topics.remove(place),
                None => topics.push(slug.clone()),
            });
        };
        view! {
            <label class="choice__key">
                <input type="checkbox" prop:checked=move || topics.with(|topics| topics.contains(&held)) on:change=turn/>
                <span>{topic.name}</span>
            </label>
        }
    };
    view! {
        <fieldset class="choice">
            <legend class="field__label">{t!(i18n, words.field.topics)}</legend>
            <div class="choice__keys">{move || offered().into_iter().map(key).collect_view()}</div>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> CategoryCode {
        CategoryCode::parse(text).unwrap()
    }

    fn desk(codes: &[&str]) -> Desk {
        let category = |text: &&str| Category {
            code: code(text),
            name: (*text).to_owned(),
            valid_from: Day::new(2020, 1, 1).unwrap(),
            valid_until: None,
        };
        let mut desk = Desk::default();
        desk.words.categories = codes.iter().map(|text| (code(text), category(text))).collect();
        desk
    }

    #[test]
    fn what_was_chosen_before_is_among_the_leaves_at_whatever_level() {
        let codes = ["010200", "010201", "010202"];
        let today = Day::new(2020, 2, 28).unwrap();
        let names = |before: Option<&str>| -> Vec<String> {
            let groups = groups(&desk(&codes), today, before.map(code));
            groups.into_iter().flat_map(|(_, leaves)| leaves).map(|(_, name)| name).collect()
        };
        assert_eq!(names(None), [codes[1], codes[2]]);
        assert_eq!(names(Some(codes[0])), codes);
    }
}
