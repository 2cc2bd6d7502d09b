//! The right column: the limits of what is being taken above, the order that was accepted last below.
//! Between them is the place of what the desk finds by itself while somebody types; while an order is
//! dispatched in place, the whole column is its.

use domain::deadline::{Due, TermUnit};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{accept::Receipt, onward::Onward, pad::Pad, promise::Promise, say, tray::Tray};
use crate::{
    components::Icon,
    i18n::{t, t_string, use_i18n},
    live::clock::use_now,
    session::use_session,
    words,
};

#[component]
pub fn Aside(pad: Pad) -> impl IntoView {
    view! {
        <aside class="intake__aside">
            {move || match pad.onward.get() {
                Some(ticket) => view! { <Onward pad ticket/> }.into_any(),
                None => view! {
                    <Limits tray=Signal::derive(move || pad.top())/>
                    <Taken pad/>
                }
                .into_any(),
            }}
        </aside>
    }
}

/// The orders that were accepted here, the last with what is said of it while the caller is still
/// there.
#[component]
fn Taken(pad: Pad) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="intake__panel intake__taken" role="status">
            {move || {
                let mut taken = pad.taken.get().into_iter();
                match taken.next() {
                    None => view! {
                        <h2>{t!(i18n, intake.taken)}</h2>
                        <p class="soft">{t!(i18n, intake.taken_none)}</p>
                    }
                    .into_any(),
                    Some(last) => view! {
                        <Last receipt=last/>
                        <ul aria-label=move || t_string!(i18n, intake.taken)>{taken.map(taken_row).collect_view()}</ul>
                    }
                    .into_any(),
                }
            }}
        </section>
    }
}

#[component]
fn Last(receipt: Receipt) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let address = format!("/tickets/{}", receipt.id);
    let sent = receipt.lead.map(|lead| session.unit_name(&lead));
    let said = sent.map_or_else(
        || t!(i18n, intake.accepted),
        |unit| t!(i18n, intake.dispatched, unit = unit.clone()),
    );
    view! {
        <h2 class="intake__accepted">
            <Icon name="circle-check"/>
            {said}
        </h2>
        <dl>
            <dt class="visually-hidden">{t!(i18n, intake.number)}</dt>
            <dd class="intake__number">{receipt.number.to_string()}</dd>
            {receipt.contact_at.map(|at| view! {
                <dt>{t!(i18n, intake.contact)}</dt>
                <dd>{say::by(at)}</dd>
            })}
            <dt>{t!(i18n, intake.handle)}</dt>
            <dd>{say::by(receipt.handle_at)}</dd>
        </dl>
        <A href=address attr:class="intake__open">
            <span class="intake__taken-title">{receipt.title}</span>
            <span class="visually-hidden">{t!(i18n, intake.open_ticket)}</span>
            <Icon name="chevron-right"/>
        </A>
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

/// The dates that the caller is promised, with what they rest on.
#[component]
fn Limits(tray: Signal<Tray>) -> impl IntoView {
    let i18n = use_i18n();
    let (desk, now) = (use_session().desk, use_now());
    let promise = Memo::new(move |_| {
        let (desk, sheet) = (desk.get()?, tray.get().sheet);
        let sheet = sheet.read();
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
