//! The table of steps, written out once more from part 3 of the contract.

use std::collections::BTreeSet;

use domain::{
    people::{Person, Role, UnitSlug},
    ticket::{
        Assist, State, Verb,
        step::{Refusal, permit, step},
        workflow::{self, Land, STEPS, Who, offered},
    },
};

use crate::world::{Evidence, Story, UNITS, person, unit};

/// From, verb, to, who.
const WRITTEN: &[(&str, &str, &str, &str)] = &[
    ("draft", "accept", "to_review", "operator"),
    ("draft", "answer", "answered", "operator reviewer"),
    ("to_review", "answer", "answered", "operator reviewer"),
    ("to_review", "approve", "to_dispatch", "reviewer"),
    ("to_review", "return_to_intake", "draft", "reviewer"),
    ("to_review", "decline", "declined", "duty_lead"),
    ("to_review", "transfer", "transferred", "reviewer dispatcher"),
    ("to_dispatch", "transfer", "transferred", "reviewer dispatcher"),
    ("to_review", "merge", "merged", "reviewer"),
    ("to_dispatch", "dispatch", "to_sign", "dispatcher"),
    ("to_sign", "sign", "handling", "liaison_of_the_lead"),
    ("to_review", "contact", "to_review", "liaison_of_the_lead the_centre"),
    ("to_dispatch", "contact", "to_dispatch", "liaison_of_the_lead the_centre"),
    ("to_sign", "contact", "to_sign", "liaison_of_the_lead the_centre"),
    ("handling", "contact", "handling", "liaison_of_the_lead the_centre"),
    ("handling", "reply", "to_check", "liaison_of_the_lead"),
    ("to_check", "send_back", "handling", "reviewer"),
    ("to_check", "pass", "to_call_back", "reviewer"),
    ("to_call_back", "call_back", "to_close", "surveyor"),
    ("to_call_back", "call_back", "to_call_back", "surveyor"),
    ("to_call_back", "rework", "handling", "surveyor duty_lead"),
    ("to_close", "rework", "handling", "surveyor duty_lead"),
    ("to_close", "close", "closed", "surveyor duty_lead supervisor"),
    ("closed", "reopen", "handling", "duty_lead"),
    ("draft", "amend", "draft", "reviewer"),
    ("to_review", "amend", "to_review", "reviewer"),
    ("to_dispatch", "amend", "to_dispatch", "reviewer"),
    ("to_sign", "amend", "to_sign", "reviewer"),
    ("handling", "amend", "handling", "reviewer"),
    ("to_check", "amend", "to_check", "reviewer"),
    ("to_call_back", "amend", "to_call_back", "reviewer"),
    ("to_close", "amend", "to_close", "reviewer"),
    ("draft", "note", "draft", "reader"),
    ("to_review", "note", "to_review", "reader"),
    ("to_dispatch", "note", "to_dispatch", "reader"),
    ("to_sign", "note", "to_sign", "reader"),
    ("handling", "note", "handling", "reader"),
    ("to_check", "note", "to_check", "reader"),
    ("to_call_back", "note", "to_call_back", "reader"),
    ("to_close", "note", "to_close", "reader"),
    ("closed", "note", "closed", "reader"),
    ("answered", "note", "answered", "reader"),
    ("declined", "note", "declined", "reader"),
    ("transferred", "note", "transferred", "reader"),
    ("merged", "note", "merged", "reader"),
    ("draft", "take_back", "back", "doer"),
    ("to_review", "take_back", "back", "doer"),
    ("to_dispatch", "take_back", "back", "doer"),
    ("to_sign", "take_back", "back", "doer"),
    ("handling", "take_back", "back", "doer"),
    ("to_check", "take_back", "back", "doer"),
    ("to_call_back", "take_back", "back", "doer"),
    ("to_close", "take_back", "back", "doer"),
    ("closed", "take_back", "back", "doer"),
    ("answered", "take_back", "back", "doer"),
    ("declined", "take_back", "back", "doer"),
    ("transferred", "take_back", "back", "doer"),
    ("merged", "take_back", "back", "doer"),
];

