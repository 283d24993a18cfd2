//! One input's records. A stub until the evidence is collected: every input is something else.

use crate::bytes::{ByteSource, Limits};
use crate::report::{RECORD_SCHEMA, Record};

/// How deep to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// What `scan` shows.
    #[default]
    Quick,
    /// Everything.
    Full,
}

/// How to read an input.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How deep to look.
    pub depth: Depth,
    /// What one input may cost.
    pub limits: Limits,
}

/// Reads one input and gives its records: one, or one per slice of a fat Mach-O file. Never fails:
/// damage is in the records, which have no path yet.
pub fn inspect(source: &dyn ByteSource, _options: &Options) -> Vec<Record> {
    vec![Record {
        schema: RECORD_SCHEMA.to_owned(),
        size: Some(source.size()),
        ..Record::default()
    }]
}
