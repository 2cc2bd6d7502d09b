//! Who sees what: role by relation to the order by the caller's wish for secrecy.

use domain::{
    api::TicketView,
    people::{
        CallerSight::{self, Full, Hidden, Masked},
        Role::{
            self, Admin, Auditor, Dispatcher, DutyLead, Liaison, Operator, Partner, Reviewer,
            Supervisor, Surveyor, Wall,
        },
        Sight::{self, Assist, Audit, Centre, Lead},
        caller_sight, sight,
    },
    text::Phone,
    ticket::{Action, Assist as Assisting, Privacy, State, intake::Caller},
};

use crate::world::{CALLERS, Story, everybody, person, unit};

/// What a person of these roles sees: of an order that their unit leads, assists, or has nothing to
/// do with; then of an open and of a confidential caller.
type Sees = Option<(Sight, CallerSight, CallerSight)>;

const CENTRE: Sees = Some((Centre, Full, Full));
const LEADS: Sees = Some((Lead, Masked { may_reveal: true }, Hidden));
const BLIND_LEAD: Sees = Some((Lead, Hidden, Hidden));
const ASSISTS: Sees = Some((Assist, Hidden, Hidden));
const AUDITS: Sees = Some((Audit, Masked { may_reveal: false }, Masked { may_reveal: false }));

const TABLE: &[(&[Role], [Sees; 3])] = &[
    (&[Operator], [CENTRE; 3]),
    (&[Reviewer], [CENTRE; 3]),
    (&[Dispatcher], [CENTRE; 3]),
    (&[Surveyor], [CENTRE; 3]),
    (&[DutyLead], [CENTRE; 3]),
    (&[Supervisor], [CENTRE; 3]),
    (&[Liaison], [LEADS, ASSISTS, None]),
    (&[Partner], [BLIND_LEAD, ASSISTS, None]),
    (&[Wall], [None; 3]),
    (&[Admin], [None; 3]),
    (&[Auditor], [AUDITS; 3]),
    (&[Liaison, Auditor], [LEADS, ASSISTS, AUDITS]),
    (&[Liaison, Reviewer], [CENTRE; 3]),
    (&[Admin, Wall], [None; 3]),
    (&[], [None; 3]),
];

#[test]
fn every_role_sees_what_the_contract_grants() {
    let (lead, assists) = (unit("wanan"), [Assisting { unit: unit("daru"), ask: "看".to_owned() }]);
    for (roles, sees) in TABLE {
        for (of, expected) in ["wanan", "daru", "gongyeyuan"].into_iter().zip(sees) {
            let who = person(roles, Some(of));
            let right = sight(&who, Some(&lead), &assists);
            let caller = |confidential| {
                let privacy = Privacy { anonymous: false, confidential, reachable: true };
                right.map(|right| caller_sight(&who, right, privacy))
            };
            let seen = right.zip(caller(false)).zip(caller(true)).map(|((a, b), c)| (a, b, c));
            assert_eq!(seen, *expected, "{roles:?} of {of}");
        }
    }
}

#[test]
fn a_liaison_without_a_unit_reads_nothing_and_an_order_without_a_lead_is_the_centres() {
    assert_eq!(sight(&person(&[Liaison], None), None, &[]), None);
    assert_eq!(sight(&person(&[Liaison], Some("wanan")), None, &[]), None);
    assert_eq!(sight(&person(&[Operator], None), None, &[]), Some(Centre));
}

fn caller() -> Caller {
    let (name, phone) = CALLERS[0];
    Caller { name: Some(name.to_owned()), phone: Phone::parse(phone) }
}

fn read(story: &Story, roles: &[Role], of: &str) -> Option<TicketView> {
    TicketView::of(&story.entries, &caller(), &person(roles, Some(of)), story.now).unwrap()
}

#[test]
fn the_leads_liaison_reads_a_mask_and_may_ask() {
    let story = Story::until(State::Handling);
    let lead = read(&story, &[Liaison], "wanan").unwrap().caller;
    assert_eq!(lead.name.as_deref(), Some("欧**"));
    assert_eq!(lead.phone.as_deref(), Some("139****4321"));
    assert!(lead.masked && lead.may_reveal && lead.reachable);
    let assisting = read(&story, &[Partner], "xinjing").unwrap().caller;
    assert_eq!((assisting.name, assisting.phone, assisting.may_reveal), (None, None, false));
    let centre = read(&story, &[Operator], "wanan").unwrap().caller;
    assert_eq!((centre.phone.as_deref(), centre.masked), (Some(CALLERS[0].1), false));
    let auditor = read(&story, &[Auditor], "daru").unwrap().caller;
    assert_eq!((auditor.phone.as_deref(), auditor.may_reveal), (Some("139****4321"), false));
    assert_eq!(read(&story, &[Liaison], "daru"), None, "another unit's");
}

#[test]
fn a_note_for_the_centre_is_read_by_the_centre() {
    let mut story = Story::until(State::Handling);
    story.takes(&everybody(), Action::Note { text: "慎重".into(), centre_only: true });
    let lines = |roles: &[Role], of| read(&story, roles, of).unwrap().entries.len();
    let all = story.entries.len();
    assert_eq!(lines(&[Surveyor], "daru"), all);
    assert_eq!(lines(&[Auditor], "daru"), all);
    assert_eq!(lines(&[Liaison], "wanan"), all - 1);
    assert_eq!(lines(&[Partner], "xinjing"), all - 1);
}