/// The verbs that nobody can take back: a call that was made, a word that was read.
const FINAL: [&str; 5] = ["create", "reveal", "contact", "note", "take_back"];

/// Whether the contract lets an order go from one state to another by this verb.
pub fn is_written(from: State, verb: Verb, to: State) -> bool {
    WRITTEN.iter().any(|row| (row.0, row.1, row.2) == (from.slug(), verb.slug(), to.slug()))
}

type Row = (&'static str, &'static str, &'static str, BTreeSet<&'static str>);

fn name_of(who: Who) -> &'static str {
    match who {
        Who::Operator => "operator",
        Who::Reviewer => "reviewer",
        Who::Dispatcher => "dispatcher",
        Who::Surveyor => "surveyor",
        Who::DutyLead => "duty_lead",
        Who::Supervisor => "supervisor",
        Who::Centre => "the_centre",
        Who::LeadLiaison => "liaison_of_the_lead",
        Who::Reader => "reader",
        Who::Doer => "doer",
    }
}

#[test]
fn the_table_is_the_one_that_the_contract_writes() {
    let table: BTreeSet<Row> = STEPS
        .iter()
        .flat_map(|step| step.from.iter().map(move |from| (from, step)))
        .map(|(from, step)| {
            let to = match step.to {
                Land::To(state) => state.slug(),
                Land::Stay => from.slug(),
                Land::Back => "back",
            };
            let by = step.by.iter().map(|who| name_of(*who)).collect();
            (from.slug(), step.verb.slug(), to, by)
        })
        .collect();
    let written: BTreeSet<Row> = WRITTEN
        .iter()
        .map(|(from, verb, to, who)| (*from, *verb, *to, who.split(' ').collect()))
        .collect();
    assert_eq!(written.len(), WRITTEN.len(), "a row is written once");
    let strange: Vec<&Row> = table.symmetric_difference(&written).collect();
    assert!(strange.is_empty(), "{strange:#?}");
}

/// Whether the contract's word means this person, read without the code under test.
fn is_meant(who: &str, person: &Person, story: &Story) -> bool {
    const CENTRE: [Role; 6] = [
        Role::Operator,
        Role::Reviewer,
        Role::Dispatcher,
        Role::Surveyor,
        Role::DutyLead,
        Role::Supervisor,
    ];
    let ticket = story.ticket();
    let has = |role: &Role| person.roles.contains(role);
    let centre = CENTRE.iter().any(has);
    let of = |unit: &UnitSlug| person.unit.as_ref() == Some(unit);
    let leads = ticket.lead.as_ref().is_some_and(of);
    let assists = ticket.assists.iter().any(|assist| of(&assist.unit));
    match who {
        "the_centre" => centre,
        "liaison_of_the_lead" => has(&Role::Liaison) && leads,
        "reader" => {
            let acts = has(&Role::Liaison) || has(&Role::Partner);
            centre || (acts && (leads || assists))
        }
        "doer" => {
            let latest = story.entries.last().expect("an entry");
            let reads = centre
                || has(&Role::Auditor)
                || ((has(&Role::Liaison) || has(&Role::Partner)) && (leads || assists));
            reads && latest.by.id == person.id && !FINAL.contains(&latest.action.verb().slug())
        }
        role => has(&role.parse().expect("a role")),
    }
}

/// Everybody with one role or two, of no unit, of the lead, of an assisting unit, of another.
fn everyone() -> Vec<Person> {
    let mut people = Vec::new();
    for of in [None, Some(UNITS[0]), Some(UNITS[1]), Some(UNITS[2])] {
        for (place, one) in Role::ALL.iter().enumerate() {
            people.push(person(&[*one], of));
            people.extend(Role::ALL[..place].iter().map(|other| person(&[*one, *other], of)));
        }
    }
    people
}

