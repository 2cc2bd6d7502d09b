//! 五要素: what a good record tells; shown while typing, and never in the way.

use leptos::prelude::*;

use super::{sheet::Sheet, tray::Tray};
use crate::i18n::{t_string, use_i18n};

/// The five, in the order in which they are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    /// 来电人姓名
    Caller,
    /// 时间
    Time,
    /// 地址
    Place,
    /// 事情起因
    Cause,
    /// 事情经过
    Course,
}

impl Element {
    pub const ALL: [Self; 5] = [Self::Caller, Self::Time, Self::Place, Self::Cause, Self::Course];
}

/// Five small marks: what a good record tells, and what this one does not tell yet.
#[component]
pub fn Elements(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let marks = Memo::new(move |_| tray.sheet.with(told));
    let count = move || marks.get().iter().filter(|told| **told).count();
    let rows = Element::ALL.into_iter().enumerate().map(|(place, element)| {
        view! { <ElementMark element told=Memo::new(move |_| marks.get()[place])/> }
    });
    view! {
        <div class="intake__elements">
            <span>{move || t_string!(i18n, intake.elements_count, n = count())}</span>
            <ul aria-label=move || t_string!(i18n, intake.elements)>{rows.collect_view()}</ul>
        </div>
    }
}

#[component]
fn ElementMark(element: Element, told: Memo<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let name = move || match element {
        Element::Caller => t_string!(i18n, intake.element_caller),
        Element::Time => t_string!(i18n, intake.element_time),
        Element::Place => t_string!(i18n, intake.element_place),
        Element::Cause => t_string!(i18n, intake.element_cause),
        Element::Course => t_string!(i18n, intake.element_course),
    };
    let seen = move || {
        if told.get() {
            t_string!(i18n, intake.element_told)
        } else {
            t_string!(i18n, intake.element_missing)
        }
    };
    view! {
        <li class:told=move || told.get()>
            <span class="intake__dot" aria-hidden="true"></span>
            {name}
            <span class="visually-hidden">{seen}</span>
        </li>
    }
}

/// Words by which a caller says when it was.
const TIMES: &[&str] = &[
    "今天",
    "今日",
    "今早",
    "今晚",
    "昨天",
    "昨日",
    "昨晚",
    "前天",
    "前日",
    "刚才",
    "刚刚",
    "早上",
    "上午",
    "中午",
    "下午",
    "晚上",
    "夜里",
    "半夜",
    "凌晨",
    "清晨",
    "傍晚",
    "现在",
    "目前",
    "最近",
    "近日",
    "近期",
    "每天",
    "天天",
    "平时",
    "一直",
    "上周",
    "本周",
    "这周",
    "周末",
    "星期",
    "礼拜",
    "小时前",
    "天前",
    "月前",
    "年前",
    "春节",
    "初一",
    "除夕",
    "年底",
    "上个月",
    "这几天",
    "几天",
];

/// Signs that follow the digits of a time or a date; Chinese digits count too.
const AFTER_DIGITS: &[char] = &['点', '时', '月', '日', '号', '天', '周', '年', ':', '：'];

/// The fewest characters in which a matter can be named.
const CAUSE_MIN: usize = 6;
/// A clause shorter than this tells nothing of its own.
const CLAUSE_MIN: usize = 4;
/// A single clause as long as this tells the course as well.
const COURSE_MIN: usize = 30;

/// Whether the sheet tells each of the five. It reads signs, not sense: a hint to the operator.
pub fn told(sheet: &Sheet) -> [bool; 5] {
    Element::ALL.map(|element| match element {
        Element::Caller => sheet.anonymous || !sheet.name.trim().is_empty(),
        Element::Time => names_a_time(&sheet.content),
        Element::Place => !sheet.address.trim().is_empty(),
        Element::Cause => letters(&sheet.content) >= CAUSE_MIN,
        Element::Course => tells_a_course(&sheet.content),
    })
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

fn names_a_time(content: &str) -> bool {
    TIMES.iter().any(|word| content.contains(word)) || names_a_date(content)
}

/// `1月30日`, `9点`, `21:30`: a digit before one of the signs. A house number (`17号`) reads the
/// same as a day of the month, so 号 counts only after 月.
fn names_a_date(content: &str) -> bool {
    let characters: Vec<char> = content.chars().collect();
    characters.windows(2).enumerate().any(|(place, pair)| {
        is_digit(pair[0])
            && AFTER_DIGITS.contains(&pair[1])
            && (pair[1] != '号' || characters[..place].contains(&'月'))
    })
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十两".contains(c)
}

fn tells_a_course(content: &str) -> bool {
    let clauses = content
        .split(['，', '。', '；', '！', '？', ',', '.', ';', '\n'])
        .filter(|clause| letters(clause) >= CLAUSE_MIN)
        .count();
    clauses >= 2 || letters(content) >= COURSE_MIN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(text: &str) -> Sheet {
        Sheet { content: text.into(), ..Sheet::default() }
    }

    #[test]
    fn a_blank_sheet_tells_nothing() {
        assert_eq!(told(&Sheet::default()), [false; 5]);
    }

    #[test]
    fn a_full_record_tells_all_five() {
        let sheet = Sheet {
            name: "王女士".into(),
            address: "公园路246弄17号二楼".into(),
            ..content("今早起二楼水管爆裂，水漫到楼下店面，物业电话无人接听。")
        };
        assert_eq!(told(&sheet), [true; 5]);
    }

    #[test]
    fn an_anonymous_caller_needs_no_name() {
        assert!(told(&Sheet { anonymous: true, ..Sheet::default() })[0]);
    }

    #[test]
    fn a_house_number_is_no_date() {
        assert!(!told(&content("公园路246弄17号水管爆裂"))[1]);
        assert!(told(&content("1月30号水管爆裂"))[1]);
        assert!(told(&content("九点水管爆裂"))[1]);
        assert!(told(&content("21:30水管爆裂"))[1]);
    }

    #[test]
    fn naming_the_matter_is_not_yet_telling_it() {
        let sheet = told(&content("楼道灯坏了"));
        assert_eq!([sheet[3], sheet[4]], [false, false]);
        let sheet = told(&content("三号楼楼道灯坏了"));
        assert_eq!([sheet[3], sheet[4]], [true, false]);
    }
}
