//! The open order beside the board.

use domain::id::TicketId;
use leptos::{ev, html, prelude::*};
use leptos_router::components::A;

use super::place::Place;
use crate::{
    browser::{
        composing,
        page::{focus, next_frame},
    },
    components::Icon,
    i18n::{t, t_string, use_i18n},
    pages::ticket::TicketDetail,
};

#[component]
pub fn Panel(place: Place) -> impl IntoView {
    move || place.ticket.get().map(|id| view! { <Beside place id/> })
}

/// Takes the focus when it comes, and gives it back to the card when it goes.
#[component]
fn Beside(place: Place, id: TicketId) -> impl IntoView {
    let i18n = use_i18n();
    let element = NodeRef::<html::Aside>::new();
    Effect::new(move |_| {
        if let Some(element) = element.get() {
            element.focus().ok();
        }
    });
    let close = move || {
        place.close();
        next_frame(move || _ = focus(&format!("card-{id}")));
    };
    let key = move |event: ev::KeyboardEvent| {
        let typing = event_target::<web_sys::Element>(&event)
            .matches("input, textarea, select")
            .unwrap_or(false);
        if event.key() == "Escape" && !composing(&event) && !typing && !event.default_prevented() {
            close();
        }
    };
    view! {
        <aside class="beside" tabindex="-1" aria-label=move || t_string!(i18n, ticket.title) node_ref=element on:keydown=key>
            <div class="beside__bar">
                <A href=format!("/tickets/{id}") attr:class="button button--quiet">
                    <Icon name="file-text"/>
                    {t!(i18n, ticket.open_page)}
                </A>
                <button type="button" class="button button--quiet" on:click=move |_| close()>
                    <Icon name="x"/>
                    {t!(i18n, ticket.close_panel)}
                </button>
            </div>
            <TicketDetail id/>
        </aside>
    }
}
