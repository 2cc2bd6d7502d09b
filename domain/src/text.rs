//! Strings as the desk takes them: limits, normalised phone numbers, titles, roads and masks.

use serde::{Deserialize, Serialize};

/// Most characters of what a caller says (contract, part 5).
pub const CONTENT_MAX: usize = 5000;
/// Most characters of any other free text.
pub const TEXT_MAX: usize = 2000;
/// Most characters of a name, a title or an address.
pub const LINE_MAX: usize = 200;

/// A word that is not in the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unknown;

impl std::fmt::Display for Unknown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("unknown word")
    }
}

impl std::error::Error for Unknown {}

slugs! {
    /// What is wrong with one field of a request.
    pub enum Flaw {
        Missing = "missing",
        TooLong = "too_long",
        ControlCharacter = "control_character",
        Unknown = "unknown",
        Invalid = "invalid",
        NotAPhone = "not_a_phone",
        OutOfRange = "out_of_range",
        /// The field says something that another field rules out.
        Contradicts = "contradicts",
        /// A template's blank was left as it is.
        LeftBlank = "left_blank",
    }
}

/// One field at fault, named as in the request (`action.text`, `caller.phone`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fault {
    pub field: String,
    pub flaw: Flaw,
}

/// Collects every fault of a request instead of stopping at the first.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    pub fn add(&mut self, field: &str, flaw: Flaw) {
        self.0.push(Fault { field: field.to_owned(), flaw });
    }

    /// Adds the fault where `wrong` holds.
    pub fn when(&mut self, wrong: bool, field: &str, flaw: Flaw) {
        if wrong {
            self.add(field, flaw);
        }
    }

    /// A text that must say something, within `max` characters.
    pub fn required(&mut self, field: &str, text: &str, max: usize) {
        self.when(text.trim().is_empty(), field, Flaw::Missing);
        self.optional(field, text, max);
    }

    /// A text that may be empty, within `max` characters; newline and tab are its only controls.
    pub fn optional(&mut self, field: &str, text: &str, max: usize) {
        self.when(text.chars().count() > max, field, Flaw::TooLong);
        self.when(text.chars().any(is_forbidden), field, Flaw::ControlCharacter);
    }

    /// The same faults of fields that stand inside another.
    #[must_use]
    pub fn within(self, outer: &str) -> Self {
        Self(
            self.0
                .into_iter()
                .map(|fault| Fault { field: format!("{outer}.{}", fault.field), ..fault })
                .collect(),
        )
    }

    /// # Errors
    /// All that was collected, where anything was.
    pub fn into_result(self) -> Result<(), Vec<Fault>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}

