//! What the headers say: format, width, byte order, system and processor.

use crate::bytes::Endian;
use crate::image::{Format, Image};
use crate::origin::Origin;
use crate::report::explain::{Fact, Reason, Reasons};

/// The facts that a record has directly, not in a block of their own.
pub(super) struct Head {
    pub(super) format: Option<String>,
    pub(super) object_format: Option<String>,
    pub(super) bits: Option<u8>,
    pub(super) endian: Option<String>,
    pub(super) os: Option<String>,
    pub(super) arch: Option<String>,
}

impl Head {
    /// What is known. Why something is not is written into `reasons`.
    pub(super) fn of(evidence: &Origin, reasons: &mut Reasons) -> Self {
        let image = &evidence.image;
        let in_archive = evidence.around.is_archive();
        let name = if in_archive { Ok("archive") } else { format(image) };
        let target = &evidence.target;
        let untold = || Reason::TargetUntold;
        Self {
            format: reasons.keep(Fact::Format, name.map(str::to_owned)),
            object_format: in_archive.then(|| image.format.name().to_owned()),
            bits: reasons.keep(Fact::Bits, bits(image)),
            endian: reasons.keep(Fact::Endian, endian(image).map(str::to_owned)),
            os: reasons.keep(Fact::Os, target.goos.clone().ok_or_else(untold)),
            arch: reasons.keep(Fact::Arch, target.goarch.clone().ok_or_else(untold)),
        }
    }
}

fn format(image: &Image) -> Result<&'static str, Reason> {
    match image.format {
        Format::Unknown => Err(Reason::HeaderGone),
        format => Ok(format.name()),
    }
}

fn bits(image: &Image) -> Result<u8, Reason> {
    readable(image)?;
    Ok(if image.pointer_size == 8 { 64 } else { 32 })
}

fn endian(image: &Image) -> Result<&'static str, Reason> {
    readable(image)?;
    Ok(if image.endian == Endian::Big { "big" } else { "little" })
}

/// A header that could not be read says nothing of width and byte order.
fn readable(image: &Image) -> Result<(), Reason> {
    match image.format {
        _ if !image.sections.is_empty() || !image.segments.is_empty() => Ok(()),
        Format::GoObject => Err(Reason::HeadOfObjectIsSilent),
        _ => Err(Reason::HeadersUnreadable),
    }
}
