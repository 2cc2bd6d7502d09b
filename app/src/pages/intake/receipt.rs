//! 已接单,还有话没有进去: an order was accepted and the sheet says more than it. The words stay until the
//! operator has seen that.

use leptos::{html, prelude::*};
use leptos_router::components::A;

use super::tray::Tray;
use crate::{
    components::Icon,
    i18n::{t, use_i18n},
};

#[component]
pub fn ReceiptPanel(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let next = NodeRef::<html::Button>::new();
    next.on_load(|button| {
        button.focus().ok();
    });
    let Some(receipt) = tray.receipt.get_untracked() else { return ().into_any() };
    let address = format!("/tickets/{}", receipt.id);
    let late = tray.sheet.with_untracked(|sheet| sheet.content.clone());
    view! {
        <section class="intake__receipt" role="alert">
            <h2><Icon name="circle-check"/> {t!(i18n, intake.accepted_older, number = receipt.number.to_string())}</h2>
            <p>{receipt.title}</p>
            <div class="intake__older">
                <p>{t!(i18n, intake.older)}</p>
                <blockquote>{late}</blockquote>
            </div>
            <div class="intake__receipt-keys">
                <A href=address attr:class="button">{t!(i18n, intake.open_ticket)}</A>
                <button node_ref=next type="button" class="button button--primary" on:click=move |_| tray.next()>
                    {t!(i18n, intake.next)}
                </button>
            </div>
        </section>
    }
    .into_any()
}
