//! Whether the places that say the Go version agree. What follows from how the file is made
//! is compared by [`Origin::version_conflict`].

use super::known::KnownVersion;
use crate::bytes::{PartOffset, Text};
use crate::evidence::{Anchor, Dwarf};
use crate::go::GoVersion;
use crate::origin::conclude::Origin;
use crate::origin::dating::fact::VersionFact;

/// A place that says another Go version than the one believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionConflict {
    /// The version that is believed.
    pub said: GoVersion,
    /// Which place says so: `build info`, `runtime.buildVersion`.
    pub by: &'static str,
    /// Where that stands.
    pub said_at: PartOffset,
    /// What the other place says.
    pub other: Text,
    /// Which place that is: `runtime.buildVersion`, `DW_AT_producer`.
    pub source: &'static str,
    /// Where it lies.
    pub at: PartOffset,
}

impl Origin {
    /// Every place that says another Go version than the build info, or else the runtime, does: the
    /// runtime's own variable and the compilers that DWARF names, both after a full look only.
    pub fn other_versions(&self) -> Vec<VersionConflict> {
        let (said, by, said_at) = match &self.version {
            Some(KnownVersion::BuildInfo { version, at, anchor }) if *anchor != Anchor::Guess => {
                (version, "build info", *at)
            }
            Some(KnownVersion::Runtime { version, at, certain: true }) => {
                (version, "runtime.buildVersion", *at)
            }
            _ => return Vec::new(),
        };
        let Some(release) = said.release() else { return Vec::new() };
        let runtime =
            self.other_version.as_ref().map(|it| (it.text.clone(), "runtime.buildVersion", it.at));
        let compilers = self.dwarf.as_ref().into_iter().flat_map(Dwarf::go_versions);
        let compilers = compilers
            .filter(|(other, _)| other.release().is_some_and(|other| other != release))
            .map(|(other, at)| (other.text().clone(), "DW_AT_producer", at));
        let conflict = |(other, source, at)| VersionConflict {
            said: said.clone(),
            by,
            said_at,
            other,
            source,
            at,
        };
        runtime.into_iter().chain(compilers).map(conflict).collect()
    }

    /// The facts that contradict the program's own version, or one another: empty where none does, or
    /// none was read.
    pub fn version_conflict(&self) -> Vec<&VersionFact> {
        let Some(dating) = &self.dating else { return Vec::new() };
        match self.version.as_ref().and_then(KnownVersion::version) {
            Some(version) => dating.against(version),
            None if dating.range().is_none() => {
                dating.facts.iter().filter(|fact| !fact.weak).collect()
            }
            None => Vec::new(),
        }
    }
}
