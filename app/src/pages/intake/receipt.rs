//! 已接单,还有话没有进去: an order was accepted and the sheet says more than it. The words stay until the
//! operator has seen that.

use domain::ticket::intake::Intake;
use leptos::{html, prelude::*};
use leptos_router::components::A;

use super::{sheet::Sheet, tray::Tray};
use crate::{
    components::Icon,
    i18n::{current, t, t_string, use_i18n},
    session::{Session, use_session},
    words,
};

#[component]
pub fn ReceiptPanel(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let next = NodeRef::<html::Button>::new();
    next.on_load(|button| {
        button.focus().ok();
    });
    let Some(receipt) = tray.receipt.get_untracked() else { return ().into_any() };
    let address = format!("/tickets/{}", receipt.id);
    let sheet = tray.sheet.with_untracked(Sheet::intake);
    let late = move || {
        let row = |field: &&'static str| {
            let said = stands(session, &sheet, field);
            view! {
                <dt>{name(field)}</dt>
                <dd>{said}</dd>
            }
        };
        receipt.late.iter().map(row).collect_view()
    };
    view! {
        <section class="intake__receipt" role="alert">
            <h2><Icon name="circle-check"/> {t!(i18n, intake.accepted_older, number = receipt.number.to_string())}</h2>
            <p>{receipt.title}</p>
            <div class="intake__older">
                <p>{t!(i18n, intake.older)}</p>
                <dl>{late}</dl>
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

fn name(field: &str) -> String {
    let i18n = current();
    match field {
        "caller.phone" => t_string!(i18n, intake.phone).to_owned(),
        "caller.name" => t_string!(i18n, intake.name).to_owned(),
        "caller.anonymous" => t_string!(i18n, intake.anonymous).to_owned(),
        "caller.confidential" => t_string!(i18n, intake.confidential).to_owned(),
        "channel" => t_string!(i18n, intake.channel).to_owned(),
        field => words::field(field),
    }
}

/// What stands in a field of the sheet, in words.
fn stands(session: Session, sheet: &Intake, field: &str) -> String {
    let i18n = current();
    let wish = |is_wanted: bool| {
        if is_wanted { t_string!(i18n, intake.wish_yes) } else { t_string!(i18n, intake.wish_no) }
    };
    let said = match field {
        "caller.phone" => sheet.caller.phone.clone(),
        "caller.name" => sheet.caller.name.clone(),
        "caller.anonymous" => Some(wish(sheet.caller.anonymous).to_owned()),
        "caller.confidential" => Some(wish(sheet.caller.confidential).to_owned()),
        "channel" => Some(words::channel(sheet.channel)),
        "upstream_number" => sheet.upstream_number.clone(),
        "upstream_due_at" => sheet.upstream_due_at.map(words::moment),
        "content" => Some(sheet.content.clone()),
        "address" => Some(sheet.address.clone()),
        "nature" => Some(words::nature(sheet.nature)),
        "urgency" => Some(words::urgency(sheet.urgency)),
        "category" => sheet.category.map(|code| session.category_name(code)),
        _ => {
            let names = sheet.topics.iter().map(|topic| session.topic_name(topic));
            Some(names.collect::<Vec<_>>().join(t_string!(i18n, intake.list_comma)))
        }
    };
    let said = said.filter(|said| !said.is_empty());
    said.unwrap_or_else(|| t_string!(i18n, shell.nothing_chosen).to_owned())
}
