//! Horizontal bars with the name before and the count behind, both as large as body text.

use serde_json::{Value, json};

use super::look::Look;

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    pub name: String,
    pub count: u32,
    /// The count of the time before, where it is compared.
    pub before: Option<u32>,
}

impl Bar {
    /// The change against the time before, with its sign; empty where nothing is compared.
    pub fn change(&self) -> String {
        match self.before {
            None => String::new(),
            Some(before) if before > self.count => format!("−{}", before - self.count),
            Some(before) if before < self.count => format!("+{}", self.count - before),
            Some(_) => "±0".to_owned(),
        }
    }
}

/// Names wider than this many ems are cut, so that the bars keep their room.
const NAME_EMS: f64 = 6.0;
/// The room of a digit, of a sign, of a change at the least, and between the parts of a row, in ems.
const DIGIT_EMS: f64 = 0.62;
const SIGN_EMS: f64 = 0.84;
const CHANGE_EMS: f64 = 2.5;
const GAP_EMS: f64 = 0.35;

/// The option of a bar chart, the first row on top.
pub fn bars(rows: &[Bar], look: &Look) -> Value {
    let columns = Columns::of(rows, look);
    let mut option = look.frame();
    option["grid"] = json!({
        "left": columns.name + look.body * GAP_EMS,
        "right": columns.count + columns.change + look.body * GAP_EMS,
        "top": 0,
        "bottom": 0,
        "outerBoundsMode": "none",
    });
    option["xAxis"] = json!({ "type": "value", "show": false, "min": 0, "max": "dataMax" });
    option["yAxis"] = json!([names(rows, &columns, look), counts(rows, &columns, look)]);
    option["series"] = json!([{
        "id": "count",
        "type": "bar",
        "data": rows.iter().map(|row| row.count).collect::<Vec<_>>(),
        "barWidth": look.body * 0.62,
        "silent": true,
        "showBackground": true,
        "backgroundStyle": { "color": look.line },
        "itemStyle": { "color": look.accent },
    }]);
    option
}

/// The widths of what stands beside the bars, in pixels.
struct Columns {
    name: f64,
    count: f64,
    change: f64,
}

impl Columns {
    fn of(rows: &[Bar], look: &Look) -> Self {
        let name = rows.iter().map(|row| ems(&row.name)).fold(1.0, f64::max);
        let digits = rows.iter().map(|row| row.count.to_string().len()).max().unwrap_or(1);
        let compared = rows.iter().any(|row| row.before.is_some());
        let changed = rows.iter().map(|row| row.change().chars().count()).max().unwrap_or(1);
        let change = GAP_EMS + SIGN_EMS + DIGIT_EMS * changed.saturating_sub(1) as f64;
        Self {
            name: look.body * name.min(NAME_EMS),
            count: look.body * DIGIT_EMS * digits as f64,
            change: if compared { look.body * change.max(CHANGE_EMS) } else { 0.0 },
        }
    }
}

/// The width of a name in ems: a Chinese character is square, a Latin letter about half as wide.
fn ems(name: &str) -> f64 {
    name.chars().map(|letter| if letter.is_ascii() { 0.58 } else { 1.02 }).sum()
}

fn axis(position: &str, data: Vec<String>, label: Value) -> Value {
    json!({
        "type": "category",
        "position": position,
        "inverse": true,
        "data": data,
        "axisLine": { "show": false },
        "axisTick": { "show": false },
        "axisLabel": label,
    })
}

/// The names begin at the left edge of the chart.
fn names(rows: &[Bar], columns: &Columns, look: &Look) -> Value {
    let mut label = look.label(&look.ink);
    label["interval"] = json!(0);
    label["hideOverlap"] = json!(false);
    label["align"] = json!("left");
    label["margin"] = json!(columns.name + look.body * GAP_EMS);
    label["width"] = json!(columns.name);
    label["overflow"] = json!("truncate");
    axis("left", rows.iter().map(|row| row.name.clone()).collect(), label)
}

/// The counts stand on an axis of their own, so that they make a column; the change beside them in
/// soft ink, for more calls are neither good nor bad.
fn counts(rows: &[Bar], columns: &Columns, look: &Look) -> Value {
    let style = |width: f64, colour: &str| {
        json!({ "width": width, "align": "right", "color": colour,
                "fontSize": look.body, "fontFamily": look.font })
    };
    let words = rows.iter().map(|row| match row.before {
        None => format!("{{count|{}}}", row.count),
        Some(_) => format!("{{count|{}}}{{change|{}}}", row.count, row.change()),
    });
    let mut label = look.label(&look.ink);
    label["interval"] = json!(0);
    label["hideOverlap"] = json!(false);
    label["margin"] = json!(look.body * GAP_EMS);
    label["rich"] = json!({
        "count": style(columns.count, &look.ink),
        "change": style(columns.change, &look.ink_soft),
    });
    axis("right", words.collect(), label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::look::plain;

    fn row(count: u32, before: Option<u32>) -> Bar {
        Bar { name: "咨询".to_owned(), count, before }
    }

    #[test]
    fn a_change_carries_its_sign_in_words_of_the_same_length() {
        assert_eq!(row(5, Some(2)).change(), "+3");
        assert_eq!(row(2, Some(5)).change(), "−3");
        assert_eq!(row(2, Some(2)).change(), "±0");
        assert_eq!(row(2, None).change(), "");
    }

    #[test]
    fn a_long_change_does_not_run_into_the_count() {
        let room = |before| {
            let look = plain();
            Columns::of(&[row(345, Some(before))], &look).change / look.body
        };
        assert!((room(340) - CHANGE_EMS).abs() < 1e-9);
        assert!(room(100) > room(340));
    }

    #[test]
    fn counts_stand_in_the_order_of_the_rows() {
        let option = bars(&[row(12, Some(9)), row(3, Some(9))], &plain());
        assert_eq!(option["series"][0]["data"], json!([12, 3]));
        assert_eq!(option["yAxis"][1]["data"][0], "{count|12}{change|+3}");
        assert_eq!(option["yAxis"][0]["inverse"], true);
    }
}
