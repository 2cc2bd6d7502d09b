//! 回访记录: the calls of this round, reached or not.

use domain::{
    api::TicketView,
    ticket::{Action, action::CallBack},
};
use leptos::prelude::*;

use super::open::Hand;
use crate::{
    i18n::{t, t_string, use_i18n},
    live::clock::use_now,
    session::use_session,
    words,
};

/// One call back, as the story tells it.
#[derive(Clone, PartialEq)]
struct Call {
    at: domain::time::Moment,
    said: CallBack,
}

#[component]
pub fn Attempts(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    let (desk, now) = (use_session().desk, use_now());
    let calls = Memo::new(move |_| hand.ticket.with(|ticket| calls(ticket)));
    let most = move || {
        let now = now.get_untracked();
        desk.with(|desk| desk.as_ref().map(|desk| desk.policy(now).call_attempts))
    };
    view! {
        <section class="callback__part" aria-label=move || t_string!(i18n, callback.attempts)>
            <h3>{t!(i18n, callback.attempts)}</h3>
            {move || match calls.get() {
                calls if calls.is_empty() => {
                    view! { <p class="soft">{t!(i18n, callback.attempts_none)}</p> }.into_any()
                }
                calls => {
                    let n = calls.len();
                    let rows = calls.into_iter().enumerate().map(|(place, call)| view! { <Told place call/> });
                    view! {
                        <ol class="callback__attempts">{rows.collect_view()}</ol>
                        {most().map(|max| view! {
                            <p class="soft">{t!(i18n, callback.attempts_of, n = n, max = max)}</p>
                        })}
                    }
                    .into_any()
                }
            }}
        </section>
    }
}

fn calls(ticket: &TicketView) -> Vec<Call> {
    let round = ticket.card.round;
    let call = |entry: &domain::api::EntryView| match &entry.action {
        Action::CallBack(said) if entry.round == round => {
            Some(Call { at: entry.happened_at, said: said.clone() })
        }
        _ => None,
    };
    ticket.entries.iter().filter_map(call).collect()
}

#[component]
fn Told(place: usize, call: Call) -> impl IntoView {
    let i18n = use_i18n();
    let Call { at, said } = call;
    let time = words::moment(at);
    let heard = [said.solved.map(words::solved), said.satisfaction.map(words::satisfaction)];
    let marks =
        heard.into_iter().flatten().map(|heard| view! { <span class="mark">{heard}</span> });
    view! {
        <li>
            {if said.reached {
                view! {
                    <span class="callback__found">{t!(i18n, callback.reached)} " " {time} {marks.collect_view()}</span>
                }
                .into_any()
            } else if said.give_up {
                view! { <span>{t!(i18n, callback.give_up)} " " {time}</span> }.into_any()
            } else {
                view! { <span>{t!(i18n, callback.attempt, n = place + 1, time = time.clone())}</span> }.into_any()
            }}
            {said.words.map(|words| view! { <q>{words}</q> })}
        </li>
    }
}
