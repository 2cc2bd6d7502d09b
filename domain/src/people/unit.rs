//! 承办单位: departments, villages and companies that orders are sent to.

use serde::{Deserialize, Serialize};

/// The slug of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct UnitSlug(pub String);

impl UnitSlug {
    /// A slug is 1 to 32 of `a-z`, `0-9` and `_`, beginning with a letter.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=32).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        fits.then(|| Self(text.to_owned()))
    }
}

impl std::fmt::Display for UnitSlug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

slugs! {
    /// 镇属部门, 村居, 企业.
    pub enum UnitKind {
        Department = "department",
        Village = "village",
        Company = "company",
    }
}

/// A unit as the desk offers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unit {
    pub slug: UnitSlug,
    pub name: String,
    pub kind: UnitKind,
    /// The unit's own telephone on duty.
    pub phone: Option<String>,
    /// How the name is read: the syllables of its characters with spaces between them, several
    /// readings of one with slashes. Empty where it is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pinyin: String,
}
