//! 回访: one attempt, and what the caller said where they were reached.

use domain::ticket::{
    Action,
    action::{CallBack, Satisfaction, Solved},
    step::may_give_up,
};
use leptos::prelude::*;

use super::part::{Form, Part, chosen, given};
use crate::{
    components::Choice,
    i18n::{current, label, t_string, use_i18n},
    live::{clock::use_now, whole},
    session::use_session,
    words,
};

/// What came of the attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attempt {
    Reached,
    NotReached,
    GaveUp,
}

fn attempt_word(attempt: Attempt) -> String {
    match attempt {
        Attempt::Reached => t_string!(current(), ticket.attempt_reached),
        Attempt::NotReached => t_string!(current(), ticket.attempt_not_reached),
        Attempt::GaveUp => t_string!(current(), ticket.attempt_gave_up),
    }
    .to_owned()
}

/// Giving up is offered only where the policy permits it.
fn attempts(form: Form) -> &'static [Attempt] {
    let session = use_session();
    let now = use_now().get_untracked();
    let ticket = form.ticket.with_untracked(|ticket| whole(ticket));
    let may = session
        .desk
        .with_untracked(|desk| desk.as_ref().is_some_and(|desk| may_give_up(&ticket, now, desk)));
    if may {
        &[Attempt::Reached, Attempt::NotReached, Attempt::GaveUp]
    } else {
        &[Attempt::Reached, Attempt::NotReached]
    }
}

pub fn part(form: Form) -> Part {
    let i18n = use_i18n();
    let attempt = RwSignal::new(None);
    let (solved, satisfaction) = (RwSignal::new(None), RwSignal::new(None));
    let said = form.area("words", label!(i18n, ticket.ask_words), "");
    let reached = move || attempt.get() == Some(Attempt::Reached);
    let view = view! {
        <Choice legend=label!(i18n, ticket.ask_attempt) options=attempts(form) label=attempt_word value=attempt fault=form.fault("reached")/>
        <div class="evidence-form__more" hidden=move || !reached()>
            <Choice legend=label!(i18n, ticket.ask_solved) options=Solved::ALL label=words::solved value=solved fault=form.fault("solved")/>
            <Choice legend=label!(i18n, ticket.ask_satisfaction) options=Satisfaction::ALL label=words::satisfaction value=satisfaction fault=form.fault("satisfaction")/>
        </div>
        {said.view}
    };
    let read = move || {
        let mut missing = Vec::new();
        let attempt = chosen(attempt, "reached", &mut missing).ok_or(missing)?;
        let reached = attempt == Attempt::Reached;
        let words = given((said.read)());
        Ok(Action::CallBack(CallBack {
            reached,
            give_up: attempt == Attempt::GaveUp,
            solved: solved.get_untracked().filter(|_| reached),
            satisfaction: satisfaction.get_untracked().filter(|_| reached),
            words,
        }))
    };
    Part { view: view.into_any(), read: Box::new(read) }
}
