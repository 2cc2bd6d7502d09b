//! 常用答复: a reply that offices write again and again, with blanks for what was found.

use serde::{Deserialize, Serialize};

use super::{Nature, action::Outcome};

/// What is still to be filled in.
pub const BLANK: &str = "＿＿";

/// A text to begin a reply with; data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReplyTemplate {
    pub id: String,
    pub title: String,
    pub text: String,
    /// The result that it tells of; any, where it names none.
    pub outcome: Option<Outcome>,
    /// For orders of these natures; of all, where it names none.
    pub natures: Vec<Nature>,
}

impl ReplyTemplate {
    /// Whether it may serve an order of this nature, as far as its result is chosen.
    pub fn fits(&self, nature: Nature, outcome: Option<Outcome>) -> bool {
        let tells = self.outcome.is_none() || outcome.is_none() || self.outcome == outcome;
        tells && (self.natures.is_empty() || self.natures.contains(&nature))
    }
}

/// Where the first blank of a text begins, in the UTF-16 units that browsers count by.
pub fn first_blank(text: &str) -> Option<u32> {
    let before = &text[..text.find(BLANK)?];
    u32::try_from(before.encode_utf16().count()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(outcome: Option<Outcome>, natures: &[Nature]) -> ReplyTemplate {
        let (id, title, text) = ("repaired".into(), "已修复".into(), "已修复。".into());
        ReplyTemplate { id, title, text, outcome, natures: natures.to_vec() }
    }

    #[test]
    fn a_template_fits_its_natures_and_no_other_result_than_the_chosen_one() {
        let repaired = template(Some(Outcome::Solved), &[Nature::Help]);
        assert!(repaired.fits(Nature::Help, None));
        assert!(repaired.fits(Nature::Help, Some(Outcome::Solved)));
        assert!(!repaired.fits(Nature::Help, Some(Outcome::Explained)));
        assert!(!repaired.fits(Nature::Praise, None));
        assert!(template(None, &[]).fits(Nature::Praise, Some(Outcome::Unsolved)));
    }

    #[test]
    fn a_blank_is_found_where_browsers_count_it() {
        assert_eq!(first_blank("已于＿＿到现场"), Some(2));
        assert_eq!(first_blank("𠮷于＿＿"), Some(3));
        assert_eq!(first_blank("都填好了"), None);
    }
}
