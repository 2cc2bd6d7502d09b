//! The wire: what is written in an address or a body is what is read there.

use domain::{
    api::{Cursor, LIMIT_MAX, Reference, TicketQuery},
    id::TicketId,
    people::UnitSlug,
    rules::Desk,
    ticket::{
        Channel, Nature, Sort, State, TopicSlug, Urgency,
        filter::{DueFilter, Filter},
    },
    time::Moment,
};
use proptest::{option, prelude::*, sample::select};

use crate::world::desk;

fn cursor() -> impl Strategy<Value = Cursor> {
    (any::<i64>(), any::<i64>()).prop_map(|(at, id)| Cursor { at: Moment(at), id: TicketId(id) })
}

fn query() -> impl Strategy<Value = TicketQuery> {
    let filter = (
        proptest::sample::subsequence(State::ALL, 0..=State::ALL.len()),
        option::of("[a-z][a-z0-9_]{0,31}"),
        option::of(select(Nature::ALL)),
        option::of(select(Channel::ALL)),
        option::of("[^\u{0}]{1,12}"),
        option::of(select(Urgency::ALL)),
        option::of(select(DueFilter::ALL)),
    )
        .prop_map(|(state, unit, nature, channel, topic, urgency, due)| Filter {
            state,
            unit: unit.as_deref().and_then(UnitSlug::parse),
            nature,
            channel,
            topic: topic.map(TopicSlug),
            urgency,
            due,
        });
    (filter, any::<String>(), select(Sort::ALL), 1..=LIMIT_MAX, option::of(cursor()))
        .prop_map(|(filter, q, sort, limit, after)| TicketQuery { filter, q, sort, limit, after })
}

/// As a server reads a query string.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let hex: String = rest.by_ref().take(2).map(char::from).collect();
                u8::from_str_radix(&hex, 16).expect("two digits follow")
            }
            b'+' => b' ',
            byte => byte,
        });
    }
    String::from_utf8(bytes).expect("what was text is text")
}

fn read(encoded: &str) -> Result<TicketQuery, String> {
    let pairs: Vec<(String, String)> = encoded
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect();
    let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    TicketQuery::parse(pairs).map_err(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn a_cursor_is_safe_in_an_address_and_comes_back(cursor in cursor()) {
        let text = cursor.to_string();
        prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)));
        prop_assert_eq!(text.parse::<Cursor>(), Ok(cursor));
    }

    #[test]
    fn a_question_asked_of_the_list_is_the_question_heard(query in query()) {
        let encoded = query.encoded();
        prop_assert!(encoded.is_ascii());
        prop_assert_eq!(read(&encoded), Ok(query));
    }

    #[test]
    fn whatever_stands_in_an_address_is_understood_or_refused(text in ".{0,40}", name in "(state|unit|nature|channel|topic|urgency|due|q|sort|limit|after)") {
        let _ = TicketQuery::parse([(name.as_str(), text.as_str())]);
        let _ = text.parse::<Cursor>();
    }

    #[test]
    fn a_moment_survives_the_wire(ms in -62_135_596_800_000_i64..253_402_214_400_000) {
        prop_assert_eq!(Moment::parse(&Moment(ms).to_string()), Some(Moment(ms)));
    }
}

