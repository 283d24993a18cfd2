//! How a Mach-O file is signed: the flags of its code directory.
//!
//! ```text
//! SuperBlob      fade0cc0:32 length:32 count:32, then count × (slot:32 offset:32)
//! CodeDirectory  fade0c02:32 length:32 version:32 flags:32 …              in slot 0
//! CMS            fade0b01:32 length:32, the signature; empty if ad hoc    in slot 0x10000
//! ```
//!
//! All big-endian. Source: XNU's `osfmk/kern/cs_blobs.h`, and what `cmd/internal/codesign` of Go
//! 1.27.3 writes.

use crate::bytes::{Endian, Input, Named, PartOffset, Reader, Span};
use crate::image::{Image, Signature};

const SUPER_BLOB: u32 = 0xfade_0cc0;
const CODE_DIRECTORY: u32 = 0xfade_0c02;
const CMS: u32 = 0x1_0000;
/// The most blobs that are looked at: real signatures have fewer than ten.
const BLOBS: usize = 64;

const AD_HOC: u32 = 0x2;
const RUNTIME: u32 = 0x1_0000;
const LINKER_SIGNED: u32 = 0x2_0000;

/// The signature of a Mach-O file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeSignature {
    /// The flags of the code directory.
    pub flags: u32,
    /// There is a signature proper, by someone's certificate.
    pub is_certified: bool,
    /// Where the code directory lies.
    pub at: PartOffset,
}

/// How a Mach-O file is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signing {
    /// By someone's certificate.
    Certificate,
    /// Ad hoc, by a linker.
    Linker,
    /// Ad hoc, by another tool.
    AdHoc,
    /// Not at all.
    Unsigned,
}

impl Named for Signing {
    const ALL: &'static [Self] = &[Self::Certificate, Self::Linker, Self::AdHoc, Self::Unsigned];

    fn name(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Linker => "linker",
            Self::AdHoc => "ad-hoc",
            Self::Unsigned => "none",
        }
    }
}

impl CodeSignature {
    /// Who signed.
    pub fn kind(self) -> Signing {
        if self.is_certified {
            Signing::Certificate
        } else if self.flags & LINKER_SIGNED != 0 {
            Signing::Linker
        } else {
            Signing::AdHoc
        }
    }

    /// The hardened runtime is asked for.
    pub fn has_hardened_runtime(self) -> bool {
        self.flags & RUNTIME != 0
    }

    /// Reads it; `None` where there is none or it is not what it should be.
    pub(crate) fn read(image: &Image, input: &Input<'_>) -> Option<Self> {
        let Some(Signature::CodeSignature { data, .. }) = image.signature else { return None };
        let head = input.read_clamped(data.first(12 + 8 * 64)).ok()?;
        let mut reader = Reader::new(&head, data.start(), Endian::Big);
        let (magic, _length) = (reader.u32().ok()?, reader.u32().ok()?);
        let count = usize::try_from(reader.u32().ok()?).ok()?.min(BLOBS);
        if magic != SUPER_BLOB {
            return None;
        }
        let (mut directory, mut certified) = (None, false);
        for _ in 0..count {
            let (slot, offset) = (reader.u32().ok()?, reader.u32().ok()?);
            let blob = data.part(offset.into(), 16).or(data.part(offset.into(), 8));
            match slot {
                0 => directory = blob,
                CMS => certified = blob.is_some_and(|blob| length(input, blob) > Some(8)),
                _ => {}
            }
        }
        let at = directory?;
        let bytes = input.read(at).ok()?;
        let mut reader = Reader::new(&bytes, at.start(), Endian::Big);
        let (magic, _length) = (reader.u32().ok()?, reader.u32().ok()?);
        let (_version, flags) = (reader.u32().ok()?, reader.u32().ok()?);
        let is_certified = certified && flags & AD_HOC == 0;
        let signature = Self { flags, is_certified, at: at.start() };
        (magic == CODE_DIRECTORY).then_some(signature)
    }
}

/// The length that a blob gives itself.
fn length(input: &Input<'_>, blob: Span) -> Option<u32> {
    let bytes = input.read(blob.first(8)).ok()?;
    let mut reader = Reader::new(&bytes, blob.start(), Endian::Big);
    reader.u32().ok()?;
    reader.u32().ok()
}
