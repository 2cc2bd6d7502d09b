//! Figures that are asked for again whenever an order has changed.

use std::sync::Arc;

use domain::api::Endpoint;
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};

use crate::{api::send, live::use_live};

/// After a change the figures are asked for again; several changes share one asking.
const REST_MS: u32 = 2_000;

/// What `endpoint` answers, for as long as the current owner lives; `None` until it has answered.
pub fn followed<E>(endpoint: E) -> RwSignal<Option<E::Reply>>
where
    E: Endpoint<Reply: Send + Sync> + Send + Sync + 'static,
{
    let endpoint = Arc::new(endpoint);
    let told = RwSignal::new(None);
    let asked = StoredValue::new(false);
    let ask = move |rest: u32| {
        if asked.try_update_value(|asked| std::mem::replace(asked, true)) != Some(false) {
            return;
        }
        let endpoint = Arc::clone(&endpoint);
        spawn_local(async move {
            TimeoutFuture::new(rest).await;
            asked.try_set_value(false);
            if let Ok(reply) = send(&*endpoint).await {
                told.try_set(Some(reply));
            }
        });
    };
    ask(0);
    use_live().on_event(move |_| ask(REST_MS));
    told
}
