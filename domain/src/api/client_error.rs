//! 页面故障: what a page says of itself when it has failed. It holds nothing that a caller told.

use serde::{Deserialize, Serialize};

use crate::api::{Endpoint, Method};

/// The longest text that is kept of each, in characters.
const KEPT: usize = 2_000;
/// This many digits in a row may be a telephone number.
const DIGITS: usize = 5;

/// A failure of the app in a browser.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientError {
    pub message: String,
    /// The place in the program.
    #[serde(default)]
    pub location: String,
    /// The program itself, by its address.
    #[serde(default)]
    pub build: String,
    /// The path of the page, without ids and query.
    #[serde(default)]
    pub page: String,
}

impl ClientError {
    /// As it may be written down: cut, in one line, without digits that may be a number, and without
    /// any letters but ASCII, for the program speaks English and callers do not.
    #[must_use]
    pub fn cleaned(&self) -> Self {
        let path = self.page.split(['?', '#']).next().unwrap_or_default();
        Self {
            message: cleaned(&self.message),
            location: cleaned(&self.location),
            build: if is_build(&self.build) { self.build.clone() } else { cleaned(&self.build) },
            page: cleaned(path),
        }
    }
}

/// Whether it is the address of a program: what names it by its content may be all digits.
fn is_build(address: &str) -> bool {
    let name = address.strip_prefix("/assets/").and_then(|name| name.strip_suffix(".wasm"));
    name.is_some_and(|name| {
        name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
    })
}

/// The characters in between belong to a run of digits as people write numbers.
fn joins(character: char) -> bool {
    matches!(character, ' ' | '-')
}

fn cleaned(text: &str) -> String {
    let characters: Vec<char> = text.chars().take(KEPT).collect();
    let mut kept = String::new();
    let mut place = 0;
    while let Some(character) = characters.get(place) {
        let run = run_of_digits(&characters[place..]);
        let digits = characters[place..place + run].iter().filter(|c| c.is_numeric()).count();
        if digits >= DIGITS {
            kept.push('#');
            place += run;
        } else if run > 0 {
            kept.extend(&characters[place..place + run]);
            place += run;
        } else {
            kept.push(if character.is_ascii() && !character.is_control() {
                *character
            } else {
                ' '
            });
            place += 1;
        }
    }
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many characters from the first on are digits, with single joints between them.
fn run_of_digits(characters: &[char]) -> usize {
    let mut run = 0;
    while characters.get(run).is_some_and(|c| c.is_numeric()) {
        run += 1;
        let joint = characters.get(run).is_some_and(|c| joins(*c));
        if joint && characters.get(run + 1).is_some_and(|c| c.is_numeric()) {
            run += 1;
        }
    }
    run
}

pub struct ClientErrorReport(pub ClientError);

impl Endpoint for ClientErrorReport {
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/client-errors";
    const SUMMARY: &'static str = "Say that a page has failed; also signed out.";
    const SUCCESS: u16 = 204;
    type Body = ClientError;
    type Reply = ();

    fn body(&self) -> Option<&ClientError> {
        Some(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_number_is_masked_however_it_is_written() {
        for (said, kept) in [
            ("no route for 13812345678", "no route for #"),
            ("138 1234 5678 rang", "# rang"),
            ("021-5731 1234", "#"),
            ("１３８１２３４５６７８", "#"),
            ("index 1024 of 77, row 3", "index 1024 of 77, row 3"),
            ("src/app.rs:120:45", "src/app.rs:120:45"),
        ] {
            assert_eq!(cleaned(said), kept);
        }
    }

    #[test]
    fn words_of_callers_do_not_get_through() {
        assert_eq!(cleaned("at \"王小明 公园路\"\nunwrap"), "at \" \" unwrap");
    }

    #[test]
    fn it_is_cut_and_its_page_has_no_query() {
        assert_eq!(cleaned(&"x".repeat(5_000)).len(), KEPT);
        let build = |build: &str| ClientError { build: build.to_owned(), ..ClientError::default() };
        assert_eq!(
            build("/assets/app.4d12345ba.wasm").cleaned().build,
            "/assets/app.4d12345ba.wasm"
        );
        assert_eq!(build("13812345678").cleaned().build, "#");
        let error = ClientError { page: "/tickets/:id?q=a#b".to_owned(), ..ClientError::default() };
        assert_eq!(error.cleaned().page, "/tickets/:id");
    }
}
