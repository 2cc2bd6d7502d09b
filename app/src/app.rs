//! What is shown where, and to whom.

use domain::people::{Person, Role};
use leptos::prelude::*;
use leptos_router::{
    components::{A, Redirect, Route, Router, Routes},
    hooks::{use_location, use_params_map},
    path,
};

use crate::{
    browser::page::{is_online, may_open},
    chunks,
    components::{
        ConnectionMark, Dialog, Empty, Failed, Icon, InstallOffer, LanguageSwitch, Loading, Menu,
        OfflineBanner, TextSizeSwitch, ThemeSwitch, Toasts,
    },
    i18n::{self, label, t, t_string, use_i18n},
    live::{Live, clock, last_heard},
    pages::{
        login::{LoginPage, OtherAccount, SignInAgain},
        start::only_place,
    },
    session::{Phase, Session, use_session},
    words,
};

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    i18n::provide();
    clock::provide();
    let session = Session::provide();
    Live::provide(session);
    view! {
        <Router>
            <Frame/>
        </Router>
        <SignInAgain/>
        <Toasts/>
    }
}

/// The header around the pages, once it is known who is here.
#[component]
fn Frame() -> impl IntoView {
    let session = use_session();
    let location = use_location();
    name_window();
    let opening = Memo::new(move |_| match session.phase.get() {
        Phase::Opening(failure) => Some(failure),
        _ => None,
    });
    let bare = Memo::new(move |_| {
        let takes = |person: &Option<Person>| person.as_ref().is_some_and(Person::may_take_orders);
        match location.pathname.get().as_str() {
            "/login" | "/wall" => true,
            // It has a bar of its own.
            "/intake" => session.person.with(takes),
            _ => session.person.with(Option::is_none),
        }
    });
    move || match opening.get() {
        Some(failure) => view! { <Opening failure/> }.into_any(),
        None => view! {
            <Show when=move || !bare.get()>
                <Header/>
            </Show>
            <Pages/>
        }
        .into_any(),
    }
}

/// While it is not known whether somebody is signed in, or why that cannot be known.
#[component]
fn Opening(failure: Option<crate::api::Failure>) -> impl IntoView {
    view! {
        <main class="opening">
            {match failure {
                // It is asked again every few seconds.
                Some(crate::api::Failure::Offline) => view! { <Unreached/> }.into_any(),
                Some(failure) => view! { <Failed failure retry=|()| _ = window().location().reload()/> }.into_any(),
                None => view! { <Loading/> }.into_any(),
            }}
        </main>
    }
}

/// The shell without its server: nothing of the desk is kept on the device, and nothing is made up.
#[component]
fn Unreached() -> impl IntoView {
    let i18n = use_i18n();
    let title = Signal::derive(move || {
        let said = if is_online() {
            t_string!(i18n, shell.unreached)
        } else {
            t_string!(i18n, shell.offline)
        };
        said.to_owned()
    });
    let heard = last_heard().map(words::moment);
    view! {
        <Empty icon="wifi-off" title>
            <div role="status">
                {heard.map(|at| view! { <p>{t!(i18n, shell.last_heard, at = at.clone())}</p> })}
                <p>{t!(i18n, shell.opens_again)}</p>
            </div>
            <button type="button" class="button" on:click=|_| _ = window().location().reload()>
                <Icon name="refresh-cw"/>
                {t!(i18n, shell.retry)}
            </button>
        </Empty>
    }
}

/// Not the flat routes, though no page lies within another: they forget the query of an address that
/// differs in its path alone.
#[component]
fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=NotFound>
            <Route path=path!("/login") view=LoginPage/>
            <Route path=path!("/") view=|| guarded(|_| true, start)/>
            <Route path=path!("/board") view=|| guarded(Person::reads_orders, chunks::board)/>
            <Route path=path!("/tickets/:id") view=|| guarded(Person::reads_orders, chunks::ticket)/>
            <Route path=path!("/wall") view=wall/>
            <Route path=path!("/intake") view=|| guarded(Person::may_take_orders, chunks::intake)/>
            <Route path=path!("/tasks/:id?") view=|| guarded(Person::reads_orders, || view! { <Tasks/> }.into_any())/>
            <Route path=path!("/screens") view=|| guarded(Person::may_pair_screens, chunks::screens)/>
            <Route path=path!("/callback") view=|| guarded(calls_back, chunks::callback)/>
        </Routes>
    }
}

/// The wall. A screen without anybody signed in asks to be paired instead of who is there.
fn wall() -> AnyView {
    let session = use_session();
    let is_anybody = Memo::new(move |_| session.person.with(Option::is_some));
    let page = move || {
        if is_anybody.get() { guarded(Person::sees_wall, chunks::wall) } else { chunks::pairing() }
    };
    page.into_any()
}

