//! 分包: what stands behind a cut of the program, from asking for its code to having it.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local, wasm_split::SplitLoaderError};

use super::{Empty, Icon, Loading};
use crate::{
    browser::update,
    i18n::{label, t, use_i18n},
};

/// Code on its way: what makes the view once it is here.
pub type Coming = Pin<Box<dyn Future<Output = Result<ViewFn, SplitLoaderError>>>>;

/// Asks for code, or answers at once where it is here; what failed is asked for anew.
pub type Fetch = Box<dyn Fn() -> Coming + Send + Sync>;

/// Cuts the program: what `$make` needs goes into `$chunk`, together with what else is cut off for it.
/// A future of `$make` once it is here.
macro_rules! cut {
    ($chunk:ident: $type:ty = $make:expr) => {{
        #[leptos::wasm_split::wasm_split($chunk, fallible, wasm_split_path = leptos::wasm_split)]
        fn make() -> Result<$type, leptos::wasm_split::SplitLoaderError> {
            Ok($make)
        }
        make()
    }};
}
pub(crate) use cut;

/// How far the code is.
#[derive(Clone)]
enum State {
    Coming,
    Here(ViewFn),
    Failed,
}

/// The view as soon as its code is here. A phone that was without a signal tries again by itself.
#[component]
pub fn Fetched(
    fetch: Fetch,
    /// Whether it is a whole page, which brings its own `<main>`.
    #[prop(optional)]
    is_page: bool,
) -> impl IntoView {
    let state = RwSignal::new(State::Coming);
    let fetch = StoredValue::new(fetch);
    let ask = move || {
        state.set(State::Coming);
        let coming = fetch.with_value(|fetch| fetch());
        spawn_local(async move {
            let outcome = coming.await;
            // Whoever asked may have gone elsewhere meanwhile.
            state.try_set(outcome.map_or(State::Failed, State::Here));
        });
    };
    ask();
    let online = window_event_listener_untyped("online", move |_| {
        if matches!(state.get_untracked(), State::Failed) {
            ask();
        }
    });
    on_cleanup(move || online.remove());
    move || match state.get() {
        State::Coming => in_place_of(is_page, view! { <Loading/> }.into_any()),
        State::Here(view) => view.run(),
        State::Failed => {
            in_place_of(is_page, view! { <NotFetched retry=move |()| ask()/> }.into_any())
        }
    }
}

/// What stands in the place of a page keeps the landmark that the link to the content leads to.
fn in_place_of(page: bool, view: AnyView) -> AnyView {
    if page { view! { <main id="main" class="page">{view}</main> }.into_any() } else { view }
}

/// The code did not come: there is no network, or a newer build has taken the place of this one.
#[component]
fn NotFetched(#[prop(into)] retry: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div role="alert">
            <Empty icon="circle-alert" title=label!(i18n, shell.chunk_title)>
                <p>{t!(i18n, shell.chunk_text)}</p>
                <button type="button" class="button button--primary" on:click=move |_| retry.run(())>
                    <Icon name="refresh-cw"/>
                    {t!(i18n, shell.retry)}
                </button>
                <button type="button" class="button" on:click=|_| update::take()>
                    {t!(i18n, shell.reload)}
                </button>
            </Empty>
        </div>
    }
}
