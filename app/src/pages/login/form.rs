//! Name and password. The name stays after a mistake, and the reason stands beside it.

use domain::{api::ProblemCode, text::Flaw};
use leptos::{ev, html, prelude::*, task::spawn_local};

use crate::{
    api::Failure,
    browser::page::next_frame,
    components::{Field, Icon},
    i18n::{label, t_string, use_i18n},
    session::use_session,
    words,
};

/// `name` is given where only the password is asked for again.
#[component]
pub fn SignInForm(#[prop(optional)] name: String) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let again = !name.is_empty();
    let (name_input, password_input) =
        (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let trying = Trying::default();
    let first = if again { password_input } else { name_input };
    Effect::new(move |_| {
        if let Some(input) = first.get() {
            // A dialog takes the focus when it opens, which is in this same turn.
            next_frame(move || _ = input.focus());
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let read = |input: NodeRef<html::Input>| {
            input.get_untracked().map(|input| input.value()).unwrap_or_default()
        };
        let (name, password) = (read(name_input), read(password_input));
        if !trying.begin(&name, &password) {
            return;
        }
        spawn_local(async move {
            let refused = session.sign_in(name.trim().to_owned(), password).await.err();
            trying.end(refused);
            if !trying.was_refused() {
                return;
            }
            if let Some(Some(input)) = password_input.try_get_untracked() {
                input.focus().ok();
                input.select();
            }
        });
    };
    let missing =
        move |lacks: RwSignal<bool>| Signal::derive(move || lacks.get().then_some(Flaw::Missing));
    view! {
        <form class="sign-in" novalidate on:submit=submit>
            <Field id="sign-in-name" label=label!(i18n, shell.name) fault=missing(trying.no_name)>
                <input
                    id="sign-in-name"
                    class="input"
                    type="text"
                    name="username"
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                    value=name
                    readonly=again
                    node_ref=name_input
                />
            </Field>
            <Password input=password_input fault=missing(trying.no_password)/>
            {move || trying.failure.get().map(|failure| view! {
                <p class="sign-in__refusal" role="alert"><Icon name="circle-alert"/><span>{words::problem(&failure)}</span></p>
            })}
            <button type="submit" class="button button--primary button--large" aria-busy=move || trying.busy.get().to_string()>
                {move || if trying.busy.get() { t_string!(i18n, shell.signing_in) } else { t_string!(i18n, shell.sign_in) }}
            </button>
        </form>
    }
}

/// The password, shown on demand; says when capitals are locked.
#[component]
fn Password(input: NodeRef<html::Input>, fault: Signal<Option<Flaw>>) -> impl IntoView {
    let i18n = use_i18n();
    let shown = RwSignal::new(false);
    let locked = RwSignal::new(false);
    let hint = Signal::derive(move || {
        if locked.get() { t_string!(i18n, shell.caps_lock).to_owned() } else { String::new() }
    });
    let eye = move || if shown.get() { "eye-off" } else { "eye" };
    let said = move || {
        if shown.get() {
            t_string!(i18n, shell.hide_password)
        } else {
            t_string!(i18n, shell.show_password)
        }
    };
    view! {
        <Field id="sign-in-password" label=label!(i18n, shell.password) hint fault>
            <div class="input-group">
                <input
                    id="sign-in-password"
                    class="input"
                    type=move || if shown.get() { "text" } else { "password" }
                    name="password"
                    autocomplete="current-password"
                    node_ref=input
                    on:keyup=move |event| locked.set(event.get_modifier_state("CapsLock"))
                />
                <button
                    type="button"
                    class="button button--quiet button--icon"
                    aria-label=said
                    aria-pressed=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || view! { <Icon name=eye()/> }}
                </button>
            </div>
        </Field>
    }
}

/// One attempt to sign in after the other.
#[derive(Clone, Copy, Default)]
struct Trying {
    busy: RwSignal<bool>,
    no_name: RwSignal<bool>,
    no_password: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

impl Trying {
    /// Whether an attempt begins.
    fn begin(self, name: &str, password: &str) -> bool {
        self.no_name.set(name.trim().is_empty());
        self.no_password.set(password.is_empty());
        let begins = !name.trim().is_empty() && !password.is_empty() && !self.busy.get_untracked();
        if begins {
            self.busy.set(true);
            self.failure.set(None);
        }
        begins
    }

    /// The form is gone where it succeeded.
    fn end(self, failure: Option<Failure>) {
        self.busy.try_set(false);
        self.failure.try_set(failure);
    }

    fn was_refused(self) -> bool {
        let refused = self.failure.try_with_untracked(|failure| {
            failure.as_ref().and_then(Failure::code) == Some(ProblemCode::BadCredentials)
        });
        refused == Some(true)
    }
}
