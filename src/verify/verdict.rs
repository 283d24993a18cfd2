//! The verdict of the content check, and how grave it is.
//!
//! | verdict | when | grave |
//! | --- | --- | --- |
//! | `verified` | the hash is the one in the build ID | no |
//! | `verified-but-for` | the hash is the one in the build ID once a change is undone in memory: a signature, bytes at the end | by cause |
//! | `altered` | a tool named by its marks rewrote the file; what it removed cannot be restored | a note |
//! | `undecided` | the hash differs, and the file does not show whether a harmless tool or another change is the cause | a warning |
//! | `changed` | the hash differs, and no harmless tool accounts for it | an error |
//! | `unfinalized`, `uncheckable` | there is no hash to compare with | no |
//! | `not-run` | the file was not hashed | no |
//!
//! Add a mark by giving a [`Cause`](super::Cause) and a [`Suspicion`](super::cause::Suspicion): the
//! verdict follows from the cause by [`Cause::grade`](super::Cause::grade), and the rule and its
//! severity follow from the verdict (`finding/seal.rs`). `altered` names a tool by marks that this
//! tool leaves and Go's linker does not. It does not prove that nothing else was changed, so the
//! report says what is not excluded.

use crate::bytes::Named;

/// The verdict of the content check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContentVerdict {
    /// The bytes are those that `go build` wrote.
    Verified,
    /// The bytes are those that `go build` wrote once an addition or a renewal is undone in memory;
    /// the hash proves it.
    VerifiedButFor,
    /// A tool that is named by its marks rewrote the file, and that cannot be undone.
    Altered,
    /// The bytes differ, and the file does not show whether a harmless tool or another change is
    /// the cause.
    Undecided,
    /// The bytes differ, and nothing harmless accounts for it.
    Changed,
    /// The go command never wrote a hash there.
    Unfinalized,
    /// There is no hash to compare with.
    Uncheckable,
    /// The file was not hashed.
    NotRun,
}

impl Named for ContentVerdict {
    const ALL: &'static [Self] = &[
        Self::Verified,
        Self::VerifiedButFor,
        Self::Altered,
        Self::Undecided,
        Self::Changed,
        Self::Unfinalized,
        Self::Uncheckable,
        Self::NotRun,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::VerifiedButFor => "verified-but-for",
            Self::Altered => "altered",
            Self::Undecided => "undecided",
            Self::Changed => "changed",
            Self::Unfinalized => "unfinalized",
            Self::Uncheckable => "uncheckable",
            Self::NotRun => "not-run",
        }
    }
}
