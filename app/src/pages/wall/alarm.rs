//! The band across the wall for an urgent order that has just come: half a minute, one sound.

use domain::{api::WallCard, id::TicketId, ticket::Urgency, time::Moment};
use leptos::{prelude::*, task::spawn_local};

use super::{feed::Feed, named::Named, say};
use crate::{
    browser::sound,
    i18n::{t, t_string, use_i18n},
    words,
};

/// How long the band stays.
const SHOWN_MS: i64 = 30_000;

/// What is being announced; a copy of handles.
#[derive(Clone, Copy)]
pub struct Alarm {
    /// The order, and when it was announced.
    ringing: RwSignal<Option<(Named, Moment)>>,
    /// Whether an order is being announced.
    pub busy: Signal<bool>,
    /// Whether the browser lets the wall sound; not known at first.
    pub sounds: RwSignal<Option<bool>>,
}

impl Alarm {
    /// Listens for as long as the current owner lives. What is urgent already makes no sound.
    pub fn start(feed: Feed) -> Self {
        let ringing = RwSignal::new(None::<(Named, Moment)>);
        let busy = Memo::new(move |_| ringing.with(Option::is_some));
        let alarm = Self { ringing, busy: busy.into(), sounds: RwSignal::new(None) };
        alarm.ask();
        Effect::new(move |known: Option<Option<Vec<TicketId>>>| {
            feed.wall.with(|wall| {
                let wall = wall.as_deref()?;
                let known = known.flatten();
                if let Some(card) = known.and_then(|known| newcomer(&known, &wall.urgent)) {
                    alarm.ring(Named::of(card, wall), wall.now);
                }
                Some(wall.urgent.iter().map(|card| card.id).collect())
            })
        });
        Effect::new(move |_| {
            let now = feed.now.get();
            let is_over = ringing.with_untracked(|ringing| {
                ringing.as_ref().is_some_and(|(_, since)| now.since(*since).abs() >= SHOWN_MS)
            });
            if is_over {
                ringing.set(None);
            }
        });
        alarm
    }

    fn ring(self, card: Named, now: Moment) {
        self.ringing.set(Some((card, now)));
        spawn_local(sound::chime());
    }

    /// Asks the browser whether the wall may sound; after a press it may.
    pub fn ask(self) {
        spawn_local(async move {
            let allowed = sound::is_allowed().await;
            self.sounds.try_set(Some(allowed));
        });
    }
}

/// The latest urgent order that was not urgent before.
fn newcomer<'a>(known: &[TicketId], urgent: &'a [WallCard]) -> Option<&'a WallCard> {
    urgent.iter().find(|card| !known.contains(&card.id))
}

/// The band. It lies over the page, so that nothing moves when it comes and goes.
#[component]
pub fn Band(feed: Feed, alarm: Alarm) -> impl IntoView {
    let shown = Memo::new(move |_| {
        // Sent to a unit meanwhile, it says so.
        alarm.ringing.get().map(|(card, _)| {
            feed.wall.with(|wall| {
                let now = wall.as_deref().and_then(|wall| card.as_it_is_now(wall));
                now.unwrap_or(card)
            })
        })
    });
    view! {
        <div class="wall-band" role="alert">
            {move || shown.get().map(|card| view! { <Announced feed card/> })}
        </div>
    }
}

#[component]
fn Announced(feed: Feed, card: Named) -> impl IntoView {
    let i18n = use_i18n();
    let (urgency, due_at) = (card.card.urgency, card.card.due_at);
    let left = Memo::new(move |_| due_at.since(feed.now.get()).max(0) / 1000);
    let (what, place) = (card.clone(), card);
    view! {
        <div class="wall-band__words" data-urgency=urgency.slug()>
            <p class="wall-band__what">
                <strong class="wall-band__urgency">{move || words::urgency(urgency)}</strong>
                <span>{move || what.what()}</span>
            </p>
            <p class="wall-band__left">
                <span class="wall-band__until">{t!(i18n, wall.time_left)}</span>
                " "
                <time>{move || say::countdown(left.get())}</time>
            </p>
            <p class="wall-band__place">
                <span>{move || place.place()}</span>
                {(urgency == Urgency::Critical).then(|| view! {
                    <span class="wall-band__note">{move || t_string!(i18n, wall.at_once)}</span>
                })}
            </p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::wall::named::tests::card;

    #[test]
    fn only_what_was_not_urgent_before_is_announced() {
        let urgent = [card(3), card(2), card(1)];
        let id = |known: &[i64]| {
            let known: Vec<TicketId> = known.iter().copied().map(TicketId).collect();
            newcomer(&known, &urgent).map(|card| card.id.0)
        };
        assert_eq!(id(&[1, 2, 3]), None);
        assert_eq!(id(&[1, 2]), Some(3), "a new call");
        assert_eq!(id(&[2, 3]), Some(1), "an old one that has become urgent");
        assert_eq!(id(&[]), Some(3), "of several the latest");
    }
}
