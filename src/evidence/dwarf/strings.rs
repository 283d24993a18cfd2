//! The string sections: `.debug_str`, `.debug_line_str`, and `.debug_str_offsets`, which points into
//! the first. Each is read when a string in it is first asked for.

use super::names::LONGEST;
use super::section::{Kind, Section};
use crate::bytes::{Endian, Input, PartOffset, Reader, needle};
use crate::evidence::error::{Damage, Structure};
use crate::image::Image;

/// A section that is held as a whole, once it is needed.
struct Held {
    kind: Kind,
    state: State,
}

enum State {
    Unread,
    Read {
        bytes: Vec<u8>,
        at: PartOffset,
        is_compressed: bool,
    },
    /// Absent, or damaged, which has been reported.
    Missing,
}

impl Held {
    fn new(kind: Kind) -> Self {
        Self { kind, state: State::Unread }
    }

    /// The bytes from `offset` on and their place; `Ok(None)` where the section is not there.
    fn from(
        &mut self,
        offset: u64,
        image: &Image,
        input: &Input<'_>,
    ) -> Result<Option<(&[u8], PartOffset)>, Damage> {
        if let State::Unread = self.state {
            self.state = State::Missing;
            if let Some(section) = Section::open(self.kind, image, input)? {
                let (at, is_compressed) = (section.place(0), section.is_compressed());
                self.state = State::Read { bytes: section.whole()?, at, is_compressed };
            }
        }
        let State::Read { bytes, at, is_compressed } = &self.state else { return Ok(None) };
        let place = if *is_compressed { *at } else { at.saturating_add(offset) };
        let rest = usize::try_from(offset).ok().and_then(|offset| bytes.get(offset..));
        let rest = rest.ok_or_else(|| {
            Damage::malformed(Structure::Dwarf, *at, "a string lies behind the end of its section")
        })?;
        Ok(Some((rest, place)))
    }
}

/// A string of a debug section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StringAt {
    /// At that offset of `.debug_str`.
    Str(u64),
    /// At that offset of `.debug_line_str`.
    LineStr(u64),
    /// By the entry of `.debug_str_offsets` at that offset, of 4 or 8 bytes.
    ByOffset(u64, u8),
}

/// The string sections of an image, and `.debug_abbrev`, which is held as they are.
pub(super) struct Strings<'i, 's> {
    image: &'i Image,
    input: &'i Input<'s>,
    text: Held,
    line: Held,
    offsets: Held,
    abbrev: Held,
}

impl<'i, 's> Strings<'i, 's> {
    pub(super) fn new(image: &'i Image, input: &'i Input<'s>) -> Self {
        Self {
            image,
            input,
            text: Held::new(Kind::Str),
            line: Held::new(Kind::LineStr),
            offsets: Held::new(Kind::StrOffsets),
            abbrev: Held::new(Kind::Abbrev),
        }
    }

    pub(super) fn endian(&self) -> Endian {
        self.image.endian
    }

    pub(super) fn pointer_size(&self) -> u8 {
        self.image.pointer_size
    }

    pub(super) fn input(&self) -> &'i Input<'s> {
        self.input
    }

    /// The string and its place; `Ok(None)` where its section is not in this file.
    pub(super) fn get(&mut self, string: StringAt) -> Result<Option<(&[u8], PartOffset)>, Damage> {
        let held = match string {
            StringAt::Str(offset) => self.text.from(offset, self.image, self.input)?,
            StringAt::LineStr(offset) => self.line.from(offset, self.image, self.input)?,
            StringAt::ByOffset(entry, width) => {
                let endian = self.image.endian;
                let Some((bytes, at)) = self.offsets.from(entry, self.image, self.input)? else {
                    return Ok(None);
                };
                let offset = Reader::new(bytes, at, endian).word(width);
                let offset = offset.map_err(|error| Damage::new(Structure::Dwarf, at, error))?;
                self.text.from(offset, self.image, self.input)?
            }
        };
        let Some((bytes, at)) = held else { return Ok(None) };
        let bytes = bytes.get(..LONGEST).unwrap_or(bytes);
        let text = needle::until_nul(bytes).unwrap_or(bytes);
        let count = u64::try_from(text.len()).unwrap_or(u64::MAX);
        let paid = self.input.budget().pay_for_debug(count);
        paid.map_err(|error| Damage::new(Structure::Dwarf, at, error))?;
        Ok(Some((text, at)))
    }

    /// The bytes of `.debug_abbrev` from `offset` on; `Ok(None)` where there is no such section.
    pub(super) fn abbrev(&mut self, offset: u64) -> Result<Option<(&[u8], PartOffset)>, Damage> {
        self.abbrev.from(offset, self.image, self.input)
    }
}
