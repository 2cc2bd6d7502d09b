//! Single rules of the steps: giving up, correcting, telling late, naming units.

use domain::{
    id::{PersonId, TicketId},
    people::Role,
    stats::Fact,
    text::{Fault, Flaw},
    ticket::{
        Action, Assist, Nature, PhotoId, State, TopicSlug, Urgency,
        action::{Amendment, CallBack, Changes, ContactOutcome, Reply, Satisfaction, Solved},
        intake::{CallerGiven, Intake, take},
        photo::{self, Brought},
        step::{Refusal, may_give_up, may_take_in},
    },
    time::Moment,
};

use crate::world::{Evidence, Story, at, desk, everybody, intake, person, unit};

fn faults_of(story: &Story, action: Action, happened_at: Option<Moment>) -> Vec<(String, Flaw)> {
    match story.tries(&everybody(), action, happened_at) {
        Ok(_) => Vec::new(),
        Err(Refusal::Faults(faults)) => named(faults),
        Err(other) => panic!("{other:?}"),
    }
}

fn named(faults: Vec<Fault>) -> Vec<(String, Flaw)> {
    faults.into_iter().map(|fault| (fault.field, fault.flaw)).collect()
}

fn fault(field: &str, flaw: Flaw) -> Vec<(String, Flaw)> {
    vec![(field.to_owned(), flaw)]
}

fn unreached(give_up: bool) -> Action {
    Action::CallBack(CallBack { give_up, ..CallBack::default() })
}

#[test]
fn a_call_back_is_given_up_after_three_attempts() {
    let mut story = Story::until(State::ToCallBack);
    for attempt in 1..=3 {
        assert_eq!(
            faults_of(&story, unreached(true), None),
            fault("action.give_up", Flaw::OutOfRange)
        );
        story.waits(60).takes(&everybody(), unreached(false));
        assert_eq!(story.ticket().state, State::ToCallBack);
        assert_eq!(story.ticket().round().call_attempts, attempt);
    }
    assert!(may_give_up(story.ticket(), story.now, &story.desk));
    story.takes(&everybody(), unreached(true));
    let round = story.ticket().round();
    assert_eq!((story.ticket().state, round.call_attempts), (State::ToClose, 3));
    assert_eq!((round.called_back_at, round.solved), (Some(story.now), None));
}

#[test]
fn attempts_are_counted_anew_in_each_round() {
    let mut story = Story::until(State::ToCallBack);
    for _ in 0..3 {
        story.takes(&everybody(), unreached(false));
    }
    story.takes(&everybody(), Action::Rework { reason: "没有解决".into() });
    assert!(!may_give_up(story.ticket(), story.now, &story.desk));
    assert_eq!(story.ticket().rounds[0].call_attempts, 3);
}

#[test]
fn a_caller_who_left_no_number_need_not_be_rung() {
    let mut story = Story::until(State::ToCallBack);
    let caller = CallerGiven { anonymous: true, ..CallerGiven::default() };
    let changes = Changes { caller: Some(caller), ..Changes::default() };
    story.takes(&everybody(), Action::Amend(Amendment { changes, reason: "匿名".into() }));
    story.takes(&everybody(), unreached(true));
    assert_eq!(story.ticket().state, State::ToClose);
}

#[test]
fn what_a_caller_said_stands_only_where_the_caller_was_reached() {
    let story = Story::until(State::ToCallBack);
    let reached = Action::CallBack(CallBack { reached: true, ..CallBack::default() });
    let missing: Vec<_> = ["action.solved", "action.satisfaction"]
        .map(|field| (field.to_owned(), Flaw::Missing))
        .into();
    assert_eq!(faults_of(&story, reached, None), missing);
    let both = Action::CallBack(CallBack {
        reached: true,
        give_up: true,
        solved: Some(Solved::No),
        satisfaction: Some(Satisfaction::Neutral),
        ..CallBack::default()
    });
    assert_eq!(faults_of(&story, both, None), fault("action.give_up", Flaw::Contradicts));
    let said = CallBack { satisfaction: Some(Satisfaction::Mostly), ..CallBack::default() };
    assert_eq!(
        faults_of(&story, Action::CallBack(said), None),
        fault("action.satisfaction", Flaw::Contradicts)
    );
}

