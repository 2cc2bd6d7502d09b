//! 性质: what the caller wants, apart from what it is about.

slugs! {
    /// Consultation, help, complaint, suggestion, report of a wrong, praise.
    pub enum Nature {
        Consult = "consult",
        Help = "help",
        Complaint = "complaint",
        Suggestion = "suggestion",
        Report = "report",
        Praise = "praise",
    }
}
