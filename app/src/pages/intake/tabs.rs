//! 草稿 1 to 4 as tabs, and where they are kept.

use leptos::prelude::*;

use super::{
    pad::Pad,
    tray::{Kept, Tray},
};
use crate::{
    components::Icon,
    i18n::{t, t_string, use_i18n},
    words,
};

#[component]
pub fn Tabs(pad: Pad) -> impl IntoView {
    let i18n = use_i18n();
    let tabs = pad.trays().map(|tray| view! { <Tab pad tray/> });
    view! {
        <div class="intake__tabs" role="group" aria-label=move || t_string!(i18n, intake.drafts)>
            {tabs.collect_view()}
        </div>
    }
}

#[component]
fn Tab(pad: Pad, tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let used = Memo::new(move |_| tray.sheet.with(|sheet| !sheet.is_blank()));
    let on_top = Memo::new(move |_| pad.top().n == tray.n);
    let label = move || {
        if used.get() {
            t_string!(i18n, intake.draft_used, n = tray.n)
        } else {
            t_string!(i18n, intake.draft, n = tray.n)
        }
    };
    view! {
        <button
            type="button"
            class="intake__tab"
            class:intake__tab--used=move || used.get()
            aria-pressed=move || on_top.get().to_string()
            aria-label=label
            on:click=move |_| pad.lay(tray.n)
        >
            {t!(i18n, intake.draft, n = tray.n)}
        </button>
    }
}

/// Whether what stands on the sheet is kept, and where. It is read where it is looked for, and not
/// read aloud at every pause.
#[component]
pub fn KeptMark(pad: Pad) -> impl IntoView {
    let i18n = use_i18n();
    let kept = Memo::new(move |_| pad.top().kept.get());
    view! {
        <p class="intake__kept" class:intake__kept--here=move || kept.get() == Kept::Here>
            {move || match kept.get() {
                Kept::Blank => t!(i18n, intake.kept_blank).into_any(),
                Kept::Typing => t!(i18n, intake.kept_typing).into_any(),
                Kept::Here => {
                    view! { <Icon name="wifi-off"/> {t!(i18n, intake.kept_here)} }.into_any()
                }
                Kept::There(at) => {
                    let time = words::time(at);
                    t!(i18n, intake.kept_there, time = time.clone()).into_any()
                }
            }}
        </p>
    }
}
