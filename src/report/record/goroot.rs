//! What a binary says about its builder's GOROOT.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::section::section;
use crate::bytes::{Utf8Text, Word};
use crate::evidence::{Depth, GorootEvidence, RootSource};
use crate::origin::{Origin, Verdict};
use crate::report::explain::Reason;
use crate::report::known::{Fact, Known, Reasons};

/// What a binary says about its builder's GOROOT.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GorootRecord {
    /// `found`, `trimmed`, `unexpanded`, `relative`, `conflicting`, `absent` or `hidden`.
    pub verdict: Word<Verdict>,
    /// The path as spelled in the binary.
    pub value: Option<Utf8Text>,
    /// The path cleaned as Go's `path.Clean` does.
    pub cleaned: Option<Utf8Text>,
    /// Why, in a sentence.
    pub reason: Cow<'static, str>,
    /// The path that DWARF names instead, where a tool such as `debugedit` rewrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_dwarf: Option<Utf8Text>,
    /// Whether the program refers to `runtime.GOROOT`; `null` where this was not looked up.
    pub referenced: Known<bool>,
    /// Every place that names a GOROOT.
    pub evidence: Vec<GorootEvidenceRecord>,
}

/// One place that names the builder's GOROOT.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GorootEvidenceRecord {
    /// `file-table`, `default-goroot` (the runtime's variable, by the string header),
    /// `default-goroot-symbol`, `gdb-script`, `dwarf-line` (the directories of the line tables; in
    /// compressed sections the offset is the section's).
    pub origin: Word<RootSource>,
    /// The path, or the text in its place.
    pub value: Utf8Text,
    /// How many entries say so.
    pub count: u64,
    /// The number of all entries, where it is known.
    pub of: Option<u64>,
    /// The section.
    pub section: Option<Utf8Text>,
    /// The offset in the file of the first entry.
    pub offset: Option<u64>,
}

impl GorootRecord {
    /// `reasons` gets the reason where it is not known whether the program refers to
    /// `runtime.GOROOT`.
    pub(super) fn of(origin: &Origin, depth: Depth, reasons: &mut Reasons) -> Self {
        let goroot = &origin.goroot;
        let places = goroot.evidence.iter();
        let value = goroot.value.as_ref().map(Utf8Text::from);
        let unknown = || match origin.pclntab {
            Ok(Some(_)) if depth == Depth::Quick => Reason::QuickUnlessDecisive,
            Ok(Some(_)) => Reason::NamesUnreadable,
            _ => Reason::NoNames,
        };
        Self {
            verdict: goroot.verdict.into(),
            cleaned: value.as_ref().zip(goroot.cleaned()).map(|(value, it)| value.like(&it)),
            value,
            reason: goroot.reason.clone(),
            in_dwarf: goroot.in_dwarf.as_ref().map(Utf8Text::from),
            referenced: reasons.keep(Fact::GorootReferenced, goroot.referenced.ok_or_else(unknown)),
            evidence: places.map(|it| GorootEvidenceRecord::of(it, origin)).collect(),
        }
    }
}

impl GorootEvidenceRecord {
    fn of(place: &GorootEvidence, origin: &Origin) -> Self {
        Self {
            origin: place.origin.into(),
            value: (&place.root).into(),
            count: place.count,
            of: place.of,
            section: section(&origin.image, place.at),
            offset: Some(origin.place(place.at).get()),
        }
    }
}
