//! 分享: a link to the order for the group of the office, with its number and its road; whoever opens
//! it signs in first.

use domain::{api::Card, text::road_of};
use leptos::{html, prelude::*, task::spawn_local};

use crate::{
    browser::{
        page::next_frame,
        share::{Shared, share},
    },
    components::{Dialog, Icon, Tone, toast},
    i18n::{current, label, t, t_string, use_i18n},
    live::order::Order,
};

#[component]
pub fn ShareKey(order: Order) -> impl IntoView {
    let i18n = use_i18n();
    let by_hand = RwSignal::new(None::<String>);
    let press = move |_| {
        let seen = order.view.get_untracked();
        let Some(text) = seen.map(|seen| message(&seen.card)) else { return };
        spawn_local(async move {
            match share(&text).await {
                Shared::Handed => {}
                Shared::Copied => {
                    toast(Tone::Good, t_string!(current(), tasks.share_copied).to_owned());
                }
                Shared::Neither => _ = by_hand.try_set(Some(text)),
            }
        });
    };
    view! {
        <Show when=move || order.view.with(Option::is_some)>
            <button type="button" class="button button--quiet" on:click=press>
                <Icon name="share-2"/>
                {t!(i18n, tasks.share)}
            </button>
        </Show>
        <ByHand text=by_hand/>
    }
}

/// 工单 20200128-00012（公园路），请登录查看：https://…/tasks/12
fn message(card: &Card) -> String {
    let origin = window().location().origin().unwrap_or_default();
    let link = format!("{origin}/tasks/{}", card.id);
    let (number, road) = (card.number.to_string(), road_of(&card.address));
    if road.is_empty() {
        t_string!(current(), tasks.share_text, number = number, link = link)
    } else {
        t_string!(current(), tasks.share_text_road, number = number, road = road, link = link)
    }
}

/// The text, to be copied by hand.
#[component]
fn ByHand(text: RwSignal<Option<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let area = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| open.set(text.with(Option::is_some)));
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            next_frame(move || area.select());
        }
    });
    view! {
        <Dialog open title=label!(i18n, tasks.share_by_hand)>
            <textarea
                class="input"
                node_ref=area
                readonly
                aria-label=move || t_string!(i18n, tasks.share_by_hand)
                prop:value=move || text.get().unwrap_or_default()
            ></textarea>
        </Dialog>
    }
}
