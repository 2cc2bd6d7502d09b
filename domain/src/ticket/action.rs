//! 操作: what a person does to an order, with the evidence it must carry (contract, part 3).

use serde::{Deserialize, Serialize};

use crate::{
    id::TicketId,
    people::UnitSlug,
    text::{CONTENT_MAX, Faults, Flaw, LINE_MAX, TEXT_MAX},
    ticket::{
        Assist, CategoryCode, Nature, PhotoId, TicketNumber, TopicSlug, Urgency,
        intake::{CallerGiven, Taken},
        photo,
        reply_template::first_blank,
    },
    time::Moment,
};

slugs! {
    /// The kind of an action; the first two are no steps: an order is created and its caller
    /// revealed at endpoints of their own.
    pub enum Verb {
        Create = "create",
        Reveal = "reveal",
        Accept = "accept",
        Answer = "answer",
        Approve = "approve",
        ReturnToIntake = "return_to_intake",
        Decline = "decline",
        Transfer = "transfer",
        Merge = "merge",
        Dispatch = "dispatch",
        Sign = "sign",
        Contact = "contact",
        Reply = "reply",
        SendBack = "send_back",
        Pass = "pass",
        CallBack = "call_back",
        Rework = "rework",
        Close = "close",
        Reopen = "reopen",
        Amend = "amend",
        Note = "note",
        TakeBack = "take_back",
    }
}

slugs! {
    /// 联系结果.
    pub enum ContactOutcome {
        Reached = "reached",
        NoAnswer = "no_answer",
        WrongNumber = "wrong_number",
    }
}

slugs! {
    /// 事实认定: whether it was as the caller said.
    pub enum Finding {
        True = "true",
        Partly = "partly",
        Untrue = "untrue",
    }
}

slugs! {
    /// 诉求认定: whether what was asked is reasonable.
    pub enum Demand {
        Reasonable = "reasonable",
        Partly = "partly",
        Unreasonable = "unreasonable",
    }
}

slugs! {
    /// 处理结果.
    pub enum Outcome {
        Solved = "solved",
        Explained = "explained",
        Unsolved = "unsolved",
    }
}

slugs! {
    /// 答复方式.
    pub enum ReplyMethod {
        Phone = "phone",
        Visit = "visit",
        Sms = "sms",
        None = "none",
    }
}

slugs! {
    /// What the caller says of the result.
    pub enum Solved {
        Yes = "yes",
        Partly = "partly",
        No = "no",
    }
}

slugs! {
    /// 满意度.
    pub enum Satisfaction {
        Satisfied = "satisfied",
        Mostly = "mostly",
        Neutral = "neutral",
        Dissatisfied = "dissatisfied",
    }
}

slugs! {
    /// 不予受理的原因 (domain, part 1.3, row 5).
    pub enum DeclineReason {
        InCourt = "in_court",
        Secret = "secret",
        Harassment = "harassment",
        OutOfScope = "out_of_scope",
        Other = "other",
    }
}

/// An action with its evidence, as it is sent and as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum Action {
    /// 接单 of a new order. The door gives the number.
    Create {
        number: TicketNumber,
        taken: Taken,
    },
    /// The lead's liaison asked for the caller.
    Reveal {},
    Accept(Changes),
    Answer {
        text: String,
    },
    Approve(Changes),
    ReturnToIntake {
        missing: String,
    },
    Decline {
        reason: DeclineReason,
        text: String,
    },
    Transfer {
        to: String,
        text: String,
    },
    Merge {
        into: TicketId,
    },
    Dispatch {
        lead: UnitSlug,
        #[serde(default)]
        assists: Vec<Assist>,
        #[serde(default)]
        note: Option<String>,
    },
    Sign {},
    Contact {
        outcome: ContactOutcome,
        #[serde(default)]
        note: Option<String>,
    },
    Reply(Reply),
    SendBack {
        reason: String,
    },
    Pass {},
    CallBack(CallBack),
    Rework {
        reason: String,
    },
    Close {},
    Reopen {
        reason: String,
    },
    Amend(Amendment),
    Note {
        text: String,
        #[serde(default)]
        centre_only: bool,
    },
    /// 撤销 of the step before it.
    TakeBack {},
}

/// 更正: the fields that are corrected; what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Changes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nature: Option<Nature>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Urgency>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topics: Option<Vec<TopicSlug>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upstream_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upstream_due_at: Option<Moment>,
    /// The caller, corrected. It is taken out before the action becomes an entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<CallerGiven>,
    /// Kept in the entry in place of the caller: how far the caller wishes to be known now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy: Option<super::Privacy>,
}

/// 更正 of an order under way, with its reason: old and new both stay in the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Amendment {
    #[serde(flatten)]
    pub changes: Changes,
    pub reason: String,
}

/// 反馈 of the lead unit: the fields of the city's own form (domain, part 1.3, row 17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reply {
    pub facts: Finding,
    pub demand: Demand,
    pub outcome: Outcome,
    pub text: String,
    pub method: ReplyMethod,
    /// 现场照片, in the order in which they are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoId>,
}

/// 回访: one attempt. What the caller said stands only where the caller was reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallBack {
    pub reached: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub give_up: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved: Option<Solved>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub satisfaction: Option<Satisfaction>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

