//! `gorigin --limits`: the limits on one input.

use gorigin::bytes::{Limits, Unit};
use gorigin::vuln::MOST_VULNERABILITIES;

use super::print::print;
use crate::exit::{Exit, Failure};
use crate::render::{grouped, size};

/// Prints every limit with its value.
pub(super) fn run() -> Result<Exit, Failure> {
    print(|to| {
        let what = "known vulnerabilities of one program";
        let of_check = ("vulnerabilities", MOST_VULNERABILITIES, Unit::Count, what);
        let mut rows = Limits::default().table().into_iter().chain([of_check]);
        rows.try_for_each(|(name, value, unit, what)| {
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
