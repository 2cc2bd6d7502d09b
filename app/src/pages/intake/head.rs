//! The one bar above the sheet: the drafts, whether they are kept, the connection and the account.
//! What leads elsewhere waits in the account's menu, for nobody goes anywhere during a call.

use leptos::prelude::*;
use leptos_router::components::A;

use super::{
    pad::Pad,
    shortcuts,
    tabs::{KeptMark, Tabs},
};
use crate::{
    app::{Account, Logo, UpdateOffer},
    components::{ConnectionMark, Icon, KeySheet},
    i18n::{label, t, t_string, use_i18n},
};

#[component]
pub fn Head(pad: Pad, keys: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <a class="skip" href="#main">{t!(i18n, shell.skip)}</a>
        <header class="header intake__head">
            <A href="/" attr:class="header__product" attr:aria-label=move || t_string!(i18n, shell.to_start)>
                <Logo/>
            </A>
            <h1>{t!(i18n, intake.title)}</h1>
            <Tabs pad/>
            <KeptMark pad/>
            <button
                type="button"
                class="button button--quiet button--icon"
                aria-label=move || t_string!(i18n, intake.keys)
                title=move || t_string!(i18n, intake.keys)
                aria-keyshortcuts="?"
                on:click=move |_| keys.set(true)
            >
                <Icon name="keyboard"/>
            </button>
            <ConnectionMark/>
            <UpdateOffer/>
            <Account places=true/>
        </header>
        <KeySheet open=keys title=label!(i18n, intake.keys) rows=shortcuts::rows()/>
    }
}
