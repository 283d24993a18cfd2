//! What the start of a program says on a processor below the level that it was compiled for. The message
//! is only compiled in for that level.
//!
//! Source: `runtime/asm_amd64.s` and `runtime/asm_arm64.s`, Go 1.19.8–1.27.3.

use crate::bytes::{Input, PartOffset, Span, needle};
use crate::image::{Format, Image};

/// The level that a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageLevel {
    /// `GOAMD64`: 2 to 4.
    Amd64(u8),
    /// `GOARM64` with the Large System Extensions.
    Arm64Lse,
}

impl MessageLevel {
    fn goarch(self) -> &'static str {
        match self {
            Self::Amd64(_) => "amd64",
            Self::Arm64Lse => "arm64",
        }
    }
}

/// The message that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartMessage {
    /// The level that it is for.
    pub level: MessageLevel,
    /// Where it lies.
    pub at: PartOffset,
}

const MESSAGES: [(&[u8], MessageLevel); 4] = [
    (b"only be run on AMD64 processors with v2 microarchitecture", MessageLevel::Amd64(2)),
    (b"only be run on AMD64 processors with v3 microarchitecture", MessageLevel::Amd64(3)),
    (b"only be run on AMD64 processors with v4 microarchitecture", MessageLevel::Amd64(4)),
    (b"can only run on ARM64 processors with LSE support", MessageLevel::Arm64Lse),
];

/// What all those messages share, so that one pass finds any of them.
const SHARED: &[u8] = b"64 processors with ";

/// How much is searched at once.
const STEP: u64 = 1 << 20;

/// Searches the read-only data for a message of that processor.
pub(crate) fn find(image: &Image, input: &Input<'_>, goarch: &str) -> Option<StartMessage> {
    /// The longest message, and more.
    const OVERLAP: u64 = 128;
    for span in read_only_data(image) {
        let mut windows = input.windows(span, STEP, OVERLAP);
        while let Ok(Some((start, bytes))) = windows.advance() {
            if needle::find(bytes, SHARED).is_none() {
                continue;
            }
            for (text, level) in MESSAGES.iter().filter(|(_, level)| level.goarch() == goarch) {
                if let Some(at) = needle::find(bytes, text) {
                    let at = start.saturating_add(u64::try_from(at).unwrap_or_default());
                    return Some(StartMessage { level: *level, at });
                }
            }
        }
    }
    None
}

/// Where the linker puts what assembly declares as read-only data.
fn read_only_data(image: &Image) -> impl Iterator<Item = Span> + '_ {
    const NAMES: [&[u8]; 4] = [b".rodata", b".rdata", b"__rodata", b".data.rel.ro"];
    let named = |name: &[u8]| NAMES.contains(&name) || image.format == Format::Plan9;
    image.sections.iter().filter(move |it| named(it.name.as_bytes())).filter_map(|it| it.span)
}

/// Whether the data in which the message would be is in the file.
pub(crate) fn has_read_only_data(image: &Image) -> bool {
    image.damage.is_empty() && read_only_data(image).next().is_some()
}
