//! Sections and segments: runs of the file that are loaded, or that describe it.

use crate::bytes::{Span, Text, Va};

/// How a section or segment may be used when loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Access {
    /// It may be written.
    pub write: bool,
    /// It may be executed.
    pub execute: bool,
}

/// One section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The name as it is in the file, cut off after 256 bytes. In Mach-O without the segment.
    pub name: Text,
    /// Where it is loaded; zero where it is not loaded.
    pub address: Va,
    /// Its size in memory, in bytes.
    pub size: u64,
    /// Its bytes in the file; `None` where it has none (`.bss`). May lie past the end of the file.
    pub span: Option<Span>,
    /// Whether it is loaded, and how.
    pub access: Access,
    /// Whether it is loaded at all.
    pub loaded: bool,
    /// Whether its bytes are compressed, by its flag (ELF) or its name (`.zdebug_…`).
    pub compressed: bool,
}

/// One run of addresses that a loader fills from the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The first address.
    pub address: Va,
    /// Its size in memory, in bytes: bytes that the file does not fill are zero.
    pub size: u64,
    /// The bytes of the file that are loaded there. May lie past the end of the file.
    pub span: Span,
    /// How the memory may be used.
    pub access: Access,
}
