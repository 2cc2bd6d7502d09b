//! 办理: asks for the evidence of one step, in place. It hands out the action; sending is its owner's.

mod call_back;
mod caller;
mod corrections;
mod dispatch;
mod draft;
mod merge;
mod part;
mod reply;
mod texts;

use std::{rc::Rc, sync::Arc};

use domain::{
    api::{Card, TicketView},
    text::{Fault, Faults},
    ticket::{Action, Verb},
};
use leptos::{ev, html, prelude::*};

use super::Icon;
use crate::{
    api::Failure,
    browser::composing,
    i18n::{t, use_i18n},
    words,
};
use part::{Form, Part};

pub use draft::Draft;

/// Orders that another may be merged into: found by its owner for what is typed, or why they were not.
#[derive(Clone, Copy)]
pub struct Finding {
    pub found: Signal<Vec<Card>>,
    pub failure: Signal<Option<Failure>>,
    pub search: Callback<String>,
}

/// Asks for what `verb` needs. Faults of `failure` are shown at their fields, and what was typed
/// stays until the form goes; with a draft, longer.
#[component]
pub fn EvidenceForm(
    verb: Verb,
    #[prop(into)] ticket: Signal<Arc<TicketView>>,
    #[prop(into)] sending: Signal<bool>,
    #[prop(into)] failure: Signal<Option<Failure>>,
    #[prop(into)] on_done: Callback<Action>,
    #[prop(into)] on_cancel: Callback<()>,
    /// Needed for a merge alone.
    #[prop(optional)]
    finding: Option<Finding>,
    /// Where the words are kept beyond the form.
    #[prop(optional_no_strip)]
    draft: Option<Draft>,
    /// What else belongs to the evidence, and is its owner's.
    #[prop(optional, into)]
    beside: ViewFn,
) -> impl IntoView {
    let i18n = use_i18n();
    let own = RwSignal::new(Vec::<Fault>::new());
    let number = Form::next_number();
    let form = Form { number, ticket, faults: faults(own, failure), draft };
    let Part { view, read } = part_of(verb, form, finding);
    let read: Rc<dyn Fn() -> Result<Action, Vec<Fault>>> = Rc::from(read);
    // What was found missing goes as soon as it is given.
    let recheck = {
        let read = Rc::clone(&read);
        move || {
            if own.with_untracked(|own| !own.is_empty()) {
                own.set(read().and_then(checked).err().unwrap_or_default());
            }
        }
    };
    let (typed, pressed, released) = (recheck.clone(), recheck.clone(), recheck);
    let element = NodeRef::<html::Form>::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if sending.get_untracked() {
            return;
        }
        match read().and_then(checked) {
            Ok(action) => {
                own.set(Vec::new());
                on_done.run(action);
            }
            Err(faults) => own.set(faults),
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !composing(&event) {
            event.prevent_default();
            if let Some(form) = element.get_untracked() {
                form.request_submit().ok();
            }
        }
    };
    view! {
        <form class="evidence-form" novalidate node_ref=element
            on:submit=submit
            on:keydown=key
            on:input=move |_| typed()
            on:click=move |_| pressed()
            on:keyup=move |_| released()
        >
            {view}
            {beside.run()}
            <Refusal own failure/>
            <div class="evidence-form__foot">
                <button type="button" class="button" on:click=move |_| on_cancel.run(())>
                    {t!(i18n, shell.cancel)}
                </button>
                <button type="submit" class="button button--primary" aria-busy=move || sending.get().to_string()>
                    {move || words::verb(verb)}
                </button>
            </div>
        </form>
    }
}

/// Why it was not done, beside what stands at the fields.
#[component]
fn Refusal(own: RwSignal<Vec<Fault>>, failure: Signal<Option<Failure>>) -> impl IntoView {
    let i18n = use_i18n();
    let text = move || {
        if own.with(|own| !own.is_empty()) {
            return Some(t!(i18n, ticket.incomplete).into_any());
        }
        failure.get().map(|failure| words::problem(&failure).into_any())
    };
    move || {
        text().map(|text| view! { <p class="evidence-form__refusal" role="alert"><Icon name="circle-alert"/><span>{text}</span></p> })
    }
}

/// What is wrong: what the form itself found, else what the server said.
fn faults(own: RwSignal<Vec<Fault>>, failure: Signal<Option<Failure>>) -> Signal<Vec<Fault>> {
    Signal::derive(move || {
        let own = own.get();
        match failure.get() {
            Some(Failure::Problem(problem)) if own.is_empty() => problem.fields,
            _ => own,
        }
    })
}

/// The same check that the server makes first.
fn checked(action: Action) -> Result<Action, Vec<Fault>> {
    let mut faults = Faults::default();
    action.check(&mut faults);
    faults.into_result().map(|()| action)
}

fn part_of(verb: Verb, form: Form, finding: Option<Finding>) -> Part {
    match verb {
        Verb::Accept | Verb::Approve | Verb::Amend => corrections::part(verb, form),
        Verb::Dispatch => dispatch::part(form),
        Verb::Merge => merge::part(form, finding),
        Verb::Reply => reply::part(form),
        Verb::CallBack => call_back::part(form),
        Verb::Decline => texts::decline(form),
        Verb::Transfer => texts::transfer(form),
        Verb::Contact => texts::contact(form),
        Verb::Note => texts::note(form),
        Verb::Answer | Verb::ReturnToIntake | Verb::SendBack | Verb::Rework | Verb::Reopen => {
            texts::single(verb, form)
        }
        // No steps of a form: nothing to ask, and the server decides.
        Verb::Sign | Verb::Create | Verb::Reveal => Part::asks_nothing(Action::Sign {}),
        Verb::Pass => Part::asks_nothing(Action::Pass {}),
        Verb::Close => Part::asks_nothing(Action::Close {}),
        Verb::TakeBack => Part::asks_nothing(Action::TakeBack {}),
    }
}
