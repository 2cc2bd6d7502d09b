//! 接单: what is taken down while the caller speaks.

use serde::{Deserialize, Serialize};

use crate::{
    deadline::Due,
    people::Person,
    rules::Desk,
    text::{CONTENT_MAX, Fault, Faults, Flaw, LINE_MAX, Phone, title_from},
    ticket::{
        Action, CategoryCode, Channel, Facts, Nature, Privacy, TicketNumber, TopicSlug, Urgency,
        entry::{Actor, Decision},
    },
    time::Moment,
};

/// The longest that taking an order may have lasted, in seconds: a day.
pub const SECONDS_MAX: u32 = 86_400;

/// The caller as given by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct CallerGiven {
    pub name: Option<String>,
    /// In any usual writing; normalised when it is taken.
    pub phone: Option<String>,
    pub anonymous: bool,
    pub confidential: bool,
}

/// The caller as kept: a row of its own beside the order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caller {
    pub name: Option<String>,
    pub phone: Option<Phone>,
}

/// A new order as it arrives (`POST /api/tickets`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Intake {
    pub channel: Channel,
    pub nature: Nature,
    pub urgency: Urgency,
    #[serde(default)]
    pub topics: Vec<TopicSlug>,
    #[serde(default)]
    pub category: Option<CategoryCode>,
    #[serde(default)]
    pub upstream_number: Option<String>,
    #[serde(default)]
    pub upstream_due_at: Option<Moment>,
    #[serde(default)]
    pub caller: CallerGiven,
    pub address: String,
    pub content: String,
    #[serde(default)]
    pub title: Option<String>,
    /// From the first key on the sheet to its acceptance, without the time that it lay aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds_to_accept: Option<u32>,
}

/// What an entry keeps of an intake: everything but the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Taken {
    pub channel: Channel,
    pub facts: Facts,
    pub privacy: Privacy,
    /// Entries from before it was measured have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds_to_accept: Option<u32>,
}

impl CallerGiven {
    pub(super) fn check(&self, faults: &mut Faults) {
        faults.optional("caller.name", self.name.as_deref().unwrap_or_default(), LINE_MAX);
        let phone = given(self.phone.as_deref());
        faults.when(
            phone.is_some_and(|raw| Phone::parse(raw).is_none()),
            "caller.phone",
            Flaw::NotAPhone,
        );
        // Whoever is not anonymous must be reachable, or nobody could be told the result (domain, 1.3 row 1).
        faults.when(phone.is_none() && !self.anonymous, "caller.phone", Flaw::Missing);
    }

    /// The row that is kept; a number that cannot be one was refused before.
    pub fn kept(&self) -> Caller {
        Caller {
            name: given(self.name.as_deref()).map(str::to_owned),
            phone: given(self.phone.as_deref()).and_then(Phone::parse),
        }
    }

    pub fn privacy(&self) -> Privacy {
        Privacy {
            anonymous: self.anonymous,
            confidential: self.confidential,
            reachable: given(self.phone.as_deref()).is_some(),
        }
    }
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

impl Taken {
    pub(super) fn check(&self, faults: &mut Faults) {
        faults.required("content", &self.facts.content, CONTENT_MAX);
        faults.required("address", &self.facts.address, LINE_MAX);
        // It is made from the content where none is given, so it lacks only where that lacks.
        faults.optional("title", &self.facts.title, LINE_MAX);
        faults.optional(
            "upstream_number",
            self.facts.upstream_number.as_deref().unwrap_or_default(),
            LINE_MAX,
        );
        let too_long = self.seconds_to_accept.is_some_and(|seconds| seconds > SECONDS_MAX);
        faults.when(too_long, "seconds_to_accept", Flaw::OutOfRange);
    }
}

impl Intake {
    fn taken(self) -> Taken {
        let title =
            given(self.title.as_deref()).map_or_else(|| title_from(&self.content), str::to_owned);
        Taken {
            channel: self.channel,
            privacy: self.caller.privacy(),
            seconds_to_accept: self.seconds_to_accept,
            facts: Facts {
                nature: self.nature,
                urgency: self.urgency,
                topics: self.topics,
                category: self.category,
                title,
                content: self.content,
                address: self.address,
                upstream_number: given(self.upstream_number.as_deref()).map(str::to_owned),
                upstream_due_at: self.upstream_due_at,
            },
        }
    }
}

/// Decides a new order: what is wrong with it, or the first entry of its story and its caller.
///
/// # Errors
/// Every field at fault.
pub fn take(
    intake: Intake,
    person: &Person,
    now: Moment,
    desk: &Desk,
) -> Result<Decision, Vec<Fault>> {
    let mut faults = Faults::default();
    intake.caller.check(&mut faults);
    let caller = intake.caller.kept();
    let taken = intake.taken();
    taken.check(&mut faults);
    desk.words.check(&mut faults, &taken.facts.topics, taken.facts.category, now.day());
    faults.into_result()?;
    let dues: Vec<Due> =
        desk.opening_dues(taken.facts.nature, taken.facts.urgency, 1, now, now).into();
    Ok(Decision {
        happened_at: now,
        by: Actor::of(person),
        action: Action::Create { number: TicketNumber::default(), taken },
        dues,
        caller: Some(caller),
    })
}
