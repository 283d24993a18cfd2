//! Whether the places that say the Go version agree. What is not said but follows from how the file is
//! made is compared by [`Evidence::version_conflict`].

use super::build_info::Anchor;
use super::pclntab::Pclntab;
use super::runtime_strings::{self, RuntimeString, Wanted};
use super::{Dwarf, Evidence, KnownVersion};
use crate::bytes::{FileOffset, Input, Text};
use crate::go::GoVersion;
use crate::image::Image;

/// A place that says another Go version than the one believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionConflict {
    /// The version that is believed.
    pub said: GoVersion,
    /// Which place says so: `build info`, `runtime.buildVersion`.
    pub by: &'static str,
    /// Where that stands.
    pub said_at: FileOffset,
    /// What the other place says.
    pub other: Text,
    /// Which place that is: `runtime.buildVersion`, `DW_AT_producer`.
    pub source: &'static str,
    /// Where it lies.
    pub at: FileOffset,
}

impl Evidence {
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
}

/// The version in `runtime.buildVersion`, where it is not the one of the build info: looked for anew,
/// without knowing what it should be. Only a text that the linker set, and the only one there, counts.
pub(super) fn other_version(
    image: &Image,
    input: &Input<'_>,
    known: &GoVersion,
    pclntab: Option<&Pclntab>,
) -> Option<RuntimeString> {
    let data_start = pclntab.and_then(|pclntab| pclntab.data_start);
    let wanted = Wanted { data_start, ..Wanted::default() };
    let found = runtime_strings::find(image, input, wanted).ok()?;
    let version = found.version.filter(|it| it.linker_set && found.other_versions.is_empty())?;
    let other = GoVersion::parse(version.text.as_bytes())?.release()?;
    known.release().is_some_and(|known| known != other).then_some(version)
}
