//! Each limit of the round: when it ends, how it stands, and why it ends then.

use std::sync::Arc;

use domain::{
    api::{DueView, TicketView},
    calendar::DecreeSlug,
    deadline::Standing,
    time::Moment,
};
use leptos::prelude::*;

use super::StandingMark;
use crate::{
    i18n::{current, t_string},
    live::clock::use_now,
    session::{Session, use_session},
    words,
};

#[component]
pub fn DueList(#[prop(into)] ticket: Signal<Arc<TicketView>>) -> impl IntoView {
    let dues = Memo::new(move |_| {
        ticket.with(|ticket| (ticket.due.clone(), ticket.card.ended_at.is_some()))
    });
    view! {
        <ul class="due-list">
            {move || {
                let (dues, ended) = dues.get();
                dues.into_iter().map(|due| view! { <Due due ended/> }).collect_view()
            }}
        </ul>
    }
}

#[component]
fn Due(
    due: DueView,
    /// Of an order that has ended each limit stands as it stood then.
    ended: bool,
) -> impl IntoView {
    let session = use_session();
    let now = use_now();
    let at = due.at;
    let running = due.met_at.is_none() && !ended;
    let (told, at_risk_at) = (due.standing, due.at_risk_at);
    let standing =
        Memo::new(move |_| if running { standing_at(at, at_risk_at, now.get()) } else { told });
    let met = due.met_at;
    view! {
        <li class="due-list__item">
            <span class="due-list__limit">{move || words::limit(due.limit)}</span>
            <span class="due-list__at">{move || words::due(at)}</span>
            <StandingMark standing due_at=at/>
            <p class="due-list__why">
                {move || met.map(|met| t_string!(current(), ticket.met_at, at = words::moment(met)))}
                {move || why(session, &due)}
            </p>
        </li>
    }
}

fn standing_at(at: Moment, at_risk_at: Moment, now: Moment) -> Standing {
    domain::deadline::standing(at, at_risk_at, None, now)
}

/// From when it runs, how long, by which policy, and by which papers days off were left out.
fn why(session: Session, due: &DueView) -> String {
    let i18n = current();
    let start = words::moment(due.start);
    let term = words::term(due.term);
    let (policy, decrees) = session.desk.with(|desk| papers(desk.as_deref(), due));
    let mut said = t_string!(i18n, ticket.due_why, start = start, term = term, policy = policy);
    if !decrees.is_empty() {
        said.push_str(&t_string!(i18n, ticket.due_decrees, decrees = decrees));
    }
    for year in &due.unknown_years {
        said.push_str(&t_string!(i18n, ticket.due_unknown_year, year = *year));
    }
    said
}

fn papers(desk: Option<&domain::rules::Desk>, due: &DueView) -> (String, String) {
    let policy =
        desk.and_then(|desk| desk.policies.iter().find(|policy| policy.slug == due.policy));
    let policy = policy.map_or_else(|| due.policy.0.clone(), |policy| policy.name.clone());
    let title = |slug: &DecreeSlug| {
        let found = desk.and_then(|desk| desk.decrees.iter().find(|decree| decree.slug == *slug));
        found.map(|decree| decree.title.clone())
    };
    let titles: Vec<String> = due.decrees.iter().filter_map(title).collect();
    (policy, titles.join(t_string!(current(), words.list_separator)))
}
