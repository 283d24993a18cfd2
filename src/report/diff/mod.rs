//! Two programs compared: the fact that explains most differences, the parts of the build IDs that
//! differ with their meaning, then all other differences. The contract `gorigin.diff/1`, in which
//! fields are only ever added.

mod decisive;
mod facts;
mod files;
mod sections;
mod segments;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use self::decisive::decisive;
pub use self::facts::FactDiffRecord;
use self::facts::facts;
pub use self::files::FilesDiffRecord;
pub use self::sections::{SectionResizedRecord, SectionSizeRecord, SectionsDiffRecord};
pub use self::segments::SegmentDiffRecord;
use self::segments::{meaning, segments};
use super::Record;
use crate::bytes::own_word;

/// The name of the schema.
pub const DIFF_SCHEMA: &str = "gorigin.diff/1";

/// What differs between two programs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffRecord {
    /// Always [`DIFF_SCHEMA`].
    #[serde(serialize_with = "own_word")]
    pub schema: String,
    /// The path of the first program.
    pub a: String,
    /// The path of the second program.
    pub b: String,
    /// `a` or `b` where only that side of two containers has the program; the path of the other is
    /// empty, and nothing else is told. Absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "own_word")]
    pub only: Option<String>,
    /// The processor, where slices of fat Mach-O files are compared.
    pub slice: Option<String>,
    /// The cause of most other differences, in a sentence: a change to one of the files, or how
    /// they were built; `null` where nothing differs, or there is no such cause.
    #[serde(default)]
    pub decisive: Option<String>,
    /// What the build IDs say, in a sentence.
    pub meaning: String,
    /// The four parts; empty where one of the programs has no such build ID.
    pub segments: Vec<SegmentDiffRecord>,
    /// Every other fact that differs. Facts that others follow from come first.
    pub facts: Vec<FactDiffRecord>,
    /// The source files that only one of them lists, named without the folders of the machine that
    /// built the program: `fmt/print.go`, `example.com/m@v1.0.0/m.go`. `null` where one of the
    /// tables cannot be read.
    pub files: Option<FilesDiffRecord>,
    /// The sections that only one of them has, or that differ in size; `null` where one of the
    /// programs has no section table.
    #[serde(default)]
    pub sections: Option<SectionsDiffRecord>,
    /// Whether names of persons and of internal hosts are replaced by placeholders.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
}

impl DiffRecord {
    /// Compares two records, and the source files of the programs by their canonical names.
    pub fn of(a: &Record, b: &Record, files: Option<[&BTreeSet<String>; 2]>) -> Self {
        let segments = segments(a, b);
        let facts = facts(a, b);
        Self {
            schema: DIFF_SCHEMA.to_owned(),
            a: a.path.clone(),
            b: b.path.clone(),
            only: None,
            slice: a.slice.clone(),
            decisive: decisive(a, b, &segments, &facts),
            meaning: meaning(a, b, &segments),
            segments,
            facts,
            files: files.map(|[a, b]| FilesDiffRecord::of(a, b)),
            sections: None,
            redacted: false,
        }
    }

    /// A program without a counterpart, of the first container or of the second.
    pub fn of_one(record: &Record, is_second: bool) -> Self {
        let (side, path) = (if is_second { "b" } else { "a" }, record.path.clone());
        let (a, b) = if is_second { (String::new(), path) } else { (path, String::new()) };
        Self {
            schema: DIFF_SCHEMA.to_owned(),
            a,
            b,
            only: Some(side.to_owned()),
            slice: record.slice.clone(),
            meaning: format!("only in {side}: the other has no such program"),
            ..Self::default()
        }
    }

    /// Adds the comparison of the sections.
    #[must_use]
    pub fn with_sections(self, sections: Option<SectionsDiffRecord>) -> Self {
        Self { sections, ..self }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        let files = self.files.as_ref().is_none_or(|it| it.only_a == 0 && it.only_b == 0);
        let sections = self.sections.as_ref().is_none_or(SectionsDiffRecord::is_empty);
        let same_ids = self.segments.iter().all(|it| it.equal);
        self.only.is_none() && self.facts.is_empty() && files && sections && same_ids
    }
}
