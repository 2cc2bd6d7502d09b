//! Numbers, titles, roads and masks, of whatever anybody types.

use domain::{
    text::{Phone, masked_name, road_of, title_from},
    ticket::{CategoryCode, TicketNumber},
};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn no_string_breaks_what_reads_it(text in any::<String>()) {
        let _ = Phone::parse(&text).map(|phone| phone.masked());
        let _ = CategoryCode::parse(&text);
        let _ = TicketNumber(text.clone()).parts();
        let _ = masked_name(&text);
        prop_assert!(title_from(&text).chars().count() <= 25);
        prop_assert!(!title_from(&text).chars().any(char::is_control));
        prop_assert!(!road_of(&text).chars().any(char::is_numeric));
    }

    #[test]
    fn a_number_that_was_understood_is_understood_again_as_itself(
        raw in "(\\+86|0086|86)?[ -]?\\(?0?[0-9]{2,4}\\)?[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}((转|-|#|ext|分机:)[0-9]{1,7})?"
    ) {
        if let Some(phone) = Phone::parse(&raw) {
            prop_assert_eq!(Phone::parse(phone.as_str()), Some(phone.clone()));
            let json = serde_json::to_string(&phone).unwrap();
            prop_assert_eq!(serde_json::from_str::<Phone>(&json).unwrap(), phone);
        }
    }

    #[test]
    fn a_mobile_is_one_number_in_every_writing(digits in "1[3-9][0-9]{9}") {
        let (a, b, c) = (&digits[..3], &digits[3..7], &digits[7..]);
        for raw in [digits.clone(), format!("+86 {a} {b} {c}"), format!("0{digits}"), format!("0086{a}-{b}-{c}")] {
            let phone = Phone::parse(&raw);
            prop_assert_eq!(phone.as_ref().map(Phone::as_str), Some(digits.as_str()), "{}", raw);
            prop_assert_eq!(phone.unwrap().masked(), format!("{a}****{c}"));
        }
    }

    #[test]
    fn a_mask_never_tells_the_extension(digits in "1[3-9][0-9]{9}", ext in "[0-9]{1,6}") {
        let masked = |raw: &str| Phone::parse(raw).unwrap().masked();
        prop_assert_eq!(masked(&format!("{digits}转{ext}")), masked(&digits));
    }

    #[test]
    fn a_road_has_no_digit_in_any_script(text in "[公园罗星一弄号路街村桥0-9０-９①-⑳Ⅰ-Ⅻ٠-٩]{0,14}") {
        prop_assert!(!road_of(&text).chars().any(char::is_numeric), "{} of {text}", road_of(&text));
    }

    #[test]
    fn the_wall_never_learns_a_house_number(
        road in "(公园|罗星|临沧|东林)(路|街)",
        house in "([1-9][0-9]{0,3}弄)?([1-9][0-9]{0,2}|[一二三四五六七八九十]{1,3})号([1-9]|[一二三])楼?",
        before in "(上海市)?(金山区)?(朱泾镇)?",
    ) {
        let shown = road_of(&format!("{before}{road}{house}"));
        prop_assert_eq!(shown, road);
    }
}
