//! The Go build ID: in an ELF note, elsewhere as marked text at the start of the code.
//!
//! | Go | form |
//! | --- | --- |
//! | 1.5–1.9 | one SHA-1, 40 hexadecimal digits |
//! | 1.10– | `link action/main action/main content/content`, each the first 15 bytes of a SHA-256 in base64url: 4 × 20 characters |
//!
//! The marked text is `ff " Go build ID: "`, a Go string literal, and `"\n ff"` (that is, a quote,
//! a line feed, a space and 0xff). Go itself reads the first 32 KiB of the file for it, and of a
//! Mach-O file also the first 32 KiB of `__text`.
//!
//! Source: `cmd/internal/buildid/buildid.go` and `note.go`, Go 1.22.10;
//! `cmd/go/internal/work/buildid.go` for the meaning of the parts.

use std::fmt;

use super::note::Notes;
use crate::bytes::{Input, Named, PartOffset, Span, Text, needle};
use crate::evidence::error::{Damage, Reading, Structure};
use crate::go::unquote;
use crate::image::{Format, Image, Section};

/// What stands before the literal; its last byte is the literal's own quote.
pub(crate) const PREFIX: &[u8] = b"\xff Go build ID: \"";
/// What stands behind the literal; its first byte is the literal's own quote.
const END: &[u8] = b"\"\n \xff";
/// Bytes in which Go looks for the marker, from the start of the file and of the code.
const MARKER_WITHIN: u64 = 32 << 10;
/// The longest ID that is believed.
const LONGEST: usize = 4096;
/// The most sections named for it that are read.
const SECTIONS: usize = 8;
/// Characters of one of the four parts.
const SEGMENT: usize = 20;

/// What shape a build ID has, and so what can be recomputed of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildIdKind {
    /// The four hashes that the go command writes.
    Go,
    /// The two hashes of a compiled package.
    Package,
    /// One SHA-1, as the go command wrote before Go 1.10.
    Legacy,
    /// The word `redacted`, as Bazel's `rules_go` sets.
    Redacted,
    /// Anything else: set with `-ldflags=-buildid=…`, or by another build system.
    Custom,
}

impl Named for BuildIdKind {
    const ALL: &'static [Self] =
        &[Self::Go, Self::Package, Self::Legacy, Self::Redacted, Self::Custom];

    fn name(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::Package => "package",
            Self::Legacy => "legacy",
            Self::Redacted => "redacted",
            Self::Custom => "custom",
        }
    }
}

/// The four hashes of a build ID of kind [`BuildIdKind::Go`], each 20 characters of base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments<'i> {
    /// Hash of everything that went into the link, GOROOT among it.
    pub link_action: &'i str,
    /// Hash of everything that went into compiling package main.
    pub main_action: &'i str,
    /// Hash of the compiled package main.
    pub main_content: &'i str,
    /// Hash of the file itself, with the ID zeroed.
    pub content: &'i str,
}

/// A Go build ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildId {
    text: Text,
    /// Whether it is four hashes, which is asked for many times.
    is_four: bool,
    /// Where its first byte lies.
    pub at: PartOffset,
    /// How it is stored.
    pub storage: Storage,
}

/// How a build ID is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// The description of an ELF note.
    ElfNote,
    /// Marked text.
    RawMarker,
    /// A line at the start of a Go object file.
    ObjectHeader,
}

impl Named for Storage {
    const ALL: &'static [Self] = &[Self::ElfNote, Self::RawMarker, Self::ObjectHeader];

    fn name(self) -> &'static str {
        match self {
            Self::ElfNote => "elf-note",
            Self::RawMarker => "raw-marker",
            Self::ObjectHeader => "object-header",
        }
    }
}

impl Storage {
    /// What it is called in a sentence.
    pub fn says(self) -> &'static str {
        match self {
            Self::ElfNote => "a note",
            Self::RawMarker => "marked text",
            Self::ObjectHeader => "the header of an object file",
        }
    }
}

impl BuildId {
    pub(crate) fn new(text: Text, at: PartOffset, storage: Storage) -> Self {
        let is_four = text.as_str().and_then(four).is_some_and(|parts| parts.iter().all(is_hash));
        Self { text, is_four, at, storage }
    }

