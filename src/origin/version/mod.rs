//! The Go version of a program: how it is known, and whether all places that say it agree.

pub(super) mod conflict;
pub(super) mod find;
pub(super) mod known;

pub use conflict::VersionConflict;
pub use known::KnownVersion;
