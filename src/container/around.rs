//! What lies around a part.

use crate::bytes::{PartOffset, ReadError, Span};
use crate::image::ImageError;

/// What lies around a part of an input: nothing, where it is the input itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    slice: Option<&'static str>,
    in_archive: bool,
    start: PartOffset,
    is_guess: bool,
    is_salvaged: bool,
    damage: Vec<ImageError>,
    unfinished: Option<ReadError>,
}

impl Around {
    /// The processor of the slice of a fat Mach-O file that the part is, or is in, named as in
    /// `GOARCH`; `unknown` for one that Go has no name for. `None` where it is in no slice.
    pub fn slice(&self) -> Option<&'static str> {
        self.slice
    }

    /// Whether the part is an archive of Go's or the program in one.
    pub fn is_archive(&self) -> bool {
        self.in_archive
    }

    /// Where in the file or slice the part starts: of a member of an archive, where its content does.
    pub fn start(&self) -> PartOffset {
        self.start
    }

    /// Whether nothing but its first bytes says that the part is one: the file is of no known format.
    pub fn is_guess(&self) -> bool {
        self.is_guess
    }

    /// Whether the part is in a fat Mach-O file whose header is damaged or gone.
    pub fn is_salvaged(&self) -> bool {
        self.is_salvaged
    }

    /// What is wrong with the containers, the outermost first.
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

    /// A slice in what this is around of.
    pub(super) fn slice_for(&self, goarch: Option<&'static str>) -> Self {
        Self { slice: Some(goarch.unwrap_or("unknown")), ..self.clone() }
    }

    /// What the archive in it is around of.
    pub(super) fn archive(&self, error: Option<&ImageError>) -> Self {
        let mut inner = Self { in_archive: true, ..self.clone() };
        inner.damage.extend(error.cloned());
        inner
    }

    /// A member of the archive that this is around of.
    pub(super) fn member(self, span: Span) -> Self {
        Self { start: span.start(), ..self }
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
