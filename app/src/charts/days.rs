//! Counts by day as lines: the first in the accent, the second dashed in soft ink. Today's day is not
//! over, so each line ends in a dot.

use serde_json::{Value, json};

use super::look::Look;

/// The option of the lines. `dates` are the words under the days; every line has a count for each.
pub fn days(dates: &[String], lines: &[&[u32]], look: &Look) -> Value {
    let mut option = look.frame();
    option["grid"] = look.plot(0.4);
    option["xAxis"] = day_axis(dates, look);
    option["yAxis"] = look.counts();
    let series = lines.iter().enumerate().map(|(place, counts)| line(place, counts, look));
    option["series"] = series.collect();
    option
}

/// Under the first day, the same day of the next week, and today.
fn day_axis(dates: &[String], look: &Look) -> Value {
    let mut label = look.label(&look.ink_soft);
    label["showMinLabel"] = json!(true);
    label["showMaxLabel"] = json!(true);
    label["alignMinLabel"] = json!("left");
    label["alignMaxLabel"] = json!("right");
    label["interval"] = json!(6);
    json!({
        "type": "category",
        "boundaryGap": false,
        "data": dates,
        "axisLine": { "show": true, "lineStyle": { "color": look.line, "width": look.body * 0.05 } },
        "axisTick": { "show": false },
        "axisLabel": label,
    })
}

fn line(place: usize, counts: &[u32], look: &Look) -> Value {
    let (colour, width, kind) = match place {
        0 => (&look.accent, 0.14, "solid"),
        _ => (&look.ink_soft, 0.1, "dashed"),
    };
    let last = counts.len().saturating_sub(1);
    let point = |(day, count): (usize, &u32)| {
        let symbol = if day == last { "circle" } else { "none" };
        json!({ "value": count, "symbol": symbol, "symbolSize": look.body * 0.4 })
    };
    json!({
        "id": format!("line-{place}"),
        "type": "line",
        "data": counts.iter().enumerate().map(point).collect::<Vec<_>>(),
        "silent": true,
        "lineStyle": { "color": colour, "width": look.body * width, "type": kind },
        "itemStyle": { "color": colour },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::look::plain;

    #[test]
    fn a_line_has_a_point_for_each_day_and_a_dot_today() {
        let dates: Vec<String> = (15..29).map(|day| format!("2/{day}")).collect();
        let counts: Vec<u32> = (0..14).collect();
        let option = days(&dates, &[&counts, &counts], &plain());
        let points = option["series"][0]["data"].as_array().unwrap();
        assert_eq!(points.len(), 14);
        assert_eq!(
            (&points[13]["symbol"], &points[12]["symbol"]),
            (&json!("circle"), &json!("none"))
        );
        assert_eq!(
            option["series"][1]["lineStyle"]["type"], "dashed",
            "told apart without colours"
        );
        assert_eq!(option["xAxis"]["data"][0], "2/15");
    }
}