#[test]
fn an_unknown_word_a_bad_limit_and_a_bad_cursor_are_named() {
    for (pair, name) in [
        ("state=nowhere", "state"),
        ("state=closed,", "state"),
        ("nature=Help", "nature"),
        ("channel=fax", "channel"),
        ("urgency=low", "urgency"),
        ("due=tomorrow", "due"),
        ("unit=../x", "unit"),
        ("sort=newest", "sort"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=", "limit"),
        ("after=", "after"),
        ("after=12", "after"),
        ("after=1.2.3", "after"),
        ("after=9999999999999999999.1", "after"),
    ] {
        assert_eq!(read(pair), Err(name.to_owned()), "{pair}");
    }
    assert_eq!(read("limit=200").unwrap().limit, 200);
    assert_eq!(
        read("state=to_sign%2Chandling").unwrap().filter.state,
        [State::ToSign, State::Handling]
    );
}

#[test]
fn the_desk_survives_being_sent_to_the_app() {
    let desk = desk();
    let json = serde_json::to_string(&Reference::of(&desk, &[])).unwrap();
    let there = Desk::from(serde_json::from_str::<Reference>(&json).unwrap());
    assert_eq!(there.words.units, desk.words.units);
    assert_eq!(there.words.topics, desk.words.topics);
    assert_eq!(there.words.categories, desk.words.categories);
    assert_eq!((there.policies, there.decrees), (desk.policies, desk.decrees));
}

#[test]
fn the_vocabulary_is_spelled_as_in_the_contract() {
    let spelled = |slugs: &[&str]| slugs.join(" ");
    let states: Vec<&str> = State::ALL.iter().map(|state| state.slug()).collect();
    assert_eq!(
        spelled(&states),
        "draft to_review to_dispatch to_sign handling to_check to_call_back to_close closed \
         answered declined transferred merged"
    );
    let channels: Vec<&str> = Channel::ALL.iter().map(|channel| channel.slug()).collect();
    assert_eq!(
        spelled(&channels),
        "hotline_12345 town_hotline online_12345 patrol village wechat letter walk_in police_110"
    );
    let natures: Vec<&str> = Nature::ALL.iter().map(|nature| nature.slug()).collect();
    assert_eq!(spelled(&natures), "consult help complaint suggestion report praise");
    let roles: Vec<&str> = domain::people::Role::ALL.iter().map(|role| role.slug()).collect();
    assert_eq!(
        spelled(&roles),
        "operator reviewer dispatcher surveyor duty_lead liaison partner supervisor wall admin auditor"
    );
    let urgencies: Vec<&str> = Urgency::ALL.iter().map(|urgency| urgency.slug()).collect();
    assert_eq!(spelled(&urgencies), "normal urgent critical");
    let standings: Vec<&str> =
        domain::deadline::Standing::ALL.iter().map(|standing| standing.slug()).collect();
    assert_eq!(spelled(&standings), "on_time at_risk overdue paused met met_late");
}

#[test]
fn a_card_carries_what_the_contract_lists() {
    let story = crate::world::Story::until(State::Handling);
    let card = serde_json::to_value(domain::api::Card::of(story.ticket(), story.now)).unwrap();
    for field in [
        "id",
        "number",
        "upstream_number",
        "version",
        "state",
        "nature",
        "channel",
        "urgency",
        "topics",
        "category",
        "title",
        "address",
        "lead",
        "assists",
        "accepted_at",
        "due_at",
        "at_risk_at",
        "upstream_due_at",
        "standing",
        "round",
        "urgings",
    ] {
        assert!(card.get(field).is_some(), "{field}");
    }
    assert_eq!(card["lead"], "wanan");
    assert!(card.get("caller").is_none());
}

#[test]
fn a_list_is_filtered_by_time_left_and_by_who_leads_or_assists() {
    let story = crate::world::Story::until(State::Handling);
    let fact = domain::stats::Fact::of(story.ticket());
    let at = crate::world::at;
    assert_eq!(fact.due_at, at("2020-02-18 00:00"));
    let shown = |filter: Filter, now| filter.lets_through(&fact, at(now));
    let due = |due| Filter { due: Some(due), ..Filter::default() };
    assert!(!shown(due(DueFilter::Today), "2020-02-16 23:59"));
    assert!(shown(due(DueFilter::Today), "2020-02-17 00:00"), "24:00 of the 17th is of the 17th");
    assert!(!shown(due(DueFilter::Today), "2020-02-18 00:00"));
    assert!(!shown(due(DueFilter::Overdue), "2020-02-18 00:00"));
    assert!(shown(due(DueFilter::Overdue), "2020-02-18 00:01"));
    assert!(shown(due(DueFilter::AtRisk), "2020-02-17 09:00"));
    let of = |slug| Filter { unit: UnitSlug::parse(slug), ..Filter::default() };
    assert!(shown(of("wanan"), "2020-02-11 00:00") && shown(of("xinjing"), "2020-02-11 00:00"));
    assert!(!shown(of("daru"), "2020-02-11 00:00"));
    let state = |state| Filter { state, ..Filter::default() };
    assert!(shown(state(vec![State::ToSign, State::Handling]), "2020-02-11 00:00"));
    assert!(!shown(state(vec![State::Closed]), "2020-02-11 00:00"));
}
