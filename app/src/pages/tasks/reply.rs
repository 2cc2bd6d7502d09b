//! 反馈: four choices and the words. What is typed stays on this device until it has arrived.

use std::sync::Arc;

use domain::{
    api::TicketView,
    text::{Faults, Flaw},
    ticket::{
        Action, Verb,
        action::{Demand, Finding, Outcome, Reply, ReplyMethod},
        reply_template::first_blank,
    },
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    order::{Hand, REPLY},
    templates::{TemplateKeys, Text, hint},
};
use crate::{
    browser::{
        page::{focus_first, next_frame},
        storage,
    },
    components::{Choice, Field, Icon, Tone, field_fault, toast},
    i18n::{current, label, t, t_string, use_i18n},
    live::acting::Acting,
    pages::{
        photos::{Photos, Tray},
        step::say_done,
    },
    session::{reply_place, use_session},
    words,
};

/// The reply as far as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Typed {
    facts: Option<Finding>,
    demand: Option<Demand>,
    outcome: Option<Outcome>,
    method: Option<ReplyMethod>,
    text: String,
}

impl Typed {
    /// What is to be written better; blank where nothing is.
    fn again(ticket: &TicketView) -> Self {
        ticket.reply_to_redo().map(Self::of).unwrap_or_default()
    }

    fn of(reply: &Reply) -> Self {
        Self {
            facts: Some(reply.facts),
            demand: Some(reply.demand),
            outcome: Some(reply.outcome),
            method: Some(reply.method),
            text: reply.text.clone(),
        }
    }

    /// The reply, or every field that it lacks or has wrong.
    fn reply(&self) -> Result<Action, Vec<(String, Flaw)>> {
        let mut faults = Faults::default();
        faults.when(self.facts.is_none(), "facts", Flaw::Missing);
        faults.when(self.demand.is_none(), "demand", Flaw::Missing);
        faults.when(self.outcome.is_none(), "outcome", Flaw::Missing);
        faults.when(self.method.is_none(), "method", Flaw::Missing);
        let action = Action::Reply(Reply {
            facts: self.facts.unwrap_or(Finding::True),
            demand: self.demand.unwrap_or(Demand::Reasonable),
            outcome: self.outcome.unwrap_or(Outcome::Solved),
            method: self.method.unwrap_or(ReplyMethod::Phone),
            text: self.text.trim().to_owned(),
            photos: Vec::new(),
        });
        action.check(&mut faults);
        match faults.into_result() {
            Ok(()) => Ok(action),
            Err(faults) => Err(faults.into_iter().map(|fault| (fault.field, fault.flaw)).collect()),
        }
    }
}

/// The fields as signals, kept on every change.
#[derive(Clone, Copy)]
struct Fields {
    facts: RwSignal<Option<Finding>>,
    demand: RwSignal<Option<Demand>>,
    outcome: RwSignal<Option<Outcome>>,
    method: RwSignal<Option<ReplyMethod>>,
    text: RwSignal<String>,
    place: StoredValue<String>,
    faults: RwSignal<Vec<(String, Flaw)>>,
}

impl Fields {
    fn open(place: String, ticket: &TicketView) -> Self {
        let kept = storage::read(&place).and_then(|kept| serde_json::from_str(&kept).ok());
        let typed: Typed = kept.unwrap_or_else(|| Typed::again(ticket));
        Self {
            facts: RwSignal::new(typed.facts),
            demand: RwSignal::new(typed.demand),
            outcome: RwSignal::new(typed.outcome),
            method: RwSignal::new(typed.method),
            text: RwSignal::new(typed.text),
            place: StoredValue::new(place),
            faults: RwSignal::new(Vec::new()),
        }
    }

    fn typed(self) -> Typed {
        Typed {
            facts: self.facts.get(),
            demand: self.demand.get(),
            outcome: self.outcome.get(),
            method: self.method.get(),
            text: self.text.get(),
        }
    }

    fn keep(self) {
        Effect::new(move |_| {
            let typed = self.typed();
            self.place.with_value(|place| {
                if typed == Typed::default() {
                    storage::forget(place);
                } else if let Ok(text) = serde_json::to_string(&typed) {
                    storage::write(place, &text);
                }
            });
        });
    }

