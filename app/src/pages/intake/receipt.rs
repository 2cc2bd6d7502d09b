//! 已接单: what the operator still says before the caller hangs up.

use leptos::{html, prelude::*};
use leptos_router::components::A;

use super::{say, tray::Tray};
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
    let older = receipt.older.then(|| {
        let late = tray.sheet.with_untracked(|sheet| sheet.content.clone());
        view! {
            <div class="intake__older">
                <p>{t!(i18n, intake.older)}</p>
                <blockquote>{late}</blockquote>
            </div>
        }
    });
    view! {
        <section class="intake__receipt" role="status">
            <h2><Icon name="circle-check"/> {t!(i18n, intake.accepted)}</h2>
            <dl>
                <dt>{t!(i18n, intake.number)}</dt>
                <dd class="intake__number">{receipt.number.to_string()}</dd>
                {receipt.contact_at.map(|at| view! {
                    <dt>{t!(i18n, intake.contact)}</dt>
                    <dd>{say::by(at)}</dd>
                })}
                <dt>{t!(i18n, intake.handle)}</dt>
                <dd>{say::by(receipt.handle_at)}</dd>
            </dl>
            <p class="intake__receipt-title">{receipt.title}</p>
            {older}
            <div class="intake__receipt-keys">
                <button node_ref=next type="button" class="button button--primary" on:click=move |_| tray.next()>
                    {t!(i18n, intake.next)}
                </button>
                <A href=address attr:class="button">{t!(i18n, intake.open_ticket)}</A>
            </div>
        </section>
    }
    .into_any()
}