#[test]
fn what_happened_is_told_late_within_a_day_and_never_ahead_of_time() {
    let mut story = Story::until(State::Handling);
    let (signed, contact) =
        (story.now, || Action::Contact { outcome: ContactOutcome::Reached, note: None });
    story.waits(30 * 60);
    let now = story.now;
    let refused = fault("happened_at", Flaw::OutOfRange);
    assert_eq!(faults_of(&story, contact(), Some(now)), []);
    assert_eq!(faults_of(&story, contact(), Some(now.plus_hours(-24))), []);
    assert_eq!(faults_of(&story, contact(), Some(now.plus_hours(-24).plus_ms(-1))), refused);
    assert_eq!(faults_of(&story, contact(), Some(now.plus_ms(1))), refused);
    assert_eq!(
        story.tries(&everybody(), contact(), Some(now.plus_hours(-3))).unwrap().happened_at,
        now.plus_hours(-3)
    );
    assert!(signed < now.plus_hours(-24));
}

#[test]
fn a_reply_is_never_older_than_the_sending_back_that_asked_for_it() {
    let mut story = Story::until(State::ToCheck);
    let reply = story.entries.last().unwrap().action.clone();
    story.waits(120).takes(&everybody(), Action::SendBack { reason: "无证据".into() });
    let sent_back = story.now;
    story.waits(60);
    let refused = fault("happened_at", Flaw::OutOfRange);
    assert_eq!(faults_of(&story, reply.clone(), Some(sent_back.plus_ms(-1))), refused);
    assert_eq!(faults_of(&story, reply, Some(sent_back)), []);
    let contact = Action::Contact { outcome: ContactOutcome::Reached, note: None };
    assert_eq!(faults_of(&story, contact, Some(sent_back.plus_minutes(-30))), [], "of this round");
}

#[test]
fn a_fact_as_of_a_moment_knows_what_had_happened_and_not_what_was_told_first() {
    let mut story = Story::until(State::Handling);
    let (handling, reply) = (story.now, Evidence::plain().reply);
    story
        .waits(120)
        .takes(&everybody(), Action::Note { text: "在路上".into(), centre_only: false });
    story.waits(60);
    let replied = handling.plus_minutes(30);
    let told_late = story.tries(&everybody(), Action::Reply(reply), Some(replied)).unwrap();
    story.write(told_late);
    let fact =
        |as_of, known_at| Fact::as_of(&story.entries, as_of, known_at).unwrap().unwrap().state;
    let (soon, later) = (replied.plus_minutes(1), story.now.plus_ms(1));
    assert_eq!(fact(soon, later), State::ToCheck, "as it was");
    assert_eq!(fact(soon, soon), State::Handling, "as it was known then");
    assert_eq!(fact(replied, later), State::Handling);
}

#[test]
fn a_redo_opens_a_round_with_limits_of_its_own() {
    let mut story = Story::until(State::ToCallBack);
    let first = story.ticket().round().clone();
    story.now = at("2020-02-28 17:00");
    story.takes(&everybody(), Action::Rework { reason: "没有解决".into() });
    let ticket = story.ticket();
    assert_eq!((ticket.state, ticket.round().n, ticket.stopped_at()), (State::Handling, 2, None));
    assert_eq!(ticket.rounds[0], first, "its timeliness is frozen");
    assert_eq!(ticket.round().lead, Some(unit("wanan")));
    assert_eq!(ticket.due().at, at("2020-03-05 00:00"), "three working days");
    assert_eq!(ticket.round().contact.at, at("2020-03-03 00:00"));
    assert_eq!((ticket.round().sign.as_ref(), ticket.round().replied_at), (None, None));
}

#[test]
fn a_correction_moves_the_due_moment_and_keeps_the_start() {
    let mut story = Story::begin(intake(), at("2020-02-09 08:50"));
    assert_eq!(story.ticket().due().at, at("2020-02-15 00:00"), "help has five working days");
    let urgent = Changes { urgency: Some(Urgency::Urgent), ..Changes::default() };
    story.waits(180).takes(&everybody(), Action::Approve(urgent));
    let due = story.ticket().due();
    assert_eq!((due.start, due.at), (at("2020-02-09 08:50"), at("2020-02-10 08:50")));
    assert_eq!(story.entries[1].dues.len(), 2, "contact and handling, explained in the entry");
    let title = Changes { title: Some("漏水".into()), ..Changes::default() };
    story.takes(&everybody(), Action::Amend(Amendment { changes: title, reason: "更准".into() }));
    assert_eq!(story.entries[2].dues, [], "a title moves nothing");
    let complaint = Changes { nature: Some(Nature::Complaint), ..Changes::default() };
    story.takes(
        &everybody(),
        Action::Amend(Amendment { changes: complaint, reason: "投诉".into() }),
    );
    assert_eq!(story.entries[3].dues, [], "the same row says nothing new");
}

