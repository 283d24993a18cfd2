//! `gorigin --limits`: the limits on one input.

use gorigin::bytes::Limits;

use super::print::print;
use crate::exit::{Exit, Failure};

/// Prints every limit with its value.
pub(super) fn run() -> Result<Exit, Failure> {
    print(|to| {
        let rows = Limits::default().table();
        rows.into_iter()
            .try_for_each(|(name, value, what)| writeln!(to, "{name:<20} {value:>12}  {what}"))
    })
}
