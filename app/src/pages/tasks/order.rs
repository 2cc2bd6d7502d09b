//! One order: what, where, whom to ring, what to answer; its story below.

use std::sync::Arc;

use domain::{
    api::{ProblemCode, TicketView},
    id::TicketId,
    people::UnitSlug,
    ticket::{Action, Urgency, Verb},
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};

use super::{
    caller::Caller,
    calls::Calls,
    contact::Contact,
    reply::ReplyForm,
    row::{TimeLeft, first_standing, key_class},
    share::ShareKey,
};
use crate::{
    browser::page::{go_to, next_frame},
    components::{DueList, Empty, Failed, Icon, Loading, StateChip, StoryList, Tone, toast},
    i18n::{current, label, t, t_string, use_i18n},
    live::{acting::Acting, clock::use_now, list::List, order::Order},
    pages::{
        login::OtherAccount,
        step::{StepForm, say_done},
    },
    words,
};

/// The headings of the parts that are named by them, or led to.
pub const CALL: &str = "task-call";
pub const REPLY: &str = "task-reply";
pub const NOTE: &str = "task-note";

/// The order, and how one acts on it: what a step answers reaches the list as well.
#[derive(Clone, Copy)]
pub struct Hand {
    pub order: Order,
    pub ticket: Signal<Arc<TicketView>>,
    pub list: List,
    pub calls: Calls,
}

impl Hand {
    /// A hand on an order that was read.
    fn on(order: Order, list: List, calls: Calls) -> Option<Self> {
        let first = order.view.get_untracked()?;
        let ticket = Memo::new(move |last: Option<&Arc<TicketView>>| {
            order.view.get().or_else(|| last.cloned()).unwrap_or_else(|| Arc::clone(&first))
        });
        Some(Self { order, ticket: ticket.into(), list, calls })
    }

    /// Takes the order as a step has left it.
    pub fn took(self, after: Arc<TicketView>) {
        self.list.take(&after.card);
        self.order.take(after);
    }

    /// Whether the workflow offers me this now.
    pub fn offers(self, verb: Verb) -> Memo<bool> {
        Memo::new(move |_| self.ticket.with(|ticket| ticket.offered.contains(&verb)))
    }

    /// Whether it is me who rings the caller.
    pub fn rings(self) -> Memo<bool> {
        let offered = self.offers(Verb::Contact);
        Memo::new(move |_| offered.get() && self.ticket.with(|ticket| ticket.card.lead_rings))
    }

    /// A hand for steps of one kind; a refusal that brings the order as it is now shows it.
    pub fn acting(self) -> Acting {
        let acting = Acting::new();
        Effect::new(move |_| acting.failure.with(|failure| self.order.take_from(failure.as_ref())));
        acting
    }
}

#[component]
pub fn OrderPage(id: TicketId, list: List, unit: UnitSlug, calls: Calls) -> impl IntoView {
    let i18n = use_i18n();
    let order = Order::follow(id);
    let unit = StoredValue::new(unit);
    view! {
        <article class="task-order">
            <p class="task-order__top">
                <A href="/tasks" scroll=false attr:class="button button--quiet task-order__back">
                    <Icon name="chevron-left"/>
                    {t!(i18n, tasks.back)}
                </A>
                <ShareKey order/>
            </p>
            {once_read(order, list, calls, move |hand| {
                view! { <Parts hand unit=unit.get_value()/> }.into_any()
            })}
        </article>
    }
}

/// What `show` makes of the order once it was read, or why it was not. It is made once: what changes
/// afterwards changes in its place, and what is typed stays.
pub fn once_read(
    order: Order,
    list: List,
    calls: Calls,
    show: impl Fn(Hand) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let there = Memo::new(move |_| order.view.with(Option::is_some));
    let failure = Memo::new(move |_| order.failure.get());
    (move || match failure.get() {
        Some(failure) if failure.code() == Some(ProblemCode::NotFound) => {
            view! { <NotOurs/> }.into_any()
        }
        Some(failure) => view! { <Failed failure retry=move |()| order.read()/> }.into_any(),
        None if there.get() => Hand::on(order, list, calls).map_or_else(|| ().into_any(), &show),
        None => view! { <Loading/> }.into_any(),
    })
    .into_any()
}

#[component]
fn NotOurs() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Empty icon="inbox" title=label!(i18n, tasks.not_found)>
            <OtherAccount/>
        </Empty>
    }
}

#[component]
fn Parts(hand: Hand, unit: UnitSlug) -> impl IntoView {
    go_to_named_section();
    view! {
        <Head hand/>
        <What hand unit/>
        <Caller hand/>
        <Contact hand/>
        <ReplyForm hand/>
        <Note hand/>
        <Limits hand/>
        <Bar hand/>
    }
}

/// A key of the list that said what one wants to do leads straight there.
fn go_to_named_section() {
    let wanted = use_query_map().with_untracked(|query| query.get("do"));
    let section = match wanted.as_deref() {
        Some("reply") => REPLY,
        Some("note") => NOTE,
        _ => return,
    };
    next_frame(move || go_to(section));
}

