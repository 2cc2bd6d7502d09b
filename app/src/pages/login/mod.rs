//! 登录: the page, and the dialog that renews a session over whatever is being typed.

mod form;

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use crate::{
    app::Logo,
    components::{Dialog, Icon, LanguageSwitch, ThemeSwitch},
    i18n::{label, t, use_i18n},
    session::{Phase, use_session},
};
use form::SignInForm;

#[component]
pub fn LoginPage() -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let navigate = use_navigate();
    let query = use_query_map();
    Effect::new(move |_| {
        if session.person.with(Option::is_some) {
            let to = query.with_untracked(|query| query.get("to")).filter(|to| is_own(to));
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(to.as_deref().unwrap_or("/"), options);
        }
    });
    view! {
        <main id="main" class="login">
            <section class="login__card">
                <p class="login__product"><Logo/><span>{t!(i18n, shell.product)}</span></p>
                <h1 class="login__title">{t!(i18n, shell.product_line)}</h1>
                <SignInForm/>
            </section>
            <footer class="login__foot">
                <LanguageSwitch/>
                <ThemeSwitch/>
            </footer>
        </main>
    }
}

/// Whether a place to go to is a page of this site.
fn is_own(to: &str) -> bool {
    to.starts_with('/') && !to.starts_with("//") && !to.contains('\\')
}

/// Comes up over the page when the session has ended. The page below stays as it is.
#[component]
pub fn SignInAgain() -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(session.phase.get() == Phase::Lost));
    let leave = move |_| session.leave();
    view! {
        <Dialog open title=label!(i18n, shell.session_title) firm=true>
            <p>{t!(i18n, shell.session_kept)}</p>
            <SignInForm name=session.person.get_untracked().map(|person| person.name).unwrap_or_default()/>
            <button type="button" class="button button--quiet" on:click=leave>{t!(i18n, shell.session_other)}</button>
        </Dialog>
    }
}

/// Who is signed in here, and the way to this same page for somebody else: a link may have reached
/// the wrong account.
#[component]
pub fn OtherAccount() -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let name = session.person.with_untracked(|person| {
        person.as_ref().map(|person| person.display.clone()).unwrap_or_default()
    });
    view! {
        <p>{t!(i18n, shell.signed_in_as, name = name.clone())}</p>
        <button
            type="button"
            class="button"
            on:click=move |_| leptos::task::spawn_local(session.change_person())
        >
            <Icon name="user"/>
            {t!(i18n, shell.change_person)}
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn signing_in_never_leads_to_another_site() {
        assert!(is_own("/tickets/7?from=board"));
        for foreign in ["https://example.org", "//example.org", "/\\example.org", "tickets"] {
            assert!(!is_own(foreign), "{foreign}");
        }
    }
}
