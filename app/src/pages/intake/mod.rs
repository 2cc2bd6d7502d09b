//! 接单: one page for the length of a call. Nothing on it moves while the caller speaks: whatever
//! turns up meanwhile has its place from the beginning.

mod accept;
mod accept_bar;
mod aside;
mod caller;
mod category;
mod earlier;
mod elements;
mod matter;
mod pad;
mod promise;
mod receipt;
mod say;
mod sheet;
mod shortcuts;
mod tabs;
mod tray;

use leptos::prelude::*;

use crate::{
    i18n::{t, use_i18n},
    live::clock::use_now,
    session::use_session,
};
use pad::Pad;
use tray::Tray;

/// Four sheets, one on top; what is typed on them is never lost.
#[component]
pub fn IntakePage() -> impl IntoView {
    let i18n = use_i18n();
    let pad = Pad::start();
    shortcuts::listen(pad);
    view! {
        <main id="main" class="page intake">
            <header class="intake__head">
                <h1>{t!(i18n, intake.title)}</h1>
                <tabs::Tabs pad/>
                <tabs::KeptMark pad/>
            </header>
            {move || {
                let tray = pad.top();
                tray.turn.track();
                let accepted = Memo::new(move |_| tray.receipt.with(Option::is_some));
                view! { <Sheet pad tray accepted/> }.into_any()
            }}
        </main>
    }
}

/// The three columns of one sheet, made anew whenever the sheet is another.
#[component]
fn Sheet(pad: Pad, tray: Tray, accepted: Memo<bool>) -> impl IntoView {
    accept::forget_what_is_mended(tray, use_session(), use_now());
    view! {
        <caller::Caller tray/>
        {move || {
            if accepted.get() {
                view! { <receipt::ReceiptPanel tray/> }.into_any()
            } else {
                view! { <matter::Matter tray/> }.into_any()
            }
        }}
        <aside::Aside pad tray/>
        <accept_bar::AcceptBar tray/>
    }
}
