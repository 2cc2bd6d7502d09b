//! 撤销: for some seconds, by whoever did it, while nothing came after it.

use domain::{
    api::TicketView,
    id::PersonId,
    people::{Person, Role},
    stats::Fact,
    ticket::{
        Action, State, Verb,
        action::Changes,
        intake::{Caller, CallerGiven},
        step::Refusal,
        take_back::SHOWN_MS,
        workflow::offered,
    },
};

use crate::world::{CALLERS, Evidence, Story, everybody, person};

fn takes(story: &mut Story, verb: Verb) {
    let action = Evidence::plain().action(verb, story.ticket(), &story.desk, story.now);
    story.takes(&everybody(), action);
}

fn refusal(story: &Story, person: &Person) -> Option<Refusal> {
    story.tries(person, Action::TakeBack {}, None).err()
}

#[test]
fn a_dispatch_to_the_wrong_unit_is_taken_back_and_both_stay_in_the_story() {
    let mut story = Story::until(State::ToDispatch);
    let before = story.ticket().clone();
    takes(&mut story, Verb::Dispatch);
    let reviewer = person(&[Role::Reviewer], None);
    story.takes(&reviewer, Action::TakeBack {});
    let after = story.ticket();
    assert_eq!((after.state, &after.lead, after.round()), (before.state, &None, before.round()));
    let view = TicketView::of(&story.entries, &Caller::default(), &reviewer, story.now);
    let entries = view.unwrap().unwrap().entries;
    let marked: Vec<(Verb, bool)> =
        entries.iter().map(|entry| (entry.action.verb(), entry.taken_back)).collect();
    assert_eq!(
        marked,
        [
            (Verb::Create, false),
            (Verb::Approve, false),
            (Verb::Dispatch, true),
            (Verb::TakeBack, false)
        ]
    );
}

#[test]
fn it_is_offered_for_ten_seconds_and_a_press_at_the_last_moment_still_arrives() {
    let mut story = Story::until(State::Handling);
    assert_eq!(refusal(&story, &everybody()), None);
    story.now = story.now.plus_ms(SHOWN_MS + 4_000);
    assert_eq!(refusal(&story, &everybody()), None);
    story.now = story.now.plus_ms(2_000);
    assert_eq!(refusal(&story, &everybody()), Some(Refusal::NoSuchStep));
    assert!(!offered(story.ticket(), &everybody(), story.now).contains(&Verb::TakeBack));
}

#[test]
fn only_who_did_it_takes_it_back() {
    let story = Story::until(State::ToDispatch);
    let other = Person { id: PersonId(8), ..everybody() };
    assert_eq!(refusal(&story, &other), Some(Refusal::NotYours));
}

#[test]
fn what_came_after_it_closes_the_way_back() {
    for verb in [Verb::Note, Verb::Contact] {
        let mut story = Story::until(State::Handling);
        takes(&mut story, verb);
        assert_eq!(refusal(&story, &everybody()), Some(Refusal::NoSuchStep), "{verb}");
    }
}

#[test]
fn taking_back_is_not_taken_back() {
    let mut story = Story::until(State::ToDispatch);
    story.takes(&everybody(), Action::TakeBack {});
    assert_eq!(story.ticket().state, State::ToReview);
    assert_eq!(refusal(&story, &everybody()), Some(Refusal::NoSuchStep));
}

#[test]
fn a_corrected_caller_stays_corrected() {
    let mut story = Story::until(State::ToReview);
    let (name, phone) = CALLERS[1];
    let caller = CallerGiven {
        name: Some(name.into()),
        phone: Some(phone.into()),
        anonymous: false,
        confidential: false,
    };
    let changes = Changes { caller: Some(caller), ..Changes::default() };
    story.takes(&everybody(), Action::Approve(changes));
    assert_eq!(refusal(&story, &everybody()), Some(Refusal::NoSuchStep));
}

#[test]
fn a_rework_that_is_taken_back_leaves_no_round() {
    let mut story = Story::until(State::ToClose);
    let due = story.ticket().due().clone();
    takes(&mut story, Verb::Rework);
    assert_eq!(story.ticket().rounds.len(), 2);
    story.takes(&everybody(), Action::TakeBack {});
    assert_eq!((story.ticket().rounds.len(), story.ticket().due()), (1, &due));
}

#[test]
fn a_slip_that_was_taken_back_counts_at_no_moment_once_it_is_known_as_one() {
    let mut story = Story::until(State::ToClose);
    let told_late = story.now.plus_minutes(-5);
    let close =
        story.waits(10).tries(&everybody(), Action::Close {}, Some(told_late.plus_minutes(6)));
    story.write(close.unwrap());
    let known_before = story.now.plus_ms(1);
    story.now = story.now.plus_ms(5_000);
    story.takes(&everybody(), Action::TakeBack {});
    let (later, between) = (story.now.plus_ms(1), story.now.plus_minutes(-2));
    let state =
        |as_of, known_at| Fact::as_of(&story.entries, as_of, known_at).unwrap().unwrap().state;
    assert_eq!(state(between, known_before), State::Closed, "as it was believed then");
    assert_eq!(state(between, later), State::ToClose, "as it is known now");
}
