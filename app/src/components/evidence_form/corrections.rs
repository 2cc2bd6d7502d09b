//! 更正: what is known of the matter, to be put right; only what was changed is sent.

use std::rc::Rc;

use domain::{
    rules::Desk,
    ticket::{
        Action, CategoryCode, Nature, TopicSlug, Urgency, Verb,
        action::{Amendment, Changes},
    },
};
use leptos::{html, prelude::*};

use super::part::{Form, Part, Text};
use crate::{
    components::{Choice, Field},
    i18n::{label, t, use_i18n},
    live::clock::use_now,
    session::use_session,
    words,
};

/// The controls of a correction.
struct Fields {
    nature: RwSignal<Option<Nature>>,
    urgency: RwSignal<Option<Urgency>>,
    topics: RwSignal<Vec<TopicSlug>>,
    category: RwSignal<Option<CategoryCode>>,
    title: Rc<dyn Fn() -> String>,
    address: Rc<dyn Fn() -> String>,
    content: Option<Rc<dyn Fn() -> String>>,
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
        let changes = fields.changes(form);
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
    let content = (verb != Verb::Approve)
        .then(|| form.area("content", label!(i18n, words.field.content), &view.content));
    let (content_view, content) =
        content.map_or((None, None), |Text { view, read }| (Some(view), Some(read)));
    let controls = view! {
        <Choice legend=label!(i18n, words.field.nature) options=Nature::ALL label=words::nature value=nature fault=form.fault("nature")/>
        <Categories form category/>
        <Choice legend=label!(i18n, words.field.urgency) options=Urgency::ALL label=words::urgency value=urgency fault=form.fault("urgency")/>
        <Topics topics/>
        {title.view}
        {address.view}
        {content_view}
    };
    let fields = Fields {
        nature,
        urgency,
        topics,
        category,
        title: title.read,
        address: address.read,
        content,
    };
    (fields, controls.into_any())
}

impl Fields {
    /// What differs from the order.
    fn changes(&self, form: Form) -> Changes {
        let view = form.ticket.get_untracked();
        let card = &view.card;
        let text = |read: &Rc<dyn Fn() -> String>, before: &str| {
            Some(read()).filter(|text| text.trim() != before.trim())
        };
        Changes {
            nature: self.nature.get_untracked().filter(|nature| *nature != card.nature),
            urgency: self.urgency.get_untracked().filter(|urgency| *urgency != card.urgency),
            topics: Some(self.topics.get_untracked()).filter(|topics| *topics != card.topics),
            category: self.category.get_untracked().filter(|code| Some(*code) != card.category),
            title: text(&self.title, &card.title),
            address: text(&self.address, &card.address),
            content: self.content.as_ref().and_then(|read| text(read, &view.content)),
            ..Changes::default()
        }
    }
}

/// The leaves of the tree, under their parents.
#[component]
fn Categories(form: Form, category: RwSignal<Option<CategoryCode>>) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let today = use_now().get_untracked().day();
    let select = NodeRef::<html::Select>::new();
    let groups = move || {
        session
            .desk
            .with(|desk| desk.as_deref().map(|desk| groups(desk, today)).unwrap_or_default())
    };
    let options = move |leaves: Vec<(CategoryCode, String)>| {
        let option = |(code, name): (CategoryCode, String)| {
            let selected = category.get_untracked() == Some(code);
            view! { <option value=code.to_string() selected=selected>{name}</option> }
        };
        leaves.into_iter().map(option).collect_view()
    };
    view! {
        <Field id="evidence-category" label=label!(i18n, words.field.category) fault=form.fault("category")>
            <select
                id="evidence-category"
                class="input"
                node_ref=select
                on:change=move |event| category.set(CategoryCode::parse(&event_target_value(&event)))
            >
                <option value="">{t!(i18n, shell.nothing_chosen)}</option>
                {move || groups().into_iter().map(|(name, leaves)| view! {
                    <optgroup label=name>{options(leaves)}</optgroup>
                }).collect_view()}
            </select>
        </Field>
    }
}

type Group = (String, Vec<(CategoryCode, String)>);

/// Every category that is offered on a day and has none below it, by its parent.
fn groups(desk: &Desk, today: domain::time::Day) -> Vec<Group> {
    let categories = &desk.words.categories;
    let valid = || categories.values().filter(|category| category.is_valid_on(today));
    let is_parent = |code| valid().any(|other| other.code.parent() == Some(code));
    let mut groups: Vec<Group> = Vec::new();
    for leaf in valid().filter(|category| !is_parent(category.code)) {
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
