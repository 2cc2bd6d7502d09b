//! 五要素: what a good record tells.

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

/// What was taken down of a call, as far as the five are looked for in it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Record<'a> {
    pub name: &'a str,
    pub anonymous: bool,
    pub address: &'a str,
    pub content: &'a str,
}

/// Whether the record tells each of the five. It reads signs, not sense: a hint to the operator.
pub fn told(record: Record<'_>) -> [bool; 5] {
    Element::ALL.map(|element| match element {
        Element::Caller => record.anonymous || !record.name.trim().is_empty(),
        Element::Time => names_a_time(record.content),
        Element::Place => !record.address.trim().is_empty(),
        Element::Cause => letters(record.content) >= CAUSE_MIN,
        Element::Course => tells_a_course(record.content),
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

    fn content(text: &str) -> Record<'_> {
        Record { content: text, ..Record::default() }
    }

    #[test]
    fn a_blank_record_tells_nothing() {
        assert_eq!(told(Record::default()), [false; 5]);
    }

    #[test]
    fn a_full_record_tells_all_five() {
        let record = Record {
            name: "王女士",
            address: "公园路246弄17号二楼",
            ..content("今早起二楼水管爆裂，水漫到楼下店面，物业电话无人接听。")
        };
        assert_eq!(told(record), [true; 5]);
    }

    #[test]
    fn an_anonymous_caller_needs_no_name() {
        assert!(told(Record { anonymous: true, ..Record::default() })[0]);
    }

    #[test]
    fn a_house_number_is_no_date() {
        assert!(!told(content("公园路246弄17号水管爆裂"))[1]);
        assert!(told(content("1月30号水管爆裂"))[1]);
        assert!(told(content("九点水管爆裂"))[1]);
        assert!(told(content("21:30水管爆裂"))[1]);
    }

    #[test]
    fn naming_the_matter_is_not_yet_telling_it() {
        let told_of = told(content("楼道灯坏了"));
        assert_eq!([told_of[3], told_of[4]], [false, false]);
        let told_of = told(content("三号楼楼道灯坏了"));
        assert_eq!([told_of[3], told_of[4]], [true, false]);
    }
}