    /// Lays a reply that was taken back on the desk again, unless something is typed already.
    fn lay_back(self, ticket: &TicketView) {
        if ticket.was_taken_back() && untrack(|| self.typed()) == Typed::default() {
            let typed = Typed::again(ticket);
            self.facts.set(typed.facts);
            self.demand.set(typed.demand);
            self.outcome.set(typed.outcome);
            self.method.set(typed.method);
            self.text.set(typed.text);
        }
    }

    fn clear(self) {
        // Where the form has gone already, its fields have gone with it; the kept words remain.
        if let Some(place) = self.place.try_get_value() {
            storage::forget(&place);
        }
        self.facts.try_set(None);
        self.demand.try_set(None);
        self.outcome.try_set(None);
        self.method.try_set(None);
        self.text.try_set(String::new());
    }

    /// What is wrong with a field: found here, or said by the server.
    fn fault(self, acting: Acting, field: &'static str) -> Signal<Option<Flaw>> {
        Signal::derive(move || {
            let here = self.faults.with(|faults| {
                faults.iter().find(|(name, _)| name == field).map(|(_, flaw)| *flaw)
            });
            here.or_else(|| acting.failure.with(|failure| field_fault(failure.as_ref(), field)))
        })
    }
}

#[component]
pub fn ReplyForm(hand: Hand) -> impl IntoView {
    let offered = hand.offers(Verb::Reply);
    // Both outlive the form: the stream may take it away before the answer to its sending is here.
    let acting = hand.acting();
    let person =
        use_session().person.with_untracked(|person| person.as_ref().map(|person| person.id));
    let place = reply_place(person.unwrap_or_default()) + &hand.order.id.to_string();
    let fields = hand.ticket.with_untracked(|ticket| Fields::open(place, ticket));
    fields.keep();
    let tray = hand.ticket.with_untracked(|ticket| Tray::open(ticket));
    forget_what_has_arrived(hand, fields, tray);
    Effect::new(move |_| {
        hand.ticket.with(|ticket| {
            fields.lay_back(ticket);
            tray.lay_back(ticket);
        });
    });
    view! {
        <Show when=move || offered.get()>
            <Form hand acting fields tray/>
        </Show>
    }
}

/// A reply whose answer was lost shows in the story: then it need not be kept any longer.
fn forget_what_has_arrived(hand: Hand, fields: Fields, tray: Tray) {
    Effect::new(move |_| {
        let replied = |ticket: &Arc<TicketView>| {
            let entry =
                ticket.entries.iter().rev().find(|entry| entry.action.verb() == Verb::Reply);
            let waits = !ticket.offered.contains(&Verb::Reply);
            entry.filter(|_| waits).map(|entry| entry.action.clone())
        };
        let Some(arrived) = hand.ticket.with(replied) else { return };
        let typed = untrack(|| fields.typed()).reply();
        if typed.is_ok_and(|typed| tray.with_photos(typed) == arrived) {
            fields.clear();
            tray.clear();
            toast(Tone::Good, t_string!(current(), tasks.replied_done).to_owned());
        }
    });
}

#[component]
fn Form(hand: Hand, acting: Acting, fields: Fields, tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let text = Text::new(fields.text);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if acting.sending.get_untracked() {
            return;
        }
        match untrack(|| fields.typed().reply()) {
            Err(faults) => {
                fields.faults.set(faults);
                go_to_fault(text);
            }
            Ok(action) => {
                fields.faults.set(Vec::new());
                let Some(action) = tray.join(action) else { return };
                acting.act(&hand.ticket.get_untracked(), action, move |after| {
                    fields.clear();
                    tray.clear();
                    let text = t_string!(current(), tasks.replied_done).to_owned();
                    say_done(acting, &after, Verb::Reply, text);
                    hand.took(Arc::new(after));
                });
            }
        }
    };
    view! {
        <form class="task-order__part task-reply" on:submit=send>
            <h2 id=REPLY tabindex="-1">{t!(i18n, tasks.reply_title)}</h2>
            <SentBack hand/>
            <Choice legend=label!(i18n, tasks.facts) options=Finding::ALL label=words::finding value=fields.facts fault=fields.fault(acting, "facts")/>
            <Choice legend=label!(i18n, tasks.demand) options=Demand::ALL label=words::demand value=fields.demand fault=fields.fault(acting, "demand")/>
            <Choice legend=label!(i18n, tasks.result) options=Outcome::ALL label=words::outcome value=fields.outcome fault=fields.fault(acting, "outcome")/>
            <Choice legend=label!(i18n, tasks.method) options=ReplyMethod::ALL label=words::reply_method value=fields.method fault=fields.fault(acting, "method")/>
            <TemplateKeys hand outcome=fields.outcome text/>
            <TextField text fault=fields.fault(acting, "text")/>
            <Photos tray acting/>
            <p class="fault" role="alert">{move || acting.failure.get().map(|failure| words::problem(&failure))}</p>
            <button type="submit" class="button button--primary" aria-disabled=move || acting.sending.get().to_string()>
                <Icon name="send"/>
                {move || {
                    if acting.sending.get() {
                        t_string!(i18n, tasks.sending)
                    } else {
                        t_string!(i18n, tasks.send_reply)
                    }
                }}
            </button>
        </form>
    }
}

