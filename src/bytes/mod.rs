//! Bytes and places: sources, offsets, limits, a cursor, searching, text that is safe to show, and
//! the program's own words, and names near to mistyped ones. Knows no format except compression.

mod base64;
mod block;
mod budget;
mod crc;
mod date;
mod digest;
mod hex;
mod inflate;
mod input;
mod limit_table;
mod limits;
mod near;
pub(crate) mod needle;
mod needles;
mod number;
mod percent;
mod place;
mod quote;
pub(crate) mod rare;
mod reader;
mod source;
mod text;
pub(crate) mod text_ends;
mod utf8_text;
mod wild;
mod word;

pub(crate) use base64::base64url_start;
pub(crate) use base64::bytes_of_base64_lines;
pub use base64::{base64, base64url, bytes_of_base64};
pub(crate) use block::Prefix;
pub(crate) use budget::within;
pub use budget::{Budget, LimitExceeded};
pub(crate) use crc::crc32;
pub use date::Date;
pub use digest::{Digest, Hasher};
pub(crate) use hex::{hex, hex_digits, push_hex, short_hex};
pub(crate) use inflate::{Inflate, InflateError, Packing, gzip_start};
pub use input::Windows;
pub use input::{Input, ReadError};
pub use limit_table::Unit;
pub use limits::Limits;
pub use near::near;
pub(crate) use needles::{Hit, Needles};
pub(crate) use number::counted;
pub use number::grouped;
pub(crate) use percent::{percent_decoded, percent_encoded};
pub(crate) use place::{Moved, disjoint};
pub use place::{PartOffset, Span, Va};
pub use quote::shell_path;
pub(crate) use quote::{posix_quoted, powershell_quoted};
pub(crate) use reader::{Reader, ReaderError, each_word, word_at, words};
pub(crate) use source::HeadSource;
pub use source::{ByteSource, FileSource, PartSource};
pub(crate) use text::starts_as_text;
pub use text::{Escaped, Text, find_unsafe, is_unsafe};
pub use utf8_text::Utf8Text;
pub use wild::Wild;
pub use word::{Named, Word};
pub(crate) use word::{OWN_WORD, own_names, own_word};

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
