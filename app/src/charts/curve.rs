//! The day's curve: today and yesterday as lines over the band of the seven days before.

use domain::api::CurveHour;
use serde_json::{Value, json};

use super::look::Look;

/// The option of the curve. `now` is the time of day in hours, at which today's line ends.
pub fn curve(hours: &[CurveHour], now: f64, look: &Look) -> Value {
    let mut option = look.frame();
    option["grid"] = look.plot(0.8);
    option["xAxis"] = hour_axis(look);
    option["yAxis"] = look.counts();
    option["series"] = json!([
        edge("low", through(hours, |hour| hour.low)),
        band(through(hours, |hour| hour.high - hour.low.min(hour.high)), look),
        line(
            "yesterday",
            through(hours, |hour| hour.yesterday),
            &look.ink_soft,
            look.body * 0.08,
            "dashed"
        ),
        today(hours, now, look),
    ]);
    option
}

fn hour_axis(look: &Look) -> Value {
    json!({
        "type": "value",
        "min": 0,
        "max": 24,
        "interval": 6,
        "axisLine": { "show": true, "lineStyle": { "color": look.line, "width": look.body * 0.05 } },
        "axisTick": { "show": false },
        "splitLine": { "show": false },
        "axisLabel": look.label(&look.ink_soft),
    })
}

/// Points at the ends of the hours, from nothing at midnight.
fn through(hours: &[CurveHour], count: impl Fn(&CurveHour) -> u32) -> Vec<[f64; 2]> {
    let ends = hours.iter().map(|hour| [f64::from(hour.hour + 1), f64::from(count(hour))]);
    std::iter::once([0.0, 0.0]).chain(ends).collect()
}

fn line(id: &str, data: Vec<[f64; 2]>, colour: &str, width: f64, kind: &str) -> Value {
    json!({
        "id": id,
        "type": "line",
        "data": data,
        "showSymbol": false,
        "silent": true,
        "lineStyle": { "color": colour, "width": width, "type": kind },
    })
}

/// The lower edge of the band, on which the band is stacked; not drawn itself.
fn edge(id: &str, data: Vec<[f64; 2]>) -> Value {
    let mut series = line(id, data, "transparent", 0.0, "solid");
    series["stack"] = json!("band");
    series
}

fn band(data: Vec<[f64; 2]>, look: &Look) -> Value {
    let mut series = edge("band", data);
    series["areaStyle"] = json!({ "color": look.line, "opacity": 1 });
    series
}

/// Today's line ends now, not at the end of the hour that runs, in a dot with the count beside it.
fn today(hours: &[CurveHour], now: f64, look: &Look) -> Value {
    let begun = hours.iter().filter_map(|hour| Some((f64::from(hour.hour + 1), hour.today?)));
    let mut data: Vec<Value> = std::iter::once((0.0, 0))
        .chain(begun)
        .map(|(end, count)| json!({ "value": [end.min(now), count], "symbol": "none" }))
        .collect();
    if let Some(last) = data.last_mut() {
        last["symbol"] = json!("circle");
        last["symbolSize"] = json!(look.body * 0.45);
    }
    let mut series = line("today", Vec::new(), &look.accent, look.body * 0.14, "solid");
    series["data"] = json!(data);
    series["showSymbol"] = json!(true);
    series["itemStyle"] = json!({ "color": look.accent });
    series
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::look::plain;

    fn hours() -> Vec<CurveHour> {
        (0..24)
            .map(|hour| CurveHour {
                hour,
                today: (hour < 10).then_some(hour),
                yesterday: hour,
                low: hour / 2,
                high: hour * 2,
            })
            .collect()
    }

    #[test]
    fn todays_line_ends_now_and_not_at_the_end_of_the_hour() {
        let option = curve(&hours(), 9.25, &plain());
        let today = option["series"][3]["data"].as_array().unwrap();
        assert_eq!(today.len(), 11, "midnight and ten hours that have begun");
        assert_eq!(today[10]["value"], json!([9.25, 9]));
        assert_eq!(today[10]["symbol"], "circle");
        assert_eq!(today[9]["symbol"], "none");
    }

    #[test]
    fn the_band_is_stacked_on_its_lower_edge() {
        let option = curve(&hours(), 9.25, &plain());
        assert_eq!(option["series"][0]["data"][24], json!([24.0, 11.0]));
        assert_eq!(option["series"][1]["data"][24], json!([24.0, 35.0]));
        assert_eq!(option["series"][0]["stack"], option["series"][1]["stack"]);
    }
}
