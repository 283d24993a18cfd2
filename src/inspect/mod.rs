//! The front door: bytes in, records out.

mod diff;
mod go_program;
mod look;

pub use crate::analysis::{Hashing, Options};
pub use crate::evidence::Depth;
pub use diff::diff;
pub use go_program::{GoProgram, go_program, source_files};

use crate::analysis::{Analysis, analyse};
use crate::bytes::ByteSource;
use crate::report::Record;

/// Reads one input and gives its records: one, or one for each slice of a fat Mach-O file. Never
/// fails: the records say what is wrong.
pub fn inspect(source: &dyn ByteSource, options: &Options<'_>) -> Vec<Record> {
    analyse(source, options).iter().map(Analysis::record).collect()
}
