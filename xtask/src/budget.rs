//! The size budget: what a phone fetches before its first list can be used.

use std::fmt::Write as _;

use anyhow::{Result, bail};

use crate::bundle::Weight;

/// Brotli bytes of page, style, boot script and program together. Charts are fetched by the wall alone.
///
/// The aim is 350 kB. All screens are in one program still; it gets there when each is fetched with its
/// own route. Until then this keeps what is there from growing unnoticed.
const FIRST_LOAD: usize = 590_000;

/// Prints the table and refuses what is too heavy.
pub fn check(first_load: &[Weight]) -> Result<()> {
    println!("{}", table(first_load));
    let sum = total(first_load).brotli;
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

fn table(first_load: &[Weight]) -> String {
    let mut table = format!("{:<28} {:>9} {:>9} {:>9}", "bytes", "raw", "gzip", "brotli");
    for weight in first_load.iter().chain([&total(first_load)]) {
        let Weight { name, raw, gzip, brotli } = weight;
        let _ = write!(table, "\n{name:<28} {raw:>9} {gzip:>9} {brotli:>9}");
    }
    let _ = write!(table, "\n{:<28} {:>9} {:>9} {FIRST_LOAD:>9}", "budget", "", "");
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(brotli: usize) -> Weight {
        Weight { name: "app.wasm".to_owned(), raw: 3 * brotli, gzip: brotli + 1, brotli }
    }

    #[test]
    fn a_first_load_at_the_budget_passes_and_one_byte_more_does_not() {
        assert!(check(&[weight(FIRST_LOAD - 10), weight(10)]).is_ok());
        let error = check(&[weight(FIRST_LOAD), weight(1)]).unwrap_err().to_string();
        assert!(error.contains(", 1 over the budget"), "{error}");
    }
}
