//! The surroundings of a part, and where its bytes are in the file.

use std::fmt;

use crate::bytes::{Moved, PartOffset, ReadError, Span};
use crate::image::ImageError;

/// A position in bytes from the first byte of the file that the user named; for a packed program,
/// from the first byte of the unpacked program. Only [`Around::in_file`] makes one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileOffset(u64);

impl FileOffset {
    /// The position as a number of bytes.
    pub fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for FileOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

/// The surroundings of a part of an input: empty where the part is the whole input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    slice: Option<&'static str>,
    in_archive: bool,
    is_guess: bool,
    is_salvaged: bool,
    /// Where in the file the part starts.
    start: u64,
    /// Where in the file the slice or archive that contains the part starts; 0 for the file itself.
    holder_start: u64,
    damage: Vec<ImageError>,
    unfinished: Option<ReadError>,
}

impl Around {
    /// Converts the place `at` in the part to a place in the file.
    pub fn in_file(&self, at: PartOffset) -> FileOffset {
        FileOffset(at.moved(self.start).0)
    }

    /// Converts a place in the file to one in the part; `None` where it lies before the part.
    pub fn in_part(&self, at: FileOffset) -> Option<PartOffset> {
        at.0.checked_sub(self.start).map(PartOffset)
    }

    /// An error of the part, with its places converted to places in the file.
    pub fn error<E: Moved + Clone>(&self, error: &E) -> E {
        if self.start == 0 { error.clone() } else { error.moved(self.start) }
    }

    /// The surroundings of the file, slice or archive that contains the part.
    pub fn of_holder(&self) -> Self {
        Self { start: self.holder_start, ..self.clone() }
    }

    /// The processor of the fat Mach-O slice that contains the part, named as in `GOARCH`;
    /// `unknown` for a processor without a Go name. `None` where the part is not in a slice.
    pub fn slice(&self) -> Option<&'static str> {
        self.slice
    }

    /// Whether the part is a Go archive or the program in one.
    pub fn is_archive(&self) -> bool {
        self.in_archive
    }

    /// Whether only its first bytes suggest that this is a part: the file has no known format.
    pub fn is_guess(&self) -> bool {
        self.is_guess
    }

    /// Whether the part is in a fat Mach-O file whose header is damaged or gone.
    pub fn is_salvaged(&self) -> bool {
        self.is_salvaged
    }

    /// Errors of the containers, the outermost first, with places in the file.
    pub fn damage(&self) -> &[ImageError] {
        &self.damage
    }

    /// The error that kept a search for parts from the end of the file.
    pub fn unfinished(&self) -> Option<&ReadError> {
        self.unfinished.as_ref()
    }

    /// The same surroundings without the errors of the containers.
    pub fn without_damage(&self) -> Self {
        Self { damage: Vec::new(), unfinished: None, ..self.clone() }
    }

    /// The surroundings of a slice; `self` belongs to the fat Mach-O file.
    pub(super) fn slice_of(&self, goarch: Option<&'static str>, span: Span) -> Self {
        let start = self.in_file(span.start()).get();
        let slice = Some(goarch.unwrap_or("unknown"));
        Self { slice, start, holder_start: start, ..self.clone() }
    }

    /// The surroundings of an archive; `self` belongs to it as a plain file or slice.
    pub(super) fn archive(&self, error: Option<&ImageError>) -> Self {
        let mut inner = Self { in_archive: true, ..self.clone() };
        inner.damage.extend(error.map(|error| self.error(error)));
        inner
    }

    /// The surroundings of a member; `self` belongs to the archive.
    pub(super) fn member(&self, span: Span) -> Self {
        let start = self.in_file(span.start()).get();
        Self { start, holder_start: self.start, ..self.clone() }
    }

    /// The surroundings of an unpacked program; `self` belongs to the packed file or slice. The
    /// program is nowhere in the file, so its places count from its own start.
    pub(super) fn unpacked(&self) -> Self {
        Self { start: 0, holder_start: self.start, ..self.clone() }
    }

    /// The same surroundings for a fat Mach-O file whose header does not give the slices.
    pub(super) fn salvaged(&self, error: ImageError) -> Self {
        let mut inner = Self { is_salvaged: true, ..self.clone() };
        inner.damage.push(error);
        inner
    }

    /// The same surroundings for a part that may not be one.
    pub(super) fn guess(&self) -> Self {
        Self { is_guess: true, ..self.clone() }
    }

    /// The same surroundings for a search for parts that did not reach the end of the file.
    pub(super) fn unfinished_by(&self, unfinished: Option<ReadError>) -> Self {
        Self { unfinished, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_nested_parts() {
        let slice = Span::new(PartOffset(0x4000), 0x1000);
        let archive = Around::default().slice_of(Some("arm64"), slice);
        let member = archive.archive(None).member(Span::new(PartOffset(0x44), 0x100));
        let at = member.in_file(PartOffset(0x10));
        assert_eq!(at.to_string(), "0x4054");
        assert_eq!(member.in_part(at), Some(PartOffset(0x10)));
        assert_eq!(member.of_holder().in_part(at), Some(PartOffset(0x54)));
        assert_eq!(member.in_part(archive.in_file(PartOffset(8))), None);
        let span = Span::new(PartOffset(0x80), 0x100);
        let error = member.error(&ReadError::Outside { span, size: 0x100 });
        let want = "bytes 0x40c4..0x41c4 lie outside the part of the file at 0x4044..0x4144";
        assert_eq!(error.to_string(), want);
        assert_eq!(archive.unpacked().in_file(PartOffset(0x10)).get(), 0x10);
        assert_eq!(archive.unpacked().of_holder().in_file(PartOffset(0x10)).get(), 0x4010);
    }
}
