//! What holds of every story, however it goes.

use domain::{
    api::{Card, TicketEvent, TicketView, WallCard, Was},
    deadline::{Limit, Standing},
    id::Seq,
    stats::Fact,
    ticket::{
        Action, Entry, Round, State, Ticket, Urgency, Verb,
        apply::{apply, replay},
        intake::{Caller, CallerGiven, Intake},
        step::{Refusal, permit},
        workflow::offered,
    },
};
use proptest::prelude::*;

use crate::{
    steps::is_written,
    world::{BETRAYALS, Evidence, Story, at, cast, evidence, intake, moves, person, told},
};

fn pairs(story: &Story) -> impl Iterator<Item = (&domain::ticket::Ticket, &Entry)> {
    story.stood.iter().zip(&story.entries[1..])
}

/// Each case is a whole story of up to thirty moves.
fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_sequence_of_steps_reaches_a_state_without_its_row(moves in moves()) {
        let story = told(&moves);
        for ((before, entry), after) in pairs(&story).zip(&story.stood[1..]) {
            let verb = entry.action.verb();
            if verb == Verb::TakeBack {
                continue;
            }
            prop_assert!(is_written(before.state, verb, after.state), "{} {verb} {}", before.state, after.state);
        }
    }

    #[test]
    fn replaying_the_entries_gives_the_order_its_rounds_and_its_due_moments(moves in moves()) {
        let story = told(&moves);
        let kept = serde_json::to_string(&story.entries).unwrap();
        let read: Vec<Entry> = serde_json::from_str(&kept).unwrap();
        prop_assert_eq!(&read, &story.entries, "an entry survives being kept");
        for (place, stood) in story.stood.iter().enumerate() {
            let again = replay(&read[..=place]).unwrap();
            prop_assert_eq!(&again, stood);
        }
        let ticket = story.ticket();
        for round in &ticket.rounds {
            for (due, _) in round.limits() {
                let set = story.entries.iter().any(|entry| entry.dues.contains(due));
                prop_assert!(set, "a due moment stands in the entry that set it: {:?}", due);
            }
        }
    }

    #[test]
    fn versions_have_no_gap_and_an_entry_follows_once(moves in moves()) {
        let story = told(&moves);
        let versions: Vec<i64> = story.entries.iter().map(|entry| entry.version).collect();
        prop_assert_eq!(versions, (1..=story.entries.len() as i64).collect::<Vec<_>>());
        for (before, entry) in pairs(&story) {
            let after = apply(before.clone(), entry).unwrap();
            prop_assert!(apply(after, entry).is_err(), "not twice");
            let skipping = Entry { version: entry.version + 1, ..entry.clone() };
            prop_assert!(apply(before.clone(), &skipping).is_err(), "not out of turn");
        }
        if story.entries.len() > 1 {
            prop_assert!(replay(&story.entries[1..]).is_err(), "not without its beginning");
        }
    }

    #[test]
    fn offered_permitted_and_carried_out_are_one(moves in moves(), evidence in evidence()) {
        let story = told(&moves);
        let ticket = story.ticket();
        for person in cast() {
            let offered = offered(ticket, &person, story.now);
            for verb in Verb::ALL.iter().filter(|verb| **verb != Verb::Create) {
                let on_offer = offered.contains(verb);
                prop_assert_eq!(permit(ticket, &person, *verb, story.now).is_ok(), on_offer);
                let action = evidence.action(*verb, ticket, &story.desk, story.now);
                match story.tries(&person, action, None) {
                    Ok(_) => prop_assert!(on_offer, "{} {verb} {:?}", ticket.state, person.roles),
                    Err(Refusal::Faults(faults)) => prop_assert!(false, "{verb}: {faults:?}"),
                    Err(_) => prop_assert!(!on_offer),
                }
            }
        }
    }

    #[test]
    fn neither_cards_nor_events_nor_entries_hold_a_caller(moves in moves()) {
        let story = told(&moves);
        for (stood, entry) in story.stood.iter().zip(&story.entries) {
            let card = Card::of(stood, story.now);
            let was = Some(Was { state: stood.state, lead: stood.lead.clone(), round: 1 });
            let event = TicketEvent { seq: Seq(1), ticket: card.clone(), was };
            let told = [
                serde_json::to_string(&WallCard::from(&card)).unwrap(),
                serde_json::to_string(&event).unwrap(),
                serde_json::to_string(entry).unwrap(),
                serde_json::to_string(stood).unwrap(),
            ];
            for betrayal in BETRAYALS {
                prop_assert!(!told.iter().any(|text| text.contains(betrayal)), "{betrayal} in {told:?}");
            }
        }
    }

    #[test]
    fn a_round_that_is_over_stays_as_it_was(moves in moves()) {
        let story = told(&moves);
        for (before, after) in story.stood.iter().zip(&story.stood[1..]) {
            let over = after.rounds.len() - 1;
            let frozen = before.rounds.len().min(over);
            prop_assert_eq!(&before.rounds[..frozen], &after.rounds[..frozen]);
            let rounds = before.rounds.len().abs_diff(after.rounds.len());
            prop_assert!(rounds <= 1, "rounds open one by one, and are taken back one by one");
        }
        let ns: Vec<u32> = story.ticket().rounds.iter().map(|round| round.n).collect();
        prop_assert_eq!(ns, (1..=story.ticket().rounds.len() as u32).collect::<Vec<_>>());
    }

    #[test]
    fn a_correction_keeps_every_start_and_a_new_round_begins_when_it_is_opened(moves in moves()) {
        let story = told(&moves);
        for (before, entry) in pairs(&story) {
            for due in &entry.dues {
                let (mut limits, n) = (before.round().limits(), due.limit);
                match entry.action.verb() {
                    Verb::Accept | Verb::Approve | Verb::Amend => {
                        let kept = limits.any(|(old, _)| (old.limit, old.start) == (n, due.start));
                        prop_assert!(kept, "{:?}", due);
                    }
                    _ => prop_assert_eq!(due.start, entry.happened_at),
                }
                prop_assert!(due.start < due.at_risk_at() && due.at_risk_at() < due.at);
            }
        }
    }

    #[test]
    fn everybody_reads_their_side_of_every_story(moves in moves()) {
        let story = told(&moves);
        for person in cast() {
            let view = TicketView::of(&story.entries, &Caller::default(), &person, story.now).unwrap();
            let Some(view) = view else { continue };
            prop_assert_eq!(view.card.standing, Card::of(story.ticket(), story.now).standing);
            let handle = view.due.iter().find(|due| due.limit == Limit::Handle).unwrap();
            prop_assert_eq!(handle.standing, view.card.standing);
            let json = serde_json::to_string(&view).unwrap();
            prop_assert_eq!(serde_json::from_str::<TicketView>(&json).unwrap(), view);
        }
    }

    #[test]
    fn the_fact_of_now_is_the_fact_of_the_whole_story(moves in moves()) {
        let story = told(&moves);
        let later = story.now.plus_ms(1);
        let fact = Fact::as_of(&story.entries, later, later).unwrap();
        prop_assert_eq!(fact, Some(Fact::of(story.ticket())));
        let begun = story.entries[0].happened_at;
        prop_assert_eq!(Fact::as_of(&story.entries, begun, later).unwrap(), None);
        for (entry, stood) in story.entries.iter().zip(&story.stood) {
            let then = entry.recorded_at.plus_ms(1);
            let fact = Fact::as_of(&story.entries, later, then).unwrap().unwrap();
            // Of entries within one millisecond only the last is seen.
            let last = story.entries.iter().rev().find(|other| other.recorded_at < then).unwrap();
            prop_assert!(last.version > entry.version || fact == Fact::of(stood));
        }
    }

    #[test]
    fn taking_back_leaves_the_order_as_the_step_had_found_it(moves in moves()) {
        let story = told(&moves);
        for (place, entry) in story.entries.iter().enumerate() {
            if entry.action.verb() != Verb::TakeBack {
                continue;
            }
            let (found, after) = (&story.stood[place - 2], &story.stood[place]);
            let expected = Ticket { version: after.version, seq: after.seq, latest: None, ..found.clone() };
            prop_assert_eq!(after, &expected);
            prop_assert_eq!(Fact::of(after), Fact::of(found));
        }
    }

    #[test]
    fn every_action_survives_json(evidence in evidence()) {
        let story = Story::until(State::ToCallBack);
        for verb in Verb::ALL {
            let action = match verb {
                Verb::Create => story.entries[0].action.clone(),
                verb => evidence.action(*verb, story.ticket(), &story.desk, story.now),
            };
            let json = serde_json::to_value(&action).unwrap();
            prop_assert_eq!(&json["verb"], verb.slug());
            prop_assert_eq!(serde_json::from_value::<Action>(json).unwrap(), action);
        }
    }
}

