//! One input: bytes in, records out.

mod build_facts;
mod diff;
mod look;

pub use crate::analysis::{Hashing, Options};
pub use crate::evidence::Depth;
pub use crate::image::is_worth_reading;
pub use crate::unpack::may_be_packed;
pub use build_facts::{BuildFacts, build_facts, source_files};
pub use diff::{Sketch, compared, diff};

use crate::analysis::{Analysis, analyse};
use crate::bytes::ByteSource;
use crate::report::Record;

/// Reads one input and gives its records: one, or one for each slice of a fat Mach-O file. Never
/// fails: the records say what is wrong.
pub fn inspect(source: &dyn ByteSource, options: &Options<'_>) -> Vec<Record> {
    records(analyse(source, options))
}

/// The same for a file that was met in a folder: no record where it is plainly not a Go program. Most
/// files are not, and a record costs as much as the look at such a file.
pub fn inspect_met(source: &dyn ByteSource, options: &Options<'_>) -> Vec<Record> {
    let analyses = analyse(source, options);
    let is_other = analyses.iter().all(Analysis::is_plainly_other);
    if is_other { Vec::new() } else { records(analyses) }
}

fn records(mut analyses: Vec<Analysis>) -> Vec<Record> {
    analyses.iter_mut().map(Analysis::take_record).collect()
}
