//! How an order stands against its limit: an icon and words, never colour alone.

use domain::{deadline::Standing, time::Moment};
use leptos::prelude::*;

use super::Icon;
use crate::{live::clock::use_minute, words};

#[component]
pub fn StandingMark(
    #[prop(into)] standing: Signal<Standing>,
    #[prop(into)] due_at: Signal<Moment>,
    /// Says the larger unit alone.
    #[prop(optional)]
    brief: bool,
) -> impl IntoView {
    let minute = use_minute();
    let left = if brief { words::left_briefly } else { words::left };
    // All of it at once: of all that a list shows there are the most of these.
    move || {
        let (standing, due_at) = (standing.get(), due_at.get());
        let text = match standing {
            Standing::OnTime | Standing::AtRisk | Standing::Overdue => left(due_at, minute.get()),
            settled => words::standing(settled),
        };
        view! {
            <span class="standing-mark" data-standing=standing.slug() title=words::due(due_at)>
                <Icon name=icon(standing)/>
                {text}
            </span>
        }
    }
}

fn icon(standing: Standing) -> &'static str {
    match standing {
        Standing::OnTime => "clock",
        Standing::AtRisk => "alarm-clock",
        Standing::Overdue => "triangle-alert",
        Standing::Paused => "pause",
        Standing::Met => "circle-check",
        Standing::MetLate => "circle-alert",
    }
}
