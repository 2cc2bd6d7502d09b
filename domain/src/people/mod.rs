//! 人员: roles, units, and who sees what of an order and its caller.

pub mod privacy;
pub mod role;
pub mod unit;

use serde::{Deserialize, Serialize};

use crate::id::PersonId;
pub use {
    privacy::{CallerSight, Sight, caller_sight, sight},
    role::Role,
    unit::{Unit, UnitKind, UnitSlug, place_name},
};

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    pub id: PersonId,
    /// The name they sign in with.
    pub name: String,
    /// The name that others read.
    pub display: String,
    pub roles: Vec<Role>,
    pub unit: Option<UnitSlug>,
}

impl Person {
    /// A paired screen as whoever looks at it: it sees the wall and nothing else. It has no account,
    /// and so the id that no account has.
    pub fn screen(display: String) -> Self {
        Self { id: PersonId(0), name: String::new(), display, roles: vec![Role::Wall], unit: None }
    }

    /// Whether this is a paired screen and nobody's account.
    pub fn is_screen(&self) -> bool {
        self.id == PersonId(0)
    }

    /// Whether this person may pair screens with the desk and withdraw them.
    pub fn may_pair_screens(&self) -> bool {
        [Role::Supervisor, Role::DutyLead, Role::Admin].into_iter().any(|role| self.has(role))
    }

    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether this person works in the centre.
    pub fn is_centre(&self) -> bool {
        self.roles.iter().any(|role| role.is_centre())
    }

    /// Whether this person takes orders in (`POST /api/tickets`).
    pub fn may_take_orders(&self) -> bool {
        [Role::Operator, Role::Reviewer, Role::DutyLead].into_iter().any(|role| self.has(role))
    }

    /// Whether this person takes an order on to its unit alone: takes it, reviews it, dispatches it.
    pub fn may_take_to_dispatch(&self) -> bool {
        self.may_take_orders() && self.has(Role::Reviewer) && self.has(Role::Dispatcher)
    }

    /// Whether this person looks after how the centre works, and sees the figures of that.
    pub fn leads_the_centre(&self) -> bool {
        self.has(Role::DutyLead) || self.has(Role::Supervisor)
    }

    /// Whether this person takes steps at all, and so may bring photos for them.
    pub fn may_bring_photos(&self) -> bool {
        self.is_centre() || self.is_of_a_unit()
    }

    /// Whether this person reads any orders at all.
    pub fn reads_orders(&self) -> bool {
        self.is_centre() || self.has(Role::Auditor) || self.is_of_a_unit()
    }

    /// Whether this person looks at the wall: it is for its own screens and for the centre, and no unit sees
    /// the whole town.
    pub fn sees_wall(&self) -> bool {
        self.has(Role::Wall) || self.is_centre()
    }

    /// Whether this person acts for a unit.
    pub fn is_of_a_unit(&self) -> bool {
        self.unit.is_some() && (self.has(Role::Liaison) || self.has(Role::Partner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_sees_the_wall_and_does_nothing() {
        let screen = Person::screen("大厅".to_owned());
        assert!(screen.is_screen() && screen.sees_wall());
        assert!(!screen.is_centre() && !screen.reads_orders());
        assert!(!screen.may_take_orders() && !screen.may_pair_screens());
    }
}
