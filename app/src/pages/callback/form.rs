//! One form for one call: got through or not, and what the caller says.

use domain::{
    text::{Faults, Flaw},
    ticket::{
        Action,
        action::{CallBack, Satisfaction, Solved},
        step::may_give_up,
    },
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::open::Hand;
use crate::{
    browser::storage,
    components::{Choice, Field, Icon, field_fault},
    i18n::{current, label, t, t_string, use_i18n},
    live::{clock::use_now, whole},
    session::{callback_place, use_session},
    words,
};

/// Whether one got through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Through {
    Reached,
    NotReached,
}

fn through_word(through: Through) -> String {
    match through {
        Through::Reached => t_string!(current(), callback.reached),
        Through::NotReached => t_string!(current(), callback.not_reached),
    }
    .to_owned()
}

/// What was typed of one call; it stays on this device until it has arrived.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Typed {
    through: Option<Through>,
    solved: Option<Solved>,
    satisfaction: Option<Satisfaction>,
    words: String,
}

impl Typed {
    /// The call back, or every field that it lacks or has wrong.
    fn call_back(&self, give_up: bool) -> Result<Action, Vec<(String, Flaw)>> {
        let mut faults = Faults::default();
        faults.when(self.through.is_none(), "reached", Flaw::Missing);
        let reached = self.through == Some(Through::Reached) && !give_up;
        let action = Action::CallBack(CallBack {
            reached,
            give_up,
            solved: self.solved.filter(|_| reached),
            satisfaction: self.satisfaction.filter(|_| reached),
            words: Some(self.words.trim().to_owned()).filter(|words| !words.is_empty()),
        });
        action.check(&mut faults);
        match faults.into_result() {
            Ok(()) => Ok(action),
            Err(faults) => Err(faults.into_iter().map(|fault| (fault.field, fault.flaw)).collect()),
        }
    }
}

/// The fields as signals, kept on every change.
#[derive(Clone, Copy)]
struct Fields {
    through: RwSignal<Option<Through>>,
    solved: RwSignal<Option<Solved>>,
    satisfaction: RwSignal<Option<Satisfaction>>,
    words: RwSignal<String>,
    faults: RwSignal<Vec<(String, Flaw)>>,
}

impl Fields {
    fn open(place: &str) -> Self {
        let kept = storage::read(place).and_then(|kept| serde_json::from_str::<Typed>(&kept).ok());
        let typed = kept.unwrap_or_default();
        Self {
            through: RwSignal::new(typed.through),
            solved: RwSignal::new(typed.solved),
            satisfaction: RwSignal::new(typed.satisfaction),
            words: RwSignal::new(typed.words),
            faults: RwSignal::new(Vec::new()),
        }
    }

    fn typed(self) -> Typed {
        Typed {
            through: self.through.get(),
            solved: self.solved.get(),
            satisfaction: self.satisfaction.get(),
            words: self.words.get(),
        }
    }

    fn keep(self, place: String) {
        Effect::new(move |_| {
            let typed = self.typed();
            match serde_json::to_string(&typed) {
                Ok(text) if typed != Typed::default() => storage::write(&place, &text),
                _ => storage::forget(&place),
            }
        });
    }

    fn fault(self, hand: Hand, field: &'static str) -> Signal<Option<Flaw>> {
        Signal::derive(move || {
            let here = self.faults.with(|faults| {
                faults.iter().find(|(name, _)| name == field).map(|(_, flaw)| *flaw)
            });
            here.or_else(|| {
                hand.acting.failure.with(|failure| field_fault(failure.as_ref(), field))
            })
        })
    }
}

fn place_of(hand: Hand) -> String {
    let person = use_session().person;
    let person = person.with_untracked(|person| person.as_ref().map(|person| person.id));
    callback_place(person.unwrap_or_default()) + &hand.order.id.to_string()
}

#[component]
pub fn CallForm(hand: Hand) -> impl IntoView {
    let i18n = use_i18n();
    // A call that was counted makes the form anew: what was chosen for it is not said of the next.
    let turn = RwSignal::new(0_u32);
    let place = StoredValue::new(place_of(hand));
    let send = Callback::new(move |action: Action| {
        let kept = place.get_value();
        hand.act(action.clone(), move |after| {
            // The stream may have taken the form away before the answer is here.
            storage::forget(&kept);
            turn.try_update(|turn| *turn += 1);
            said(&action, after.card.number.to_string())
        });
    });
    view! {
        <section class="callback__form" aria-label=move || t_string!(i18n, callback.title)>
            {move || {
                turn.track();
                view! { <Form hand place=place.get_value() send/> }
            }}
        </section>
    }
}