#[test]
fn random_stories_come_everywhere() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = std::collections::BTreeSet::new();
    let (mut rounds, mut taken_back) = (0, 0);
    for _ in 0..200 {
        let story = told(&moves().new_tree(&mut runner).unwrap().current());
        seen.extend(story.stood.iter().map(|ticket| ticket.state));
        rounds = rounds.max(story.ticket().rounds.len());
        let verbs = story.entries.iter().map(|entry| entry.action.verb());
        taken_back += verbs.filter(|verb| *verb == Verb::TakeBack).count();
    }
    assert_eq!(seen.len(), State::ALL.len(), "only {seen:?}");
    assert!(rounds >= 3, "at most {rounds} rounds");
    assert!(taken_back > 20, "only {taken_back} steps were taken back");
}

#[test]
fn a_reply_sent_back_leaves_the_clock_as_if_it_had_never_stopped() {
    let (mut sent_back, never) = (Story::until(State::ToCheck), Story::until(State::Handling));
    let reviewer = person(&[domain::people::Role::Reviewer], None);
    sent_back.waits(300).takes(&reviewer, Action::SendBack { reason: "答非所问".into() });
    let (back, plain) = (sent_back.ticket(), never.ticket());
    assert_eq!((back.state, back.round().n), (State::Handling, 1));
    assert_eq!(back.due(), plain.due());
    assert_eq!(back.stopped_at(), None);
    let unanswered = Round { sent_back: 1, ..plain.round().clone() };
    assert_eq!(back.round(), &unanswered, "what did not pass is no reply and no outcome");
    for hours in (0..240).step_by(7) {
        let then = sent_back.now.plus_hours(hours);
        assert_eq!(Card::of(back, then).standing, Card::of(plain, then).standing);
    }
}

