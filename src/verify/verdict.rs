//! What the content check comes to for whoever must decide, and how grave that is.
//!
//! | verdict | when | grave |
//! | --- | --- | --- |
//! | `verified` | the hash is the one in the build ID | no |
//! | `verified-but-for` | it is once something was undone in memory: a signature, bytes at the end | by cause |
//! | `altered` | a tool named by its marks wrote the file anew; what it took away cannot be put back | a note |
//! | `undecided` | the hash differs, and the file does not tell a harmless tool from another change | a warning |
//! | `changed` | the hash differs, and no harmless tool accounts for it | an error |
//! | `unfinalized`, `uncheckable` | there is no hash to compare with | no |
//! | `not-run` | the file was not hashed | no |
//!
//! Whoever adds a mark gives a [`Cause`](super::Cause) and a [`Suspicion`](super::cause::Suspicion);
//! the verdict follows from the cause by [`Cause::grade`](super::Cause::grade), and the rule and its
//! severity from the verdict (`finding/hashes.rs`). `altered` names a tool on marks that this tool
//! leaves and Go's linker does not: it is no proof that nothing else was changed, so what is not
//! excluded is said.

use crate::bytes::Named;

/// What the content check comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContentVerdict {
    /// The bytes are those that `go build` wrote.
    Verified,
    /// They are once what was added or renewed is undone in memory, which the hash proves.
    VerifiedButFor,
    /// A tool that is named by its marks wrote the file anew, and that cannot be undone.
    Altered,
    /// They are not, and the file does not tell a harmless tool from another change.
    Undecided,
    /// They are not, and nothing harmless accounts for it.
    Changed,
    /// The go command never put a hash there.
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
