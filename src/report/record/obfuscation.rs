//! The marks of an obfuscator.

use serde::{Deserialize, Serialize};

use super::section::section;
use crate::bytes::{Utf8Text, Word, own_word};
use crate::origin::{Confidence, Mark, MarkKind, Origin};

/// The marks of an obfuscator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObfuscationRecord {
    /// `garble` where the marks are garble's own; `null` where they could be any tool's.
    #[serde(serialize_with = "own_word")]
    pub tool: Option<String>,
    /// How certain it is that the program was obfuscated: `high` (several marks), `medium` (one
    /// mark, and the version is hidden too), `low` (one mark).
    pub confidence: Word<Confidence>,
    /// Every mark.
    pub marks: Vec<MarkRecord>,
}

/// One mark of an obfuscator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkRecord {
    /// `pclntab-magic`, `file-names`, `function-entries`, `function-names`, `go-version`.
    pub mark: Word<MarkKind>,
    /// What the mark says, in a phrase.
    #[serde(serialize_with = "own_word")]
    pub says: String,
    /// The section it lies in.
    pub section: Option<Utf8Text>,
    /// Its offset in the file.
    pub offset: Option<u64>,
}

impl ObfuscationRecord {
    /// `None` where there is no mark of an obfuscator.
    pub(super) fn of(origin: &Origin) -> Option<Self> {
        let found = origin.obfuscation.as_ref()?;
        Some(Self {
            tool: found.tool.map(str::to_owned),
            confidence: found.confidence.into(),
            marks: found.marks.iter().map(|mark| MarkRecord::of(mark, origin)).collect(),
        })
    }
}

impl MarkRecord {
    fn of(mark: &Mark, origin: &Origin) -> Self {
        Self {
            mark: mark.kind.into(),
            says: mark.kind.says().to_owned(),
            section: section(&origin.image, mark.at),
            offset: Some(origin.place(mark.at).get()),
        }
    }
}
