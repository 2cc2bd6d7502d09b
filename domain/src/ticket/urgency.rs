//! 紧急程度.

slugs! {
    /// `urgent`: hard to mend unless dealt with in time; `critical`: with grave consequences too.
    pub enum Urgency {
        Normal = "normal",
        Urgent = "urgent",
        Critical = "critical",
    }
}
