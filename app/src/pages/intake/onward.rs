//! 接单并派单: the order that was just accepted is approved as it was typed and dispatched, in one form.
//!
//! Three steps with a key each: every one is settled before the next is sent. What fails says how far
//! it got and keeps what was chosen; whoever leaves it leaves an accepted order.

use std::sync::Arc;

use domain::{
    api::{ProblemCode, TicketView, Unread},
    ticket::{Action, State, Verb, action::Changes},
};
use leptos::{ev, prelude::*};

use super::{pad::Pad, say};
use crate::{
    api::Failure,
    browser::{
        composing,
        page::{focus_first, next_frame},
    },
    components::{EvidenceForm, Icon, StateChip},
    i18n::{current, t, t_string, use_i18n},
    live::acting::Acting,
    pages::step::say_done,
    session::{Session, use_session},
    words,
};

#[component]
pub fn Onward(pad: Pad, ticket: Arc<TicketView>) -> impl IntoView {
    let i18n = use_i18n();
    let seen = RwSignal::new(ticket);
    let steps = Steps { seen, approving: Acting::new(), dispatching: Acting::new() };
    steps.follow_others();
    next_frame(|| _ = focus_first(".intake__onward [role=combobox]"));
    let leave = move || {
        pad.onward.set(None);
        pad.begin_typing();
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() && !composing(&event) {
            event.prevent_default();
            leave();
        }
    };
    let session = use_session();
    let done = Callback::new(move |ticket: TicketView| {
        settle(pad, session, steps.dispatching, &ticket);
        leave();
    });
    let open = Memo::new(move |_| seen.with(|seen| steps_left(seen.card.state)));
    view! {
        <section class="intake__onward" aria-label=move || t_string!(i18n, intake.accept_dispatch) on:keydown=key>
            <h2>{t!(i18n, intake.onward)}</h2>
            <Typed seen/>
            <Progress seen/>
            {move || if open.get() {
                view! {
                    <EvidenceForm
                        verb=Verb::Dispatch
                        ticket=seen
                        sending=steps.sending()
                        failure=steps.failure()
                        on_done=move |action| steps.take(action, done)
                        on_cancel=move |()| leave()
                    />
                    <p class="soft">{t!(i18n, intake.onward_leave)}</p>
                }
                .into_any()
            } else {
                view! {
                    <p role="alert">{t!(i18n, intake.onward_overtaken)} " " <StateChip state=Signal::derive(move || seen.with(|seen| seen.card.state))/></p>
                    <button type="button" class="button" on:click=move |_| leave()>{t!(i18n, shell.close)}</button>
                }
                .into_any()
            }}
        </section>
    }
}

fn steps_left(state: State) -> bool {
    matches!(state, State::ToReview | State::ToDispatch)
}

/// The two steps after the acceptance.
#[derive(Clone, Copy)]
struct Steps {
    seen: RwSignal<Arc<TicketView>>,
    approving: Acting,
    dispatching: Acting,
}

impl Steps {
    fn sending(self) -> Signal<bool> {
        Signal::derive(move || self.approving.sending.get() || self.dispatching.sending.get())
    }

    fn failure(self) -> Signal<Option<Failure>> {
        Signal::derive(move || {
            self.dispatching.failure.get().or_else(|| self.approving.failure.get())
        })
    }

    /// Approves the order where nobody has yet, then dispatches it.
    fn take(self, dispatch: Action, done: Callback<TicketView>) {
        let ticket = self.seen.get_untracked();
        if ticket.card.state != State::ToReview {
            self.dispatching.act(&ticket, dispatch, move |ticket| done.run(ticket));
            return;
        }
        self.approving.act(&ticket, Action::Approve(Changes::default()), move |ticket| {
            self.seen.set(Arc::new(ticket));
            self.take(dispatch, done);
        });
    }

    /// Where somebody else has changed the order meanwhile, what is left is done on theirs.
    fn follow_others(self) {
        Effect::new(move |_| {
            if let Some(Failure::Problem(problem)) = self.failure().get()
                && problem.code == ProblemCode::StaleVersion
                && let Some(newer) = problem.ticket.as_ref().and_then(Unread::read)
            {
                self.seen.set(Arc::new(newer));
            }
        });
    }
}

/// Says where it went and offers the way back, and notes it on its receipt.
fn settle(pad: Pad, session: Session, acting: Acting, ticket: &TicketView) {
    let lead = ticket.card.lead.clone();
    let unit = lead.as_ref().map(|lead| session.unit_name(lead)).unwrap_or_default();
    let number = ticket.card.number.to_string();
    let text = t_string!(current(), intake.dispatched_to, number = number, unit = unit);
    say_done(acting, ticket, Verb::Dispatch, text);
    pad.note_lead(ticket.card.id, lead);
}

/// The order as it was typed: it is approved so.
#[component]
fn Typed(seen: RwSignal<Arc<TicketView>>) -> impl IntoView {
    let session = use_session();
    let kind = move || {
        seen.with(|seen| {
            let category = seen.card.category.map(|code| session.category_name(code));
            let words = [
                Some(words::nature(seen.card.nature)),
                Some(words::urgency(seen.card.urgency)),
                category,
            ];
            words.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        })
    };
    view! {
        <div class="intake__typed">
            <p class="number">{move || seen.with(|seen| seen.card.number.to_string())}</p>
            <p><strong>{move || seen.with(|seen| seen.card.title.clone())}</strong></p>
            <p>{move || seen.with(|seen| seen.card.address.clone())}</p>
            <p>{kind} " · " {move || seen.with(|seen| say::by(seen.card.due_at))}</p>
        </div>
    }
}

/// How far it got.
#[component]
fn Progress(seen: RwSignal<Arc<TicketView>>) -> impl IntoView {
    let approved = move || seen.with(|seen| seen.card.state != State::ToReview);
    let mark = move |done: bool| if done { "circle-check" } else { "arrow-right" };
    view! {
        <ol class="intake__progress" aria-live="polite">
            <li class="told"><Icon name=mark(true)/>{move || words::verb(Verb::Accept)}</li>
            <li class:told=approved>{move || view! { <Icon name=mark(approved())/> }}{move || words::verb(Verb::Approve)}</li>
            <li><Icon name=mark(false)/>{move || words::verb(Verb::Dispatch)}</li>
        </ol>
    }
}
