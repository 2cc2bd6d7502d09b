//! 来电: who rings, by which way, and how far they wish to be known.

use domain::{text::Phone, ticket::Channel};
use leptos::{html, prelude::*};

use super::tray::Tray;
use crate::{
    components::Field,
    i18n::{label, t, t_string, use_i18n},
    words,
};

#[component]
pub fn Caller(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="intake__caller" aria-label=move || t_string!(i18n, intake.caller)>
            <h2>{t!(i18n, intake.caller)}</h2>
            <PhoneField tray/>
            <NameField tray/>
            <Wishes tray/>
            <ChannelField tray/>
        </section>
    }
}

/// The number is read while it is typed and rewritten only when the field is left.
#[component]
fn PhoneField(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let input = NodeRef::<html::Input>::new();
    let read = Memo::new(move |_| tray.sheet.with(|sheet| Phone::parse(&sheet.phone)));
    let typed = Memo::new(move |_| tray.sheet.with(|sheet| !sheet.phone.trim().is_empty()));
    let hint = Signal::derive(move || match read.get() {
        Some(phone) => t_string!(i18n, intake.phone_read, phone = words::phone(phone.as_str())),
        None if typed.get() => t_string!(i18n, intake.phone_unread).to_owned(),
        None => t_string!(i18n, intake.phone_hint).to_owned(),
    });
    let leave = move |_| {
        if let (Some(phone), Some(input)) = (read.get_untracked(), input.get_untracked()) {
            let number = words::phone(phone.as_str());
            if input.value() != number {
                input.set_value(&number);
                tray.edit(|sheet| sheet.phone = number);
            }
        }
    };
    view! {
        <Field id="intake-phone" label=label!(i18n, intake.phone) hint fault=tray.fault("caller.phone")>
            <input
                node_ref=input
                id="intake-phone"
                class="input intake__phone"
                type="tel"
                inputmode="tel"
                autocomplete="off"
                value=tray.sheet.with_untracked(|sheet| sheet.phone.clone())
                on:input:target=move |event| tray.edit(|sheet| sheet.phone = event.target().value())
                on:blur=leave
            />
        </Field>
    }
}

#[component]
fn NameField(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Field id="intake-name" label=label!(i18n, intake.name) fault=tray.fault("caller.name")>
            <input
                id="intake-name"
                class="input"
                type="text"
                autocomplete="off"
                value=tray.sheet.with_untracked(|sheet| sheet.name.clone())
                on:input:target=move |event| tray.edit(|sheet| sheet.name = event.target().value())
            />
        </Field>
    }
}

#[component]
fn Wishes(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <fieldset class="intake__wishes field">
            <legend class="visually-hidden">{t!(i18n, intake.wishes)}</legend>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || tray.sheet.with(|sheet| sheet.anonymous)
                    on:change:target=move |event| tray.edit(|sheet| sheet.anonymous = event.target().checked())
                />
                <span>{t!(i18n, intake.anonymous)} <small>{t!(i18n, intake.anonymous_means)}</small></span>
            </label>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || tray.sheet.with(|sheet| sheet.confidential)
                    on:change:target=move |event| tray.edit(|sheet| sheet.confidential = event.target().checked())
                />
                <span>{t!(i18n, intake.confidential)} <small>{t!(i18n, intake.confidential_means)}</small></span>
            </label>
        </fieldset>
    }
}

/// The channel; what comes from the city's platform brings a number and a limit along.
#[component]
fn ChannelField(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = Memo::new(move |_| tray.sheet.with(|sheet| sheet.channel));
    let choose = move |slug: String| {
        if let Ok(channel) = slug.parse() {
            tray.edit(|sheet| sheet.channel = channel);
        }
    };
    let options = Channel::ALL.iter().map(move |channel| {
        view! {
            <option value=channel.slug() prop:selected=move || chosen.get() == *channel>
                {move || words::channel(*channel)}
            </option>
        }
    });
    let is_upstream = Memo::new(move |_| tray.sheet.with(super::sheet::Sheet::is_upstream));
    view! {
        <div class="intake__channel">
            <Field id="intake-channel" label=label!(i18n, intake.channel)>
                <select id="intake-channel" class="input" on:change:target=move |event| choose(event.target().value())>
                    {options.collect_view()}
                </select>
            </Field>
            <Show when=move || is_upstream.get()>
                <Upstream tray/>
            </Show>
        </div>
    }
}

#[component]
fn Upstream(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let written = tray.sheet.with_untracked(|sheet| {
        !(sheet.upstream_number.is_empty() && sheet.upstream_due.is_empty())
    });
    view! {
        <details class="intake__upstream" open=written>
            <summary>{t!(i18n, intake.upstream)}</summary>
            <Field id="intake-upstream-number" label=label!(i18n, intake.upstream_number) fault=tray.fault("upstream_number")>
                <input
                    id="intake-upstream-number"
                    class="input"
                    type="text"
                    autocomplete="off"
                    value=tray.sheet.with_untracked(|sheet| sheet.upstream_number.clone())
                    on:input:target=move |event| {
                        tray.edit(|sheet| sheet.upstream_number = event.target().value());
                    }
                />
            </Field>
            <Field id="intake-upstream-due" label=label!(i18n, intake.upstream_due) fault=tray.fault("upstream_due_at")>
                <input
                    id="intake-upstream-due"
                    class="input"
                    type="datetime-local"
                    value=tray.sheet.with_untracked(|sheet| sheet.upstream_due.clone())
                    on:input:target=move |event| {
                        tray.edit(|sheet| sheet.upstream_due = event.target().value());
                    }
                />
            </Field>
        </details>
    }
}
