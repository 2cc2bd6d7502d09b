//! Adding a screen: the code that it shows, and where it hangs.

use domain::{
    api::{ProblemCode, SCREEN_NAME_MAX, ScreenAdd, ScreenRequest, code_from},
    text::Flaw,
};
use leptos::{ev, html, prelude::*, task::spawn_local};

use super::Paired;
use crate::{
    api::{Failure, new_key, send_keyed},
    components::{Field, Icon, Tone, field_fault, toast},
    i18n::{current, label, t, t_string, use_i18n},
    words,
};

type Input = NodeRef<html::Input>;

/// Where a try stands; a copy of handles.
#[derive(Clone, Copy)]
struct Trying {
    code: Input,
    name: Input,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    no_code: RwSignal<bool>,
    no_name: RwSignal<bool>,
    /// What was last tried and its key: the same thing goes again under the same key.
    last: StoredValue<Option<(ScreenRequest, String)>>,
}

impl Trying {
    fn new() -> Self {
        Self {
            code: NodeRef::new(),
            name: NodeRef::new(),
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
            no_code: RwSignal::new(false),
            no_name: RwSignal::new(false),
            last: StoredValue::new(None),
        }
    }

    /// What stands in the two fields.
    fn request(self) -> ScreenRequest {
        let read =
            |input: Input| input.get_untracked().map(|input| input.value()).unwrap_or_default();
        ScreenRequest { code: read(self.code), name: read(self.name).trim().to_owned() }
    }

    fn submit(self, paired: Paired) {
        let request = self.request();
        if self.begin(&request.code, &request.name) {
            spawn_local(self.send(request, paired));
            return;
        }
        let first = if self.no_code.get_untracked() { self.code } else { self.name };
        if let Some(input) = first.get_untracked() {
            input.focus().ok();
        }
    }

    async fn send(self, request: ScreenRequest, paired: Paired) {
        let key = self.key(&request);
        let reply = send_keyed(&ScreenAdd(request), &key).await;
        // The page was left meanwhile.
        if self.busy.try_set(false).is_some() {
            return;
        }
        match reply {
            Ok(screen) => {
                let said = t_string!(current(), screens.added, name = screen.name.clone());
                toast(Tone::Good, said);
                paired.add(screen);
                for input in [self.code, self.name] {
                    if let Some(input) = input.get_untracked() {
                        input.set_value("");
                    }
                }
            }
            Err(failure) => self.failure.set(Some(failure)),
        }
    }

    /// Whether the two say something; what is missing is marked.
    fn begin(self, code: &str, name: &str) -> bool {
        self.failure.set(None);
        self.no_code.set(code_from(code).is_none());
        self.no_name.set(name.trim().is_empty());
        let begins = !self.busy.get_untracked()
            && !self.no_code.get_untracked()
            && !self.no_name.get_untracked();
        self.busy.update(|busy| *busy |= begins);
        begins
    }

    /// The key of this request: the one it had, where its outcome is not known.
    fn key(self, request: &ScreenRequest) -> String {
        let known = self.last.with_value(|last| {
            last.as_ref().filter(|(other, _)| other == request).map(|(_, key)| key.clone())
        });
        let key = known.unwrap_or_else(new_key);
        self.last.set_value(Some((request.clone(), key.clone())));
        key
    }

    /// What is wrong with the code.
    fn code_fault(self) -> Option<&'static str> {
        if self.no_code.get() {
            return Some(t_string!(current(), screens.code_shape));
        }
        let is_unknown = self.failure.with(|failure| field_fault(failure.as_ref(), "code"));
        is_unknown.map(|_| t_string!(current(), screens.code_unknown))
    }

    fn name_fault(self) -> Option<Flaw> {
        let missing = self.no_name.get().then_some(Flaw::Missing);
        missing.or_else(|| self.failure.with(|failure| field_fault(failure.as_ref(), "name")))
    }

    /// What went wrong that no field is at fault for.
    fn refusal(self) -> Option<String> {
        let failure = self.failure.get()?;
        (failure.code() != Some(ProblemCode::Invalid)).then(|| words::problem(&failure))
    }
}

#[component]
pub fn AddForm(paired: Paired) -> impl IntoView {
    let i18n = use_i18n();
    let trying = Trying::new();
    let name_fault = Signal::derive(move || trying.name_fault());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        trying.submit(paired);
    };
    view! {
        <form class="screens__add" novalidate on:submit=submit>
            <CodeField trying/>
            <Field
                id="screen-name"
                label=label!(i18n, screens.name)
                hint=label!(i18n, screens.name_hint)
                fault=name_fault
            >
                <input
                    id="screen-name"
                    class="input"
                    type="text"
                    autocomplete="off"
                    maxlength=SCREEN_NAME_MAX.to_string()
                    node_ref=trying.name
                />
            </Field>
            <button
                type="submit"
                class="button button--primary"
                aria-busy=move || trying.busy.get().to_string()
            >
                <Icon name="plus"/>
                {t!(i18n, screens.add)}
            </button>
            <p class="screens__refusal fault" role="alert">{move || trying.refusal()}</p>
        </form>
    }
}

/// The code, which is read as it is typed, in capitals or not. What is wrong with it has words of its
/// own.
#[component]
fn CodeField(trying: Trying) -> impl IntoView {
    let i18n = use_i18n();
    let fault = Signal::derive(move || trying.code_fault());
    view! {
        <div class="field" class:field--fault=move || fault.get().is_some()>
            <label class="field__label" for="screen-code">{t!(i18n, screens.code)}</label>
            <input
                id="screen-code"
                class="input screens__code"
                type="text"
                autocomplete="off"
                autocapitalize="characters"
                spellcheck="false"
                maxlength="12"
                aria-describedby="screen-code-note"
                aria-invalid=move || fault.get().is_some().to_string()
                node_ref=trying.code
            />
            <p class="field__note" id="screen-code-note" aria-live="polite">
                {move || match fault.get() {
                    Some(said) => view! { <Icon name="circle-alert"/> {said} }.into_any(),
                    None => t!(i18n, screens.code_hint).into_any(),
                }}
            </p>
        </div>
    }
}
