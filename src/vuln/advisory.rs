//! An advisory: what is kept of a record, and all that a match needs.

use super::range::Range;
use super::texts::TextId;

/// An advisory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Advisory {
    /// Its own ID.
    pub(super) id: TextId,
    /// The IDs of others for the same.
    pub(super) aliases: Box<[TextId]>,
    /// What it is about, in a line.
    pub(super) summary: TextId,
    /// Whether somebody has looked at it, and not only a machine.
    pub(super) is_reviewed: bool,
    /// The modules that it is about; one may be there twice.
    pub(super) entries: Box<[Entry]>,
}

/// What an advisory says of one module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The module's path, `stdlib` or `toolchain`.
    pub(super) module: TextId,
    /// The versions.
    pub(super) versions: Versions,
    /// The packages; none where the advisory names none.
    pub(super) imports: Box<[Import]>,
}

impl Entry {
    /// The ranges of versions.
    pub(super) fn ranges(&self) -> &[Range] {
        match &self.versions {
            Versions::In(ranges) => ranges,
            Versions::All | Versions::Unusable => &[],
        }
    }
}

/// The versions that an entry is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Versions {
    /// All: the entry has no range.
    All,
    /// Those in one of these ranges.
    In(Box<[Range]>),
    /// It cannot be told: the entry counts in versions that are none of the module's.
    Unusable,
}

/// An affected package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Import {
    /// Its import path.
    pub(super) package: TextId,
    /// The functions, as `Func` or `Type.Method`; none stands for all.
    pub(super) symbols: Box<[TextId]>,
    /// The systems; none stands for all.
    pub(super) goos: Box<[TextId]>,
    /// The processors; none stands for all.
    pub(super) goarch: Box<[TextId]>,
}
