//! How an order stands against its limit: an icon and words, never colour alone.

use domain::{deadline::Standing, time::Moment};
use leptos::prelude::*;

use super::Icon;
use crate::{live::clock::use_now, words};

#[component]
pub fn StandingMark(
    #[prop(into)] standing: Signal<Standing>,
    #[prop(into)] due_at: Signal<Moment>,
    /// Says the larger unit alone.
    #[prop(optional)]
    brief: bool,
) -> impl IntoView {
    let now = use_now();
    let icon = Signal::derive(move || match standing.get() {
        Standing::OnTime => "clock",
        Standing::AtRisk => "alarm-clock",
        Standing::Overdue => "triangle-alert",
        Standing::Paused => "pause",
        Standing::Met => "circle-check",
        Standing::MetLate => "circle-alert",
    });
    // By the minute: what is said does not change each second.
    let minute = Memo::new(move |_| now.get().0 / 60_000);
    let left = if brief { words::left_briefly } else { words::left };
    let text = move || match standing.get() {
        Standing::OnTime | Standing::AtRisk | Standing::Overdue => {
            left(due_at.get(), Moment(minute.get() * 60_000))
        }
        settled => words::standing(settled),
    };
    let due = move || words::due(due_at.get());
    view! {
        <span class="standing-mark" data-standing=move || standing.get().slug() title=due>
            <Icon name=icon/>
            {text}
        </span>
    }
}
