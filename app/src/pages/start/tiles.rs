//! Big tiles to what somebody of the centre uses, with the counts of the board.

use domain::{
    people::{Person, Role},
    ticket::{State, filter::DueFilter},
};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{due_tiles::DueTile, taking_tile::TakingTile};
use crate::{
    components::{Failed, Icon, Loading},
    i18n::{label, t, t_string, use_i18n},
    live::{clock::use_now, use_live, world::Reading},
    words,
};

/// What waits in one state for somebody with one of these roles.
struct Queue {
    state: State,
    roles: &'static [Role],
    icon: &'static str,
    href: &'static str,
}

const QUEUES: &[Queue] = &[
    Queue {
        state: State::ToReview,
        roles: &[Role::Reviewer],
        icon: "clipboard-pen",
        href: "/board?column=to_review",
    },
    Queue {
        state: State::ToDispatch,
        roles: &[Role::Dispatcher],
        icon: "send",
        href: "/board?column=to_dispatch",
    },
    Queue {
        state: State::ToCheck,
        roles: &[Role::Reviewer],
        icon: "list-checks",
        href: "/board?column=to_check",
    },
    Queue {
        state: State::ToCallBack,
        roles: &[Role::Surveyor],
        icon: "phone-call",
        href: "/callback",
    },
    Queue {
        state: State::ToClose,
        roles: &[Role::Surveyor, Role::DutyLead, Role::Supervisor],
        icon: "circle-check",
        href: "/board?column=to_close",
    },
];

#[component]
pub fn Tiles(person: Person) -> impl IntoView {
    let i18n = use_i18n();
    let world = use_live().world;
    world.want();
    let greeting = person.display.clone();
    let mine = |queue: &&Queue| queue.roles.iter().any(|role| person.has(*role));
    let queues: Vec<&'static Queue> = QUEUES.iter().filter(mine).collect();
    let takes = person.may_take_orders();
    let leads = person.leads_the_centre();
    view! {
        <main id="main" class="page start">
            <h1>{t!(i18n, shell.greeting, name = greeting)}</h1>
            <p class="start__lead">{t!(i18n, shell.start_lead)}</p>
            {move || match world.reading.get() {
                Reading::Failed(failure) => view! { <Failed failure retry=move |()| world.want()/> }.into_any(),
                Reading::Done => view! {
                    <ul class="start__tiles">
                        {queues.iter().map(|queue| view! { <QueueTile queue/> }).collect_view()}
                        {leads.then(|| view! {
                            <DueTile due=DueFilter::Overdue icon="triangle-alert"/>
                            <DueTile due=DueFilter::AtRisk icon="alarm-clock"/>
                            <TakingTile/>
                        })}
                    </ul>
                }.into_any(),
                Reading::NotAsked | Reading::UnderWay => view! { <Loading/> }.into_any(),
            }}
            <ul class="start__places">
                {takes.then(|| view! { <PlaceTile href="/intake" icon="phone" name=label!(i18n, shell.intake) text=label!(i18n, shell.start_intake)/> })}
                <PlaceTile href="/board" icon="kanban" name=label!(i18n, shell.board) text=label!(i18n, shell.start_board)/>
            </ul>
        </main>
    }
}

/// How many wait, and for how long the oldest has.
#[component]
fn QueueTile(queue: &'static Queue) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let lane = use_live().world.lanes.lane(queue.state);
    let count = move || lane.map(|lane| lane.count.get()).unwrap_or_default();
    let oldest = move || lane.and_then(|lane| lane.oldest_at.get());
    let age = move || match oldest() {
        Some(at) => {
            t_string!(i18n, shell.start_oldest, age = words::span_briefly(now.get().since(at)))
        }
        None => t_string!(i18n, shell.start_none).to_owned(),
    };
    view! {
        <li>
            <A href=queue.href attr:class="tile">
                <Icon name=queue.icon/>
                <span class="tile__name">{move || words::state(queue.state)}</span>
                <strong class="tile__count">{count}</strong>
                <span class="tile__text">{age}</span>
            </A>
        </li>
    }
}

#[component]
fn PlaceTile(
    href: &'static str,
    icon: &'static str,
    name: Signal<String>,
    text: Signal<String>,
) -> impl IntoView {
    view! {
        <li>
            <A href=href attr:class="tile">
                <Icon name=icon/>
                <span class="tile__name">{move || name.get()}</span>
                <span class="tile__text">{move || text.get()}</span>
            </A>
        </li>
    }
}
