//! A step of an order: its form, the sending, and what is said when somebody else was faster.

mod kept;
mod offers;
mod undo;

use std::sync::Arc;

use domain::{
    api::{EntryView, ProblemCode, TicketQuery, TicketView, TicketsList, Unread},
    ticket::{Action, Verb},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{Failure, send},
    components::{EvidenceForm, Finding, Icon, told},
    i18n::{current, t, t_string, use_i18n},
    live::acting::Acting,
    pages::photos::{Photos, Tray},
    session::{Session, use_session},
    words,
};

pub use offers::Offers;
pub use undo::say_done;

/// Typing rests this long before orders are searched.
const TYPING_MS: u32 = 250;

/// Asks for the evidence of `verb`, sends it, and hands on the order after it. Where the order was
/// changed meanwhile it shows how, keeps what was typed, and goes on with the newer version. A reply and
/// a note stay on this device until they were sent, though the form is closed meanwhile.
#[component]
pub fn StepForm(
    verb: Verb,
    #[prop(into)] ticket: Signal<Arc<TicketView>>,
    #[prop(into)] on_done: Callback<Arc<TicketView>>,
    #[prop(into)] on_cancel: Callback<()>,
    /// Told before a step is sent, and again with `false` where it was refused.
    #[prop(optional, into)]
    on_sending: Option<Callback<(Action, bool)>>,
) -> impl IntoView {
    let acting = Acting::new();
    // What the person has seen; a newer order takes its place only when they are told of it.
    let seen = RwSignal::new(ticket.get_untracked());
    let news = RwSignal::new(Vec::<EntryView>::new());
    let sent = StoredValue::new(None::<Action>);
    let draft = ticket.with_untracked(|ticket| kept::draft(verb, ticket));
    let tray = (verb == Verb::Reply).then(|| ticket.with_untracked(|ticket| Tray::open(ticket)));
    Effect::new(move |_| {
        let Some(failure) = acting.failure.get() else { return };
        if let (Some(tell), Some(action)) = (on_sending, sent.get_value()) {
            tell.run((action, false));
        }
        let Failure::Problem(problem) = failure else { return };
        if problem.code == ProblemCode::StaleVersion
            && let Some(newer) = problem.ticket.as_ref().and_then(Unread::read)
        {
            let version = seen.with_untracked(|seen| seen.card.version);
            news.set(
                newer.entries.iter().filter(|entry| entry.version > version).cloned().collect(),
            );
            seen.set(Arc::new(newer));
        }
    });
    let act = move |action: Action| {
        let joined = tray.map_or(Some(action.clone()), |tray| tray.join(action));
        let Some(action) = joined else { return };
        sent.set_value(Some(action.clone()));
        if let Some(tell) = on_sending {
            tell.run((action.clone(), true));
        }
        let ticket = seen.get_untracked();
        acting.act(&ticket, action, move |ticket| {
            if let Some(draft) = draft {
                draft.forget();
            }
            if let Some(tray) = tray {
                tray.clear();
            }
            let number = ticket.card.number.to_string();
            let text = t_string!(current(), ticket.done, number = number, verb = words::verb(verb));
            say_done(acting, &ticket, verb, text);
            on_done.run(Arc::new(ticket));
        });
    };
    let failure = Signal::derive(move || {
        acting.failure.get().filter(|failure| failure.code() != Some(ProblemCode::StaleVersion))
    });
    let photos = move || tray.map(|tray| view! { <Photos tray acting/> });
    view! {
        <News verb news seen/>
        <EvidenceForm
            verb
            ticket=seen
            sending=acting.sending
            failure
            on_done=act
            on_cancel
            finding=finding()
            draft
            beside=ViewFn::from(photos)
        />
    }
}

/// What others did to the order while the form was open.
#[component]
fn News(
    verb: Verb,
    news: RwSignal<Vec<EntryView>>,
    seen: RwSignal<Arc<TicketView>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let possible = move || seen.with(|seen| seen.offered.contains(&verb));
    let lines = move || {
        news.get().iter().map(|entry| view! { <p>{happened(session, entry)}</p> }).collect_view()
    };
    move || {
        news.with(|news| !news.is_empty()).then(|| {
            view! {
                <div class="news" role="alert">
                    <p class="news__title"><Icon name="info"/>{t!(i18n, ticket.stale_title)}</p>
                    {lines}
                    <p>
                        {move || if possible() {
                            t!(i18n, ticket.stale_kept).into_any()
                        } else {
                            t!(i18n, ticket.stale_not_offered).into_any()
                        }}
                    </p>
                </div>
            }
        })
    }
}

/// 李某已于 10:12 派单给万安居委会.
pub fn happened(session: Session, entry: &EntryView) -> String {
    let what = told(session, &entry.action).head;
    let (who, at) = (entry.by.name.clone(), words::time(entry.recorded_at));
    t_string!(current(), ticket.stale_line, who = who, at = at, what = what)
}

/// Searches orders that another may be merged into.
fn finding() -> Finding {
    let found = RwSignal::new(Vec::new());
    let failure = RwSignal::new(None);
    let typed = StoredValue::new(String::new());
    let search = Callback::new(move |words: String| {
        typed.set_value(words.clone());
        spawn_local(async move {
            TimeoutFuture::new(TYPING_MS).await;
            if typed.try_get_value().as_ref() != Some(&words) {
                return;
            }
            failure.set(None);
            if words.trim().is_empty() {
                found.set(Vec::new());
                return;
            }
            let query = TicketQuery { q: words.clone(), limit: 6, ..TicketQuery::default() };
            let reply = send(&TicketsList(query)).await;
            if typed.try_get_value().as_ref() != Some(&words) {
                return;
            }
            // What fitted other words is not shown as found for these.
            let (items, refusal) = match reply {
                Ok(list) => (list.items, None),
                Err(refusal) => (Vec::new(), Some(refusal)),
            };
            found.set(items);
            failure.set(refusal);
        });
    });
    Finding { found: found.into(), failure: failure.into(), search }
}
