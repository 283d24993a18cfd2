//! The parts that a signing tool adds to an image, and the header fields that it changes: enough to
//! remove the signature.

use crate::bytes::{PartOffset, Span};

/// A signature inside the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signature {
    /// PE: a table of certificates behind the sections, found through data directory 4.
    Authenticode {
        /// The checksum in the optional header, four bytes.
        checksum: PartOffset,
        /// The data directory entry, eight bytes: offset and size of the table.
        directory: PartOffset,
        /// The certificates.
        table: Span,
    },
    /// Mach-O: the data of `LC_CODE_SIGNATURE`, at the end of `__LINKEDIT`.
    CodeSignature {
        /// The load command, 16 bytes.
        command: PartOffset,
        /// The signature.
        data: Span,
    },
}

impl Signature {
    /// The bytes of the signature itself.
    pub fn span(self) -> Span {
        match self {
            Self::Authenticode { table, .. } => table,
            Self::CodeSignature { data, .. } => data,
        }
    }
}

/// The fields with the size of the `__LINKEDIT` segment of a Mach-O file: a signing tool extends
/// that segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkEdit {
    /// The bytes of the segment.
    pub span: Span,
    /// The field with its size in memory.
    pub memory_size: PartOffset,
    /// The field with its size in the file.
    pub file_size: PartOffset,
    /// The size of each field: 4 or 8 bytes.
    pub width: u8,
}
