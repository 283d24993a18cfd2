//! Whether the places that tell the Go version agree.

use super::Evidence;
use super::pclntab::{Layout, Pclntab};
use super::runtime_strings::{self, RuntimeString, Wanted};
use super::version::GoVersion;
use crate::bytes::{FileOffset, Input, Text};
use crate::image::Image;

/// A place that tells another Go version than the build info.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionConflict {
    /// What the build info says.
    pub build_info: GoVersion,
    /// Where it stands.
    pub build_info_at: FileOffset,
    /// What the other place says: a version, or the releases that it fits.
    pub other: Text,
    /// Which place that is: `runtime.buildVersion`, `pclntab`.
    pub source: &'static str,
    /// Where it lies.
    pub at: FileOffset,
}

impl Evidence {
    /// Every place that tells another Go version than the build info does. A quick look compares
    /// the layout of the pclntab; a full one `runtime.buildVersion` too.
    pub fn version_conflicts(&self) -> Vec<VersionConflict> {
        let Ok(Some(info)) = &self.build_info else { return Vec::new() };
        let layout = self.pclntab.as_ref().ok().and_then(Option::as_ref);
        let layout = layout.and_then(|pclntab| layout_conflict(&info.version, pclntab));
        let runtime =
            self.other_version.as_ref().map(|it| (it.text.clone(), "runtime.buildVersion", it.at));
        let conflict = |(other, source, at)| VersionConflict {
            build_info: info.version.clone(),
            build_info_at: info.version_at,
            other,
            source,
            at,
        };
        [runtime, layout].into_iter().flatten().map(conflict).collect()
    }
}

/// The releases that write a pclntab of that layout, where `version` is none of them. Development
/// versions may be from before their release's layout came.
fn layout_conflict(
    version: &GoVersion,
    pclntab: &Pclntab,
) -> Option<(Text, &'static str, FileOffset)> {
    let minor = minor_of(version.text().as_bytes())?;
    let (first, last) = match pclntab.layout {
        Layout::Go1_2 => (2, Some(15)),
        Layout::Go1_16 => (16, Some(17)),
        Layout::Go1_18 => (18, Some(19)),
        // From Go 1.26 on the start of the text is not in the header any more.
        Layout::Go1_20 if pclntab.text_start.is_some_and(|it| it != 0) => (20, Some(25)),
        Layout::Go1_20 => (20, None),
    };
    if minor >= first && last.is_none_or(|last| minor <= last) {
        return None;
    }
    let range = match last {
        Some(last) => format!("go1.{first} to go1.{last}"),
        None => format!("go1.{first} or later"),
    };
    Some((Text::from(range.as_str()), "pclntab", pclntab.at))
}

/// 22 of `go1.22.3`; `None` for development versions and what is no release of Go 1.
fn minor_of(version: &[u8]) -> Option<u32> {
    let rest = version.strip_prefix(b"go1.")?;
    let end = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
    std::str::from_utf8(rest.get(..end)?).ok()?.parse().ok()
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