/// Those with one place to work are led there before the code of the start page is fetched.
fn start() -> AnyView {
    let only = use_session().person.with_untracked(|person| person.as_ref().and_then(only_place));
    match only {
        Some(path) => view! { <Redirect path/> }.into_any(),
        None => chunks::start(),
    }
}

/// The tasks are a unit's; a link to one of its orders leads others to the order's own page.
#[component]
fn Tasks() -> impl IntoView {
    let person = use_session().person;
    let params = use_params_map();
    let is_of_a_unit =
        Memo::new(move |_| person.with(|person| person.as_ref().is_some_and(Person::is_of_a_unit)));
    move || match (is_of_a_unit.get(), params.with_untracked(|params| params.get("id"))) {
        (true, _) => chunks::tasks(),
        (false, Some(id)) => view! { <Redirect path=format!("/tickets/{id}")/> }.into_any(),
        (false, None) => view! { <Forbidden/> }.into_any(),
    }
}

/// A page for those who `may` use it; others are told so, and nobody sees it signed out.
fn guarded(may: fn(&Person) -> bool, page: fn() -> AnyView) -> AnyView {
    let session = use_session();
    let sight = Memo::new(move |_| session.person.with(|person| person.as_ref().map(may)));
    let location = use_location();
    (move || match sight.get() {
        Some(true) => page(),
        Some(false) => view! { <Forbidden/> }.into_any(),
        None => {
            let here = location.pathname.get_untracked()
                + &location.search.with_untracked(|search| {
                    if search.is_empty() { String::new() } else { format!("?{search}") }
                });
            let to = format!("/login?to={}", String::from(js_sys::encode_uri_component(&here)));
            view! { <Redirect path=to/> }.into_any()
        }
    })
    .into_any()
}

/// One page that the header leads to.
struct Place {
    href: &'static str,
    icon: &'static str,
    may: fn(&Person) -> bool,
}

/// The pages in the order of the work.
const PLACES: &[Place] = &[
    Place { href: "/intake", icon: "clipboard-pen", may: Person::may_take_orders },
    Place { href: "/board", icon: "kanban", may: sees_board },
    Place { href: "/tasks", icon: "list-checks", may: Person::is_of_a_unit },
    Place { href: "/callback", icon: "phone-call", may: calls_back },
    Place { href: "/wall", icon: "monitor", may: Person::sees_wall },
];

/// Whoever works at a desk has the board; a unit has its tasks.
fn sees_board(person: &Person) -> bool {
    person.is_centre() || person.has(Role::Auditor)
}

/// Whoever rings back, sends back for another round, or closes.
fn calls_back(person: &Person) -> bool {
    [Role::Surveyor, Role::DutyLead, Role::Supervisor].into_iter().any(|role| person.has(role))
}

fn place_name(href: &str) -> Signal<String> {
    let i18n = i18n::current();
    match href {
        "/intake" => label!(i18n, shell.intake),
        "/board" => label!(i18n, shell.board),
        "/tasks" => label!(i18n, shell.tasks),
        "/callback" => label!(i18n, shell.callback),
        _ => label!(i18n, shell.wall),
    }
}

/// The window is named after its page: whoever has several, or hears them, tells them apart.
fn name_window() {
    let i18n = use_i18n();
    let path = use_location().pathname;
    Effect::new(move |_| {
        let product = t_string!(i18n, shell.product);
        let title = match page_name(&path.get()) {
            Some(name) => format!("{name} · {product}"),
            None => product.to_owned(),
        };
        document().set_title(&title);
    });
}

/// Of the page at a path; `None` at the start.
fn page_name(path: &str) -> Option<&'static str> {
    let i18n = i18n::current();
    Some(match path.split('/').nth(1)? {
        "intake" => t_string!(i18n, shell.intake),
        "board" => t_string!(i18n, shell.board),
        "tasks" => t_string!(i18n, shell.tasks),
        "callback" => t_string!(i18n, shell.callback),
        "wall" => t_string!(i18n, shell.wall),
        "tickets" => t_string!(i18n, shell.ticket),
        "screens" => t_string!(i18n, screens.title),
        "login" => t_string!(i18n, shell.sign_in),
        _ => return None,
    })
}

#[component]
fn Header() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <a class="skip" href="#main">{t!(i18n, shell.skip)}</a>
        <header class="header">
            <A href="/" attr:class="header__product" attr:aria-label=move || t_string!(i18n, shell.product)>
                <Logo/>
                <span>{t!(i18n, shell.product)}</span>
            </A>
            <nav class="header__nav" aria-label=move || t_string!(i18n, shell.nav)><Links/></nav>
            <ConnectionMark/>
            <UpdateOffer/>
            <Account/>
        </header>
        <OfflineBanner/>
    }
}

