//! 接单: one page for the length of a call. Nothing on it moves while the caller speaks: whatever
//! turns up meanwhile has its place from the beginning.

mod accept;
mod accept_bar;
mod aside;
mod caller;
mod category;
mod earlier;
mod elements;
mod head;
mod matter;
mod onward;
mod pad;
mod promise;
mod receipt;
mod say;
mod sheet;
mod shortcuts;
mod supplement;
mod tabs;
mod tray;

use leptos::prelude::*;

use crate::{live::clock::use_now, session::use_session};
use pad::Pad;
use tray::Tray;

/// Four sheets, one on top; what is typed on them is never lost.
#[component]
pub fn IntakePage() -> impl IntoView {
    let pad = Pad::start();
    let keys = RwSignal::new(false);
    shortcuts::listen(pad, keys);
    view! {
        <div class="intake">
            <head::Head pad keys/>
            <main id="main" class="intake__sheet">
                // Keyed, so that another sheet has fields of its own: what was typed into one of them
                // is never written over.
                <For each=move || [sheet_on_top(pad)] key=|sheet| *sheet let:_sheet>
                    <Sheet pad tray=pad.top_untracked()/>
                </For>
                <aside::Aside pad/>
            </main>
        </div>
    }
}

/// The tray on top, and how often its sheet was replaced.
fn sheet_on_top(pad: Pad) -> (u8, u32) {
    let tray = pad.top();
    (tray.n, tray.turn.get())
}

/// The fields of one sheet, made anew whenever the sheet is another. They come in the order in which
/// they are gone through; what is only looked at comes after the key that ends the call.
#[component]
fn Sheet(pad: Pad, tray: Tray) -> impl IntoView {
    let accepted = Memo::new(move |_| tray.receipt.with(Option::is_some));
    accept::forget_what_is_mended(tray, use_session(), use_now());
    pad.begin_typing();
    view! {
        <caller::Caller tray/>
        {move || {
            if accepted.get() {
                view! { <receipt::ReceiptPanel tray/> }.into_any()
            } else {
                view! { <matter::Matter tray/> }.into_any()
            }
        }}
        <accept_bar::AcceptBar pad tray/>
        <earlier::Earlier tray/>
    }
}
