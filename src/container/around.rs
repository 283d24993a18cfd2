//! What lies around a part, and where its places are in the file.

use std::fmt;

use crate::bytes::{Moved, PartOffset, ReadError, Span};
use crate::image::ImageError;

/// A position in the file that was named, in bytes from its first byte; of a program that was packed,
/// in the program as it was before. Only [`Around::in_file`] makes one.
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

/// What lies around a part of an input: nothing, where it is the input itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    slice: Option<&'static str>,
    in_archive: bool,
    is_guess: bool,
    is_salvaged: bool,
    /// Where in the file the part starts.
    start: u64,
    /// Where the file, slice or archive starts that the part is found in.
    holder_start: u64,
    damage: Vec<ImageError>,
    unfinished: Option<ReadError>,
}

impl Around {
    /// Where in the file the byte at `at` of the part is.
    pub fn in_file(&self, at: PartOffset) -> FileOffset {
        FileOffset(at.moved(self.start).0)
    }

    /// Where in the part the byte of the file is; `None` where the file has it before the part.
    pub fn in_part(&self, at: FileOffset) -> Option<PartOffset> {
        at.0.checked_sub(self.start).map(PartOffset)
    }

    /// What is wrong with the part, with its places as those in the file.
    pub fn error<E: Moved + Clone>(&self, error: &E) -> E {
        if self.start == 0 { error.clone() } else { error.moved(self.start) }
    }

    /// What lies around the file, slice or archive that the part is found in.
    pub fn of_holder(&self) -> Self {
        Self { start: self.holder_start, ..self.clone() }
    }

    /// The processor of the slice of a fat Mach-O file that the part is, or is in, named as in
    /// `GOARCH`; `unknown` for one that Go has no name for. `None` where it is in no slice.
    pub fn slice(&self) -> Option<&'static str> {
        self.slice
    }

    /// Whether the part is an archive of Go's or the program in one.
    pub fn is_archive(&self) -> bool {
        self.in_archive
    }

    /// Whether nothing but its first bytes says that the part is one: the file is of no known format.
    pub fn is_guess(&self) -> bool {
        self.is_guess
    }

    /// Whether the part is in a fat Mach-O file whose header is damaged or gone.
    pub fn is_salvaged(&self) -> bool {
        self.is_salvaged
    }

    /// What is wrong with the containers, the outermost first; the places are those in the file.
    pub fn damage(&self) -> &[ImageError] {
        &self.damage
    }

    /// What kept a search for parts from the end of the file.
    pub fn unfinished(&self) -> Option<&ReadError> {
        self.unfinished.as_ref()
    }

    /// The same, where what is wrong with the containers does not matter.
    pub fn without_damage(&self) -> Self {
        Self { damage: Vec::new(), unfinished: None, ..self.clone() }
    }

    /// A slice of the fat Mach-O file that this is around of.
    pub(super) fn slice_of(&self, goarch: Option<&'static str>, span: Span) -> Self {
        let start = self.in_file(span.start()).get();
        let slice = Some(goarch.unwrap_or("unknown"));
        Self { slice, start, holder_start: start, ..self.clone() }
    }

    /// What the archive in it is around of.
    pub(super) fn archive(&self, error: Option<&ImageError>) -> Self {
        let mut inner = Self { in_archive: true, ..self.clone() };
        inner.damage.extend(error.map(|error| self.error(error)));
        inner
    }

    /// A member of the archive that this is around of.
    pub(super) fn member(&self, span: Span) -> Self {
        let start = self.in_file(span.start()).get();
        Self { start, holder_start: self.start, ..self.clone() }
    }

    /// A program as it was before it was packed into the file or slice that this is around of: it is
    /// nowhere in the file, so that its places are its own.
    pub(super) fn unpacked(&self) -> Self {
        Self { start: 0, holder_start: self.start, ..self.clone() }
    }

    /// What a fat Mach-O file is around of, whose header does not say where the slices lie.
    pub(super) fn salvaged(&self, error: ImageError) -> Self {
        let mut inner = Self { is_salvaged: true, ..self.clone() };
        inner.damage.push(error);
        inner
    }

    /// The same of a part that may be none.
    pub(super) fn guess(&self) -> Self {
        Self { is_guess: true, ..self.clone() }
    }

    /// The same where the search for parts did not come to the end of the file.
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