    /// The ID as embedded.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// What shape it has.
    pub fn kind(&self) -> BuildIdKind {
        let bytes = self.text.as_bytes();
        let hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if self.segments().is_some() {
            BuildIdKind::Go
        } else if self.storage == Storage::ObjectHeader && self.package_segments().is_some() {
            BuildIdKind::Package
        } else if bytes.len() == 40 && bytes.iter().all(hex) {
            BuildIdKind::Legacy
        } else if bytes == b"redacted" {
            BuildIdKind::Redacted
        } else {
            BuildIdKind::Custom
        }
    }

    /// The four hashes; `None` where the ID is not of that shape.
    pub fn segments(&self) -> Option<Segments<'_>> {
        let text = self.text.as_str().filter(|_| self.is_four)?;
        let [link_action, main_action, main_content, content] = four(text)?;
        Some(Segments { link_action, main_action, main_content, content })
    }

    /// The two hashes of a package: of what went into its compilation, and of its archive; `None`
    /// where the ID is not of that shape.
    pub fn package_segments(&self) -> Option<(&str, &str)> {
        let (action, content) = self.text.as_str()?.split_once('/')?;
        (is_hash(&action) && is_hash(&content)).then_some((action, content))
    }
}

/// Four parts of as many characters as Go's hashes have, and a slash between each two.
fn four(text: &str) -> Option<[&str; 4]> {
    let part = |index: usize| {
        let start = index.checked_mul(SEGMENT.checked_add(1)?)?;
        let end = start.checked_add(SEGMENT)?;
        let is_end = matches!(text.as_bytes().get(end), None | Some(b'/'));
        text.get(start..end).filter(|_| is_end)
    };
    let all = [part(0)?, part(1)?, part(2)?, part(3)?];
    (text.len() == all.len().checked_mul(SEGMENT)?.checked_add(3)?).then_some(all)
}

/// Whether a part of an ID is one of Go's hashes.
fn is_hash(part: &&str) -> bool {
    let base64url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    part.len() == SEGMENT && part.bytes().all(base64url)
}

impl fmt::Display for BuildId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

/// Finds the build ID where the linker puts it.
pub(crate) fn find(image: &Image, input: &Input<'_>, notes: &Notes) -> Reading<BuildId> {
    if image.format == Format::Elf {
        return match (&notes.go, &notes.damage) {
            (Some(note), _) => Ok(from_note(&note.text, note.at)),
            (None, Some(damage)) => Err(damage.clone()),
            (None, None) => Ok(None),
        };
    }
    let code = image.sections.iter().filter(|section| section.access.execute);
    let code = code.filter_map(|section| section.span).map(|span| span.first(MARKER_WITHIN));
    let start = input.whole().first(MARKER_WITHIN);
    let mut damage = None;
    // A WebAssembly module has a section for it.
    let named = ["go:buildid", "go.buildid"].iter().find_map(|name| image.section(name)?.span);
    // The start of the code first: Go's own linker puts the marker into its first bytes.
    let likely = named.or(code.take(1).map(|span| span.first(4096)).next());
    for span in likely.into_iter().chain([start]).chain(code_of(image)) {
        let bytes = match input.read_clamped(span) {
            Ok(bytes) => bytes,
            Err(error) => {
                damage = Some(Damage::new(Structure::BuildId, span.start(), error));
                continue;
            }
        };
        match find_marker(&bytes, span.start()) {
            Ok(None) => {}
            Ok(found) => return Ok(found),
            Err(error) => damage = Some(error),
        }
    }
    damage.map_or(Ok(None), Err)
}

fn code_of(image: &Image) -> Option<Span> {
    let text = image.section("__text")?;
    text.span.map(|span| span.first(MARKER_WITHIN))
}

/// The IDs in marked text wherever Go's linker or its own reader looks for one, likeliest first.
pub(crate) fn all_markers(image: &Image, input: &Input<'_>) -> Vec<BuildId> {
    let code = image.sections.iter().filter(|section| section.access.execute);
    let code = code.filter_map(|section| section.span).map(|span| span.first(MARKER_WITHIN)).next();
    let named = |it: &&Section| matches!(it.name.as_bytes(), b"go:buildid" | b"go.buildid");
    let named = image.sections.iter().filter(named).filter_map(|it| it.span);
    let start = input.whole().first(MARKER_WITHIN);
    let spans = named.take(SECTIONS).chain([start]).chain(code).chain(code_of(image));
    spans.flat_map(|span| markers_in(input, span.first(MARKER_WITHIN))).collect()
}

