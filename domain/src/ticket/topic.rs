//! 专题: a tag across natures and categories, such as an epidemic; data, kept by the admin.

use serde::{Deserialize, Serialize};

use crate::time::{Day, Moment};

/// The slug of a topic.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct TopicSlug(pub String);

/// The epidemic of the winter of 2020.
pub const EPIDEMIC: &str = "epidemic";

/// A topic as the desk offers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Topic {
    pub slug: TopicSlug,
    pub name: String,
    pub valid_from: Option<Moment>,
    pub valid_until: Option<Moment>,
}

impl Topic {
    /// Whether it is offered at some time of `day`.
    pub fn is_offered_on(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|from| from < day.end())
            && self.valid_until.is_none_or(|until| until > day.start())
    }
}
