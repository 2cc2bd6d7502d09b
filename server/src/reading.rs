//! 拼音: how a name is read aloud, so that it is found by the letters of its sound.

use pinyin::ToPinyinMulti as _;

/// The syllables of a name with spaces between them, without tones: `wan an ju wei hui/kuai`. Of a
/// character with several readings all are given; what is no character stands for itself.
pub fn of(name: &str) -> String {
    let syllables = name.chars().map(|c| match c.to_pinyin_multi() {
        Some(readings) => {
            let mut plain: Vec<&str> = Vec::new();
            for reading in readings {
                // Two tones of one sound are one reading.
                if !plain.contains(&reading.plain()) {
                    plain.push(reading.plain());
                }
            }
            plain.join("/").replace('ü', "v")
        }
        None => c.to_lowercase().to_string(),
    });
    syllables.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_name_is_read_syllable_by_syllable_in_every_way() {
        assert_eq!(of("大茹村"), "da/dai/tai ru cun");
        assert_eq!(of("万安 A"), "wan/mo an   a");
        assert!(of("绿地").starts_with("lv"));
    }
}
