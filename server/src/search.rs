//! 检索: cutting texts into words and bigrams, so that Chinese words of two characters are found.

use domain::ticket::{Action, Facts, TicketNumber};

use crate::store::batch::SearchRow;

/// Cuts a text into tokens: runs of letters and digits as they are, runs of Chinese characters as
/// overlapping pairs. The last character of a run stands alone too: a single one is found so, and no
/// phrase runs over the border of two texts.
pub fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for run in runs(text) {
        match run {
            Run::Word(word) => tokens.push(word),
            Run::Han(chars) => {
                tokens.extend(chars.windows(2).map(|pair| pair.iter().collect()));
                tokens.extend(chars.last().map(char::to_string));
            }
        }
    }
    tokens
}

/// Digits from which on a number may go on: every number of an order begins with its year.
const DIGITS: usize = 5;

/// The query of FTS5 for what a person typed: every run must stand in the text as it is written, a
/// word or a long number may go on. `None` where nothing can be looked for.
pub fn query(typed: &str) -> Option<String> {
    let terms: Vec<String> = runs(typed)
        .into_iter()
        .map(|run| match run {
            Run::Word(word) if is_short_number(&word) => format!("\"{word}\""),
            Run::Word(word) => format!("\"{word}\" *"),
            Run::Han(chars) if chars.len() == 1 => format!("\"{}\" *", chars[0]),
            Run::Han(chars) => {
                let pairs: Vec<String> =
                    chars.windows(2).map(|pair| pair.iter().collect()).collect();
                format!("\"{}\"", pairs.join(" "))
            }
        })
        .collect();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

fn is_short_number(word: &str) -> bool {
    word.len() < DIGITS && word.bytes().all(|byte| byte.is_ascii_digit())
}

enum Run {
    Word(String),
    Han(Vec<char>),
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    for c in text.chars() {
        if is_han(c) {
            match runs.last_mut() {
                Some(Some(Run::Han(chars))) => chars.push(c),
                _ => runs.push(Some(Run::Han(vec![c]))),
            }
        } else if c.is_alphanumeric() {
            let lower = c.to_lowercase();
            match runs.last_mut() {
                Some(Some(Run::Word(word))) => word.extend(lower),
                _ => runs.push(Some(Run::Word(lower.collect()))),
            }
        } else {
            runs.push(None);
        }
    }
    runs.into_iter().flatten().collect()
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// What an order is found by: content, title, address, numbers, replies and notes, never a caller.
pub fn row<'a>(
    id: i64,
    number: &TicketNumber,
    facts: &Facts,
    actions: impl Iterator<Item = &'a Action>,
) -> SearchRow {
    let upstream = facts.upstream_number.as_deref().unwrap_or_default();
    let mut common =
        vec![number.0.as_str(), upstream, &facts.title, &facts.content, &facts.address];
    let mut centre = Vec::new();
    for action in actions {
        match action {
            Action::Reply(reply) => common.push(&reply.text),
            Action::Note { text, centre_only: true } => centre.push(text.as_str()),
            Action::Answer { text } | Action::Note { text, .. } => common.push(text),
            _ => {}
        }
    }
    SearchRow { id, common: joined(&common), centre: joined(&centre) }
}

fn joined(texts: &[&str]) -> String {
    texts.iter().flat_map(|text| tokens(text)).collect::<Vec<_>>().join(" ")
}

/// Whether an action changes what its order is found by.
pub fn changes_texts(action: &Action) -> bool {
    let corrected = action.changes().is_some_and(|changes| {
        changes.title.is_some()
            || changes.content.is_some()
            || changes.address.is_some()
            || changes.upstream_number.is_some()
    });
    corrected
        || matches!(
            action,
            Action::Create { .. }
                | Action::Reply(_)
                | Action::Answer { .. }
                | Action::Note { .. }
                | Action::TakeBack {}
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_cut_into_overlapping_pairs() {
        assert_eq!(tokens("20亩小白菜"), ["20", "亩小", "小白", "白菜", "菜"]);
        assert_eq!(query("白菜").as_deref(), Some("\"白菜\""));
        assert_eq!(query("小白菜 20亩").as_deref(), Some("\"小白 白菜\" AND \"20\" AND \"亩\" *"));
        assert_eq!(query("20200128").as_deref(), Some("\"20200128\" *"));
    }

    #[test]
    fn nothing_to_look_for_and_no_way_into_the_query_language() {
        assert_eq!(query(" \"' () * ^ : - "), None);
        assert_eq!(
            query("a\" OR common:b").as_deref(),
            Some("\"a\" * AND \"or\" * AND \"common\" * AND \"b\" *")
        );
    }
}
