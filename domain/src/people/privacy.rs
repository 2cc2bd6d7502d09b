//! 隐私: who reads an order, and how much of its caller (contract, part 3).

use crate::{
    people::{Person, Role, UnitSlug},
    text::masked_name,
    ticket::{Assist, Privacy, intake::Caller},
};

/// By which right a person reads an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    Centre,
    Lead,
    Assist,
    Audit,
}

/// The widest right by which `person` reads an order with this lead and these assisting units;
/// `None` where they may not know that it exists.
pub fn sight(person: &Person, lead: Option<&UnitSlug>, assists: &[Assist]) -> Option<Sight> {
    if person.is_centre() {
        return Some(Sight::Centre);
    }
    if let Some(unit) = person.unit.as_ref().filter(|_| person.is_of_a_unit()) {
        if lead == Some(unit) {
            return Some(Sight::Lead);
        }
        if assists.iter().any(|assist| assist.unit == *unit) {
            return Some(Sight::Assist);
        }
    }
    person.has(Role::Auditor).then_some(Sight::Audit)
}

/// How a person sees the caller of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallerSight {
    Full,
    /// Masked; `may_reveal` says whether they may ask for the rest, which is written into the story.
    Masked {
        may_reveal: bool,
    },
    Hidden,
}

/// What `person` sees of the caller, given how they see the order.
pub fn caller_sight(person: &Person, sight: Sight, privacy: Privacy) -> CallerSight {
    match sight {
        Sight::Centre => CallerSight::Full,
        Sight::Lead if person.has(Role::Liaison) && !privacy.confidential => {
            CallerSight::Masked { may_reveal: true }
        }
        Sight::Audit => CallerSight::Masked { may_reveal: false },
        // A neighbour could know a villager by a surname and four digits, so secrecy hides both.
        Sight::Lead | Sight::Assist => CallerSight::Hidden,
    }
}

impl CallerSight {
    /// The name and number as they may be read.
    pub fn shows(self, caller: &Caller) -> (Option<String>, Option<String>) {
        match self {
            Self::Full => {
                (caller.name.clone(), caller.phone.as_ref().map(|phone| phone.as_str().to_owned()))
            }
            Self::Masked { .. } => (
                caller.name.as_deref().map(masked_name),
                caller.phone.as_ref().map(crate::text::Phone::masked),
            ),
            Self::Hidden => (None, None),
        }
    }
}
