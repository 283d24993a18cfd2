//! The Go version, and other evidence of the release.

use serde::{Deserialize, Serialize};

use super::section::section;
use crate::bytes::{Named, Utf8Text, Word};
use crate::evidence::Toolchain;
use crate::origin::{FactKind, KnownVersion, Origin, VersionFact};
use crate::report::explain::Reason;
use crate::report::known::{Fact, Reasons};

/// The Go version and where it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRecord {
    /// As embedded, `go1.22.3`; a range such as `go1.16 to go1.17` where `exact` is false.
    pub value: Utf8Text,
    /// `build-info`, `runtime-version`, `dwarf-producer`, `producers` (a WebAssembly module's
    /// section), `libgo` (gccgo's library), `object-header` (a compiled package), `pclntab`, or
    /// `evidence`: all of `facts` together.
    pub source: Word<VersionSource>,
    /// Whether this is the version itself, not a range or a guess.
    pub exact: bool,
    /// The section it was read from.
    pub section: Option<Utf8Text>,
    /// Its offset in the file.
    pub offset: Option<u64>,
    /// Other evidence of the release; read where the version is not exactly known or contradicts
    /// the pclntab, and by `inspect`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<VersionFactRecord>,
}

/// One fact that shows the Go release, other than the version itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionFactRecord {
    /// What it is about: `pclntab`, `function-records`, `moduledata`, `section`, `build-info`,
    /// `setting`, `build-id`, `host-id`, `files`, `missing-files`, `goroot`.
    pub fact: Word<FactKind>,
    /// What was seen, in a phrase.
    pub seen: String,
    /// The releases that leave such a fact: `go1.22`, `go1.18 to go1.19`, `go1.26 or later`,
    /// `go1.25 or older`.
    pub says: String,
    /// Whether it can only narrow a range and not contradict a version: one name, or something
    /// missing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub weak: bool,
    /// The section it lies in.
    pub section: Option<Utf8Text>,
    /// Its offset in the file; `null` for something missing.
    pub offset: Option<u64>,
}

impl VersionRecord {
    /// The version, or why there is none. `reasons` gets the reason where it is not exact.
    pub(super) fn of(origin: &Origin, reasons: &mut Reasons) -> Result<Self, Reason> {
        let Some(known) = &origin.version else {
            return Err(match origin.toolchain {
                Toolchain::Gccgo => Reason::GccgoVersionInLibrary,
                Toolchain::TinyGo => Reason::TinyGoNoVersion,
                _ => Reason::NoVersion,
            });
        };
        let inexact = why_inexact(known, origin);
        if let Some(reason) = &inexact {
            reasons.note(Fact::GoVersionExact, reason);
        }
        let (value, source, at) = match known {
            KnownVersion::BuildInfo { version, at, .. } => {
                (version.text().into(), VersionSource::BuildInfo, *at)
            }
            KnownVersion::Runtime { version, at, .. } => {
                (version.text().into(), VersionSource::RuntimeVersion, *at)
            }
            KnownVersion::Producer { version, at, .. } => {
                (version.text().into(), VersionSource::DwarfProducer, *at)
            }
            KnownVersion::Producers { version, at } => {
                (version.text().into(), VersionSource::Producers, *at)
            }
            KnownVersion::Libgo { version, at } => {
                (version.text().into(), VersionSource::Libgo, *at)
            }
            KnownVersion::ObjectHeader { version, at } => {
                (version.text().into(), VersionSource::ObjectHeader, *at)
            }
            KnownVersion::Layout { range, at, by_pclntab: true } => {
                (range.to_string().into(), VersionSource::Pclntab, *at)
            }
            KnownVersion::Layout { range, at, .. } => {
                (range.to_string().into(), VersionSource::Evidence, *at)
            }
        };
        let facts = origin.dating.iter().flat_map(|dating| &dating.facts);
        Ok(Self {
            value,
            source: source.into(),
            exact: inexact.is_none(),
            section: section(&origin.image, at),
            offset: Some(origin.place(at).get()),
            facts: facts.map(|fact| VersionFactRecord::of(fact, origin)).collect(),
        })
    }
}

impl VersionFactRecord {
    fn of(fact: &VersionFact, origin: &Origin) -> Self {
        Self {
            fact: fact.kind.into(),
            seen: fact.seen.clone(),
            says: fact.range.to_string(),
            weak: fact.weak,
            section: fact.at.and_then(|at| section(&origin.image, at)),
            offset: fact.at.map(|at| origin.place(at).get()),
        }
    }
}

/// Why the version is a range or a guess; `None` where it is exact.
fn why_inexact(known: &KnownVersion, origin: &Origin) -> Option<Reason> {
    let contradicted = !origin.version_conflict().is_empty();
    if known.is_exact() && !contradicted {
        return None;
    }
    Some(match known {
        KnownVersion::Layout { .. } if contradicted => Reason::FactsContradict,
        _ if contradicted => Reason::VersionContradicted,
        KnownVersion::BuildInfo { .. } => Reason::AddressesGuessed,
        KnownVersion::Runtime { .. } => Reason::SeveralVariables,
        KnownVersion::Producer { .. } => Reason::SeveralCompilers,
        KnownVersion::Layout { .. } if tells_unknown(origin) => Reason::VersionHidden,
        _ => Reason::RangeOnly,
    })
}

/// Whether the build info holds the text that obfuscators put in place of a version.
fn tells_unknown(origin: &Origin) -> bool {
    let info = origin.build_info.as_ref().ok().and_then(Option::as_ref);
    info.is_some_and(|info| info.version.is_unknown())
}

/// Where a version was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VersionSource {
    /// The build info.
    BuildInfo,
    /// The variable `runtime.buildVersion`.
    RuntimeVersion,
    /// `DW_AT_producer` of DWARF.
    DwarfProducer,
    /// A WebAssembly module's section of that name.
    Producers,
    /// gccgo's library.
    Libgo,
    /// The head of a compiled package.
    ObjectHeader,
    /// The layout of the pclntab, which gives a range.
    Pclntab,
    /// All facts together, which give a range.
    Evidence,
}

impl Named for VersionSource {
    const ALL: &'static [Self] = &[
        Self::BuildInfo,
        Self::RuntimeVersion,
        Self::DwarfProducer,
        Self::Producers,
        Self::Libgo,
        Self::ObjectHeader,
        Self::Pclntab,
        Self::Evidence,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::BuildInfo => "build-info",
            Self::RuntimeVersion => "runtime-version",
            Self::DwarfProducer => "dwarf-producer",
            Self::Producers => "producers",
            Self::Libgo => "libgo",
            Self::ObjectHeader => "object-header",
            Self::Pclntab => "pclntab",
            Self::Evidence => "evidence",
        }
    }
}
