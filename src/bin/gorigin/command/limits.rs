//! `gorigin --limits`: the limits on one input.

use gorigin::bytes::{Limits, Unit};

use super::print::print;
use crate::exit::{Exit, Failure};
use crate::render::{grouped, size};

/// Prints every limit with its value.
pub(super) fn run() -> Result<Exit, Failure> {
    print(|to| {
        let rows = Limits::default().table();
        rows.into_iter().try_for_each(|(name, value, unit, what)| {
            writeln!(to, "{name:<20} {:>10}  {what}", words(value, unit))
        })
    })
}

/// A limit for reading: `64 MiB`, `1,024 ×`, `65,535`.
fn words(value: u64, unit: Unit) -> String {
    match unit {
        Unit::Bytes => size(value).replace(".0 ", " "),
        Unit::Times => format!("{} ×", grouped(value)),
        Unit::Count => grouped(value),
    }
}
