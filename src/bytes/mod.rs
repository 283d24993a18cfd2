//! Bytes and places: sources, offsets, limits, a cursor, searching, text that is safe to show, and
//! the program's own words. Knows no format except compression.

mod base64;
mod budget;
mod digest;
mod inflate;
mod input;
pub mod needle;
mod needles;
mod place;
mod quote;
mod reader;
mod source;
mod text;
mod word;

pub use base64::{base64, base64url};
pub use budget::{Budget, LimitExceeded, Limits, within};
pub use digest::{Digest, Hasher};
pub use inflate::{Inflate, InflateError, Packing, gzip_start};
pub use input::{Input, ReadError, Windows};
pub use needles::{Hit, Needles};
pub use place::{Moved, PartOffset, Span, Va, disjoint};
pub use quote::{posix_quoted, powershell_quoted, shell_path, shell_word};
pub use reader::{Reader, ReaderError, words};
pub use source::{ByteSource, FileSource, HeadSource, PartSource};
pub use text::{Escaped, Text, find_unsafe, is_unsafe};
pub use word::{Named, OWN_WORD, Word, own_names, own_word};

/// The byte order of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endian {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

impl Named for Endian {
    const ALL: &'static [Self] = &[Self::Little, Self::Big];

    fn name(self) -> &'static str {
        match self {
            Self::Little => "little",
            Self::Big => "big",
        }
    }
}
