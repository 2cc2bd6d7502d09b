//! 反馈: the fields of the city's own form.

use domain::ticket::{
    Action,
    action::{Demand, Finding, Outcome, Reply, ReplyMethod},
};
use leptos::prelude::*;

use super::part::{Form, Part, chosen};
use crate::{
    components::Choice,
    i18n::{label, use_i18n},
    words,
};

pub fn part(form: Form) -> Part {
    let i18n = use_i18n();
    let facts = form.choice("facts", Finding::slug);
    let demand = form.choice("demand", Demand::slug);
    let outcome = form.choice("outcome", Outcome::slug);
    let method = form.choice("method", ReplyMethod::slug);
    let text = form.area("text", label!(i18n, ticket.ask_reply), "");
    let view = view! {
        <Choice legend=label!(i18n, ticket.ask_facts) options=Finding::ALL label=words::finding value=facts fault=form.fault("facts")/>
        <Choice legend=label!(i18n, ticket.ask_demand) options=Demand::ALL label=words::demand value=demand fault=form.fault("demand")/>
        <Choice legend=label!(i18n, ticket.ask_outcome) options=Outcome::ALL label=words::outcome value=outcome fault=form.fault("outcome")/>
        {text.view}
        <Choice legend=label!(i18n, ticket.ask_method) options=ReplyMethod::ALL label=words::reply_method value=method fault=form.fault("method")/>
    };
    let read = move || {
        let mut missing = Vec::new();
        let facts = chosen(facts, "facts", &mut missing);
        let demand = chosen(demand, "demand", &mut missing);
        let outcome = chosen(outcome, "outcome", &mut missing);
        let method = chosen(method, "method", &mut missing);
        match (facts, demand, outcome, method) {
            (Some(facts), Some(demand), Some(outcome), Some(method)) => {
                // Its photos are brought by the form's owner.
                let (text, photos) = ((text.read)(), Vec::new());
                Ok(Action::Reply(Reply { facts, demand, outcome, text, method, photos }))
            }
            _ => Err(missing),
        }
    };
    Part { view: view.into_any(), read: Box::new(read) }
}