/// The pages that this person uses.
#[component]
fn Links() -> impl IntoView {
    let session = use_session();
    Effect::new(move |_| {
        let person = session.person.get();
        let places = PLACES.iter().filter(|place| person.as_ref().is_some_and(place.may));
        places.for_each(|place| may_open(place.href));
    });
    move || {
        let person = session.person.get();
        let places = PLACES.iter().filter(move |place| person.as_ref().is_some_and(place.may));
        places
            .map(|place| {
                let name = place_name(place.href);
                view! {
                    <A href=place.href attr:class="header__link">
                        <Icon name=place.icon/>
                        <span>{move || name.get()}</span>
                    </A>
                }
            })
            .collect_view()
    }
}

/// The bridge of the name.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <svg class="logo" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d="M2 17c3.5-8 16.500-8 20 0M7 12.200V17M12 10.600V17M17 12.200V17M2 20.500h20"/>
        </svg>
    }
}

/// Who works here, and what belongs to them alone.
#[component]
pub fn Account(
    /// With the way to the other pages, where the bar has no room for it.
    #[prop(optional)]
    places: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let display =
        move || session.person.with(|person| person.as_ref().map(|person| person.display.clone()));
    let roles = move || {
        session.person.with(|person| {
            let roles = person.iter().flat_map(|person| person.roles.iter().copied());
            roles.map(words::role).collect::<Vec<_>>().join(" · ")
        })
    };
    let pairs_screens =
        move || session.person.with(|person| person.as_ref().is_some_and(Person::may_pair_screens));
    let unsent = RwSignal::new(false);
    let sign_out = move |_| {
        if session.unsent() > 0 {
            return unsent.set(true);
        }
        leptos::task::spawn_local(session.sign_out_or_say());
    };
    view! {
        <Menu
            class="button button--quiet"
            summary=ViewFn::from(move || view! {
                <Icon name="user"/>
                <span class="account__name">{display}</span>
                <Icon name="chevron-down"/>
            })
        >
            <p class="account__who"><strong>{display}</strong><span>{roles}</span></p>
            {places.then(|| view! {
                <nav class="account__places" aria-label=move || t_string!(i18n, shell.nav)><Links/></nav>
            })}
            <Show when=pairs_screens>
                <A href="/screens" attr:class="button button--quiet">
                    <Icon name="monitor"/>
                    {t!(i18n, screens.title)}
                </A>
            </Show>
            <LanguageSwitch/>
            <ThemeSwitch/>
            <TextSizeSwitch/>
            <InstallOffer/>
            <button type="button" class="button button--quiet" on:click=sign_out>
                <Icon name="log-out"/>
                {t!(i18n, shell.sign_out)}
            </button>
        </Menu>
        <Unsent open=unsent/>
    }
}

/// Signing out takes what was typed off the device, for the next person may use it: not unasked.
#[component]
fn Unsent(open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let failure = RwSignal::new(None);
    Effect::new(move |_| {
        if open.get() {
            failure.set(None);
        }
    });
    let leave = move |_| {
        failure.set(None);
        leptos::task::spawn_local(async move { failure.set(session.sign_out().await.err()) });
    };
    view! {
        <Dialog open title=label!(i18n, shell.unsent_title)>
            <p>{t!(i18n, shell.unsent_text, n = session.unsent())}</p>
            <p class="fault" role="alert">{move || failure.get().map(|failure| words::problem(&failure))}</p>
            <button type="button" class="button button--primary" on:click=move |_| open.set(false)>
                {t!(i18n, shell.unsent_stay)}
            </button>
            <button type="button" class="button" on:click=leave>{t!(i18n, shell.unsent_leave)}</button>
        </Dialog>
    }
}

/// A newer build waits; it is taken only when asked for, so that nothing typed is lost.
#[component]
pub fn UpdateOffer() -> impl IntoView {
    let i18n = use_i18n();
    let ready = RwSignal::new(crate::browser::update::is_ready());
    crate::browser::update::on_ready(move || ready.set(true));
    view! {
        <Show when=move || ready.get()>
            <button type="button" class="button update-offer" on:click=|_| crate::browser::update::take()>
                <Icon name="refresh-cw"/>
                {t!(i18n, shell.update_offer)}
            </button>
        </Show>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <main id="main" class="page">
            <Empty icon="map-pin" title=label!(i18n, shell.not_found_title)>
                <p>{t!(i18n, shell.not_found_text)}</p>
                <A href="/" attr:class="button">{t!(i18n, shell.to_start)}</A>
            </Empty>
        </main>
    }
}

#[component]
fn Forbidden() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <main id="main" class="page">
            <Empty icon="lock" title=label!(i18n, shell.forbidden_title)>
                <p>{t!(i18n, shell.forbidden_text)}</p>
                <A href="/" attr:class="button">{t!(i18n, shell.to_start)}</A>
                <OtherAccount/>
            </Empty>
        </main>
    }
}
