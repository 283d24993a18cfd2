//! What was done to a program, in words.

use std::borrow::Cow;

use super::verdict::ContentVerdict;
use crate::bytes::Named;

/// What was done to the file since it was built, or why that cannot be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// No Go build ID.
    NoId,
    /// A Go build ID that cannot be read.
    DamagedId,
    /// An ID from before Go 1.10.
    LegacyId,
    /// An ID that another build system, or a flag, set.
    CustomId,
    /// Go's placeholder in place of the hash.
    Placeholder,
    /// Packed by UPX.
    Packed,
    /// A signature was added.
    Signed,
    /// A signature was replaced.
    Resigned,
    /// A signature was added and removed again.
    Unsigned,
    /// A section was added behind the last.
    SectionAdded,
    /// The alignment of compressed debug sections was changed.
    DebugAligned,
    /// Bytes were appended.
    Appended,
    /// The end is missing.
    Truncated,
    /// The symbol table was removed after linking.
    Stripped,
    /// The section headers were removed.
    SectionsRemoved,
    /// The debug sections were removed, decompressed or rewritten.
    DebugRewritten,
    /// A tool rewrote the file.
    Rewritten,
    /// Headers are damaged.
    Damaged,
    /// Bytes were changed in place.
    Changed,
    /// Several of these are possible, and the file does not show which.
    Undecided,
    /// A C linker made the file from a Go archive, and the ID holds the hash of that archive.
    CArchive,
    /// A debug file, not the program.
    DebugFile,
    /// The file was larger than the limit.
    Limit,
    /// The file could not be read.
    Unreadable,
    /// The check was not asked for.
    Skipped,
}

impl Named for Cause {
    const ALL: &'static [Self] = &[
        Self::NoId,
        Self::DamagedId,
        Self::LegacyId,
        Self::CustomId,
        Self::Placeholder,
        Self::Packed,
        Self::Signed,
        Self::Resigned,
        Self::Unsigned,
        Self::SectionAdded,
        Self::DebugAligned,
        Self::Appended,
        Self::Truncated,
        Self::Stripped,
        Self::SectionsRemoved,
        Self::DebugRewritten,
        Self::Rewritten,
        Self::Damaged,
        Self::Changed,
        Self::Undecided,
        Self::CArchive,
        Self::DebugFile,
        Self::Limit,
        Self::Unreadable,
        Self::Skipped,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::NoId => "no-id",
            Self::DamagedId => "damaged-id",
            Self::LegacyId => "legacy-id",
            Self::CustomId => "custom-id",
            Self::Placeholder => "placeholder",
            Self::Packed => "packed",
            Self::Signed => "signed",
            Self::Resigned => "re-signed",
            Self::Unsigned => "unsigned",
            Self::SectionAdded => "section-added",
            Self::DebugAligned => "debug-aligned",
            Self::Appended => "appended",
            Self::Truncated => "truncated",
            Self::Stripped => "stripped",
            Self::SectionsRemoved => "sections-removed",
            Self::DebugRewritten => "debug-rewritten",
            Self::Rewritten => "rewritten",
            Self::Damaged => "damaged",
            Self::Changed => "changed",
            Self::Undecided => "undecided",
            Self::CArchive => "c-archive",
            Self::DebugFile => "debug-file",
            Self::Limit => "limit",
            Self::Unreadable => "unreadable",
            Self::Skipped => "skipped",
        }
    }
}

impl Cause {
    /// The verdict on a file with a different hash and this cause. [`Altered`] stands for the work
    /// of tools that builders run on purpose and that keep the program as it is.
    ///
    /// [`Altered`]: ContentVerdict::Altered
    pub fn grade(self) -> ContentVerdict {
        match self {
            Self::Packed
            | Self::Signed
            | Self::Resigned
            | Self::Unsigned
            | Self::SectionAdded
            | Self::DebugAligned
            | Self::Stripped
            | Self::SectionsRemoved
            | Self::DebugRewritten
            | Self::Rewritten => ContentVerdict::Altered,
            Self::Undecided => ContentVerdict::Undecided,
            Self::Appended | Self::Truncated | Self::Damaged | Self::Changed => {
                ContentVerdict::Changed
            }
            Self::Placeholder => ContentVerdict::Unfinalized,
            Self::NoId
            | Self::DamagedId
            | Self::LegacyId
            | Self::CustomId
            | Self::CArchive
            | Self::DebugFile => ContentVerdict::Uncheckable,
            Self::Limit | Self::Unreadable | Self::Skipped => ContentVerdict::NotRun,
        }
    }

    /// The change without which the file is verified, if undoing it gave the hash; `None` for
    /// causes that are not undone.
    pub fn but_for(self) -> Option<&'static str> {
        Some(match self {
            Self::Packed => "its packing",
            Self::Signed => "a signature",
            Self::Resigned => "a renewed signature",
            Self::Unsigned => "what a removed signature left",
            Self::SectionAdded => "an added section",
            Self::DebugAligned => "the alignment of debug sections",
            Self::Appended => "bytes at its end",
            Self::Truncated => "zeros at its end",
            _ => return None,
        })
    }
}

/// What most likely happened to a file whose hash differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Suspicion {
    pub(super) cause: Cause,
    /// The tool, where the marks are those of one tool or of a few that leave the same marks:
    /// `patchelf`, `GNU strip or objcopy`.
    pub(super) tool: Option<&'static str>,
    /// What happened, in a sentence.
    pub(super) reason: Cow<'static, str>,
    /// The marks it rests on: each a sentence, with its place where it has one.
    pub(super) marks: Vec<String>,
    /// What could be excluded and what could not: each a sentence that says so at its start.
    pub(super) details: Vec<String>,
}

impl Suspicion {
    pub(super) fn new(cause: Cause, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { cause, tool: None, reason: reason.into(), marks: Vec::new(), details: Vec::new() }
    }

    /// The same suspicion, with this tool as the cause.
    pub(super) fn by(self, tool: &'static str) -> Self {
        Self { tool: Some(tool), ..self }
    }

    /// The same suspicion, with one more mark.
    pub(super) fn mark(mut self, mark: impl Into<String>) -> Self {
        self.marks.push(mark.into());
        self
    }
}
