//! 批量办理: one step on several orders, one after the other, and a report of what was refused.

use domain::{
    api::{Act, ProblemCode, StepRequest, TicketView, Unread},
    id::TicketId,
    people::UnitSlug,
    ticket::{Action, Verb, action::Changes, workflow::moves},
};
use leptos::{html, prelude::*, task::spawn_local};

use super::{chosen::Chosen, desk::Desk};
use crate::{
    api::{Failure, new_key, send_keyed},
    components::{Dialog, Field, Icon, UnitPicker},
    i18n::{label, t, t_string, use_i18n},
    live::world::World,
    pages::step::happened,
    session::Session,
    words,
};

/// The steps that several orders may take together: nothing in them is about one order alone.
const TOGETHER: &[Verb] = &[Verb::Approve, Verb::Dispatch];

/// An order that a step is sent to, as it was seen when the step was chosen.
#[derive(Debug, Clone, PartialEq)]
struct Part {
    id: TicketId,
    number: String,
    title: String,
    version: i64,
}

/// A step whose outcome is not known; sent again it keeps its key.
struct Unsettled {
    id: TicketId,
    step: StepRequest,
    key: String,
}

/// Where the sending stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Asking,
    Sending,
    Over,
}

/// One step on several orders; a copy of handles.
#[derive(Clone, Copy)]
struct Bulk {
    world: World,
    chosen: Chosen,
    session: Session,
    verb: RwSignal<Option<Verb>>,
    parts: RwSignal<Vec<Part>>,
    stage: RwSignal<Stage>,
    done: RwSignal<Vec<TicketId>>,
    refused: RwSignal<Vec<(Part, String)>>,
    stopping: RwSignal<bool>,
    unsettled: StoredValue<Vec<Unsettled>>,
}

impl Bulk {
    fn new(desk: Desk) -> Self {
        Self {
            world: desk.world(),
            chosen: desk.chosen(),
            session: desk.session(),
            verb: RwSignal::new(None),
            parts: RwSignal::default(),
            stage: RwSignal::new(Stage::Asking),
            done: RwSignal::default(),
            refused: RwSignal::default(),
            stopping: RwSignal::new(false),
            unsettled: StoredValue::default(),
        }
    }

    /// The steps that every chosen order offers this person.
    fn offered(self) -> Vec<Verb> {
        let person = self.session.person.get();
        let ids = self.chosen.ids.get();
        let offers = |id: &TicketId, verb: Verb| {
            let (Some(person), Some(card)) = (&person, self.world.card(*id)) else {
                return false;
            };
            card.with(|card| {
                let moves = moves(card.state, card.lead.as_ref(), &card.assists, person);
                moves.iter().any(|(_, other)| *other == verb)
            })
        };
        let by_all = |verb: &&Verb| ids.iter().all(|id| offers(id, **verb));
        TOGETHER.iter().filter(by_all).copied().collect()
    }

    /// Asks for what the step needs; what is seen now is what it will be decided on.
    fn begin(self, verb: Verb) {
        let part = |id: TicketId| {
            let card = self.world.card(id)?.get_untracked();
            let (number, title) = (card.number.to_string(), card.title);
            Some(Part { id, number, title, version: card.version })
        };
        let ids = self.chosen.ids.get_untracked();
        self.parts.set(ids.into_iter().filter_map(part).collect());
        self.stage.set(Stage::Asking);
        self.done.set(Vec::new());
        self.refused.set(Vec::new());
        self.stopping.set(false);
        self.verb.set(Some(verb));
    }

    fn send(self, action: Action) {
        self.stage.set(Stage::Sending);
        spawn_local(async move {
            for part in self.parts.get_untracked() {
                // The page was left, or it was stopped: what was not sent stays chosen.
                if self.stopping.try_get_untracked() != Some(false) {
                    break;
                }
                let reply = self.send_one(&part, action.clone()).await;
                self.settle(part, reply);
            }
            self.stage.try_set(Stage::Over);
        });
    }

    async fn send_one(self, part: &Part, action: Action) -> Result<TicketView, Failure> {
        let step = StepRequest { version: part.version, action, happened_at: None };
        let before = self.unsettled.try_update_value(|all| {
            let at = all.iter().position(|sent| sent.id == part.id && sent.step == step)?;
            Some(all.swap_remove(at).key)
        });
        let key = before.flatten().unwrap_or_else(new_key);
        let act = Act { id: part.id, step };
        let reply = send_keyed(&act, &key).await;
        if reply.as_ref().is_err_and(Failure::is_uncertain) {
            let unsettled = Unsettled { id: part.id, step: act.step, key };
            self.unsettled.try_update_value(|all| all.push(unsettled));
        }
        reply
    }