#[test]
fn a_unit_is_named_once_and_told_what_is_asked_of_it() {
    let story = Story::until(State::ToDispatch);
    let assist = |slug, ask: &str| Assist { unit: unit(slug), ask: ask.to_owned() };
    let dispatch = |assists| Action::Dispatch { lead: unit("wanan"), assists, note: None };
    assert_eq!(faults_of(&story, dispatch(vec![assist("daru", "看一看")]), None), []);
    for (assists, field, flaw) in [
        (vec![assist("wanan", "看")], "action.assists[0].unit", Flaw::Contradicts),
        (
            vec![assist("daru", "看"), assist("daru", "办")],
            "action.assists[1].unit",
            Flaw::Contradicts,
        ),
        (vec![assist("daru", "\0")], "action.assists[0].ask", Flaw::ControlCharacter),
        (vec![assist("nobody", "看")], "action.assists[0].unit", Flaw::Unknown),
    ] {
        assert_eq!(faults_of(&story, dispatch(assists), None), fault(field, flaw));
    }
}

#[test]
fn an_order_is_merged_into_another_that_did_not_end_on_the_way() {
    let story = Story::until(State::ToReview);
    let own = Action::Merge { into: story.ticket().id };
    assert_eq!(faults_of(&story, own, None), fault("action.into", Flaw::Contradicts));
    for state in State::ALL {
        let ended =
            matches!(state, State::Answered | State::Declined | State::Transferred | State::Merged);
        assert_eq!(may_take_in(Story::until(*state).ticket()), !ended, "{state}");
    }
    let merged = Story::until(State::Merged);
    assert_eq!(merged.ticket().merged_into.map(|id| id.0), Some(4));
}

#[test]
fn a_correction_may_repeat_a_word_that_is_no_longer_offered() {
    let mut story = Story::until(State::ToReview);
    let yesterday = story.now.plus_hours(-48);
    story.desk.words.topics.values_mut().for_each(|topic| topic.valid_until = Some(yesterday));
    let topics = |slugs: &[&str]| {
        let topics = slugs.iter().map(|slug| TopicSlug((*slug).to_owned())).collect();
        Action::Approve(Changes { topics: Some(topics), ..Changes::default() })
    };
    assert_eq!(faults_of(&story, topics(&["epidemic"]), None), []);
    let refused = fault("action.topics[1]", Flaw::Unknown);
    assert_eq!(faults_of(&story, topics(&["epidemic", "resumption"]), None), refused);
    let twice = fault("action.topics[1]", Flaw::Contradicts);
    assert_eq!(faults_of(&story, topics(&["epidemic", "epidemic"]), None), twice);
    let again = take(intake(), &everybody(), story.now, &story.desk).unwrap_err();
    assert_eq!(named(again), fault("topics[0]", Flaw::Unknown));
}

#[test]
fn an_order_is_taken_with_all_that_is_wrong_said_at_once() {
    let bad = Intake {
        caller: CallerGiven::default(),
        content: " ".into(),
        address: String::new(),
        topics: vec![TopicSlug("nothing".into())],
        ..intake()
    };
    let faults = named(
        take(bad, &person(&[Role::Operator], None), at("2020-02-10 09:00"), &desk()).unwrap_err(),
    );
    let fields: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["caller.phone", "content", "address", "topics[0]"]);
}

#[test]
fn taking_an_order_lasts_a_day_at_most() {
    let taken = |seconds| {
        let intake = Intake { seconds_to_accept: Some(seconds), ..intake() };
        take(intake, &everybody(), at("2020-02-10 09:00"), &desk()).map_err(named)
    };
    assert!(taken(86_400).is_ok());
    let long = taken(86_401).unwrap_err();
    assert_eq!(long, fault("seconds_to_accept", Flaw::OutOfRange));
}

