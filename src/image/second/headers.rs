//! The headers of one image as a reader understands them.

use crate::bytes::{Text, within};

/// The headers of one image as a reader understands them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Headers {
    pub(super) bits: u8,
    pub(super) big_endian: bool,
    pub(super) machine: u32,
    pub(super) file_type: u32,
    pub(super) entry: Option<u64>,
    pub(super) base: u64,
    pub(super) uuid: Option<[u8; 16]>,
    pub(super) segments: Vec<Row>,
    pub(super) sections: Vec<Row>,
    /// Where the tables of the file header, the segments and the sections lie.
    pub(super) at: [u64; 3],
}

/// A segment or a section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Empty for segments.
    pub(super) name: Text,
    pub(super) address: u64,
    /// Its size in memory; `None` where the readers may differ.
    pub(super) size: Option<u64>,
    /// Offset and length of its bytes in the file.
    pub(super) bytes: Option<(u64, u64)>,
}

/// Converts a count to the number of entries that goblin is asked for.
pub(super) fn entries(name: &'static str, count: u64, limit: u64) -> Result<usize, String> {
    within(name, count, limit).map_err(|error| error.to_string())?;
    usize::try_from(count).map_err(|error| error.to_string())
}
