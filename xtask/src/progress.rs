//! What is being done, and how far it is.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// The numbered and timed steps of a command.
pub struct Progress {
    total: usize,
    steps: Vec<Step>,
}

struct Step {
    name: &'static str,
    took: Duration,
    passed: bool,
}

impl Progress {
    /// Begins a command of `total` steps.
    pub fn of(total: usize) -> Self {
        Self { total, steps: Vec::with_capacity(total) }
    }

    /// Does one step and says so. Its error names the step.
    pub fn step<T>(&mut self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("[{}/{}] {name}", self.steps.len() + 1, self.total);
        let began = Instant::now();
        let outcome = work();
        let took = began.elapsed();
        self.steps.push(Step { name, took, passed: outcome.is_ok() });
        if outcome.is_ok() {
            note(&seconds(took));
        }
        outcome.with_context(|| format!("step “{name}” failed"))
    }

    /// The steps with their seconds, and a last line that counts them. Steps after a failed one were
    /// not begun and are not counted.
    pub fn table(&self) -> String {
        let widest = self.steps.iter().map(|step| step.name.chars().count()).max().unwrap_or(0);
        let mut table = String::new();
        for step in &self.steps {
            let verdict = if step.passed { "ok" } else { "FAILED" };
            let took = seconds(step.took);
            let _ = writeln!(table, "{:widest$}  {took:>9}  {verdict}", step.name);
        }
        let passed = self.steps.iter().filter(|step| step.passed).count();
        let _ = write!(table, "{passed} passed, {} failed", self.steps.len() - passed);
        table
    }
}

/// A remark below the step that runs.
pub fn note(words: &str) {
    println!("      {words}");
}

fn seconds(took: Duration) -> String {
    if took < Duration::from_millis(100) {
        format!("{} ms", took.as_millis())
    } else {
        format!("{:.1} s", took.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn the_table_ends_with_a_count_of_the_steps() {
        let mut progress = Progress::of(2);
        progress.step("first", || Ok(())).unwrap();
        assert!(progress.table().ends_with("\n1 passed, 0 failed"));
    }

    #[test]
    fn a_failed_step_is_named_and_counted() {
        let mut progress = Progress::of(2);
        let error = progress.step("second", || -> Result<()> { bail!("no luck") }).unwrap_err();
        assert_eq!(format!("{error:#}"), "step “second” failed: no luck");
        assert!(progress.table().ends_with("\n0 passed, 1 failed"));
    }

    #[test]
    fn short_times_are_told_in_milliseconds() {
        assert_eq!(seconds(Duration::from_millis(7)), "7 ms");
        assert_eq!(seconds(Duration::from_millis(1550)), "1.6 s");
    }
}
