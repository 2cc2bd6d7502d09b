//! 分包: the code of the pages lies in chunks, which are fetched when one of their pages is opened.
//!
//! The build cuts the program at the functions that [`page!`] makes. What one chunk uses goes into it,
//! what several use into one that they share; what the shell reaches without a cut stays in the program
//! itself. So `app.rs` names the functions here and never a page.

use std::{future::Future, pin::Pin};

use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};

use crate::{
    browser::update,
    components::{Empty, Icon, Loading},
    i18n::{label, t, use_i18n},
    pages,
};

/// Makes a page whose code is here.
type Make = fn() -> AnyView;

/// Fetches the code of a page unless it is here already; what failed is tried anew the next time.
type Fetch = fn() -> Pin<Box<dyn Future<Output = Result<Make, SplitLoaderError>>>>;

/// A page behind a cut. Pages of one chunk come together, because the same people go from one to the
/// other; with a chunk for each page, what they share would lie in dozens of scraps.
macro_rules! page {
    ($name:ident in $chunk:ident, $page:path) => {
        pub fn $name() -> AnyView {
            #[wasm_split($chunk, fallible, wasm_split_path = leptos::wasm_split)]
            fn make() -> Result<Make, SplitLoaderError> {
                Ok(|| $page().into_any())
            }
            view! { <Fetched fetch=|| Box::pin(make())/> }.into_any()
        }
    };
}

page!(board in desk, pages::board::BoardPage);
page!(callback in desk, pages::callback::CallbackPage);
page!(intake in intake, pages::intake::IntakePage);
page!(pairing in wall, pages::wall::PairingPage);
page!(screens in desk, pages::screens::ScreensPage);
page!(start in desk, pages::start::StartPage);
page!(tasks in tasks, pages::tasks::TasksPage);
page!(ticket in desk, pages::ticket::TicketPage);
page!(wall in wall, pages::wall::WallPage);

/// How far the code of a page is.
#[derive(Clone, Copy)]
enum Fetching {
    Coming,
    Here(Make),
    Failed,
}

/// The page as soon as its code is here. A phone that was without a signal tries again by itself.
#[component]
fn Fetched(fetch: Fetch) -> impl IntoView {
    let state = RwSignal::new(Fetching::Coming);
    let ask = move || {
        state.set(Fetching::Coming);
        spawn_local(async move {
            let outcome = fetch().await;
            // Whoever asked may have gone elsewhere meanwhile.
            state.try_set(outcome.map_or(Fetching::Failed, Fetching::Here));
        });
    };
    ask();
    let online = window_event_listener_untyped("online", move |_| {
        if matches!(state.get_untracked(), Fetching::Failed) {
            ask();
        }
    });
    on_cleanup(move || online.remove());
    move || match state.get() {
        Fetching::Coming => view! { <main id="main" class="page"><Loading/></main> }.into_any(),
        Fetching::Here(make) => make(),
        Fetching::Failed => view! { <NotFetched retry=ask/> }.into_any(),
    }
}

/// The code did not come: there is no network, or a newer build has taken the place of this one.
#[component]
fn NotFetched(#[prop(into)] retry: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <main id="main" class="page">
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
        </main>
    }
}
