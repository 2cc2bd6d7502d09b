//! 五要素: what a good record tells; shown while typing, and never in the way.

use domain::ticket::elements::{Element, Record, told};
use leptos::prelude::*;

use super::{sheet::Sheet, tray::Tray};
use crate::i18n::{t_string, use_i18n};

/// Five small marks: what a good record tells, and what this one does not tell yet.
#[component]
pub fn Elements(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let marks = Memo::new(move |_| tray.sheet.with(|sheet| told(record(sheet))));
    let count = move || marks.get().iter().filter(|told| **told).count();
    let rows = Element::ALL.into_iter().enumerate().map(|(place, element)| {
        view! { <ElementMark element told=Memo::new(move |_| marks.get()[place])/> }
    });
    view! {
        <div class="intake__elements">
            <span>{move || t_string!(i18n, intake.elements_count, n = count())}</span>
            <ul aria-label=move || t_string!(i18n, intake.elements)>{rows.collect_view()}</ul>
        </div>
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

fn record(sheet: &Sheet) -> Record<'_> {
    let Sheet { name, anonymous, address, content, .. } = sheet;
    Record { name, anonymous: *anonymous, address, content }
}
