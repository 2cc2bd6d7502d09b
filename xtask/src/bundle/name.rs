//! Names that change with the content, so that a file may be cached for ever.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// How much of the hash goes into a name: 48 bits, enough for the few files of a release.
pub const LETTERS: usize = 12;

/// SHA-256 in hex.
pub fn digest(content: &[u8]) -> String {
    Sha256::digest(content).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The path of an asset below the root of the site: `assets/STEM.HASH.EXTENSION`.
pub fn hashed(stem: &str, extension: &str, content: &[u8]) -> String {
    format!("assets/{stem}.{}.{extension}", &digest(content)[..LETTERS])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_the_content_and_with_nothing_else() {
        assert_eq!(hashed("main", "css", b"abc"), "assets/main.ba7816bf8f01.css");
        assert_ne!(hashed("main", "css", b"abd"), hashed("main", "css", b"abc"));
    }
}