fn is_forbidden(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

/// A telephone number, normalised to digits (an extension after `-`): mobile, landline with its
/// area code, or a service number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Phone(String);

/// The town's own area code (Shanghai), put before a landline that was given without one.
const AREA_CODE: &str = "021";

impl Phone {
    /// Understands `+86`, `0086`, a leading 0 before a mobile, blanks, dashes, brackets, full-width
    /// digits and extensions (`转`, `分机`, `#`, `ext`). `None` where it cannot be a number.
    pub fn parse(raw: &str) -> Option<Self> {
        let raw = half_width(raw);
        let (main, extension) = split_extension(&raw);
        let number = number_of(main)?;
        match extension {
            None => Some(Self(number)),
            Some(ext) if (1..=6).contains(&ext.len()) => Some(Self(format!("{number}-{ext}"))),
            Some(_) => None,
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `138****5678`; of a landline the last four digits stay.
    pub fn masked(&self) -> String {
        let digits: Vec<char> = self.0.chars().take_while(char::is_ascii_digit).collect();
        if digits.len() < 8 {
            return "*".repeat(digits.len());
        }
        let head: String = digits[..3].iter().collect();
        let tail: String = digits[digits.len() - 4..].iter().collect();
        format!("{head}****{tail}")
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(from)?;
        Self::parse(&raw).ok_or_else(|| serde::de::Error::custom("not a phone number"))
    }
}

fn half_width(raw: &str) -> String {
    raw.chars()
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            '＋' => '+',
            '－' | '—' | '–' => '-',
            '（' => '(',
            '）' => ')',
            '＃' => '#',
            '\u{3000}' => ' ',
            other => other,
        })
        .collect()
}

/// The number and the digits of its extension, which follows a word, a `#`, or a dash after a
/// number that is whole without it (`021-57312345-8012`, as [`Phone`] itself writes it).
fn split_extension(text: &str) -> (&str, Option<String>) {
    for mark in ["转", "分机", "#", "ext", "EXT", "Ext"] {
        if let Some((main, ext)) = text.split_once(mark) {
            return (main, Some(ext.chars().filter(char::is_ascii_digit).collect()));
        }
    }
    match text.rsplit_once('-') {
        Some((main, ext)) if is_extension(ext.trim()) && number_of(main).is_some() => {
            (main, Some(ext.trim().to_owned()))
        }
        _ => (text, None),
    }
}

fn is_extension(text: &str) -> bool {
    (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The normalised number without its extension; `None` where it cannot be one.
fn number_of(text: &str) -> Option<String> {
    let digits = strip_prefixes(&only_digits(text)?);
    if is_mobile(&digits) || is_service(&digits) || is_with_area(&digits) {
        Some(digits)
    } else if is_local(&digits) {
        Some(format!("{AREA_CODE}{digits}"))
    } else {
        None
    }
}

/// The digits of a number written with the usual separators; `None` where anything else stands in it.
fn only_digits(text: &str) -> Option<String> {
    let mut digits = String::new();
    for (place, c) in text.trim().chars().enumerate() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if place == 0 => {}
            ' ' | '-' | '(' | ')' | '/' | '.' | '\u{a0}' => {}
            _ => return None,
        }
    }
    Some(digits)
}

fn strip_prefixes(digits: &str) -> String {
    let national = ["0086", "86"]
        .iter()
        .find_map(|prefix| digits.strip_prefix(prefix).filter(|rest| rest.len() >= 9));
    let rest = national.unwrap_or(digits);
    if let Some(mobile) = rest.strip_prefix('0').filter(|rest| is_mobile(rest)) {
        return mobile.to_owned();
    }
    // "+86 21 5731 2345" lost the zero of its area code.
    let with_zero = format!("0{rest}");
    if national.is_some() && !is_mobile(rest) && is_with_area(&with_zero) {
        with_zero
    } else {
        rest.to_owned()
    }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && matches!(digits.as_bytes()[1], b'3'..=b'9')
}

fn is_local(digits: &str) -> bool {
    digits.len() == 8 && matches!(digits.as_bytes()[0], b'2'..=b'8')
}

fn is_with_area(digits: &str) -> bool {
    let Some(rest) = digits.strip_prefix('0') else { return false };
    let area = if rest.starts_with(['1', '2']) { 2 } else { 3 };
    if rest.len() <= area || !matches!(rest.as_bytes()[0], b'1'..=b'9') {
        return false;
    }
    let local = &rest[area..];
    (7..=8).contains(&local.len()) && matches!(local.as_bytes()[0], b'2'..=b'8')
}

fn is_service(digits: &str) -> bool {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|p| digits.starts_with(p));
    (digits.len() == 10 && starts(&["400", "800"]))
        || (digits.len() == 5 && starts(&["95", "96", "10", "11", "12"]))
        || (digits.len() == 6 && starts(&["95", "96", "116", "118"]))
        || (digits.len() == 3 && starts(&["11", "12"]))
}

/// `王**`: the first character of a name and nothing of its length.
pub fn masked_name(name: &str) -> String {
    name.trim().chars().next().map_or_else(String::new, |first| format!("{first}**"))
}

/// A title from what the caller said: the first clause, at most 24 characters.
pub fn title_from(content: &str) -> String {
    const TITLE: usize = 24;
    let clause = content
        .trim()
        .split(['。', '，', '！', '？', '；', '\n', ',', '!', '?', ';'])
        .map(str::trim)
        .find(|clause| clause.chars().count() >= 4)
        .unwrap_or_else(|| content.trim());
    let one_line = |c: char| if c.is_control() { ' ' } else { c };
    let mut title: String = clause.chars().take(TITLE).map(one_line).collect();
    if clause.chars().count() > TITLE {
        title.push('…');
    }
    title
}

/// The road, village or bridge of an address, never a house number, in whatever script it is
/// written, and never a person by whose house it lies; empty where none is named. What the wall may
/// show (domain, part 3.4).
pub fn road_of(address: &str) -> String {
    let ends = |c: char| {
        c.is_numeric()
            || c.is_whitespace()
            || c.is_control()
            || "号弄室幢栋组，,、；;（()）·".contains(c)
    };
    let parts = address.split(ends).map(without_region).map(after_gate);
    parts
        .filter(|part| !part.is_empty())
        .find_map(|part| named(part, "路街道").or_else(|| named(part, "村桥苑园城")))
        .unwrap_or_default()
}