#[test]
fn entries_from_before_taking_a_call_was_timed_are_still_read() {
    let timed = Intake { seconds_to_accept: Some(48), ..intake() };
    let decision = take(timed, &everybody(), at("2020-02-10 09:00"), &desk()).unwrap();
    let mut written = serde_json::to_value(&decision.action).unwrap();
    let seconds = written["taken"].as_object_mut().unwrap().remove("seconds_to_accept");
    assert_eq!(seconds, Some(48.into()));
    let Action::Create { taken, .. } = serde_json::from_value(written).unwrap() else {
        panic!("a creation is read as one")
    };
    assert_eq!(taken.seconds_to_accept, None);
}

#[test]
fn texts_end_where_the_contract_ends_them() {
    let taken = |change: &dyn Fn(&mut Intake)| {
        let mut intake = intake();
        change(&mut intake);
        take(intake, &everybody(), at("2020-02-10 09:00"), &desk()).map_err(named)
    };
    assert!(taken(&|intake| intake.content = "字".repeat(5000)).is_ok());
    let long = taken(&|intake| intake.content = "字".repeat(5001));
    assert_eq!(long.unwrap_err(), fault("content", Flaw::TooLong));
    let long = taken(&|intake| intake.address = "字".repeat(201));
    assert_eq!(long.unwrap_err(), fault("address", Flaw::TooLong));
    let long = taken(&|intake| intake.caller.name = Some("字".repeat(201)));
    assert_eq!(long.unwrap_err(), fault("caller.name", Flaw::TooLong));
    assert!(taken(&|intake| intake.content = "一行\n\t又一行".into()).is_ok());
    for control in ['\0', '\r', '\u{7f}', '\u{85}', '\u{1b}'] {
        let bad = taken(&|intake| intake.content = format!("二楼漏水{control}"));
        assert_eq!(bad.unwrap_err(), fault("content", Flaw::ControlCharacter), "{control:?}");
    }
    let story = Story::until(State::ToCheck);
    let back = |n| Action::SendBack { reason: "字".repeat(n) };
    assert_eq!(faults_of(&story, back(2000), None), []);
    assert_eq!(faults_of(&story, back(2001), None), fault("action.reason", Flaw::TooLong));
}

fn photo(n: u8) -> PhotoId {
    PhotoId::parse(&format!("0198c0de-0000-7000-8000-0000000000{n:02x}")).expect("an id")
}

fn reply_with(photos: Vec<PhotoId>) -> Action {
    Action::Reply(Reply { photos, ..Evidence::plain().reply })
}

#[test]
fn a_reply_has_nine_photos_at_the_most_and_none_twice() {
    let story = Story::until(State::Handling);
    let nine: Vec<PhotoId> = (0..9).map(photo).collect();
    assert_eq!(faults_of(&story, reply_with(nine.clone()), None), []);
    let ten = reply_with(nine.into_iter().chain([photo(9)]).collect());
    assert_eq!(faults_of(&story, ten, None), fault("action.photos", Flaw::OutOfRange));
    let twice = reply_with(vec![photo(1), photo(2), photo(1)]);
    assert_eq!(faults_of(&story, twice, None), fault("action.photos[2]", Flaw::Contradicts));
}

#[test]
fn what_is_no_id_of_a_photo_is_named_at_its_place() {
    let good = photo(1);
    for bad in ["", "1", "../../xinqiao.db", &good.as_str().to_uppercase(), &format!("{good}0")] {
        assert_eq!(PhotoId::parse(bad), None, "{bad}");
        let sent = serde_json::json!([good, bad]);
        let action = reply_with(serde_json::from_value(sent).expect("texts"));
        let story = Story::until(State::Handling);
        assert_eq!(faults_of(&story, action, None), fault("action.photos[1]", Flaw::Invalid));
    }
}

#[test]
fn a_photo_is_its_bringers_and_then_its_orders() {
    let (mine, other) = (PersonId(1), PersonId(2));
    let (here, there) = (TicketId(1), TicketId(2));
    let cases = [
        (Some(Brought { by: mine, ticket: None }), None),
        (Some(Brought { by: mine, ticket: Some(here) }), None),
        // A colleague writes again what was sent back.
        (Some(Brought { by: other, ticket: Some(here) }), None),
        (Some(Brought { by: mine, ticket: Some(there) }), Some(Flaw::Contradicts)),
        (Some(Brought { by: other, ticket: None }), Some(Flaw::Unknown)),
        (Some(Brought { by: other, ticket: Some(there) }), Some(Flaw::Unknown)),
        (None, Some(Flaw::Unknown)),
    ];
    for (brought, flaw) in cases {
        assert_eq!(photo::flaw(brought, mine, here), flaw, "{brought:?}");
    }
}
