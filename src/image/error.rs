//! Errors in an image.

use std::fmt;

use thiserror::Error;

use super::Format;
use crate::bytes::{LimitExceeded, Moved, PartOffset, ReadError};

/// A table of an object file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Table {
    /// The header at the start of the file.
    FileHeader,
    /// The header of a fat Mach-O file.
    FatHeader,
    /// ELF program headers.
    ProgramHeaders,
    /// Section headers; in a WebAssembly module the sections themselves.
    SectionHeaders,
    /// The names of the sections.
    SectionNames,
    /// Mach-O load commands.
    LoadCommands,
    /// The symbol table.
    Symbols,
    /// The names of the symbols.
    SymbolNames,
    /// The relocations.
    Relocations,
    /// The dynamic section of an ELF file, and the symbol versions that it needs.
    Dynamic,
    /// The data segments of a WebAssembly module.
    DataSegments,
    /// The members of an archive.
    Members,
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FileHeader => "file header",
            Self::FatHeader => "fat header",
            Self::ProgramHeaders => "program headers",
            Self::SectionHeaders => "section headers",
            Self::SectionNames => "section names",
            Self::LoadCommands => "load commands",
            Self::Symbols => "symbol table",
            Self::SymbolNames => "symbol names",
            Self::Relocations => "relocations",
            Self::Dynamic => "dynamic section",
            Self::DataSegments => "data segments",
            Self::Members => "members",
        })
    }
}

/// A table that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ImageError {
    /// The file has no format that this program reads.
    #[error("of no format that holds Go programs")]
    Unrecognised,
    /// A DOS program: it starts like a PE file, but has no PE header.
    #[error("no PE header at {:#x}", .at.0)]
    NoPeHeader {
        /// Where the PE header should be.
        at: PartOffset,
    },
    /// The bytes of the table could not be read.
    #[error("{table}: {source}")]
    Read {
        /// The table.
        table: Table,
        /// The reason.
        source: ReadError,
    },
    /// The table contradicts itself or the format.
    #[error("{table} at {:#x}: {defect}", .at.0)]
    Malformed {
        /// The table.
        table: Table,
        /// Where the table, or its broken entry, lies.
        at: PartOffset,
        /// The defect.
        defect: &'static str,
    },
    /// The table is larger than the limits allow.
    #[error("{table}: {source}")]
    Limit {
        /// The table.
        table: Table,
        /// The limit.
        source: LimitExceeded,
    },
}

impl ImageError {
    /// Whether the file header itself could not be read, so that nothing is known except the format
    /// its first bytes suggest.
    pub fn is_fatal(&self) -> bool {
        let (Self::Read { table, .. } | Self::Malformed { table, .. }) = self else { return false };
        matches!(table, Table::FileHeader | Table::FatHeader)
    }

    /// Whether the file ends inside one of the headers that this format places at its start, so
    /// that the rest of its content is unknown.
    pub fn is_cut_header(&self, format: Format) -> bool {
        let Self::Read { table, source: ReadError::Outside { .. } } = self else { return false };
        match table {
            Table::FileHeader | Table::FatHeader | Table::ProgramHeaders | Table::LoadCommands => {
                true
            }
            // ELF files have theirs at the end.
            Table::SectionHeaders => matches!(format, Format::Pe | Format::Xcoff),
            _ => false,
        }
    }

    /// The limit that was reached, if that is the cause.
    pub fn limit(&self) -> Option<LimitExceeded> {
        match self {
            Self::Limit { source, .. } | Self::Read { source: ReadError::Limit(source), .. } => {
                Some(*source)
            }
            _ => None,
        }
    }

    /// Where the damage lies, if it is a single place.
    pub fn place(&self) -> Option<PartOffset> {
        match self {
            Self::Malformed { at, .. } | Self::NoPeHeader { at } => Some(*at),
            Self::Read { source, .. } => source.place(),
            _ => None,
        }
    }
}

impl Moved for ImageError {
    fn moved(&self, start: u64) -> Self {
        match self {
            Self::Unrecognised => Self::Unrecognised,
            Self::NoPeHeader { at } => Self::NoPeHeader { at: at.moved(start) },
            Self::Read { table, source } => {
                Self::Read { table: *table, source: source.moved(start) }
            }
            Self::Malformed { table, at, defect } => {
                Self::Malformed { table: *table, at: at.moved(start), defect }
            }
            Self::Limit { table, source } => Self::Limit { table: *table, source: *source },
        }
    }
}

/// Adds the table to an error of the layer below.
pub(super) trait OfTable<T> {
    fn of(self, table: Table) -> Result<T, ImageError>;
}

impl<T> OfTable<T> for Result<T, ReadError> {
    fn of(self, table: Table) -> Result<T, ImageError> {
        self.map_err(|source| ImageError::Read { table, source })
    }
}

impl<T> OfTable<T> for Result<T, LimitExceeded> {
    fn of(self, table: Table) -> Result<T, ImageError> {
        self.map_err(|source| ImageError::Limit { table, source })
    }
}
