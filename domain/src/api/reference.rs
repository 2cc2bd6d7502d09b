//! 基础数据: the vocabulary and the dated rules of the desk, so that the app predicts what the server decides.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Endpoint, Method},
    calendar::Decree,
    deadline::Policy,
    people::Unit,
    rules::{Desk, Words},
    ticket::{ReplyTemplate, category::Category, topic::Topic},
};

/// All that [`Desk`] holds, as lists, and the replies to begin with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reference {
    pub units: Vec<Unit>,
    pub categories: Vec<Category>,
    pub topics: Vec<Topic>,
    pub policies: Vec<Policy>,
    pub decrees: Vec<Decree>,
    #[serde(default)]
    pub reply_templates: Vec<ReplyTemplate>,
}

impl Reference {
    pub fn of(desk: &Desk, reply_templates: &[ReplyTemplate]) -> Self {
        Self {
            units: desk.words.units.values().cloned().collect(),
            categories: desk.words.categories.values().cloned().collect(),
            topics: desk.words.topics.values().cloned().collect(),
            policies: desk.policies.clone(),
            decrees: desk.decrees.clone(),
            reply_templates: reply_templates.to_vec(),
        }
    }
}

impl From<Reference> for Desk {
    fn from(reference: Reference) -> Self {
        Self {
            words: Words {
                units: reference.units.into_iter().map(|unit| (unit.slug.clone(), unit)).collect(),
                categories: reference
                    .categories
                    .into_iter()
                    .map(|category| (category.code, category))
                    .collect(),
                topics: reference
                    .topics
                    .into_iter()
                    .map(|topic| (topic.slug.clone(), topic))
                    .collect(),
            },
            policies: reference.policies,
            decrees: reference.decrees,
        }
    }
}

pub struct ReferenceRead;

impl Endpoint for ReferenceRead {
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/reference";
    const SUMMARY: &'static str =
        "Units, categories, topics, policies, decrees and reply templates.";
    type Body = ();
    type Reply = Reference;
}