    fn settle(self, part: Part, reply: Result<TicketView, Failure>) {
        match reply {
            Ok(ticket) => {
                self.world.take(&ticket.card);
                self.chosen.ids.try_update(|ids| ids.retain(|id| *id != part.id));
                self.done.try_update(|done| done.push(part.id));
            }
            Err(failure) => {
                let why = self.why(&part, &failure);
                self.refused.try_update(|refused| refused.push((part, why)));
            }
        }
    }

    /// Why it was refused; where somebody else was quicker, what they did.
    fn why(self, part: &Part, failure: &Failure) -> String {
        if let Failure::Problem(problem) = failure
            && problem.code == ProblemCode::StaleVersion
            && let Some(ticket) = problem.ticket.as_ref().and_then(Unread::read)
        {
            let news = ticket.entries.iter().filter(|entry| entry.version > part.version);
            let lines = news.map(|entry| happened(self.session, entry));
            return lines.collect::<Vec<_>>().join(" ");
        }
        words::problem(failure)
    }

    /// What has not been sent.
    fn left(self) -> Vec<Part> {
        let (done, refused) = (self.done.get(), self.refused.get());
        let is_sent = |part: &&Part| {
            done.contains(&part.id) || refused.iter().any(|(other, _)| other.id == part.id)
        };
        self.parts.with(|parts| parts.iter().filter(|part| !is_sent(part)).cloned().collect())
    }

    /// Closes the report. What was refused stays chosen; where nothing was, choosing is over.
    fn end(self) {
        self.verb.set(None);
        if self.stage.get_untracked() == Stage::Over
            && self.chosen.on.get_untracked()
            && self.chosen.ids.with_untracked(Vec::is_empty)
        {
            self.chosen.turn();
        }
    }
}

/// At the foot of the board while cards are being chosen.
#[component]
pub fn BulkBar(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let bulk = Bulk::new(desk);
    let count = move || desk.chosen().ids.with(Vec::len);
    let offered = Memo::new(move |_| bulk.offered());
    let steps = move || {
        let step = |verb: Verb| {
            view! {
                <button type="button" class="button button--primary" on:click=move |_| bulk.begin(verb)>
                    {move || words::verb(verb)}
                </button>
            }
        };
        match (count(), offered.get()) {
            (0, _) => view! { <p class="bulk__hint">{t!(i18n, board.choose_hint)}</p> }.into_any(),
            (_, verbs) if verbs.is_empty() => {
                view! { <p class="bulk__hint">{t!(i18n, board.nothing_together)}</p> }.into_any()
            }
            (_, verbs) => verbs.into_iter().map(step).collect_view().into_any(),
        }
    };
    view! {
        <Show when=move || desk.chosen().on.get()>
            <section class="bulk" aria-label=move || t_string!(i18n, board.chosen_bar)>
                <strong role="status">{move || t_string!(i18n, board.chosen, n = count())}</strong>
                <div class="bulk__steps">{steps}</div>
                <button type="button" class="button button--quiet" on:click=move |_| desk.chosen().turn()>
                    <Icon name="x"/>
                    {t!(i18n, board.choose_end)}
                </button>
            </section>
        </Show>
        <BulkDialog bulk/>
    }
}

#[component]
fn BulkDialog(bulk: Bulk) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    // Each of the two only says what is news, for setting a signal to what it is wakes the other.
    Effect::new(move |_| {
        let wanted = bulk.verb.with(Option::is_some);
        // What was closed while it was being sent opens again with its report.
        bulk.stage.track();
        if open.get_untracked() != wanted {
            open.set(wanted);
        }
    });
    Effect::new(move |_| {
        if open.get() || bulk.verb.with_untracked(Option::is_none) {
            return;
        }
        if bulk.stage.get_untracked() == Stage::Sending {
            bulk.stopping.set(true);
        } else {
            bulk.end();
        }
    });
    let verb = move || bulk.verb.get().map(words::verb).unwrap_or_default();
    let title = Signal::derive(move || {
        t_string!(i18n, board.together_title, verb = verb(), n = bulk.parts.with(Vec::len))
    });
    let body = move || match (bulk.verb.get(), bulk.stage.get()) {
        (None, _) => ().into_any(),
        (Some(Verb::Dispatch), Stage::Asking) => view! { <AskDispatch bulk/> }.into_any(),
        (Some(verb), Stage::Asking) => view! { <AskNothing bulk verb/> }.into_any(),
        (Some(_), Stage::Sending) => view! { <Progress bulk/> }.into_any(),
        (Some(verb), Stage::Over) => view! { <Report bulk verb/> }.into_any(),
    };
    view! { <Dialog open title>{body}</Dialog> }
}

