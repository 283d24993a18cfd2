//! The hashes in the file, recomputed.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::link_action::LinkActionRecord;
use super::path_hash::{Hashed, PathHashOfRecord};
use crate::analysis::GoProgram;
use crate::bytes::{Named, Word, own_word};
use crate::origin::Origin;
use crate::report::known::{Fact, Known, Reasons};
use crate::verify::{
    Cause, ContentCheck, ContentRule, ContentStatus, ContentVerdict, HostIdCheck, HostIdStatus,
};

/// What Go's build IDs prove about GOROOT.
const TRUTH: &str = "no part of a Go build ID is the hash of a path: GOROOT is one line of many in \
                     the hash of the link, the first part, which only a trace of the build can \
                     recompute";

/// The hashes in the file, recomputed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VerificationRecord {
    /// Whether the bytes are those that `go build` wrote.
    pub content_id: ContentIdRecord,
    /// Whether the host ID follows from the Go build ID.
    pub host_id: HostIdCheckRecord,
    /// Which GOROOT the ID of the link proves; `null` without a trace of the build.
    pub link_action: Known<LinkActionRecord>,
    /// The fingerprint of every GOROOT that the binary or the host names.
    pub path_hashes: Vec<PathHashOfRecord>,
    /// What Go's build IDs prove about GOROOT, in a sentence.
    pub path_hash_truth: Cow<'static, str>,
}

/// The result of the check of the content ID.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContentIdRecord {
    /// `verified`, `mismatch`, `unfinalized`, `uncheckable` or `not-run`.
    pub status: Word<ContentStatus>,
    /// The verdict: `verified`; `verified-but-for` (an addition was undone in memory, and the hash
    /// proves the rest); `altered` (a tool that is named by its marks rewrote the file, which
    /// cannot be undone); `undecided` (the hash differs, and the file does not show whether a
    /// harmless tool or another change is the cause); `changed` (the hash differs, and nothing
    /// harmless accounts for it); `unfinalized`; `uncheckable`; `not-run`.
    pub verdict: Word<ContentVerdict>,
    /// What was done to the file, or why it could not be checked. With a verified file: `signed`,
    /// `re-signed`, `unsigned` (a signature was removed again), `section-added`, `debug-aligned`,
    /// and `packed` if the program inside is verified. Otherwise: `appended`, `truncated`,
    /// `stripped`, `sections-removed`, `debug-rewritten`, `rewritten`, `damaged`, `changed`,
    /// `undecided`; `placeholder`; `no-id`, `damaged-id`, `legacy-id`, `custom-id`, `c-archive`,
    /// `debug-file`; `limit`, `unreadable`, `skipped`.
    pub cause: Option<Word<Cause>>,
    /// What was done to the file since it was built; `null` where nothing was done, or where it
    /// cannot be known.
    pub alteration: Option<AlterationRecord>,
    /// The cause in a sentence.
    pub reason: Cow<'static, str>,
    /// The marks of the cause, what could be excluded, and what could not.
    pub details: Vec<String>,
    /// The rule of hashing: `any` (there is no host ID, so all rules give the same hash),
    /// `up-to-go1.23`, `since-go1.24`.
    pub rule: Option<Word<ContentRule>>,
    /// The hash in the build ID.
    pub expected: Option<String>,
    /// The hash of the file as it is.
    pub actual: Option<String>,
}

/// What was done to a file since it was built.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AlterationRecord {
    /// The tool that did it, or the few that leave the same marks; `null` where none is named.
    pub tool: Option<String>,
    /// Whether it was undone in memory and the hash of the rest is the one in the build ID.
    pub undone: bool,
    /// The change without which the file is verified, in words; `null` where nothing was undone.
    pub but_for: Option<String>,
    /// The marks in the file that name the cause, each a sentence.
    pub marks: Vec<String>,
}

/// The result of the check of the host ID.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HostIdCheckRecord {
    /// `derived`, `foreign`, `absent` or `uncheckable`.
    pub status: Word<HostIdVerdict>,
    /// The releases whose rule fits: `go1.22-1.23`, `go1.24`, `go1.25-1.26`, `go1.25-1.27`,
    /// `go1.27`.
    #[serde(serialize_with = "own_word")]
    pub rule: Option<Cow<'static, str>>,
    /// Why, in a sentence.
    pub reason: Cow<'static, str>,
}

impl VerificationRecord {
    /// What the hashes of a program show. `reasons` gets the reason where there is no trace of the
    /// build.
    pub(super) fn of(program: &GoProgram, hashed: &mut Hashed, reasons: &mut Reasons) -> Self {
        Self {
            content_id: ContentIdRecord::of(&program.content),
            host_id: HostIdCheckRecord::of(&program.host_id, &program.origin),
            link_action: reasons.keep(Fact::LinkAction, LinkActionRecord::of(&program.link)),
            path_hashes: PathHashOfRecord::all_of(
                &program.origin,
                program.agreement.as_ref(),
                hashed,
            ),
            path_hash_truth: TRUTH.into(),
        }
    }

    /// What can be said about a file with a program that cannot be read.
    pub(crate) fn of_content(content: &ContentCheck) -> Self {
        Self { content_id: ContentIdRecord::of(content), ..Self::default() }
    }
}

impl ContentIdRecord {
    fn of(check: &ContentCheck) -> Self {
        Self {
            status: check.status.into(),
            verdict: check.verdict().into(),
            cause: check.cause.map(Word::from),
            alteration: AlterationRecord::of(check),
            reason: check.reason.clone(),
            details: check.details.clone(),
            rule: check.rule.map(Word::from),
            expected: check.expected.clone(),
            actual: check.actual.clone(),
        }
    }
}

impl AlterationRecord {
    /// `None` where nothing was done to the file, or where it cannot be known.
    fn of(check: &ContentCheck) -> Option<Self> {
        let is_altered = matches!(
            check.verdict(),
            ContentVerdict::VerifiedButFor
                | ContentVerdict::Altered
                | ContentVerdict::Undecided
                | ContentVerdict::Changed
        );
        is_altered.then(|| Self {
            tool: check.tool.map(str::to_owned),
            undone: check.is_undone,
            but_for: check.but_for().map(str::to_owned),
            marks: check.marks.clone(),
        })
    }
}

impl HostIdCheckRecord {
    fn of(check: &HostIdCheck, origin: &Origin) -> Self {
        let rule = match (check.status, &origin.host_id) {
            (HostIdStatus::Derived(rule), Some(id)) => Some(rule.name(id).into()),
            _ => None,
        };
        Self { status: HostIdVerdict::of(check.status).into(), rule, reason: check.reason.clone() }
    }
}

/// The result of the check of the host ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostIdVerdict {
    /// It follows from the Go build ID.
    Derived,
    /// It does not follow from the Go build ID.
    Foreign,
    /// There is no host ID.
    Absent,
    /// There is no ID from which it could follow.
    Uncheckable,
}

impl HostIdVerdict {
    fn of(status: HostIdStatus) -> Self {
        match status {
            HostIdStatus::Derived(_) => Self::Derived,
            HostIdStatus::Foreign => Self::Foreign,
            HostIdStatus::Absent => Self::Absent,
            HostIdStatus::Uncheckable => Self::Uncheckable,
        }
    }
}

impl Named for HostIdVerdict {
    const ALL: &'static [Self] = &[Self::Derived, Self::Foreign, Self::Absent, Self::Uncheckable];

    fn name(self) -> &'static str {
        match self {
            Self::Derived => "derived",
            Self::Foreign => "foreign",
            Self::Absent => "absent",
            Self::Uncheckable => "uncheckable",
        }
    }
}
