//! 补充: what the caller adds to an order under way, as a note in that order; the sheet stays.

use std::sync::Arc;

use domain::{
    api::{TicketRead, TicketView},
    id::TicketId,
    ticket::Verb,
};
use leptos::{ev, prelude::*, task::spawn_local};

use crate::{
    api::{Failure, send},
    browser::{
        composing,
        page::{focus, focus_first, next_frame},
    },
    components::Icon,
    i18n::{t, use_i18n},
    pages::step::StepForm,
    words,
};

/// The id of the key that opens the form of an order.
pub fn key_id(id: TicketId) -> String {
    format!("supplement-{id}")
}

/// Reads the order and takes the note; Escape and 取消 leave it as it is, and the words for the next time.
#[component]
pub fn Supplement(
    id: TicketId,
    /// Takes the focus as soon as it can be written.
    is_wanted: bool,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let read = RwSignal::new(None::<Result<Arc<TicketView>, Failure>>);
    let ask = move || {
        read.set(None);
        spawn_local(async move {
            let reply = send(&TicketRead(id)).await;
            read.try_set(Some(reply.map(Arc::new)));
        });
    };
    ask();
    let close = move || {
        on_close.run(());
        next_frame(move || _ = focus(&key_id(id)));
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !composing(&event) {
            event.prevent_default();
            close();
        }
    };
    let i18n = use_i18n();
    view! {
        <div class="intake__supplement" on:keydown=key>
            {move || match read.get() {
                None => view! { <p class="soft">{t!(i18n, shell.loading)}</p> }.into_any(),
                Some(Ok(ticket)) => view! { <Note ticket is_wanted on_close=move |()| close()/> }.into_any(),
                Some(Err(failure)) => view! {
                    <p role="alert"><Icon name="circle-alert"/> {words::problem(&failure)}</p>
                    <button type="button" class="button" on:click=move |_| ask()>{t!(i18n, shell.retry)}</button>
                }
                .into_any(),
            }}
        </div>
    }
}

#[component]
fn Note(
    ticket: Arc<TicketView>,
    is_wanted: bool,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    if is_wanted {
        next_frame(|| _ = focus_first(".intake__supplement textarea"));
    }
    view! {
        <StepForm
            verb=Verb::Note
            ticket=Signal::stored(ticket)
            on_done=move |_| on_close.run(())
            on_cancel=on_close
        />
    }
}
