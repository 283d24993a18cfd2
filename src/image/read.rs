//! Reads an image with the reader of its format, then checks the rules that hold in every format.

use super::error::{ImageError, Table};
use super::format::Format;
use super::model::Image;
use super::sniff::{Sniff, sniff};
use super::{elf, macho, pe, plan9, wasm, xcoff};
use crate::bytes::{Input, PartOffset, ReadError, Span};

impl Image {
    /// Reads the headers of a file in any [`Format`], except fat Mach-O. Damage goes to
    /// [`Image::damage`] and the rest is still read; if the file header is damaged, only the format
    /// is known.
    ///
    /// # Errors
    /// [`ImageError::Unrecognised`] where the file has none of these formats.
    pub fn read(input: &Input<'_>) -> Result<Self, ImageError> {
        let (format, magic) = match sniff(input.head()) {
            Sniff::Elf => (Format::Elf, true),
            Sniff::Pe => (Format::Pe, true),
            Sniff::MachO => (Format::MachO, true),
            Sniff::Xcoff => (Format::Xcoff, true),
            Sniff::Plan9 => (Format::Plan9, true),
            Sniff::Wasm => (Format::Wasm, true),
            Sniff::Damaged(format) => (format, false),
            Sniff::Fat | Sniff::Archive | Sniff::GoObject | Sniff::Other => {
                return Err(ImageError::Unrecognised);
            }
        };
        let read = match format {
            Format::Elf => elf::read(input),
            Format::Pe => pe::read(input),
            Format::MachO => macho::read(input),
            Format::Xcoff => xcoff::read(input),
            Format::Plan9 => plan9::read(input),
            Format::Wasm => wasm::read(input),
            Format::GoObject | Format::Unknown => Err(ImageError::Unrecognised),
        };
        let mut image = read.unwrap_or_else(|error| Self::unreadable(format, error));
        if !magic {
            let defect = "the magic number is damaged";
            let at = PartOffset(0);
            image.damage.push(ImageError::Malformed { table: Table::FileHeader, at, defect });
        }
        if image.damage.is_empty() && image.sections.is_empty() && image.segments.is_empty() {
            image.damage.push(ImageError::Malformed {
                table: Table::FileHeader,
                at: PartOffset(0),
                defect: "speaks of neither sections nor segments",
            });
        }
        image.check_extents(input.size());
        // Where the end of the file is missing, one error is enough.
        let is_cut = |it: &ImageError| {
            matches!(it, ImageError::Read { source: ReadError::Outside { .. }, .. })
        };
        if image.damage.iter().any(is_cut) {
            image.impossible.clear();
        }
        Ok(image)
    }

    /// Reports a file that ends before its sections do: it was cut short.
    fn check_extents(&mut self, size: u64) {
        let outside = |(_, span): &(Table, Span)| !span.is_empty() && span.end().0 > size;
        let found = self.extents().find(outside);
        if let Some((table, span)) = found {
            let source = ReadError::Outside { span, size };
            self.damage.push(ImageError::Read { table, source });
            return;
        }
        let mut sections = self.sections.iter().filter_map(|it| it.span);
        if sections.any(|span| !span.is_empty() && span.end().0 > size) {
            let defect = "sections lie outside the file, though all segments lie inside";
            let (table, at) = (Table::SectionHeaders, PartOffset(0));
            self.damage.push(ImageError::Malformed { table, at, defect });
        }
    }
}