/// The orders that it is about.
#[component]
fn Parts(parts: Vec<Part>) -> impl IntoView {
    let line = |part: Part| {
        view! {
            <li>
                <span class="number">{part.number}</span>
                " "
                {part.title}
            </li>
        }
    };
    view! { <ul class="bulk__parts" tabindex="0">{parts.into_iter().map(line).collect_view()}</ul> }
}

#[component]
fn AskNothing(bulk: Bulk, verb: Verb) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Parts parts=bulk.parts.get_untracked()/>
        <div class="evidence-form__foot">
            <button type="button" class="button" on:click=move |_| bulk.end()>{t!(i18n, shell.cancel)}</button>
            <button
                type="button"
                class="button button--primary"
                on:click=move |_| bulk.send(Action::Approve(Changes::default()))
            >
                {move || words::verb(verb)}
            </button>
        </div>
    }
}

#[component]
fn AskDispatch(bulk: Bulk) -> impl IntoView {
    let i18n = use_i18n();
    let lead = RwSignal::new(None::<UnitSlug>);
    let missing = RwSignal::new(false);
    let note = NodeRef::<html::Textarea>::new();
    let fault = Signal::derive(move || {
        (missing.get() && lead.with(Option::is_none)).then_some(domain::text::Flaw::Missing)
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(lead) = lead.get_untracked() else { return missing.set(true) };
        let note = note.get_untracked().map(|note| note.value());
        let note = note.filter(|note| !note.trim().is_empty());
        bulk.send(Action::Dispatch { lead, assists: Vec::new(), note });
    };
    view! {
        <form class="evidence-form" novalidate on:submit=send>
            <Parts parts=bulk.parts.get_untracked()/>
            <UnitPicker id="bulk-lead" label=label!(i18n, ticket.lead) value=lead fault/>
            <Field id="bulk-note" label=label!(i18n, ticket.ask_dispatch_note)>
                <textarea id="bulk-note" class="input" rows="3" node_ref=note></textarea>
            </Field>
            <div class="evidence-form__foot">
                <button type="button" class="button" on:click=move |_| bulk.end()>{t!(i18n, shell.cancel)}</button>
                <button type="submit" class="button button--primary">{move || words::verb(Verb::Dispatch)}</button>
            </div>
        </form>
    }
}

#[component]
fn Progress(bulk: Bulk) -> impl IntoView {
    let i18n = use_i18n();
    let total = move || bulk.parts.with(Vec::len);
    let sent = move || total() - bulk.left().len();
    view! {
        <p role="status">{move || t_string!(i18n, board.sending, n = sent(), total = total())}</p>
        <progress class="bulk__progress" max=total prop:value=move || sent() as f64></progress>
        <div class="evidence-form__foot">
            <button
                type="button"
                class="button"
                disabled=move || bulk.stopping.get()
                on:click=move |_| bulk.stopping.set(true)
            >
                {t!(i18n, board.stop)}
            </button>
        </div>
    }
}

#[component]
fn Report(bulk: Bulk, verb: Verb) -> impl IntoView {
    let i18n = use_i18n();
    let refused = bulk.refused.get_untracked();
    let (done, left) = (bulk.done.with_untracked(Vec::len), untrack(move || bulk.left()));
    let line = |(part, why): (Part, String)| {
        view! {
            <li>
                <a href=format!("/tickets/{}", part.id)>{part.number} " " {part.title}</a>
                <p>{why}</p>
            </li>
        }
    };
    let (count, waiting) = (refused.len(), left.len());
    view! {
        <div class="bulk__report" role="status">
            <p><Icon name="circle-check"/> {move || t_string!(i18n, board.report_done, verb = words::verb(verb), n = done)}</p>
            {(count > 0).then(|| view! { <p class="fault"><Icon name="circle-alert"/> {t!(i18n, board.report_refused, n = count)}</p> })}
            {(waiting > 0).then(|| view! { <p><Icon name="pause"/> {t!(i18n, board.report_left, n = waiting)}</p> })}
        </div>
        {(count > 0).then(|| view! { <ul class="bulk__refused">{refused.into_iter().map(line).collect_view()}</ul> })}
        {(waiting > 0).then(|| view! { <Parts parts=left/> })}
        <div class="evidence-form__foot">
            <button type="button" class="button button--primary" autofocus on:click=move |_| bulk.end()>
                {t!(i18n, shell.close)}
            </button>
        </div>
    }
}
