//! Programs in formats whose headers are not read: their build ID stands as marked text in the
//! first 32 KiB, and their content hash needs no more than that.
//!
//! A C archive (`-buildmode=c-archive`) holds the ID in the note, or the marked text, of its member
//! `go.o`; its hash covers the whole archive.

use super::cause::Cause;
use super::content_id::{ContentCheck, ContentRule, ContentStatus, shapeless};
use super::stream::{self, Version, whole};
use crate::bytes::{Budget, FileOffset, Input, PartSource, Span, within};
use crate::evidence::{BuildId, Depth, Evidence, find_marker};

/// Bytes in which Go looks for the marker.
const MARKER_WITHIN: u64 = 32 << 10;
/// The magic of an archive, which its first member follows.
const ARCHIVE: &[u8] = b"!<arch>\n";

/// A format of which only the build ID is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RawFormat {
    /// AIX.
    Xcoff,
    /// Plan 9.
    Plan9,
    /// WebAssembly.
    Wasm,
    /// A C archive.
    Archive,
}

impl RawFormat {
    /// The format that the first bytes promise. The second byte of XCOFF is 0xdf in 32-bit and 0xf7
    /// in 64-bit files; the magics of Plan 9 are those of 386, amd64, arm and arm64.
    fn sniff(head: &[u8]) -> Option<Self> {
        Some(match head {
            [0x01, 0xdf | 0xf7, ..] => Self::Xcoff,
            [0, 0, 0x01, 0xeb, ..] | [0, 0, 0x8a, 0x97, ..] => Self::Plan9,
            [0, 0, 0x06, 0x47, ..] | [0, 0, 0x8c, 0x47, ..] => Self::Plan9,
            [0, b'a', b's', b'm', ..] => Self::Wasm,
            _ if head.starts_with(ARCHIVE) => Self::Archive,
            _ => return None,
        })
    }

    /// The name used in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Xcoff => "xcoff",
            Self::Plan9 => "plan9",
            Self::Wasm => "wasm",
            Self::Archive => "archive",
        }
    }
}

/// A program of which only the build ID was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawProgram {
    /// The format.
    pub format: RawFormat,
    /// The Go build ID.
    pub id: BuildId,
}

/// Finds the build ID of a program in such a format; `None` where it is none.
pub fn find_raw(input: &Input<'_>) -> Option<RawProgram> {
    let format = RawFormat::sniff(input.head())?;
    let id = if format == RawFormat::Archive {
        id_of_archive(input)?
    } else {
        let bytes = input.read_clamped(input.whole().first(MARKER_WITHIN)).ok()?;
        find_marker(&bytes, FileOffset(0)).ok()??
    };
    Some(RawProgram { format, id })
}

/// The ID in member `go.o`.
///
/// Each member has a header of 60 bytes, with the name in the first 16, padded with spaces and in
/// GNU archives ended by `/`, and the size in decimal in the ten from 48 on. Members start at even
/// offsets.
fn id_of_archive(input: &Input<'_>) -> Option<BuildId> {
    const HEADER: u64 = 60;
    let limits = input.budget().limits();
    let mut at = FileOffset(u64::try_from(ARCHIVE.len()).ok()?);
    for seen in 0_u64.. {
        within("candidates", seen, limits.candidates).ok()?;
        let header = input.read(Span::new(at, HEADER)).ok()?;
        let name = header.get(..16)?.trim_ascii_end();
        let size = std::str::from_utf8(header.get(48..58)?).ok()?.trim_ascii_end();
        let member = Span::new(at.checked_add(HEADER)?, size.parse().ok()?);
        if name == b"go.o" || name == b"go.o/" {
            return id_of_member(input, member);
        }
        at = FileOffset(member.end().0.checked_next_multiple_of(2)?);
    }
    None
}

fn id_of_member(input: &Input<'_>, member: Span) -> Option<BuildId> {
    let part = PartSource::new(input.source(), member);
    let budget = Budget::new(input.budget().limits());
    let part = Input::open(&part, &budget).ok()?;
    let evidence = Evidence::collect(&part, Depth::Quick).ok()??;
    let mut id = evidence.build_id.ok()??;
    id.at = member.start().checked_add(id.at.0)?;
    Some(id)
}

/// Judges the content ID of such a program.
pub fn check_raw(program: &RawProgram, input: &Input<'_>) -> ContentCheck {
    let Some(segments) = program.id.segments() else { return shapeless(&program.id) };
    let version = Version::new(Vec::new(), whole(input));
    let digests = match stream::hash(input, program.id.text().as_bytes(), &[version]) {
        Ok(digests) => digests,
        Err(error) => return ContentCheck::unread(&error),
    };
    let actual = digests.into_iter().flatten().last().map(|(_, digest)| digest.part());
    let (status, cause, reason) = if actual.as_deref() == Some(segments.content) {
        (ContentStatus::Verified, None, "these are the bytes that go build wrote")
    } else if segments.link_action == segments.content {
        let reason = "the linker's placeholder stands where the content hash belongs, so nothing \
                      says what the bytes were";
        (ContentStatus::Unfinalized, Some(Cause::Placeholder), reason)
    } else {
        let reason = "bytes changed; the headers of this format are not read, so nothing can be \
                      said of what was done";
        (ContentStatus::Mismatch, Some(Cause::Undecided), reason)
    };
    ContentCheck {
        status,
        cause,
        reason: reason.to_owned(),
        details: Vec::new(),
        rule: Some(ContentRule::Any),
        expected: Some(segments.content.to_owned()),
        actual,
    }
}
