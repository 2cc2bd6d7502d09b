//! 安装到桌面: where the browser lets an app be put on the home screen.

use leptos::prelude::*;

use super::Icon;
use crate::{
    browser::install::{Install, ask, install, on_change},
    i18n::{t, use_i18n},
};

#[component]
pub fn InstallOffer() -> impl IntoView {
    let i18n = use_i18n();
    let offer = RwSignal::new(install());
    on_change(move || offer.set(install()));
    move || match offer.get() {
        Install::Asks => view! {
            <button type="button" class="button button--quiet" on:click=|_| ask()>
                <Icon name="smartphone"/>
                {t!(i18n, shell.install)}
            </button>
        }
        .into_any(),
        Install::ByHand => {
            view! { <p class="account__hint soft">{t!(i18n, shell.install_by_hand)}</p> }.into_any()
        }
        Install::No => ().into_any(),
    }
}
