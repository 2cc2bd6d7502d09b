//! 状态: where an order stands; exactly one at a time (domain, part 1.3).

slugs! {
    /// The main line in its order, then the terminal siblings.
    pub enum State {
        Draft = "draft",
        ToReview = "to_review",
        ToDispatch = "to_dispatch",
        ToSign = "to_sign",
        Handling = "handling",
        ToCheck = "to_check",
        ToCallBack = "to_call_back",
        ToClose = "to_close",
        Closed = "closed",
        Answered = "answered",
        Declined = "declined",
        Transferred = "transferred",
        Merged = "merged",
    }
}

impl State {
    /// The states of an order that somebody still has to do something about.
    pub const OPEN: &'static [Self] = &[
        Self::Draft,
        Self::ToReview,
        Self::ToDispatch,
        Self::ToSign,
        Self::Handling,
        Self::ToCheck,
        Self::ToCallBack,
        Self::ToClose,
    ];

    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }
}
