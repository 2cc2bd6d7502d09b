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

/// A village's name as maps write it, without the word for what it is: 万安居委会 is 万安.
pub fn place_name(name: &str) -> &str {
    const KINDS: [&str; 7] =
        ["居民委员会", "村民委员会", "居委会", "村委会", "居民区", "社区", "村"];
    let short = KINDS.iter().find_map(|kind| name.strip_suffix(kind));
    short.filter(|short| short.chars().count() > 1).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_called_by_its_name_alone() {
        let short = ["万安居委会", "大茹村", "新泾村村民委员会", "张村", "朱泾镇"].map(place_name);
        assert_eq!(short, ["万安", "大茹", "新泾村", "张村", "朱泾镇"]);
    }
}
