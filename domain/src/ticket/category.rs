//! 类别: the subject of an order, a tree of three levels in the shape of GB/T 39666 (two digits a level).

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::time::Day;

/// A code of six digits, two for each level; `010000` is a top level, `010203` a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[0-9]{6}$"))]
pub struct CategoryCode(pub u32);

impl CategoryCode {
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().ok().map(Self)).flatten()
    }

    /// The top level that it belongs to.
    #[must_use]
    pub const fn top(self) -> Self {
        Self(self.0 / 10_000 * 10_000)
    }

    /// The second level that it belongs to; a top level is its own.
    #[must_use]
    pub const fn second_level(self) -> Self {
        Self(self.0 / 100 * 100)
    }

    /// The next level up; `None` for a top level.
    pub const fn parent(self) -> Option<Self> {
        match self.0 {
            code if code % 100 != 0 => Some(Self(code / 100 * 100)),
            code if code % 10_000 != 0 => Some(Self(code / 10_000 * 10_000)),
            _ => None,
        }
    }

    /// 1 for a top level, 3 for a leaf.
    pub const fn level(self) -> u8 {
        match self.0 {
            code if code % 100 != 0 => 3,
            code if code % 10_000 != 0 => 2,
            _ => 1,
        }
    }
}

impl std::fmt::Display for CategoryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl Serialize for CategoryCode {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CategoryCode {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?)
            .ok_or_else(|| D::Error::custom("not a code of six digits"))
    }
}

/// One node of the tree, valid for a span of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Category {
    pub code: CategoryCode,
    pub name: String,
    pub valid_from: Day,
    /// The first day on which it is no longer offered.
    pub valid_until: Option<Day>,
}

impl Category {
    pub fn is_valid_on(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day < until)
    }
}
