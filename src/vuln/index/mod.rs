//! The index: a whole database in one file, whose rows are read where they lie.
//!
//! | offset | size | field |
//! | --- | --- | --- |
//! | 0 | 8 | magic, `gorivuln` |
//! | 8 | 4 | version, 2 |
//! | 12 | 2, 1, 1 | year, month and day of the data; zeros where nothing says it |
//! | 16 | 4 each | counts of texts, versions, modules, advisories, entries, ranges, events, imports, packages, listed texts, and bytes of texts |
//! | 60 | | columns, one behind another, then the texts |
//! | end | 4 | CRC-32 of everything before it |
//!
//! A number takes four bytes, the least significant first. A column has one for each row; where it says where
//! something starts, it has one more, which says where the last ends:
//!
//! | column | of each | |
//! | --- | --- | --- |
//! | starts | text | where it starts; texts rise by their bytes, and are named by their numbers |
//! | versions | version that bounds a range | its text, times 2, plus 1 where it equals the one before; they rise as versions do |
//! | paths, entries | module | its text; its first entry. Modules rise |
//! | IDs, summaries, aliases | advisory | texts, that of the summary times 2, plus 1 where it was reviewed; the first alias among the listed texts. By their IDs |
//! | advisories, ranges, imports | entry | its advisory, times 4, plus 0 for all versions, 1 where it cannot be told, 2 for those in ranges; the first of its ranges and of its imports. By modules, then advisories |
//! | events | range | the first event |
//! | events | event | 0 below all versions, else the version's number plus 1; times 2, plus 1 where it is fixed |
//! | packages, lists | import | its package; the first listed function, system and processor, three numbers |
//! | paths, starts, ends | package | its text; from where to where its functions are listed, those of all imports together. Packages rise |
//! | listed | | numbers of texts; those of functions rise |
//!
//! The format is this program's own: a later version may write another, which has another version number.

mod check;
mod columns;
mod head;
mod read;
mod write;

pub use check::check;
pub(super) use columns::{Index, Numbers, row_of};
pub(super) use head::{ALL, IN};
pub use head::{LARGEST_INDEX, is_index};
pub use read::read;
pub(super) use write::build;
pub use write::write;

#[cfg(test)]
mod tests;
