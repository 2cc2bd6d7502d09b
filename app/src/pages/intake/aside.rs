//! The right column: what was taken last, and the limits of what is being taken.

use domain::deadline::{Due, TermUnit};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{
    accept::Receipt, elements::Element, elements::told, pad::Pad, promise::Promise, say, tray::Tray,
};
use crate::{
    components::Icon,
    i18n::{t, t_string, use_i18n},
    live::clock::use_now,
    session::use_session,
    words,
};

#[component]
pub fn Aside(pad: Pad, tray: Tray) -> impl IntoView {
    view! {
        <aside class="intake__aside">
            <Taken pad/>
            <Elements tray/>
            <Limits tray/>
        </aside>
    }
}

/// The orders that were accepted here, to be found again while the caller is still speaking.
#[component]
fn Taken(pad: Pad) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="intake__panel intake__taken">
            <h2>{t!(i18n, intake.taken)}</h2>
            {move || {
                let taken = pad.taken.get();
                if taken.is_empty() {
                    view! { <p class="soft">{t!(i18n, intake.taken_none)}</p> }.into_any()
                } else {
                    view! { <ul>{taken.into_iter().map(taken_row).collect_view()}</ul> }.into_any()
                }
            }}
        </section>
    }
}

fn taken_row(receipt: Receipt) -> impl IntoView {
    view! {
        <li>
            <A href=format!("/tickets/{}", receipt.id)>
                <span class="number">{receipt.number.to_string()}</span>
                <span class="intake__taken-title">{receipt.title}</span>
            </A>
        </li>
    }
}

/// Five small marks: what a good record tells, and what this one does not tell yet.
#[component]
fn Elements(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let marks = Memo::new(move |_| tray.sheet.with(told));
    let count = move || marks.get().iter().filter(|told| **told).count();
    let rows = Element::ALL.into_iter().enumerate().map(|(place, element)| {
        view! { <ElementMark element told=Memo::new(move |_| marks.get()[place])/> }
    });
    view! {
        <section class="intake__panel intake__elements">
            <h2>{move || t_string!(i18n, intake.elements_count, n = count())}</h2>
            <ul aria-label=move || t_string!(i18n, intake.elements)>{rows.collect_view()}</ul>
        </section>
    }
}

#[component]
fn ElementMark(element: Element, told: Memo<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let name = move || match element {
        Element::Caller => t_string!(i18n, intake.element_caller),
        Element::Time => t_string!(i18n, intake.element_time),
        Element::Place => t_string!(i18n, intake.element_place),
        Element::Cause => t_string!(i18n, intake.element_cause),
        Element::Course => t_string!(i18n, intake.element_course),
    };
    let seen = move || {
        if told.get() {
            t_string!(i18n, intake.element_told)
        } else {
            t_string!(i18n, intake.element_missing)
        }
    };
    view! {
        <li class:told=move || told.get()>
            <span class="intake__dot" aria-hidden="true"></span>
            {name}
            <span class="visually-hidden">{seen}</span>
        </li>
    }
}

/// The dates that the caller is promised, with what they rest on.
#[component]
fn Limits(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let (desk, now) = (use_session().desk, use_now());
    let promise = Memo::new(move |_| {
        let (desk, sheet) = (desk.get()?, tray.sheet.read());
        Promise::of(&sheet, &desk, now.get())
    });
    let without = move || {
        if desk.with(Option::is_some) {
            t!(i18n, intake.limits_wait).into_any()
        } else {
            t!(i18n, intake.limits_loading).into_any()
        }
    };
    view! {
        <section class="intake__panel intake__limits">
            <h2>{t!(i18n, intake.limits)}</h2>
            {move || match promise.get() {
                Some(promise) => view! { <Dates promise/> }.into_any(),
                None => view! { <p class="soft">{without()}</p> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Dates(promise: Promise) -> impl IntoView {
    let i18n = use_i18n();
    let years = promise.unknown_years();
    let warning = move |year: i32| {
        view! {
            <p class="intake__unknown">
                <Icon name="triangle-alert"/>
                {t!(i18n, intake.unknown_year, year = year)}
            </p>
        }
    };
    view! {
        <dl>
            <dt>{t!(i18n, intake.contact)}</dt>
            <dd><strong>{say::by(promise.contact.at)}</strong><Reason due=promise.contact/></dd>
            <dt>{t!(i18n, intake.handle)}</dt>
            <dd><strong>{say::by(promise.handle.at)}</strong><Reason due=promise.handle/></dd>
        </dl>
        {years.into_iter().map(warning).collect_view()}
    }
}

#[component]
fn Reason(due: Due) -> impl IntoView {
    let i18n = use_i18n();
    let term = words::term(due.term);
    let counted = matches!(due.term.unit, TermUnit::WorkingDays | TermUnit::Days);
    view! {
        <span class="soft">
            {if counted {
                t_string!(i18n, intake.day_counts, term = term)
            } else {
                term
            }}
        </span>
    }
}
