//! The size budget: what a phone fetches before its first list can be used.

use std::fmt::Write as _;

use anyhow::{Result, bail};

use crate::bundle::{Weight, Weights};

/// Brotli bytes of everything that a phone fetches to show its tasks for the first time: page, style,
/// icons, boot script, the program and the chunks of that list; an order's come after it.
const FIRST_LOAD: usize = 350_000;

/// Prints the table and refuses what is too heavy.
pub fn check(weights: &Weights) -> Result<()> {
    println!("{}", table(weights));
    let sum = total(&weights.first_load).brotli;
    if sum > FIRST_LOAD {
        bail!("the first load weighs {sum} bytes in brotli, {} over the budget", sum - FIRST_LOAD);
    }
    Ok(())
}

fn total(first_load: &[Weight]) -> Weight {
    let sum = |of: fn(&Weight) -> usize| first_load.iter().map(of).sum();
    Weight {
        name: "first load".to_owned(),
        raw: sum(|weight| weight.raw),
        gzip: sum(|weight| weight.gzip),
        brotli: sum(|weight| weight.brotli),
    }
}

/// The first load with its sum and its budget, then what comes later.
pub fn table(weights: &Weights) -> String {
    let mut table = format!("{:<34} {:>9} {:>9} {:>9}", "bytes", "raw", "gzip", "brotli");
    rows(&mut table, &weights.first_load);
    rows(&mut table, &[total(&weights.first_load)]);
    let _ = write!(table, "\n{:<34} {:>9} {:>9} {FIRST_LOAD:>9}\nlater", "budget", "", "");
    rows(&mut table, &weights.later);
    table
}

fn rows(table: &mut String, weights: &[Weight]) {
    for Weight { name, raw, gzip, brotli } in weights {
        let _ = write!(table, "\n{name:<34} {raw:>9} {gzip:>9} {brotli:>9}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(brotli: usize) -> Weight {
        Weight { name: "app.wasm".to_owned(), raw: 3 * brotli, gzip: brotli + 1, brotli }
    }

    fn first_load(brotli: &[usize]) -> Weights {
        let first_load = brotli.iter().copied().map(weight).collect();
        Weights { first_load, later: vec![weight(2 * FIRST_LOAD)] }
    }

    #[test]
    fn a_first_load_at_the_budget_passes_and_one_byte_more_does_not() {
        assert!(check(&first_load(&[FIRST_LOAD - 10, 10])).is_ok());
        let error = check(&first_load(&[FIRST_LOAD, 1])).unwrap_err().to_string();
        assert!(error.contains(", 1 over the budget"), "{error}");
    }
}