#[test]
fn a_damaged_history_is_said_to_be_broken() {
    let mut story = Story::until(State::Closed);
    let duty_lead = person(&[domain::people::Role::DutyLead], None);
    story.takes(&duty_lead, Action::Reopen { reason: "上级回退".into() });
    let damage: [fn(&mut Vec<Entry>); 5] = [
        |entries| entries[0].dues.clear(),
        |entries| entries[0].dues.swap(0, 1),
        |entries| entries.last_mut().unwrap().dues.clear(),
        |entries| drop(entries.remove(2)),
        |entries| entries[3].action = Action::Close {},
    ];
    for (place, damage) in damage.iter().enumerate() {
        let mut entries = story.entries.clone();
        damage(&mut entries);
        assert!(replay(&entries).is_err(), "damage {place}");
    }
}

#[test]
fn a_limit_left_undone_stands_after_the_close_as_it_stood_then() {
    let everybody = crate::world::everybody();
    for (days, contact) in [(0, Standing::OnTime), (9, Standing::Overdue)] {
        let mut story = Story::until(State::ToClose);
        story.waits(days * 24 * 60).takes(&everybody, Action::Close {});
        let later = story.now.plus_hours(999);
        let view = TicketView::of(&story.entries, &Caller::default(), &everybody, later);
        let due = view.unwrap().unwrap().due;
        let standing = |limit| due.iter().find(|due| due.limit == limit).unwrap().standing;
        assert_eq!(standing(Limit::Contact), contact, "nobody contacted the caller");
        for met in [Limit::Sign, Limit::Handle, Limit::CallBack] {
            assert_eq!(standing(met), Standing::Met, "{met}");
        }
    }
}