/// Why the reply before this one was not taken.
#[component]
fn SentBack(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    let reason = Memo::new(move |_| {
        hand.ticket.with(|ticket| {
            let last = ticket.entries.iter().rev().find(|entry| {
                matches!(
                    entry.action,
                    Action::Reply(_) | Action::SendBack { .. } | Action::Rework { .. }
                )
            });
            match last.map(|entry| &entry.action) {
                Some(Action::SendBack { reason } | Action::Rework { reason }) => {
                    Some(reason.clone())
                }
                _ => None,
            }
        })
    });
    view! {
        {move || reason.get().map(|reason| view! {
            <p class="task-reply__back">
                <Icon name="undo-2"/>
                <span>{t!(i18n, tasks.sent_back, reason = reason.clone())}</span>
            </p>
        })}
    }
}

/// Leads to the first thing that is wrong; a blank is selected, to be typed over.
fn go_to_fault(text: Text) {
    next_frame(move || {
        let choice = focus_first(".task-reply .choice--fault input");
        let is_left = text.value.with_untracked(|text| first_blank(text).is_some());
        if !choice && is_left {
            text.go_to_blank();
        } else if !choice {
            focus_first(".task-reply .field--fault textarea");
        }
    });
}

#[component]
fn TextField(text: Text, fault: Signal<Option<Flaw>>) -> impl IntoView {
    let i18n = use_i18n();
    let hint = Signal::derive(move || text.value.with(|text| hint(text)));
    Effect::new(move |_| {
        // Only a reply that is laid back differs from what stands there: one's own typing is there already.
        let (Some(area), text) = (text.area.get(), text.value.get()) else { return };
        if area.value() != text {
            area.set_value(&text);
        }
    });
    view! {
        <Field id="task-reply-text" label=label!(i18n, tasks.text) hint fault>
            <textarea
                id="task-reply-text"
                class="input task-reply__text"
                node_ref=text.area
                on:input:target=move |event| text.value.set(event.target().value())
                on:blur=move |_| text.note_caret()
            >
                {text.value.get_untracked()}
            </textarea>
        </Field>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_reply_lacks_everything_at_once() {
        let faults = Typed::default().reply().unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["facts", "demand", "outcome", "method", "text"]);
    }

    #[test]
    fn a_reply_with_a_blank_is_not_whole() {
        let typed = Typed { text: "已于＿＿到现场核实。".into(), ..Typed::default() };
        let faults = typed.reply().unwrap_err();
        assert!(faults.contains(&("text".to_owned(), Flaw::LeftBlank)));
    }

    #[test]
    fn a_whole_reply_is_sent_as_it_was_chosen() {
        let typed = Typed {
            facts: Some(Finding::Partly),
            demand: Some(Demand::Reasonable),
            outcome: Some(Outcome::Explained),
            method: Some(ReplyMethod::Visit),
            text: " 已上门说明 ".into(),
        };
        let Ok(Action::Reply(reply)) = typed.reply() else { panic!("a reply") };
        assert_eq!(
            (reply.facts, reply.outcome, reply.text.as_str()),
            (Finding::Partly, Outcome::Explained, "已上门说明")
        );
    }
}
