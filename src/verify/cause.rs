//! What was done to a program, in words.

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
    /// Go's placeholder where the hash belongs.
    Placeholder,
    /// Packed by UPX.
    Packed,
    /// A signature was added.
    Signed,
    /// A signature was replaced.
    Resigned,
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
    /// A tool wrote the file anew.
    Rewritten,
    /// Headers are damaged.
    Damaged,
    /// Bytes were changed in place.
    Changed,
    /// Several of these are possible, and the file does not tell which.
    Undecided,
    /// The file was larger than the limit.
    Limit,
    /// The file could not be read.
    Unreadable,
    /// Nobody asked.
    Skipped,
}

impl Cause {
    /// The name used in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoId => "no-id",
            Self::DamagedId => "damaged-id",
            Self::LegacyId => "legacy-id",
            Self::CustomId => "custom-id",
            Self::Placeholder => "placeholder",
            Self::Packed => "packed",
            Self::Signed => "signed",
            Self::Resigned => "re-signed",
            Self::Appended => "appended",
            Self::Truncated => "truncated",
            Self::Stripped => "stripped",
            Self::SectionsRemoved => "sections-removed",
            Self::DebugRewritten => "debug-rewritten",
            Self::Rewritten => "rewritten",
            Self::Damaged => "damaged",
            Self::Changed => "changed",
            Self::Undecided => "undecided",
            Self::Limit => "limit",
            Self::Unreadable => "unreadable",
            Self::Skipped => "skipped",
        }
    }
}

/// What most likely happened to a file whose hash differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Suspicion {
    pub(super) cause: Cause,
    /// In a sentence.
    pub(super) reason: String,
    /// What it rests on, and what could be excluded.
    pub(super) details: Vec<String>,
}
