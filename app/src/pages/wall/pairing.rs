//! A screen without anybody signed in: it shows a code and waits until somebody enters it.

use domain::api::{PairingBegin, ProblemCode, ScreenSelf, ScreenState};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::components::A;

use super::say;
use crate::{
    api::{Failure, send},
    browser::awake::keep_awake,
    components::LanguageSwitch,
    i18n::{t, use_i18n},
    live::clock,
    session::{Session, use_session},
    words,
};

/// How often the screen asks whether it was paired.
const ASKING_MS: u32 = 2_000;

/// What the screen knows; a copy of handles.
#[derive(Clone, Copy)]
struct Pairing {
    state: RwSignal<Option<ScreenState>>,
    failure: RwSignal<Option<Failure>>,
}

impl Pairing {
    /// Asks until the screen is paired or the page is left.
    fn start(session: Session) -> Self {
        let pairing = Self { state: RwSignal::new(None), failure: RwSignal::new(None) };
        spawn_local(pairing.wait(session));
        pairing
    }

    async fn wait(self, session: Session) {
        loop {
            let Some(shows) = self.shows_a_code() else { return };
            let reply = if shows { send(&ScreenSelf).await } else { send(&PairingBegin).await };
            // The page was left meanwhile.
            let Some(paired) = self.take(session, reply) else { return };
            if paired {
                return;
            }
            TimeoutFuture::new(ASKING_MS).await;
        }
    }

    /// Whether there is a code that can still be entered; `None` where the page was left.
    fn shows_a_code(self) -> Option<bool> {
        let now = clock::use_now().get_untracked();
        let lasts = |state: &ScreenState| state.expires_at.is_some_and(|at| at > now);
        self.state.try_with_untracked(|state| state.as_ref().is_some_and(lasts))
    }

    /// Takes an answer; whether the screen is paired, `None` where the page was left.
    fn take(self, session: Session, reply: Result<ScreenState, Failure>) -> Option<bool> {
        self.state.try_with_untracked(|_| ())?;
        match reply {
            Ok(state) => {
                if session.begin_as_screen(&state) {
                    return Some(true);
                }
                clock::set(state.now);
                self.failure.set(None);
                self.state.set(Some(state));
            }
            // The code has run out, or the server has forgotten it in a restart: the next is asked for.
            Err(failure) if failure.code() == Some(ProblemCode::NotSignedIn) => {
                self.state.set(None);
            }
            Err(failure) => self.failure.set(Some(failure)),
        }
        Some(false)
    }
}

#[component]
pub fn PairingPage() -> impl IntoView {
    let i18n = use_i18n();
    let pairing = Pairing::start(use_session());
    keep_awake();
    let code = Memo::new(move |_| {
        pairing.state.with(|state| state.as_ref().and_then(|state| state.code.clone()))
    });
    let now = clock::use_now();
    let left = Memo::new(move |_| {
        let expires_at = pairing.state.with(|state| state.as_ref()?.expires_at);
        expires_at.map(|at| say::countdown(at.since(now.get()).max(0) / 1000))
    });
    view! {
        <main class="wall wall-pairing">
            <h1>{t!(i18n, screens.pair_title)}</h1>
            <p class="wall-pairing__code" role="status">
                {move || match code.get() {
                    Some(code) => view! { <Code code/> }.into_any(),
                    None => t!(i18n, screens.asking).into_any(),
                }}
            </p>
            <p class="wall-pairing__how">{t!(i18n, screens.pair_how)}</p>
            <p class="wall-pairing__left">
                {move || match pairing.failure.get() {
                    Some(failure) => words::problem(&failure).into_any(),
                    None => left.get().map(|left| t!(i18n, screens.pair_left, left = left)).into_any(),
                }}
            </p>
            <p class="wall-pairing__other">
                <A href="/login?to=%2Fwall" attr:class="button">{t!(i18n, screens.sign_in_instead)}</A>
                <LanguageSwitch/>
            </p>
        </main>
    }
}

/// The letters apart, for they are read one by one.
#[component]
fn Code(code: String) -> impl IntoView {
    let letters = code.chars().map(|letter| view! { <span>{letter.to_string()}</span> });
    let letters = letters.collect_view();
    view! {
        <span class="visually-hidden">{code}</span>
        <span class="wall-pairing__letters" aria-hidden="true">{letters}</span>
    }
}
