//! What the parts of the form share: a view, and how to read what was given in it.

use std::{rc::Rc, str::FromStr, sync::Arc};

use domain::{
    api::TicketView,
    text::{Fault, Flaw},
    ticket::Action,
};
use leptos::{html, prelude::*};
use serde_json::Value;

use super::draft::Draft;
use crate::components::Field;

/// The order and what is wrong so far.
#[derive(Clone, Copy)]
pub struct Form {
    /// That no other form of the page has: two may be open at once.
    pub number: u32,
    pub ticket: Signal<Arc<TicketView>>,
    pub faults: Signal<Vec<Fault>>,
    pub draft: Option<Draft>,
}

/// A view with a way to read it: the action, or what is missing.
pub struct Part {
    pub view: AnyView,
    pub read: Box<dyn Fn() -> Result<Action, Vec<Fault>>>,
}

/// One text of a form.
pub struct Text {
    pub view: AnyView,
    pub read: Rc<dyn Fn() -> String>,
}

impl Form {
    /// A number for one more form.
    pub fn next_number() -> u32 {
        use std::sync::atomic::{AtomicU32, Ordering};
        static COUNT: AtomicU32 = AtomicU32::new(0);
        COUNT.fetch_add(1, Ordering::Relaxed)
    }

    /// The id of a control, of which the page has no other.
    pub fn id(self, control: &str) -> String {
        format!("evidence-{}-{control}", self.number)
    }

    /// What is wrong with one field of the evidence.
    pub fn fault(self, field: &'static str) -> Signal<Option<Flaw>> {
        Signal::derive(move || {
            self.faults.with(|faults| {
                faults.iter().find(|fault| fault.field == field).map(|fault| fault.flaw)
            })
        })
    }

    /// A text of several lines, named as its field of the evidence. It is read when the form is
    /// sent and never written to, so that no input method is disturbed.
    pub fn area(self, field: &'static str, label: Signal<String>, given: &str) -> Text {
        let element = NodeRef::<html::Textarea>::new();
        let id = self.id(field);
        let kept = self.draft.and_then(|draft| draft.text(field));
        let given = kept.unwrap_or_else(|| given.to_owned());
        let view = view! {
            <Field id=id.clone() label fault=self.fault(field)>
                <textarea
                    id=id
                    class="input"
                    rows="3"
                    node_ref=element
                    on:input:target=move |event| self.note(field, event.target().value().into())
                >
                    {given}
                </textarea>
            </Field>
        };
        let read = move || element.get_untracked().map(|area| area.value()).unwrap_or_default();
        Text { view: view.into_any(), read: Rc::new(read) }
    }

    /// The same in one line.
    pub fn line(self, field: &'static str, label: Signal<String>, given: &str) -> Text {
        self.input(field, "text", label, given)
    }

    /// What a browser's own kind of input takes.
    pub fn input(
        self,
        field: &'static str,
        kind: &'static str,
        label: Signal<String>,
        given: &str,
    ) -> Text {
        let element = NodeRef::<html::Input>::new();
        let id = self.id(field);
        let given = given.to_owned();
        let view = view! {
            <Field id=id.clone() label fault=self.fault(field)>
                <input id=id class="input" type=kind autocomplete="off" value=given node_ref=element/>
            </Field>
        };
        let read = move || element.get_untracked().map(|line| line.value()).unwrap_or_default();
        Text { view: view.into_any(), read: Rc::new(read) }
    }

    /// One of a vocabulary, which is read and written by its slugs.
    pub fn choice<T>(self, field: &'static str, slug: fn(T) -> &'static str) -> RwSignal<Option<T>>
    where
        T: Copy + FromStr + Send + Sync + 'static,
    {
        let kept = self.draft.and_then(|draft| draft.text(field)?.parse().ok());
        let value = RwSignal::new(kept);
        Effect::new(move |is_first: Option<bool>| {
            let chosen = value.get().map(slug);
            if is_first == Some(false) {
                self.note(field, chosen.into());
            }
            false
        });
        value
    }

    /// Keeps what one field has become, where the form has a draft.
    pub fn note(self, field: &str, value: Value) {
        if let Some(draft) = self.draft {
            draft.note(field, value);
        }
    }
}

impl Part {
    /// A step that needs no evidence.
    pub fn asks_nothing(action: Action) -> Self {
        Self { view: ().into_any(), read: Box::new(move || Ok(action.clone())) }
    }
}

/// The value of a choice, or that it is missing.
pub fn chosen<T: Copy + Send + Sync + 'static>(
    value: RwSignal<Option<T>>,
    field: &str,
    missing: &mut Vec<Fault>,
) -> Option<T> {
    let value = value.get_untracked();
    if value.is_none() {
        missing.push(Fault { field: field.to_owned(), flaw: Flaw::Missing });
    }
    value
}

/// A text, unless nothing was given.
pub fn given(text: String) -> Option<String> {
    Some(text).filter(|text| !text.trim().is_empty())
}
