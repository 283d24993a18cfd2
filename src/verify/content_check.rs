//! The result of the check of the content ID.

use std::borrow::Cow;

use super::cause::Cause;
use super::verdict::ContentVerdict;
use crate::bytes::{Named, ReadError};
use crate::evidence::{BuildId, BuildIdKind};

/// Whether the content hash was checked, and whether it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContentStatus {
    /// The bytes are those that were hashed when the program was built.
    Verified,
    /// The bytes are not those that were hashed when the program was built.
    Mismatch,
    /// The go command never wrote a hash there: the linker's placeholder still stands.
    Unfinalized,
    /// There is no hash to compare with.
    Uncheckable,
    /// The file was not hashed.
    NotRun,
}

impl Named for ContentStatus {
    const ALL: &'static [Self] =
        &[Self::Verified, Self::Mismatch, Self::Unfinalized, Self::Uncheckable, Self::NotRun];

    fn name(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Mismatch => "mismatch",
            Self::Unfinalized => "unfinalized",
            Self::Uncheckable => "uncheckable",
            Self::NotRun => "not-run",
        }
    }
}

/// The rule by which the file was hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentRule {
    /// The file has no host ID, so all rules give the same hash.
    Any,
    /// The host ID is hashed as it is: up to Go 1.23.
    HostIdHashed,
    /// The host ID counts as zeros: since Go 1.24.
    HostIdZeroed,
}

impl Named for ContentRule {
    const ALL: &'static [Self] = &[Self::Any, Self::HostIdHashed, Self::HostIdZeroed];

    fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::HostIdHashed => "up-to-go1.23",
            Self::HostIdZeroed => "since-go1.24",
        }
    }
}

/// The result of the check of the content ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentCheck {
    /// Whether the hash was checked, and whether it matches.
    pub status: ContentStatus,
    /// What was done to the file, or why it could not be checked; `None` where the file is
    /// unchanged.
    pub cause: Option<Cause>,
    /// The tool that did it, or the few that leave the same marks; `None` where none is named.
    pub tool: Option<&'static str>,
    /// Whether the change was undone in memory and the hash of the rest is the expected one.
    pub is_undone: bool,
    /// The cause in a sentence.
    pub reason: Cow<'static, str>,
    /// The marks in the file that name the cause, each a sentence.
    pub marks: Vec<String>,
    /// What could be excluded, and what could not.
    pub details: Vec<String>,
    /// The rule by which the hash was computed.
    pub rule: Option<ContentRule>,
    /// The hash that the build ID holds.
    pub expected: Option<String>,
    /// The hash of the file as it is.
    pub actual: Option<String>,
}

impl ContentCheck {
    pub(super) fn new(
        status: ContentStatus,
        cause: Cause,
        reason: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            cause: Some(cause),
            tool: None,
            is_undone: false,
            reason: reason.into(),
            marks: Vec::new(),
            details: Vec::new(),
            rule: None,
            expected: None,
            actual: None,
        }
    }

    /// The verdict on an unchanged file.
    pub(super) fn verified() -> Self {
        let reason = "these are the bytes that go build wrote";
        Self { cause: None, ..Self::new(ContentStatus::Verified, Cause::Changed, reason) }
    }

    /// The verdict of this check.
    pub fn verdict(&self) -> ContentVerdict {
        match (self.status, self.cause) {
            (ContentStatus::NotRun, _) => ContentVerdict::NotRun,
            (ContentStatus::Unfinalized, _) => ContentVerdict::Unfinalized,
            (ContentStatus::Uncheckable, _) => ContentVerdict::Uncheckable,
            (ContentStatus::Verified, None) => ContentVerdict::Verified,
            (ContentStatus::Verified, Some(_)) => ContentVerdict::VerifiedButFor,
            (ContentStatus::Mismatch, _) if self.is_undone => ContentVerdict::VerifiedButFor,
            (ContentStatus::Mismatch, cause) => cause.map_or(ContentVerdict::Changed, Cause::grade),
        }
    }

    /// The change without which the program is verified; `None` with every other verdict.
    pub fn but_for(&self) -> Option<&'static str> {
        let is = self.verdict() == ContentVerdict::VerifiedButFor;
        self.cause.filter(|_| is).and_then(Cause::but_for)
    }

    /// The same verdict, for a program that came out of a packed file. Where unpacking is not
    /// `exact`, a different hash proves nothing.
    pub fn of_unpacked(self, exact: bool) -> Self {
        match self.status {
            ContentStatus::Verified => Self {
                cause: self.cause.or(Some(Cause::Packed)),
                is_undone: true,
                reason: format!("once unpacked, {}", self.reason).into(),
                ..self
            },
            ContentStatus::Mismatch if !exact => Self {
                expected: self.expected,
                ..Self::new(
                    ContentStatus::Uncheckable,
                    Cause::Packed,
                    "UPX does not keep every byte of a Windows program, so its hash cannot be \
                     recomputed",
                )
            },
            _ => self,
        }
    }

    pub(super) fn unread(error: &ReadError) -> Self {
        let cause =
            if matches!(error, ReadError::Limit(_)) { Cause::Limit } else { Cause::Unreadable };
        Self::new(ContentStatus::NotRun, cause, error.to_string())
    }
}

/// Whether the bytes are those that `go build` wrote, apart from a signature.
pub fn is_as_built(verdict: ContentVerdict, cause: Option<Cause>) -> bool {
    match verdict {
        ContentVerdict::Verified => true,
        ContentVerdict::VerifiedButFor => {
            matches!(cause, Some(Cause::Signed | Cause::Resigned | Cause::Unsigned))
        }
        _ => false,
    }
}

/// The verdict where the check was not asked for.
pub(crate) fn skipped() -> ContentCheck {
    ContentCheck::new(ContentStatus::NotRun, Cause::Skipped, "the file was not hashed")
}

/// The verdict on a file that UPX packed.
pub(crate) fn packed() -> ContentCheck {
    let reason =
        "the file is packed by UPX and cannot be unpacked, so nothing inside can be checked";
    ContentCheck::new(ContentStatus::Uncheckable, Cause::Packed, reason)
}

/// The verdict on an ID that holds no content hash.
pub(super) fn shapeless(id: &BuildId) -> ContentCheck {
    let (cause, reason) = match id.kind() {
        BuildIdKind::Legacy => (
            Cause::LegacyId,
            "Go 1.9 and older wrote an ID that says nothing of the file's content",
        ),
        BuildIdKind::Redacted => (
            Cause::CustomId,
            "the build ID is `redacted`, as Bazel sets it: no hash to compare with",
        ),
        _ => (Cause::CustomId, "the build ID was set by hand, so it holds no hash to compare with"),
    };
    ContentCheck::new(ContentStatus::Uncheckable, cause, reason)
}
