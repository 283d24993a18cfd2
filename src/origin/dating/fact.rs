//! Facts that only some releases leave, and the releases that leave all of them.

use std::fmt;

use crate::bytes::{Named, PartOffset};
use crate::go::{GoVersion, Release, ReleaseRange};

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FactKind {
    /// Magic and header of the pclntab.
    Pclntab,
    /// Size of the function records in it.
    FunctionRecords,
    /// Fields of the runtime's module data.
    Moduledata,
    /// A section that only some releases have.
    Section,
    /// How the build info holds its strings.
    BuildInfo,
    /// A setting in the build info.
    Setting,
    /// The kind of the build ID.
    BuildId,
    /// The rule by which the host ID follows from the build ID.
    HostId,
    /// Source files that only some releases have.
    Files,
    /// Source files that are missing, though every program of some releases lists them.
    MissingFiles,
    /// A GOROOT that the go command named after a release.
    Goroot,
}

impl Named for FactKind {
    const ALL: &'static [Self] = &[
        Self::Pclntab,
        Self::FunctionRecords,
        Self::Moduledata,
        Self::Section,
        Self::BuildInfo,
        Self::Setting,
        Self::BuildId,
        Self::HostId,
        Self::Files,
        Self::MissingFiles,
        Self::Goroot,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Pclntab => "pclntab",
            Self::FunctionRecords => "function-records",
            Self::Moduledata => "moduledata",
            Self::Section => "section",
            Self::BuildInfo => "build-info",
            Self::Setting => "setting",
            Self::BuildId => "build-id",
            Self::HostId => "host-id",
            Self::Files => "files",
            Self::MissingFiles => "missing-files",
            Self::Goroot => "goroot",
        }
    }
}

/// One fact that only some releases leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionFact {
    /// What it is about.
    pub kind: FactKind,
    /// What was seen, in a phrase that is safe to show.
    pub seen: String,
    /// The releases that leave it.
    pub range: ReleaseRange,
    /// Where it was seen; `None` for what is missing.
    pub at: Option<PartOffset>,
    /// It narrows a range, but does not contradict a version: one name, or what is missing.
    pub weak: bool,
}

impl fmt::Display for VersionFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.seen, self.range)
    }
}

/// All facts, and what they say together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dating {
    /// Every fact.
    pub facts: Vec<VersionFact>,
}

impl Dating {
    /// The releases that leave all of these facts; `None` where there is no fact, or where facts
    /// that are not weak contradict one another. A weak fact that contradicts the others is left out.
    pub fn range(&self) -> Option<ReleaseRange> {
        let strong = self.facts.iter().filter(|fact| !fact.weak);
        let weak = self.facts.iter().filter(|fact| fact.weak);
        let any = ReleaseRange::minors(0, None);
        let certain = strong.clone().try_fold(any, |range, fact| range.both(fact.range))?;
        let range = weak.fold(certain, |range, fact| range.both(fact.range).unwrap_or(range));
        (!self.facts.is_empty()).then_some(range)
    }

    /// The facts that a program of `version` cannot have. Versions between releases, such as
    /// `devel go1.25-…` and release candidates, are not judged.
    pub fn against(&self, version: &GoVersion) -> Vec<&VersionFact> {
        let is_against = |fact: &&VersionFact| !fact.weak && excludes(fact.range, version);
        self.facts.iter().filter(is_against).collect()
    }

    /// Where the first fact lies that has a place.
    pub fn place(&self) -> Option<PartOffset> {
        self.facts.iter().find_map(|fact| fact.at)
    }
}

/// Whether a program of `version` is of none of the releases in `range`; `false` of versions between
/// releases.
pub(super) fn excludes(range: ReleaseRange, version: &GoVersion) -> bool {
    let is_outside = |release: Release| release.major == 1 && !range.contains(release);
    version.release().is_some_and(is_outside) && !is_between(version)
}

fn is_between(version: &GoVersion) -> bool {
    let text = version.text().lossy().to_ascii_lowercase();
    ["devel", "rc", "beta"].iter().any(|word| text.contains(word))
}

/// A fact by the numbers of minor releases: 0 is any before, `None` any after.
pub(super) fn fact(
    kind: FactKind,
    seen: impl Into<String>,
    (from, to): (u32, Option<u32>),
    at: Option<PartOffset>,
) -> VersionFact {
    VersionFact { kind, seen: seen.into(), range: ReleaseRange::minors(from, to), at, weak: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dating(facts: &[(u32, Option<u32>, bool)]) -> Dating {
        let facts = facts.iter().map(|&(from, to, weak)| VersionFact {
            weak,
            ..fact(FactKind::Section, "seen", (from, to), None)
        });
        Dating { facts: facts.collect() }
    }

    #[test]
    fn combined() {
        for (facts, want) in [
            (&[][..], None),
            (&[(18, Some(25), false)], Some("go1.18 to go1.25")),
            (&[(18, Some(25), false), (22, None, false)], Some("go1.22 to go1.25")),
            (&[(18, Some(25), false), (0, Some(22), true)], Some("go1.18 to go1.22")),
            // What contradicts is not averaged.
            (&[(18, Some(19), false), (22, None, false)], None),
            // But one name more or less does not make a contradiction.
            (&[(18, Some(19), false), (22, None, true)], Some("go1.18 to go1.19")),
        ] {
            let got = dating(facts).range().map(|range| range.to_string());
            assert_eq!(got.as_deref(), want, "{facts:?}");
        }
    }

    #[test]
    fn against_a_version() {
        let facts = dating(&[(18, Some(19), false), (0, Some(18), true)]);
        for (version, count) in [
            ("go1.18.3", 0),
            ("go1.19", 0),
            ("go1.20.1", 1),
            ("go1.17 X:regabi", 1),
            ("go1.20rc1", 0),
            ("devel go1.20-a1b2 Thu", 0),
            ("devel +a1b2", 0),
            ("unknown", 0),
        ] {
            let version = GoVersion::parse(version.as_bytes()).unwrap();
            assert_eq!(facts.against(&version).len(), count, "{version}");
        }
    }
}
