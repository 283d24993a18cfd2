//! What the headers say: format, width, byte order, system and processor.

use super::format::FileFormat;
use crate::bytes::{Endian, Utf8Text, Word};
use crate::image::{Format, Image};
use crate::origin::Origin;
use crate::report::explain::Reason;
use crate::report::known::{Fact, Known, Reasons};

/// The facts that stand directly in the record and not in a block of their own.
pub(super) struct Head {
    pub(super) format: Known<Word<FileFormat>>,
    pub(super) object_format: Option<Word<Format>>,
    pub(super) bits: Known<u8>,
    pub(super) endian: Known<Word<Endian>>,
    pub(super) os: Known<Utf8Text>,
    pub(super) arch: Known<Utf8Text>,
}

impl Head {
    /// The known facts. `reasons` gets the reason for each unknown one.
    pub(super) fn of(origin: &Origin, reasons: &mut Reasons) -> Self {
        let image = &origin.image;
        let in_archive = origin.around.is_archive();
        let format = if in_archive { Ok(FileFormat::Archive) } else { format(image) };
        let target = &origin.target;
        let untold = || Reason::TargetUntold;
        Self {
            format: reasons.keep(Fact::Format, format.map(Word::from)),
            object_format: in_archive.then(|| image.format.into()),
            bits: reasons.keep(Fact::Bits, bits(image)),
            endian: reasons.keep(Fact::Endian, endian(image).map(Word::from)),
            os: reasons.keep(Fact::Os, target.goos.clone().ok_or_else(untold)),
            arch: reasons.keep(Fact::Arch, target.goarch.clone().ok_or_else(untold)),
        }
    }
}

fn format(image: &Image) -> Result<FileFormat, Reason> {
    match image.format {
        Format::Unknown => Err(Reason::HeaderGone),
        format => Ok(FileFormat::Image(format)),
    }
}

fn bits(image: &Image) -> Result<u8, Reason> {
    readable(image)?;
    Ok(if image.pointer_size == 8 { 64 } else { 32 })
}

fn endian(image: &Image) -> Result<Endian, Reason> {
    readable(image)?;
    Ok(image.endian)
}

/// A header that could not be read shows neither width nor byte order.
fn readable(image: &Image) -> Result<(), Reason> {
    match image.format {
        _ if !image.sections.is_empty() || !image.segments.is_empty() => Ok(()),
        Format::GoObject => Err(Reason::HeadOfObjectIsSilent),
        _ => Err(Reason::HeadersUnreadable),
    }
}