#[test]
fn a_round_tells_when_each_thing_was_done_and_what_came_of_it() {
    let everybody = crate::world::everybody();
    let mut story = Story::begin(intake(), at("2020-02-10 09:00"));
    let evidence = Evidence::plain();
    let mut done = |verb| {
        let action = evidence.action(verb, story.ticket(), &story.desk, story.now);
        story.waits(10).takes(&everybody, action).now
    };
    done(Verb::Approve);
    let (dispatched, signed) = (done(Verb::Dispatch), done(Verb::Sign));
    let contacted = done(Verb::Contact);
    done(Verb::Contact);
    let (replied, passed) = (done(Verb::Reply), done(Verb::Pass));
    let (called_back, closed) = (done(Verb::CallBack), done(Verb::Close));
    done(Verb::Note);
    let ticket = story.ticket();
    let round = ticket.round();
    assert_eq!((round.dispatched_at, round.signed_at), (Some(dispatched), Some(signed)));
    assert_eq!(
        (round.contacted_at, round.contact_attempts),
        (Some(contacted), 2),
        "the first time"
    );
    assert_eq!((round.replied_at, round.passed_at), (Some(replied), Some(passed)));
    assert_eq!((round.called_back_at, round.call_attempts), (Some(called_back), 1));
    assert_eq!(
        (round.sign.as_ref().unwrap().start, ticket.due().start),
        (dispatched, ticket.accepted_at)
    );
    assert_eq!(round.call_back.as_ref().unwrap().start, passed);
    assert_eq!(
        (round.outcome, round.satisfaction),
        (Some(evidence.reply.outcome), Some(evidence.said.1))
    );
    assert_eq!(ticket.stopped_at(), Some(replied));
    assert_eq!((ticket.since, ticket.ended_at), (closed, Some(closed)), "a note moves neither");
}

#[test]
fn the_lead_meets_the_signature_then_the_caller_then_the_handling() {
    let everybody = crate::world::everybody();
    let evidence = Evidence::plain();
    let next = |story: &Story| story.ticket().next_due().map(|due| due.limit);
    let goes = |story: &mut Story, verb| {
        let action = evidence.action(verb, story.ticket(), &story.desk, story.now);
        story.waits(10).takes(&everybody, action);
    };
    let mut story =
        Story::begin(Intake { urgency: Urgency::Urgent, ..intake() }, at("2020-02-10 09:00"));
    goes(&mut story, Verb::Approve);
    assert_eq!(next(&story), None, "nobody leads yet");
    goes(&mut story, Verb::Dispatch);
    assert_eq!(next(&story), Some(Limit::Sign), "within the hour, the contact within two");
    goes(&mut story, Verb::Sign);
    assert_eq!(next(&story), Some(Limit::Contact));
    goes(&mut story, Verb::Contact);
    assert_eq!(next(&story), None, "only the handling is left");
    assert_eq!(Card::of(story.ticket(), story.now).first_due().limit, Limit::Handle);
}

#[test]
fn a_caller_who_cannot_be_rung_by_the_lead_is_not_owed_by_it() {
    for changes in [(true, false), (false, true)] {
        let (anonymous, confidential) = changes;
        let mut intake = intake();
        intake.caller.phone = intake.caller.phone.filter(|_| !anonymous);
        intake.caller = CallerGiven { anonymous, confidential, ..intake.caller };
        let mut story = Story::begin(intake, at("2020-02-10 09:00"));
        for verb in [Verb::Approve, Verb::Dispatch, Verb::Sign] {
            let action = Evidence::plain().action(verb, story.ticket(), &story.desk, story.now);
            story.takes(&crate::world::everybody(), action);
        }
        assert!(!Card::of(story.ticket(), story.now).lead_rings, "{changes:?}");
        assert_eq!(story.ticket().next_due(), None, "{changes:?}");
    }
}
