//! Figures that are asked for again whenever an order has changed, and by the minute: what is overdue
//! becomes so by the clock alone.

use std::{sync::Arc, time::Duration};

use domain::api::Endpoint;
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::send,
    browser::page::is_visible,
    live::{again, use_live},
};

/// After a change the figures are asked for again; several changes share one asking.
const REST_MS: u32 = 2_000;
/// How long figures hold without a change.
const HOLDS: Duration = Duration::from_mins(1);

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
            let mut failures = 0;
            loop {
                match send(&*endpoint).await {
                    Ok(reply) => {
                        told.try_set(Some(reply));
                        return;
                    }
                    // Unless the page was left.
                    Err(failure) if again(&failure, &mut failures).await && !told.is_disposed() => {
                    }
                    Err(_) => return,
                }
            }
        });
    };
    ask(0);
    let by_the_clock = ask.clone();
    let minute = set_interval_with_handle(
        move || {
            if is_visible() {
                by_the_clock(0);
            }
        },
        HOLDS,
    );
    on_cleanup(move || _ = minute.map(|minute| minute.clear()));
    use_live().on_event(move |_| ask(REST_MS));
    told
}
