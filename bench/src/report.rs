//! What was measured, as a table.

use std::fmt::Write as _;

use anyhow::{Context, Result};

use crate::machine::Machine;

/// One line of the table.
#[derive(Debug, Clone)]
pub struct Row {
    pub name: &'static str,
    /// What was done, with how much data.
    pub workload: String,
    pub unit: Unit,
    /// One figure a round.
    pub ours: Vec<f64>,
    pub beside: Option<Beside>,
    pub target: Target,
}

/// What was measured in turns with ours, in the same unit.
#[derive(Debug, Clone)]
pub struct Beside {
    pub name: String,
    pub figures: Vec<f64>,
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    PerSecond,
    Micros,
    Millis,
    Seconds,
    KiB,
    MiB,
    Percent,
    /// Of a hundred.
    Points,
}

/// Where the ratio of ours to what is beside it should be; where nothing is, our own figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    AtLeast(f64),
    AtMost(f64),
    /// For information.
    None,
}

impl Target {
    fn is_met(self, value: f64) -> Option<bool> {
        match self {
            Self::AtLeast(limit) => Some(value >= limit),
            Self::AtMost(limit) => Some(value <= limit),
            Self::None => None,
        }
    }

    fn words(self) -> String {
        match self {
            Self::AtLeast(limit) => format!("≥ {}", digits(limit)),
            Self::AtMost(limit) => format!("≤ {}", digits(limit)),
            Self::None => String::new(),
        }
    }
}

impl Unit {
    fn word(self) -> &'static str {
        match self {
            Self::PerSecond => "/s",
            Self::Micros => " µs",
            Self::Millis => " ms",
            Self::Seconds => " s",
            Self::KiB => " KiB",
            Self::MiB => " MiB",
            Self::Percent => " %",
            Self::Points => "",
        }
    }
}

impl Row {
    /// Ours by what is beside it, a ratio a round.
    fn ratios(&self) -> Vec<f64> {
        let beside = self.beside.iter().flat_map(|beside| &beside.figures);
        self.ours.iter().zip(beside).map(|(ours, beside)| ratio(*ours, *beside)).collect()
    }

    fn line(&self) -> String {
        let Self { name, workload, unit, .. } = self;
        let ours = median(&self.ours);
        let figure = |value: f64| format!("{}{}", digits(value), unit.word());
        let (beside, ratio, judged) = match &self.beside {
            None => (String::new(), String::new(), ours),
            Some(beside) => {
                let theirs = median(&beside.figures);
                let ratio = ratio(ours, theirs);
                let told = format!("**{}** ({})", digits(ratio), span(&self.ratios()));
                (format!("{} {}", beside.name, figure(theirs)), told, ratio)
            }
        };
        let verdict = match self.target.is_met(judged) {
            Some(true) => "met",
            Some(false) => "**not met**",
            None => "",
        };
        let target = self.target.words();
        let ours = figure(ours);
        format!("| {name} | {workload} | {ours} | {beside} | {ratio} | {target} | {verdict} |")
    }
}

/// Two of nothing are alike.
fn ratio(ours: f64, theirs: f64) -> f64 {
    if ours.total_cmp(&theirs).is_eq() { 1.0 } else { ours / theirs }
}

/// The middle one; of an even number the mean of the two in the middle. Zero where there are none.
pub fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (sorted.len().saturating_sub(1) / 2, sorted.len() / 2);
    match (sorted.get(low), sorted.get(high)) {
        (Some(low), Some(high)) => f64::midpoint(*low, *high),
        _ => 0.0,
    }
}

fn span(figures: &[f64]) -> String {
    let least = figures.iter().copied().fold(f64::INFINITY, f64::min);
    let most = figures.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    format!("{}–{}", digits(least), digits(most))
}

/// Three digits that matter, and the thousands apart.
fn digits(value: f64) -> String {
    if value >= 1000.0 {
        let whole = format!("{value:.0}");
        let mut told = String::new();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                told.push(',');
            }
            told.push(digit);
        }
        return told;
    }
    let decimals = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    let told = format!("{value:.decimals$}");
    if told.contains('.') {
        told.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        told
    }
}

/// The table in Markdown, with the machine above it.
pub fn table(rows: &[Row], machine: &Machine, rounds: usize) -> String {
    let mut table = format!(
        "Measured on {machine}; medians of {rounds} rounds.\n\n\
         | what | how | ours | beside it | ratio (least–most) | target | |\n|---|---|---|---|---|---|---|\n"
    );
    for row in rows {
        let _ = writeln!(table, "{}", row.line());
    }
    table
}

const README: &str = "README.md";

fn marks(name: &str) -> (String, String) {
    (format!("<!-- bench {name} -->\n"), format!("<!-- end of bench {name} -->\n"))
}

/// Where the table of a bench stands in a text: after its first mark, up to its second.
fn between(text: &str, name: &str) -> Result<std::ops::Range<usize>> {
    let (first, second) = marks(name);
    let place = text.find(&first).zip(text.find(&second));
    let (from, until) = place.with_context(|| {
        format!("{README} lacks the lines `{}` and `{}`", first.trim_end(), second.trim_end())
    })?;
    Ok(from + first.len()..until)
}

/// Whether the table of a bench has its place, before it is measured.
pub fn check_marks(name: &str) -> Result<()> {
    between(&std::fs::read_to_string(README)?, name).map(drop)
}

/// Puts the table of a bench in its place.
pub fn write(name: &str, table: &str) -> Result<()> {
    let mut text = std::fs::read_to_string(README)?;
    text.replace_range(between(&text, name)?, table);
    Ok(std::fs::write(README, text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_told_with_three_digits() {
        let told = [0.456, 1.5, 12.345, 123.4, 1234.5, 1_234_567.0].map(digits);
        assert_eq!(told, ["0.46", "1.5", "12.3", "123", "1,234", "1,234,567"]);
    }

    #[test]
    fn the_ratio_is_that_of_the_medians_and_is_judged() {
        let beside = Beside { name: "floor".to_owned(), figures: vec![10.0, 20.0, 5.0] };
        let row = Row {
            name: "creates",
            workload: "32 connections".to_owned(),
            unit: Unit::PerSecond,
            ours: vec![30.0, 40.0, 50.0],
            beside: Some(beside),
            target: Target::AtLeast(5.0),
        };
        assert_eq!(
            row.line(),
            "| creates | 32 connections | 40/s | floor 10/s | **4** (2–10) | ≥ 5 | **not met** |"
        );
    }

    #[test]
    fn a_table_goes_between_its_marks() {
        let text = "a\n<!-- bench x -->\nold\n<!-- end of bench x -->\nb\n";
        assert_eq!(&text[between(text, "x").unwrap()], "old\n");
        assert!(between(text, "y").is_err());
    }
}
