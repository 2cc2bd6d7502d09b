//! 诉求: what the caller says, where, of what nature, how urgent, and about what.

use domain::{
    rules::Desk,
    ticket::{Nature, Urgency, topic::Topic},
};
use leptos::prelude::*;

use super::{category::CategoryField, elements::Elements, sheet::Sheet, tray::Tray};
use crate::{
    components::{Choice, Field},
    i18n::{label, t, t_string, use_i18n},
    live::clock::use_now,
    session::use_session,
    words,
};

#[component]
pub fn Matter(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let nature = bound(tray, |sheet| sheet.nature, |sheet, nature| sheet.nature = nature);
    let urgency = bound(
        tray,
        |sheet| Some(sheet.urgency),
        |sheet, urgency| sheet.urgency = urgency.unwrap_or(Urgency::Normal),
    );
    view! {
        <section class="intake__matter" aria-label=move || t_string!(i18n, intake.matter)>
            <div class="intake__matter-head">
                <h2>{t!(i18n, intake.matter)}</h2>
                <Elements tray/>
            </div>
            <ContentField tray/>
            <AddressField tray/>
            <div class="intake__natures">
                <Choice
                    legend=label!(i18n, intake.nature)
                    options=Nature::ALL
                    label=numbered
                    value=nature
                    fault=tray.fault("nature")
                />
            </div>
            <div class="intake__row">
                <Choice
                    legend=label!(i18n, intake.urgency)
                    options=Urgency::ALL
                    label=words::urgency
                    value=urgency
                />
                <CategoryField tray/>
            </div>
            <Topics tray/>
        </section>
    }
}

/// A key with the digit that presses it.
fn numbered(nature: Nature) -> String {
    let place = Nature::ALL.iter().position(|other| *other == nature).unwrap_or_default();
    format!("{} {}", place + 1, words::nature(nature))
}

/// One choice of the sheet as a signal that follows it and writes into it.
fn bound<T>(
    tray: Tray,
    read: fn(&Sheet) -> Option<T>,
    write: fn(&mut Sheet, Option<T>),
) -> RwSignal<Option<T>>
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let value = RwSignal::new(tray.sheet.with_untracked(read));
    let on_sheet = Memo::new(move |_| tray.sheet.with(read));
    Effect::new(move |_| {
        let written = on_sheet.get();
        if value.get_untracked() != written {
            value.set(written);
        }
    });
    Effect::new(move |_| {
        let chosen = value.get();
        if on_sheet.get_untracked() != chosen {
            tray.edit(|sheet| write(sheet, chosen));
        }
    });
    value
}

#[component]
fn ContentField(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Field
            id="intake-content"
            label=label!(i18n, intake.content)
            hint=label!(i18n, intake.content_hint)
            fault=tray.fault("content")
        >
            <textarea
                id="intake-content"
                class="input intake__content"
                on:input:target=move |event| tray.edit(|sheet| sheet.content = event.target().value())
            >
                {tray.sheet.with_untracked(|sheet| sheet.content.clone())}
            </textarea>
        </Field>
    }
}

#[component]
fn AddressField(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Field
            id="intake-address"
            label=label!(i18n, intake.address)
            hint=label!(i18n, intake.address_hint)
            fault=tray.fault("address")
        >
            <input
                id="intake-address"
                class="input"
                type="text"
                autocomplete="off"
                value=tray.sheet.with_untracked(|sheet| sheet.address.clone())
                on:input:target=move |event| tray.edit(|sheet| sheet.address = event.target().value())
            />
        </Field>
    }
}

/// The topics that are offered today, as chips.
#[component]
fn Topics(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let (desk, now) = (use_session().desk, use_now());
    let today = Memo::new(move |_| now.get().day());
    let offered = Memo::new(move |_| {
        let on = |desk: &Desk| {
            let topics = desk.words.topics.values();
            topics.filter(|topic| topic.is_offered_on(today.get())).cloned().collect::<Vec<_>>()
        };
        desk.with(|desk| desk.as_deref().map(on).unwrap_or_default())
    });
    let fault = tray.fault("topics");
    view! {
        <fieldset class="choice" class:choice--fault=move || fault.get().is_some() aria-describedby="intake-topics-note">
            <legend class="field__label">{t!(i18n, intake.topics)}</legend>
            <div class="choice__keys">
                {move || offered.get().into_iter().map(|topic| view! { <TopicKey tray topic/> }).collect_view()}
                {move || offered.with(Vec::is_empty).then(|| view! {
                    <span class="soft">{t!(i18n, intake.topics_none)}</span>
                })}
            </div>
            <p class="field__note" id="intake-topics-note" aria-live="polite">{move || fault.get().map(words::flaw)}</p>
        </fieldset>
    }
}

#[component]
fn TopicKey(tray: Tray, topic: Topic) -> impl IntoView {
    let slug = StoredValue::new(topic.slug);
    let chosen =
        move || slug.with_value(|slug| tray.sheet.with(|sheet| sheet.topics.contains(slug)));
    let choose = move |wanted: bool| {
        let slug = slug.get_value();
        tray.edit(|sheet| {
            sheet.topics.retain(|other| *other != slug);
            if wanted {
                sheet.topics.push(slug);
            }
        });
    };
    view! {
        <label class="choice__key">
            <input
                type="checkbox"
                prop:checked=chosen
                on:change:target=move |event| choose(event.target().checked())
            />
            <span>{topic.name}</span>
        </label>
    }
}