/// An order in each state, undispatched, and dispatched to the first unit with the help of the second.
fn orders() -> Vec<Story> {
    let mut stories = Vec::new();
    for state in State::ALL {
        for (lead, assist) in [(None, None), (Some(UNITS[0]), Some(UNITS[1]))] {
            let mut story = Story::until(*state);
            let ticket = story.stood.last_mut().expect("an order");
            ticket.lead = lead.map(unit);
            ticket.assists = assist
                .map(|slug| Assist { unit: unit(slug), ask: "看".into() })
                .into_iter()
                .collect();
            stories.push(story);
        }
    }
    stories
}

#[test]
fn what_is_offered_is_what_the_contract_grants_and_nothing_else() {
    let people = everyone();
    for story in orders() {
        let ticket = story.ticket();
        let rows: Vec<_> = WRITTEN.iter().filter(|row| row.0 == ticket.state.slug()).collect();
        for person in &people {
            let offered = offered(ticket, person, story.now);
            for verb in Verb::ALL {
                let mut granted = rows.iter().filter(|row| row.1 == verb.slug());
                let granted =
                    granted.any(|row| row.3.split(' ').any(|who| is_meant(who, person, &story)));
                let case =
                    || format!("{} {verb} {:?} {:?}", ticket.state, person.roles, person.unit);
                assert_eq!(offered.contains(verb), granted, "{}", case());
                assert_eq!(permit(ticket, person, *verb, story.now).is_ok(), granted, "{}", case());
            }
        }
    }
}

#[test]
fn whatever_is_offered_is_carried_out_and_whatever_is_not_is_refused() {
    let people = everyone();
    let evidence = Evidence::plain();
    for story in orders() {
        let ticket = story.ticket();
        for verb in Verb::ALL.iter().filter(|verb| **verb != Verb::Create) {
            let action = evidence.action(*verb, ticket, &story.desk, story.now);
            let exists =
                WRITTEN.iter().any(|row| (row.0, row.1) == (ticket.state.slug(), verb.slug()));
            for person in &people {
                let done = step(ticket, person, action.clone(), None, story.now, &story.desk);
                match done {
                    Ok(_) => assert!(offered(ticket, person, story.now).contains(verb)),
                    Err(Refusal::NoSuchStep) => {
                        let gone = *verb == Verb::TakeBack && !ticket.leads_back(story.now);
                        assert!(!exists || gone, "{} {verb}", ticket.state);
                    }
                    Err(Refusal::NotYours) => {
                        assert!(exists && !offered(ticket, person, story.now).contains(verb));
                    }
                    Err(Refusal::Faults(faults)) => panic!("{} {verb}: {faults:?}", ticket.state),
                }
            }
        }
    }
}

#[test]
fn who_takes_orders_is_who_the_contract_names() {
    for role in Role::ALL {
        let named = matches!(role, Role::Operator | Role::Reviewer | Role::DutyLead);
        assert_eq!(person(&[*role], Some(UNITS[0])).may_take_orders(), named, "{role}");
    }
}

#[test]
fn a_card_is_moved_only_where_a_step_leads_that_is_this_persons() {
    let moves = |state, roles: &[Role], of: Option<&str>| {
        let person = person(roles, of);
        workflow::moves(state, Some(&unit("wanan")), &[], &person)
    };
    assert_eq!(
        moves(State::ToReview, &[Role::Reviewer], None),
        [(State::ToDispatch, Verb::Approve), (State::Draft, Verb::ReturnToIntake)],
        "what ends an order has no column to be dropped on"
    );
    assert_eq!(moves(State::ToReview, &[Role::Dispatcher], None), []);
    assert_eq!(
        moves(State::ToDispatch, &[Role::Dispatcher], None),
        [(State::ToSign, Verb::Dispatch)]
    );
    assert_eq!(
        moves(State::ToCallBack, &[Role::Surveyor], None),
        [(State::ToClose, Verb::CallBack), (State::Handling, Verb::Rework)]
    );
    assert_eq!(
        moves(State::ToSign, &[Role::Liaison], Some("wanan")),
        [(State::Handling, Verb::Sign)]
    );
    assert_eq!(moves(State::ToSign, &[Role::Liaison], Some("daru")), []);
    assert_eq!(moves(State::ToReview, &[Role::Auditor], None), []);
}
