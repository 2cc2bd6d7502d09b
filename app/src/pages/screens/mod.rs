//! 大屏: the screens that show the wall; one is added by the code that it shows, and withdrawn here.

mod add;
mod list;

use domain::api::{Screen, ScreensList};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{Failure, send},
    components::{Empty, Failed, Loading},
    i18n::{label, t, use_i18n},
    live::clock,
};
use add::AddForm;
use list::List;

/// How often the list is read again, so that "last seen" is true.
const AGE_MS: i64 = 15_000;

/// The paired screens as they were last read; a copy of handles.
#[derive(Clone, Copy)]
pub struct Paired {
    screens: RwSignal<Option<Vec<Screen>>>,
    failure: RwSignal<Option<Failure>>,
}

impl Paired {
    fn start() -> Self {
        let paired = Self { screens: RwSignal::new(None), failure: RwSignal::new(None) };
        let now = clock::use_now();
        Effect::new(move |read_at: Option<domain::time::Moment>| {
            let now = now.get();
            match read_at {
                Some(read_at) if now.since(read_at).abs() < AGE_MS => read_at,
                _ => {
                    paired.read();
                    now
                }
            }
        });
        paired
    }

    fn read(self) {
        spawn_local(async move {
            match send(&ScreensList).await {
                Ok(list) => {
                    clock::set(list.now);
                    self.failure.try_set(None);
                    self.screens.try_set(Some(list.screens));
                }
                // A list that is shown stays; the header says that the desk is not reached.
                Err(failure) if self.screens.try_with_untracked(Option::is_none) == Some(true) => {
                    self.failure.try_set(Some(failure));
                }
                Err(_) => {}
            }
        });
    }

    fn add(self, screen: Screen) {
        self.screens.update(|screens| {
            let screens = screens.get_or_insert_default();
            screens.retain(|other| other.id != screen.id);
            screens.insert(0, screen);
        });
    }

    fn remove(self, id: i64) {
        self.screens.update(|screens| {
            if let Some(screens) = screens {
                screens.retain(|screen| screen.id != id);
            }
        });
    }
}

#[component]
pub fn ScreensPage() -> impl IntoView {
    let i18n = use_i18n();
    let paired = Paired::start();
    let is_empty =
        Memo::new(move |_| paired.screens.with(|screens| screens.as_ref().map(Vec::is_empty)));
    view! {
        <main id="main" class="page screens">
            <h1>{t!(i18n, screens.title)}</h1>
            <p class="screens__lead">{t!(i18n, screens.lead)}</p>
            <AddForm paired/>
            <section aria-labelledby="screens-paired">
                <h2 id="screens-paired">{t!(i18n, screens.paired)}</h2>
                {move || match (is_empty.get(), paired.failure.get()) {
                    (Some(true), _) => view! {
                        <Empty icon="monitor" title=label!(i18n, screens.none)/>
                    }.into_any(),
                    (Some(false), _) => view! { <List paired/> }.into_any(),
                    (None, Some(failure)) => {
                        view! { <Failed failure retry=move |()| paired.read()/> }.into_any()
                    }
                    (None, None) => view! { <Loading/> }.into_any(),
                }}
            </section>
        </main>
    }
}
