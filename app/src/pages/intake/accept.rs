//! 接单: sending a sheet until it is an order, once and never twice.

use std::sync::Arc;

use domain::{
    api::{ProblemCode, TakeOrder, TicketView},
    deadline::Limit,
    id::TicketId,
    people::UnitSlug,
    text::Fault,
    ticket::{TicketNumber, intake::Intake},
    time::Moment,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    pad::Pad,
    sheet::{Attempt, Sheet},
    tray::{Notice, Tray},
};
use crate::{
    api::{Failure, new_key, send_keyed},
    browser::page::{focus, focus_first},
    session::Session,
};

/// What comes after an acceptance; the next sheet is open in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Next,
    /// The order is approved and dispatched in place.
    Dispatch,
}

/// What the operator tells the caller of an accepted order.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    pub id: TicketId,
    pub number: TicketNumber,
    pub title: String,
    pub contact_at: Option<Moment>,
    pub handle_at: Moment,
    /// The fields of the sheet that say something else than the order.
    pub late: Vec<&'static str>,
    /// Where it was dispatched from here.
    pub lead: Option<UnitSlug>,
}

impl Receipt {
    fn of(ticket: &TicketView) -> Self {
        let contact = ticket.due.iter().find(|due| due.limit == Limit::Contact);
        Self {
            id: ticket.card.id,
            number: ticket.card.number.clone(),
            title: ticket.card.title.clone(),
            contact_at: contact.map(|due| due.at),
            handle_at: ticket.card.due_at,
            late: Vec::new(),
            lead: None,
        }
    }
}

/// Asks for the order of the sheet on top. What is wrong with it is shown at its fields, all at once;
/// what was sent is written down before it leaves, with its key.
pub fn accept(pad: Pad, session: Session, now: Moment, then: Then) {
    let tray = pad.top_untracked();
    if tray.sending.get_untracked() || tray.is_accepted() {
        return;
    }
    let notice = reason_against(pad, tray, then);
    tray.notice.set(notice);
    if notice.is_some() {
        return;
    }
    let Some(person) = session.person.get_untracked() else { return };
    let desk = session.desk.get_untracked();
    tray.failure.set(None);
    tray.count_work();
    match tray.sheet.with_untracked(|sheet| sheet.order(&person, now, desk.as_deref())) {
        Err(faults) => {
            go_to_first(&faults);
            tray.faults.set(faults);
        }
        Ok(order) => {
            tray.faults.set(Vec::new());
            tray.sending.set(true);
            let attempt = remember(tray, order);
            spawn_local(async move {
                let reply = carry_out(&attempt).await;
                receive(pad, tray, reply, then);
            });
        }
    }
}

fn reason_against(pad: Pad, tray: Tray, then: Then) -> Option<Notice> {
    if tray.sheet.with_untracked(Sheet::is_blank) {
        return Some(Notice::Blank);
    }
    let dispatching = then == Then::Dispatch && pad.onward.with_untracked(Option::is_some);
    dispatching.then_some(Notice::Dispatching)
}

/// What was put right is no longer shown as wrong, for as long as the current owner lives.
pub fn forget_what_is_mended(tray: Tray, session: Session, now: Signal<Moment>) {
    Effect::new(move |_| {
        let sheet = tray.sheet.read();
        let Some(person) = session.person.get_untracked() else { return };
        if tray.faults.with_untracked(Vec::is_empty) {
            return;
        }
        let desk = session.desk.get_untracked();
        let left =
            sheet.order(&person, now.get_untracked(), desk.as_deref()).err().unwrap_or_default();
        tray.faults.update(|faults| faults.retain(|fault| left.contains(fault)));
    });
}

/// Puts the focus into the first field at fault.
fn go_to_first(faults: &[Fault]) {
    let fields = [
        ("caller.phone", "intake-phone"),
        ("caller.name", "intake-name"),
        ("content", "intake-content"),
        ("address", "intake-address"),
    ];
    let at_fault = |field: &str| faults.iter().any(|fault| fault.field == field);
    if let Some((_, id)) = fields.into_iter().find(|(field, _)| at_fault(field)) {
        focus(id);
    } else if at_fault("nature") {
        // Its digits choose it there, which in a field they would not.
        focus_first(".intake__natures input");
    }
}

/// Notes on the sheet what is about to be sent under its key.
fn remember(tray: Tray, order: Intake) -> Attempt {
    let mut attempt = tray
        .sheet
        .with_untracked(|sheet| sheet.attempt.clone())
        .unwrap_or_else(|| Attempt { key: new_key(), orders: Vec::new() });
    attempt.wording(order);
    tray.sheet.update_untracked(|sheet| sheet.attempt = Some(attempt.clone()));
    tray.keep();
    attempt
}

/// The order that was accepted, and the wording that it was accepted by.
type Accepted = (TicketView, Intake);

/// Sends the latest wording. Where the key has been used, an earlier wording was accepted although
/// nobody heard of it: asking for it once more tells its number.
async fn carry_out(attempt: &Attempt) -> Result<Accepted, Failure> {
    let mut reply = Err(Failure::Offline);
    for order in attempt.orders.iter().rev() {
        reply = send_keyed(&TakeOrder(order.clone()), &attempt.key)
            .await
            .map(|ticket| (ticket, order.clone()));
        let used = |failure: &Failure| failure.code() == Some(ProblemCode::KeyReused);
        if !reply.as_ref().is_err_and(used) {
            break;
        }
    }
    reply
}

fn receive(pad: Pad, tray: Tray, reply: Result<Accepted, Failure>, then: Then) {
    tray.sending.try_set(false);
    match reply {
        Ok((ticket, accepted)) => {
            let receipt = Receipt::of(&ticket);
            pad.taken.try_update(|taken| taken.insert(0, receipt.clone()));
            // What did not make it into the order stays until the operator has seen it.
            let late = tray.sheet.try_with_untracked(|sheet| sheet.late(&accepted));
            let late = late.unwrap_or_default();
            if !late.is_empty() {
                tray.receipt.try_set(Some(Receipt { late, ..receipt }));
                return;
            }
            if then == Then::Dispatch {
                pad.onward.try_set(Some(Arc::new(ticket)));
            }
            tray.clear();
        }
        Err(Failure::Problem(problem)) if !problem.fields.is_empty() => {
            go_to_first(&problem.fields);
            tray.faults.try_set(problem.fields);
        }
        Err(failure) => {
            tray.failure.try_set(Some(failure));
        }
    }
}
