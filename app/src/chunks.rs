//! 分包: the code of the pages lies in chunks, which are fetched when one of their pages is opened.
//!
//! The build cuts the program at the functions that [`page!`] makes. What one chunk uses goes into it,
//! what several use into one that they share; what the shell reaches without a cut stays in the program
//! itself. So `app.rs` names the functions here and never a page. `tasks` has one more cut, at its order,
//! and `session.rs` one at the reading of the desk's vocabulary, which the phone's list opens without.

use leptos::prelude::*;

use crate::{
    components::{Coming, Fetched, cut},
    pages,
    session::use_session,
};

/// A page behind a cut. Pages of one chunk come together, because the same people go from one to the
/// other; with a chunk for each page, what they share would lie in dozens of scraps.
macro_rules! page {
    ($name:ident in $chunk:ident, $page:path) => {
        pub fn $name() -> AnyView {
            use_session().want_vocabulary();
            page!(@ $chunk, $page)
        }
    };
    ($name:ident in $chunk:ident, $page:path, without the vocabulary) => {
        pub fn $name() -> AnyView {
            page!(@ $chunk, $page)
        }
    };
    (@ $chunk:ident, $page:path) => {{
        let fetch = || {
            let page = cut!($chunk: fn() -> AnyView = || $page().into_any());
            Box::pin(async { page.await.map(ViewFn::from) }) as Coming
        };
        view! { <Fetched fetch=Box::new(fetch) is_page=true/> }.into_any()
    }};
}

page!(board in desk, pages::board::BoardPage);
page!(callback in desk, pages::callback::CallbackPage);
page!(intake in intake, pages::intake::IntakePage);
page!(pairing in wall, pages::wall::PairingPage);
page!(screens in desk, pages::screens::ScreensPage);
page!(start in desk, pages::start::StartPage);
page!(tasks in tasks, pages::tasks::TasksPage, without the vocabulary);
page!(ticket in desk, pages::ticket::TicketPage);
page!(wall in wall, pages::wall::WallPage);
