//! What can be wrong with a piece of evidence.

use std::fmt;

use thiserror::Error;

use crate::bytes::{LimitExceeded, Moved, PartOffset, ReadError, ReaderError};
use crate::image::ImageError;

/// A structure that Go's linker writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Structure {
    /// The build info blob.
    BuildInfo,
    /// The module text that a program holds for itself.
    ModuleText,
    /// The notes of an ELF file.
    Notes,
    /// The Go build ID.
    BuildId,
    /// The pclntab's header.
    Pclntab,
    /// The pclntab's file table.
    FileTable,
    /// The pclntab's function names.
    FunctionNames,
    /// The runtime's string variables.
    RuntimeStrings,
    /// The script that gdb loads.
    GdbScript,
    /// The debug sections.
    Dwarf,
    /// What the loader must find.
    Libraries,
    /// The memory of a WebAssembly module.
    Memory,
    /// A Go object file.
    Object,
}

impl fmt::Display for Structure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BuildInfo => "build info",
            Self::ModuleText => "module text",
            Self::Notes => "notes",
            Self::BuildId => "Go build ID",
            Self::Pclntab => "pclntab header",
            Self::FileTable => "file table",
            Self::FunctionNames => "function names",
            Self::RuntimeStrings => "runtime strings",
            Self::GdbScript => "gdb script section",
            Self::Dwarf => "DWARF",
            Self::Libraries => "libraries needed",
            Self::Memory => "memory",
            Self::Object => "Go object file",
        })
    }
}

/// A structure that is there, but broken or out of reach.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{structure} at {:#x}: {defect}", .at.0)]
pub struct Damage {
    /// The structure.
    pub structure: Structure,
    /// Where it, or its broken part, lies.
    pub at: PartOffset,
    /// What is wrong.
    pub defect: Defect,
}

/// What is wrong with a structure.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Defect {
    /// Its bytes could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A value runs past its end.
    #[error(transparent)]
    Truncated(#[from] ReaderError),
    /// A table it needs is broken.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// It is larger than the limits allow.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// It points to an address that the file does not fill.
    #[error("points to address {0:#x}, which the file does not fill")]
    Dangling(u64),
    /// It contradicts itself or the format.
    #[error("{0}")]
    Malformed(&'static str),
}

impl Moved for Damage {
    fn moved(&self, start: u64) -> Self {
        Self {
            structure: self.structure,
            at: self.at.moved(start),
            defect: match &self.defect {
                Defect::Read(error) => Defect::Read(error.moved(start)),
                Defect::Truncated(error) => Defect::Truncated(error.moved(start)),
                Defect::Image(error) => Defect::Image(error.moved(start)),
                other => other.clone(),
            },
        }
    }
}

impl Damage {
    /// Damage to `structure` at `at`.
    pub fn new(structure: Structure, at: PartOffset, defect: impl Into<Defect>) -> Self {
        Self { structure, at, defect: defect.into() }
    }

    /// Damage that contradicts the format.
    pub fn malformed(structure: Structure, at: PartOffset, defect: &'static str) -> Self {
        Self { structure, at, defect: Defect::Malformed(defect) }
    }

    /// The limit that was hit, if that is what is wrong.
    pub fn limit(&self) -> Option<LimitExceeded> {
        match &self.defect {
            Defect::Limit(limit) | Defect::Read(ReadError::Limit(limit)) => Some(*limit),
            Defect::Image(ImageError::Limit { source, .. }) => Some(*source),
            _ => None,
        }
    }
}

/// One fact: `Ok(Some)` found, `Ok(None)` not there, `Err` there and broken.
pub type Reading<T> = Result<Option<T>, Damage>;