/// The IDs in marked text in `span`: one that is broken hides those behind it.
fn markers_in(input: &Input<'_>, span: Span) -> Vec<BuildId> {
    let bytes = input.read_clamped(span).unwrap_or_default();
    let mut found: Vec<BuildId> = Vec::new();
    let (mut rest, mut start) = (bytes.as_slice(), span.start());
    while let Ok(Some(id)) = find_marker(rest, start) {
        let behind = id.at.0.saturating_sub(start.0);
        let behind_it = usize::try_from(behind).ok().and_then(|behind| rest.get(behind..));
        let Some(left) = behind_it.filter(|left| !left.is_empty()) else { break };
        (rest, start) = (left, id.at);
        found.push(id);
    }
    found
}

/// The ID in a note's description; `None` for an empty one.
pub(crate) fn from_note(description: &Text, at: PartOffset) -> Option<BuildId> {
    let bytes = description.as_bytes();
    let end = bytes.iter().rposition(|&byte| byte != 0)?;
    let text = bytes.get(..=end).filter(|text| text.len() <= LONGEST)?;
    let is_all = text.len() == bytes.len();
    let text = if is_all { description.clone() } else { Text::from(text) };
    Some(BuildId::new(text, at, Storage::ElfNote))
}

/// The first marked ID in `bytes`, which lie at `start`.
///
/// # Errors
/// [`Damage`] where the marker is there, but no whole ID in it.
pub fn find_marker(bytes: &[u8], start: PartOffset) -> Reading<BuildId> {
    let Some(prefix) = needle::find(bytes, PREFIX) else { return Ok(None) };
    let quote = prefix.saturating_add(PREFIX.len()).saturating_sub(1);
    let at = start.saturating_add(u64::try_from(quote).unwrap_or(u64::MAX)).saturating_add(1);
    let malformed = |defect| Damage::malformed(Structure::BuildId, at, defect);
    let literal = bytes.get(quote..).unwrap_or_default();
    let literal = literal.get(..LONGEST.saturating_add(END.len())).unwrap_or(literal);
    let end = needle::find(literal.get(1..).unwrap_or_default(), END)
        .and_then(|end| end.checked_add(2))
        .ok_or_else(|| malformed("marker without an end"))?;
    let text = literal.get(..end).and_then(unquote);
    let text = text.ok_or_else(|| malformed("not a Go string literal"))?;
    Ok(Some(BuildId::new(Text::from(&*text), at, Storage::RawMarker)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn find_marker_in_code() {
        for (code, want) in [
            (&b"no id here"[..], Ok(None)),
            (b"..\xff Go build ID: \"a/b\"\n \xff..", Ok(Some("a/b"))),
            (b"\xff Go build ID: \"a\\\"b\"\n \xff", Ok(Some("a\"b"))),
            (b"\xff Go build ID: \"\"\n \xff", Ok(Some(""))),
            (b"\xff Go build ID: \"a/b", Err(())),
            (b"\xff Go build ID: \"a\\q\"\n \xff", Err(())),
        ] {
            let got = find_marker(code, PartOffset(0)).map_err(drop);
            let got = got.map(|id| id.map(|id| id.text().to_lossy()));
            assert_eq!(got.as_ref().map(Option::as_deref), want.as_ref().copied(), "{code:?}");
        }
    }

    #[test]
    fn kinds() {
        let four = ["abcdefghijklmnopqrst", "ABCDEFGHIJ0123456789", "-_-_-_-_-_-_-_-_-_-_"];
        let four = format!("{}/{}/{}/{}", four[0], four[1], four[2], four[0]);
        for (text, want) in [
            (four.as_str(), BuildIdKind::Go),
            (&four[..82], BuildIdKind::Custom),
            (&format!("{four}/{}", &four[..20]), BuildIdKind::Custom),
            ("2f86e647ab2420d12f6e97b4a21706f06c8c0694", BuildIdKind::Legacy),
            ("2F86E647AB2420D12F6E97B4A21706F06C8C0694", BuildIdKind::Custom),
            ("redacted", BuildIdKind::Redacted),
            ("custom/id", BuildIdKind::Custom),
        ] {
            let id = from_note(&text.into(), PartOffset(0)).unwrap();
            assert_eq!(id.kind(), want, "{text}");
            assert_eq!(id.segments().is_some(), want == BuildIdKind::Go, "{text}");
        }
        assert_eq!(from_note(&"".into(), PartOffset(0)), None);
        assert_eq!(from_note(&"\0\0".into(), PartOffset(0)), None);
        assert_eq!(from_note(&"a\0".into(), PartOffset(0)).unwrap().text(), &Text::from("a"));
    }
}
