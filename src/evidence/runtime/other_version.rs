//! A `runtime.buildVersion` that is not the version of the build info.

use super::pclntab::Pclntab;
use super::strings::{self, RuntimeString, Wanted};
use crate::bytes::Input;
use crate::go::GoVersion;
use crate::image::Image;

/// The version in `runtime.buildVersion`, where it is not the one of the build info: searched again
/// without an expected value. It counts only if the linker set it and no other variable holds a version.
pub(crate) fn find(
    image: &Image,
    input: &Input<'_>,
    known: &GoVersion,
    pclntab: Option<&Pclntab>,
) -> Option<RuntimeString> {
    let data_start = pclntab.and_then(|pclntab| pclntab.data_start);
    let wanted = Wanted { data_start, ..Wanted::default() };
    let found = strings::find(image, input, wanted).ok()?;
    let version = found.version.filter(|it| it.linker_set && found.other_versions.is_empty())?;
    let other = GoVersion::parse(version.text.as_bytes())?.release()?;
    known.release().is_some_and(|known| known != other).then_some(version)
}
