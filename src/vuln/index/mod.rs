//! The index: a whole database in one file.
//!
//! | offset | size | field |
//! | --- | --- | --- |
//! | 0 | 8 | magic, `gorivuln` |
//! | 8 | 4 | version, 1 |
//! | 12 | 2, 1, 1 | year, month and day of the data; zeros where nothing says it |
//! | 16 | 4 | count of texts |
//! | 20 | 4 | count of advisories |
//! | 24 | 4 | count of entries, of all advisories together |
//! | 28 | 4 | length of the body |
//! | 32 | | body |
//! | 32 + length | 32 | SHA-256 of everything before it |
//!
//! Numbers of the head are little-endian. In the body every number is a varint (LEB128), a text is its
//! length and its bytes in UTF-8, and a list is its count and its members:
//!
//! ```text
//! texts        text …
//! advisories   id, list of aliases, summary, 1 if reviewed, list of entries
//! entry        module, versions, list of imports
//! versions     0: all; 1: cannot be told; 2: list of ranges, each a list of events
//! event        number of the version's text, plus 1 (0: below all); times 2, plus 1 where it is fixed
//! import       package, list of symbols, list of goos, list of goarch
//! ```
//!
//! where a text is named by its number. The format is this program's own: a later version may write
//! another, which has another version number.

mod head;
mod read;
mod write;

pub use head::{LARGEST_INDEX, is_index};
pub use read::read;
pub use write::write;

#[cfg(test)]
mod tests;