impl Action {
    pub fn verb(&self) -> Verb {
        match self {
            Self::Create { .. } => Verb::Create,
            Self::Reveal {} => Verb::Reveal,
            Self::Accept(_) => Verb::Accept,
            Self::Answer { .. } => Verb::Answer,
            Self::Approve(_) => Verb::Approve,
            Self::ReturnToIntake { .. } => Verb::ReturnToIntake,
            Self::Decline { .. } => Verb::Decline,
            Self::Transfer { .. } => Verb::Transfer,
            Self::Merge { .. } => Verb::Merge,
            Self::Dispatch { .. } => Verb::Dispatch,
            Self::Sign {} => Verb::Sign,
            Self::Contact { .. } => Verb::Contact,
            Self::Reply(_) => Verb::Reply,
            Self::SendBack { .. } => Verb::SendBack,
            Self::Pass {} => Verb::Pass,
            Self::CallBack(_) => Verb::CallBack,
            Self::Rework { .. } => Verb::Rework,
            Self::Close {} => Verb::Close,
            Self::Reopen { .. } => Verb::Reopen,
            Self::Amend(_) => Verb::Amend,
            Self::Note { .. } => Verb::Note,
            Self::TakeBack {} => Verb::TakeBack,
        }
    }

    /// Whether this attempt leaves the order where it is: a call-back that reached nobody.
    pub fn stays(&self) -> bool {
        matches!(self, Self::CallBack(CallBack { reached: false, give_up: false, .. }))
    }

    /// The photos that the action refers to.
    pub fn photos(&self) -> &[PhotoId] {
        match self {
            Self::Reply(reply) => &reply.photos,
            _ => &[],
        }
    }

    /// The corrections that the action carries.
    pub fn changes(&self) -> Option<&Changes> {
        match self {
            Self::Accept(changes)
            | Self::Approve(changes)
            | Self::Amend(Amendment { changes, .. }) => Some(changes),
            _ => None,
        }
    }

    /// Whether it corrects the caller. An entry holds no caller; that one was corrected is told by what
    /// it says of their privacy.
    pub fn corrects_caller(&self) -> bool {
        match self {
            Self::Accept(changes)
            | Self::Approve(changes)
            | Self::Amend(Amendment { changes, .. }) => {
                changes.caller.is_some() || changes.privacy.is_some()
            }
            _ => false,
        }
    }

    pub(super) fn changes_mut(&mut self) -> Option<&mut Changes> {
        match self {
            Self::Accept(changes)
            | Self::Approve(changes)
            | Self::Amend(Amendment { changes, .. }) => Some(changes),
            _ => None,
        }
    }

    /// What is wrong with the texts of the evidence by themselves; what needs the order or the
    /// desk's vocabulary is checked in [`super::step`].
    pub fn check(&self, faults: &mut Faults) {
        match self {
            Self::Create { taken, .. } => taken.check(faults),
            Self::Reveal {}
            | Self::Sign {}
            | Self::Pass {}
            | Self::Close {}
            | Self::TakeBack {}
            | Self::Merge { .. } => {}
            Self::Accept(changes) | Self::Approve(changes) => changes.check(faults),
            Self::Amend(Amendment { changes, reason }) => {
                changes.check(faults);
                faults.when(changes.is_empty(), "changes", Flaw::Missing);
                faults.required("reason", reason, TEXT_MAX);
            }
            Self::Answer { text } | Self::Note { text, .. } | Self::Decline { text, .. } => {
                faults.required("text", text, TEXT_MAX);
            }
            Self::ReturnToIntake { missing } => faults.required("missing", missing, TEXT_MAX),
            Self::Transfer { to, text } => {
                faults.required("to", to, LINE_MAX);
                faults.required("text", text, TEXT_MAX);
            }
            Self::Dispatch { lead, assists, note } => {
                check_dispatch(faults, lead, assists, note.as_deref());
            }
            Self::Contact { note, .. } => {
                faults.optional("note", note.as_deref().unwrap_or_default(), TEXT_MAX);
            }
            Self::Reply(reply) => {
                faults.required("text", &reply.text, TEXT_MAX);
                faults.when(first_blank(&reply.text).is_some(), "text", Flaw::LeftBlank);
                photo::check(&reply.photos, faults);
            }
            Self::CallBack(call) => call.check(faults),
            Self::SendBack { reason } | Self::Rework { reason } | Self::Reopen { reason } => {
                faults.required("reason", reason, TEXT_MAX);
            }
        }
    }
}

fn check_dispatch(faults: &mut Faults, lead: &UnitSlug, assists: &[Assist], note: Option<&str>) {
    faults.optional("note", note.unwrap_or_default(), TEXT_MAX);
    for (place, assist) in assists.iter().enumerate() {
        faults.optional(&format!("assists[{place}].ask"), &assist.ask, TEXT_MAX);
        let twice =
            assist.unit == *lead || assists[..place].iter().any(|other| other.unit == assist.unit);
        faults.when(twice, &format!("assists[{place}].unit"), Flaw::Contradicts);
    }
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn check(&self, faults: &mut Faults) {
        if let Some(title) = &self.title {
            faults.required("title", title, LINE_MAX);
        }
        if let Some(content) = &self.content {
            faults.required("content", content, CONTENT_MAX);
        }
        if let Some(address) = &self.address {
            faults.required("address", address, LINE_MAX);
        }
        if let Some(number) = &self.upstream_number {
            faults.optional("upstream_number", number, LINE_MAX);
        }
        if let Some(caller) = &self.caller {
            caller.check(faults);
        }
    }
}

impl CallBack {
    fn check(&self, faults: &mut Faults) {
        faults.optional("words", self.words.as_deref().unwrap_or_default(), TEXT_MAX);
        faults.when(self.reached && self.give_up, "give_up", Flaw::Contradicts);
        for (field, said) in
            [("solved", self.solved.is_some()), ("satisfaction", self.satisfaction.is_some())]
        {
            faults.when(self.reached && !said, field, Flaw::Missing);
            faults.when(!self.reached && said, field, Flaw::Contradicts);
        }
    }
}
