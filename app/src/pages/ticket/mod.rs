//! 工单: one order, on a page of its own or beside the board; it follows the stream.

mod caller;
mod facts;
mod head;
mod paper;

use std::sync::Arc;

use domain::{
    api::{ProblemCode, TicketView},
    id::TicketId,
    people::{Person, Role},
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_params_map};

use crate::{
    components::{DueList, Empty, Failed, Icon, Loading, StoryList},
    i18n::{label, t, use_i18n},
    live::order,
    session::use_session,
};
use caller::Caller;
use facts::Facts;
use head::Head;

#[component]
pub fn TicketPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let session = use_session();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse().ok().map(TicketId)));
    let sees_board = move || session.person.with(|person| person.as_ref().is_some_and(has_board));
    view! {
        <main id="main" class="page ticket-page">
            <Show when=sees_board>
                <A href="/board" attr:class="button button--quiet ticket-page__back">
                    <Icon name="chevron-left"/>
                    {t!(i18n, ticket.back)}
                </A>
            </Show>
            {move || match id.get() {
                Some(id) => view! { <TicketDetail id/> }.into_any(),
                None => view! { <Gone/> }.into_any(),
            }}
        </main>
    }
}

fn has_board(person: &Person) -> bool {
    person.is_centre() || person.has(Role::Auditor)
}

/// An order by its id: its line, its facts, its story.
#[component]
pub fn TicketDetail(id: TicketId) -> impl IntoView {
    let order = order::Order::follow(id);
    let is_here = Memo::new(move |_| order.view.with(Option::is_some));
    let failure = Memo::new(move |_| order.failure.get());
    move || match failure.get() {
        Some(failure) if failure.code() == Some(ProblemCode::NotFound) => {
            view! { <Gone/> }.into_any()
        }
        Some(failure) => view! { <Failed failure retry=move |()| order.read()/> }.into_any(),
        None if is_here.get() => view! { <Order order/> }.into_any(),
        None => view! { <Loading/> }.into_any(),
    }
}

#[component]
fn Order(order: order::Order) -> impl IntoView {
    let i18n = use_i18n();
    let Some(first) = order.view.get_untracked() else { return ().into_any() };
    let ticket = Memo::new(move |last: Option<&Arc<TicketView>>| {
        order.view.get().or_else(|| last.cloned()).unwrap_or_else(|| Arc::clone(&first))
    });
    let ticket: Signal<Arc<TicketView>> = ticket.into();
    let count = move || ticket.with(|ticket| ticket.entries.len());
    view! {
        <article class="ticket">
            <paper::Letterhead/>
            <Head ticket on_step=move |after| order.take(after)/>
            <div class="ticket__columns">
                <div class="ticket__side">
                    <Facts ticket/>
                    <Caller ticket/>
                    <section class="ticket__part">
                        <h2>{t!(i18n, ticket.due)}</h2>
                        <DueList ticket/>
                    </section>
                </div>
                <section class="ticket__part ticket__story">
                    <h2>
                        {t!(i18n, ticket.story)}
                        <span class="ticket__count">{move || t!(i18n, ticket.story_count, n = count())}</span>
                    </h2>
                    <paper::Columns/>
                    <StoryList ticket/>
                </section>
            </div>
            <paper::Signatures/>
        </article>
    }
    .into_any()
}

#[component]
fn Gone() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Empty icon="file-text" title=label!(i18n, ticket.gone_title)>
            <p>{t!(i18n, ticket.gone_text)}</p>
        </Empty>
    }
}