#[component]
fn Head(hand: Hand) -> impl IntoView {
    let now = use_now();
    let ticket = hand.ticket;
    let standing =
        Memo::new(move |_| ticket.with(|ticket| first_standing(&ticket.card, now.get())));
    let card = Signal::derive(move || ticket.with(|ticket| Some(ticket.card.clone())));
    let due_at = Memo::new(move |_| ticket.with(|ticket| ticket.card.first_due().at));
    let state = Memo::new(move |_| ticket.with(|ticket| ticket.card.state));
    view! {
        <header class="task-order__head">
            <p class="task-order__line">
                <span class="number">{move || ticket.with(|ticket| ticket.card.number.to_string())}</span>
                <StateChip state/>
            </p>
            <p class="task-order__line">
                <TimeLeft card standing/>
                <span class="soft">{move || words::due(due_at.get())}</span>
            </p>
            <h1>{move || ticket.with(|ticket| ticket.card.title.clone())}</h1>
        </header>
    }
}

#[component]
fn What(hand: Hand, unit: UnitSlug) -> impl IntoView {
    let i18n = use_i18n();
    let ticket = hand.ticket;
    let urgency = Memo::new(move |_| ticket.with(|ticket| ticket.card.urgency));
    let asked = Memo::new(move |_| {
        ticket.with(|ticket| {
            let mine = ticket.card.assists.iter().find(|assist| assist.unit == unit);
            mine.map(|assist| assist.ask.clone())
        })
    });
    view! {
        <section class="task-order__part" aria-label=move || t_string!(i18n, tasks.what)>
            <p class="task__marks">
                <span>{move || ticket.with(|ticket| words::nature(ticket.card.nature))}</span>
                {move || (urgency.get() != Urgency::Normal).then(|| view! {
                    <span class="mark" data-urgency=urgency.get().slug()>
                        <Icon name="flame"/>
                        {words::urgency(urgency.get())}
                    </span>
                })}
            </p>
            <p class="task-order__content">{move || ticket.with(|ticket| ticket.content.clone())}</p>
            <p class="task-order__address">
                <Icon name="map-pin"/>
                <span class="visually-hidden">{t!(i18n, tasks.location)}</span>
                {move || ticket.with(|ticket| ticket.card.address.clone())}
            </p>
            {move || asked.get().map(|ask| view! {
                <p class="task-order__asked"><strong>{t!(i18n, tasks.asked)}</strong> {ask}</p>
            })}
        </section>
    }
}

#[component]
fn Note(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    let offered = hand.offers(Verb::Note);
    let asked = use_query_map().with_untracked(|query| query.get("do"));
    let open = RwSignal::new(asked.as_deref() == Some("note"));
    let done = Callback::new(move |after: Arc<TicketView>| {
        hand.took(after);
        open.set(false);
    });
    view! {
        <Show when=move || offered.get()>
            <section class="task-order__part" aria-labelledby=NOTE>
                <h2 id=NOTE tabindex="-1">{t!(i18n, tasks.note_title)}</h2>
                <Show
                    when=move || open.get()
                    fallback=move || view! {
                        <button type="button" class="button" on:click=move |_| open.set(true)>
                            <Icon name="message-square"/>
                            {t!(i18n, tasks.write_note)}
                        </button>
                    }
                >
                    <StepForm verb=Verb::Note ticket=hand.ticket on_done=done on_cancel=move |()| open.set(false)/>
                </Show>
            </section>
        </Show>
    }
}

#[component]
fn Limits(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <details class="task-order__part">
            <summary>{t!(i18n, tasks.limits)}</summary>
            <DueList ticket=hand.ticket/>
        </details>
        <section class="task-order__part" aria-label=move || t_string!(i18n, tasks.story)>
            <h2>{t!(i18n, tasks.story)}</h2>
            <StoryList ticket=hand.ticket/>
        </section>
    }
}

/// What the thumb reaches: signing, or the way to the call and to the reply.
#[component]
fn Bar(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    let (signs, contacts, replies) =
        (hand.offers(Verb::Sign), hand.rings(), hand.offers(Verb::Reply));
    // As on the list: whoever has not reached the caller yet rings first.
    let rings_first = Memo::new(move |_| {
        contacts.get() && replies.get() && hand.ticket.with(|ticket| !ticket.card.contacted)
    });
    view! {
        <Show when=move || signs.get() || contacts.get() || replies.get()>
            <div class="task-order__bar">
                <Show when=move || contacts.get()>
                    <button
                        type="button"
                        class=move || key_class(rings_first.get())
                        on:click=move |_| hand.calls.begin(hand.order.id)
                    >
                        <Icon name="phone"/>
                        {t!(i18n, tasks.call)}
                    </button>
                </Show>
                <Show when=move || replies.get()>
                    <button
                        type="button"
                        class=move || key_class(!rings_first.get())
                        on:click=|_| go_to(REPLY)
                    >
                        <Icon name="send"/>
                        {t!(i18n, tasks.reply)}
                    </button>
                </Show>
                <Show when=move || signs.get()>
                    <Sign hand/>
                </Show>
            </div>
        </Show>
    }
}

#[component]
fn Sign(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    let acting = hand.acting();
    let sign = move |_| {
        acting.act(&hand.ticket.get_untracked(), Action::Sign {}, move |after| {
            let number = after.card.number.to_string();
            let text = t_string!(current(), tasks.signed, number = number);
            say_done(acting, &after, Verb::Sign, text);
            hand.took(Arc::new(after));
        });
    };
    Effect::new(move |_| {
        if let Some(failure) = acting.failure.get() {
            toast(Tone::Bad, words::problem(&failure));
        }
    });
    view! {
        <button
            type="button"
            class="button button--primary"
            aria-disabled=move || acting.sending.get().to_string()
            on:click=sign
        >
            <Icon name="check"/>
            {move || {
                if acting.sending.get() { t_string!(i18n, tasks.signing) } else { t_string!(i18n, tasks.sign) }
            }}
        </button>
    }
}