/// What a part of an address names up to one of the `marks`. Not what tells of somebody's house
/// instead of a road: 李阿姨家门口路灯, 王小桥家.
fn named(part: &str, marks: &str) -> Option<String> {
    const LONGEST: usize = 10;
    const OF_SOMEBODY: [&str; 17] = [
        "门口", "家门", "家里", "家的", "楼下", "楼上", "对面", "阿姨", "叔叔", "先生", "女士",
        "师傅", "老师", "爷爷", "奶奶", "大爷", "大妈",
    ];
    let (at, mark) = part.char_indices().find(|(at, c)| *at > 0 && marks.contains(*c))?;
    let (name, rest) = part.split_at(at + mark.len_utf8());
    let is_of_somebody =
        rest.starts_with('家') || OF_SOMEBODY.iter().any(|word| name.contains(word));
    let is_name = name.chars().count() <= LONGEST && !is_of_somebody;
    is_name.then(|| name.to_owned())
}

/// The rest of an address after the number of a door: 甲十七门公园路.
fn after_gate(part: &str) -> &str {
    const NUMERALS: &str = "零〇一二三四五六七八九十百甲乙丙丁";
    let is_gate = |(before, _): &(&str, &str)| before.ends_with(|c| NUMERALS.contains(c));
    part.split_once('门').filter(is_gate).map_or(part, |(_, rest)| rest)
}

/// The rest of an address after the city, the district and the town, which go without saying.
fn without_region(address: &str) -> &str {
    ["上海市", "金山区", "朱泾镇"]
        .iter()
        .fold(address, |rest, region| rest.strip_prefix(region).unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(raw: &str) -> Option<String> {
        Phone::parse(raw).map(|phone| phone.as_str().to_owned())
    }

    #[test]
    fn one_number_is_one_number_however_it_is_written() {
        for raw in [
            "13812345678",
            "+86 138 1234 5678",
            "0086-138-1234-5678",
            "013812345678",
            "１３８１２３４５６７８",
        ] {
            assert_eq!(phone(raw).as_deref(), Some("13812345678"), "{raw}");
        }
        for raw in ["57312345", "021-57312345", "(021) 5731 2345", "+86 21 57312345"] {
            assert_eq!(phone(raw).as_deref(), Some("02157312345"), "{raw}");
        }
        for raw in
            ["021-57312345转8012", "57312345#8012", "(021)57312345 分机:8012", "57312345-8012"]
        {
            assert_eq!(phone(raw).as_deref(), Some("02157312345-8012"), "{raw}");
        }
        assert_eq!(phone("400-820-8820").as_deref(), Some("4008208820"));
        assert_eq!(phone("12345").as_deref(), Some("12345"));
    }

    #[test]
    fn what_cannot_be_a_number_is_refused() {
        for raw in [
            "",
            "abc",
            "1381234567",
            "138123456789",
            "12812345678",
            "0",
            "57312",
            "123456",
            "1381234567八",
            "021-57312345转",
        ] {
            assert_eq!(phone(raw), None, "{raw}");
        }
    }

    #[test]
    fn masks_keep_what_tells_two_callers_apart_and_no_more() {
        assert_eq!(Phone::parse("13812345678").unwrap().masked(), "138****5678");
        assert_eq!(Phone::parse("57312345").unwrap().masked(), "021****2345");
        assert_eq!(masked_name("王小明"), "王**");
    }

    #[test]
    fn the_wall_learns_the_road_and_never_the_house() {
        assert_eq!(road_of("公园路246弄17号二楼"), "公园路");
        assert_eq!(road_of("朱泾镇大茹村3组15号"), "大茹村");
        assert_eq!(road_of("临沧街、罗星桥旁"), "临沧街");
        assert_eq!(road_of("上海市金山区朱泾镇公园路246弄"), "公园路");
        assert_eq!(road_of("公园路二百四十六弄十七号"), "公园路");
        assert_eq!(road_of("张家⑰号旁路"), "旁路");
        assert_eq!(road_of("17号二楼"), "");
        assert_eq!(road_of("石门路陆家嘴路口"), "石门路");
    }

    #[test]
    fn the_wall_learns_nobodys_name_from_an_address() {
        assert_eq!(road_of("王小桥家三楼，公园路"), "公园路");
        assert_eq!(road_of("李阿姨家门口路灯不亮"), "");
        assert_eq!(road_of("甲十七门公园路"), "公园路");
        assert_eq!(road_of("陆家嘴路3号"), "陆家嘴路");
        assert_eq!(road_of("李家桥村5组"), "李家桥");
    }

    #[test]
    fn a_title_is_the_first_clause() {
        assert_eq!(title_from("二楼水管爆裂，积水严重。"), "二楼水管爆裂");
        assert_eq!(title_from(&"很".repeat(40)).chars().count(), 25);
    }
}
