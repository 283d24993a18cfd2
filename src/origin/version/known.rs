//! How the Go version of a program is known.

use crate::bytes::PartOffset;
use crate::evidence::Anchor;
use crate::go::{GoVersion, Release, ReleaseRange};

/// The Go version of a program, and how it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownVersion {
    /// Read from the build info.
    BuildInfo {
        /// The version.
        version: GoVersion,
        /// Where its text lies.
        at: PartOffset,
        /// How the build info was found.
        anchor: Anchor,
    },
    /// Read from `runtime.buildVersion`.
    Runtime {
        /// The version.
        version: GoVersion,
        /// Where the variable lies.
        at: PartOffset,
        /// Whether no other variable of the program holds another version.
        certain: bool,
    },
    /// Read from the name of the compiler in DWARF.
    Producer {
        /// The version.
        version: GoVersion,
        /// Where the first unit says so.
        at: PartOffset,
        /// Whether every Go unit says so.
        certain: bool,
    },
    /// Read from a WebAssembly module's section `producers`.
    Producers {
        /// The version.
        version: GoVersion,
        /// Where its text lies.
        at: PartOffset,
    },
    /// Read from the read-only data of gccgo's library libgo.
    Libgo {
        /// The version, with gccgo's own: `go1.18 gccgo (GCC) 12.2.0`.
        version: GoVersion,
        /// Where its text lies.
        at: PartOffset,
    },
    /// Read from the head of a Go object file.
    ObjectHeader {
        /// The version.
        version: GoVersion,
        /// Where its text lies.
        at: PartOffset,
    },
    /// Narrowed down by what the releases leave in their programs.
    Layout {
        /// The releases that fit.
        range: ReleaseRange,
        /// Where the first of the facts lies: the pclntab, where there is one.
        at: PartOffset,
        /// The pclntab alone says so.
        by_pclntab: bool,
    },
}

impl KnownVersion {
    /// The version itself; `None` for a range.
    pub fn version(&self) -> Option<&GoVersion> {
        match self {
            Self::BuildInfo { version, .. }
            | Self::Runtime { version, .. }
            | Self::Producer { version, .. }
            | Self::Producers { version, .. }
            | Self::Libgo { version, .. }
            | Self::ObjectHeader { version, .. } => Some(version),
            Self::Layout { .. } => None,
        }
    }

    /// Whether this is the version itself, and no other part of the file was guessed to read it.
    pub fn is_exact(&self) -> bool {
        match self {
            Self::BuildInfo { anchor, .. } => *anchor != Anchor::Guess,
            Self::Runtime { certain, .. } | Self::Producer { certain, .. } => *certain,
            Self::Producers { .. } | Self::Libgo { .. } | Self::ObjectHeader { .. } => true,
            Self::Layout { .. } => false,
        }
    }

    /// The release; `None` for a range and for versions that do not name one.
    pub fn release(&self) -> Option<Release> {
        self.version().and_then(GoVersion::release)
    }
}