fn said(action: &Action, number: String) -> String {
    let i18n = current();
    match action {
        Action::CallBack(CallBack { reached: true, .. }) => {
            t_string!(i18n, callback.finished, number = number)
        }
        Action::CallBack(CallBack { give_up: true, .. }) => {
            t_string!(i18n, callback.given_up, number = number)
        }
        _ => t_string!(i18n, callback.attempt_counted, number = number),
    }
}

#[component]
fn Form(hand: Hand, place: String, send: Callback<Action>) -> impl IntoView {
    let i18n = use_i18n();
    let fields = Fields::open(&place);
    fields.keep(place);
    let submit =
        Callback::new(move |give_up: bool| match untrack(|| fields.typed()).call_back(give_up) {
            Ok(action) => {
                fields.faults.set(Vec::new());
                send.run(action);
            }
            Err(faults) => fields.faults.set(faults),
        });
    let reached = Memo::new(move |_| fields.through.get() == Some(Through::Reached));
    view! {
        <form
            on:submit=move |event| {
                event.prevent_default();
                submit.run(false);
            }
        >
            <Choice
                legend=label!(i18n, callback.reached_question)
                options=&[Through::Reached, Through::NotReached]
                label=through_word
                value=fields.through
                fault=fields.fault(hand, "reached")
            />
            <div class="callback__said" hidden=move || !reached.get()>
                <Choice legend=label!(i18n, callback.solved) options=Solved::ALL label=words::solved value=fields.solved fault=fields.fault(hand, "solved")/>
                <Choice legend=label!(i18n, callback.satisfaction) options=Satisfaction::ALL label=words::satisfaction value=fields.satisfaction fault=fields.fault(hand, "satisfaction")/>
            </div>
            <WordsField hand fields/>
            <Keys hand fields submit/>
        </form>
    }
}

#[component]
fn WordsField(hand: Hand, fields: Fields) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Field
            id="callback-words"
            label=label!(i18n, callback.words)
            hint=label!(i18n, callback.words_hint)
            fault=fields.fault(hand, "words")
        >
            <textarea
                id="callback-words"
                class="input"
                rows="3"
                on:input:target=move |event| fields.words.set(event.target().value())
            >
                {fields.words.get_untracked()}
            </textarea>
        </Field>
    }
}

/// What the call comes to: done, one more attempt, or given up where the policy permits it.
#[component]
fn Keys(hand: Hand, fields: Fields, submit: Callback<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let (desk, now) = (use_session().desk, use_now());
    let may = Memo::new(move |_| {
        let ticket = hand.ticket.with(|ticket| whole(ticket));
        desk.with(|desk| {
            desk.as_ref().is_some_and(|desk| may_give_up(&ticket, now.get_untracked(), desk))
        })
    });
    let not_reached = Memo::new(move |_| fields.through.get() == Some(Through::NotReached));
    let sending = hand.acting.sending;
    let finish = move || match (sending.get(), not_reached.get()) {
        (true, _) => t_string!(i18n, callback.sending),
        (false, true) => t_string!(i18n, callback.count_attempt),
        (false, false) => t_string!(i18n, callback.finish),
    };
    view! {
        <div class="callback__keys">
            <button type="submit" class="button button--primary" aria-disabled=move || sending.get().to_string()>
                {finish}
            </button>
            <Show when=move || may.get() && not_reached.get()>
                <button
                    type="button"
                    class="button"
                    aria-disabled=move || sending.get().to_string()
                    on:click=move |_| submit.run(true)
                >
                    <Icon name="phone-off"/>
                    {t!(i18n, callback.give_up)}
                </button>
                <span class="soft">{t!(i18n, callback.give_up_means)}</span>
            </Show>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_got_through_needs_what_the_caller_said() {
        let typed = Typed { through: Some(Through::Reached), ..Typed::default() };
        let faults = typed.call_back(false).unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["solved", "satisfaction"]);
    }

    #[test]
    fn what_was_chosen_before_is_not_said_of_a_call_that_did_not_get_through() {
        let typed = Typed {
            through: Some(Through::NotReached),
            solved: Some(Solved::Yes),
            ..Typed::default()
        };
        let Ok(Action::CallBack(call)) = typed.call_back(false) else { panic!("a call back") };
        assert_eq!(call, CallBack::default());
    }
}
