//! 角色.

slugs! {
    /// What a person is in the house; a person has a set of them.
    pub enum Role {
        Operator = "operator",
        Reviewer = "reviewer",
        Dispatcher = "dispatcher",
        Surveyor = "surveyor",
        DutyLead = "duty_lead",
        Liaison = "liaison",
        Partner = "partner",
        Supervisor = "supervisor",
        Wall = "wall",
        Admin = "admin",
        Auditor = "auditor",
    }
}

impl Role {
    /// The roles that make up "the centre".
    pub fn is_centre(self) -> bool {
        use Role::{Dispatcher, DutyLead, Operator, Reviewer, Supervisor, Surveyor};
        matches!(self, Operator | Reviewer | Dispatcher | Surveyor | DutyLead | Supervisor)
    }
}
