//! The words of the runtime's module data, and which of them start a slice.

use super::moduledata;
use super::pclntab::{Layout, Pclntab};
use crate::bytes::{Input, PartOffset, Span, words};
use crate::evidence::places::{Convert, Places};
use crate::image::Image;

/// Words looked at.
const WORDS: u64 = 64;
/// The most elements of a slice that are believed.
const MOST: u64 = 1 << 20;

/// The module data of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleWords {
    /// Where it lies.
    pub at: PartOffset,
    slices: Vec<bool>,
}

impl ModuleWords {
    /// Reads the module data that points to `pclntab`; `None` where it is not found, and up to Go 1.15.
    pub(crate) fn read(image: &Image, input: &Input<'_>, pclntab: &Pclntab) -> Option<Self> {
        if pclntab.layout == Layout::Go1_2 {
            return None;
        }
        let at = moduledata::place(image, input, pclntab).ok()??;
        let size = u64::from(image.pointer_size).checked_mul(WORDS)?;
        let bytes = input.read(Span::new(at, size)).ok()?;
        let mut words = words(&bytes, image.pointer_size, image.endian);
        if let Some(start) = image.address_of(at).filter(|_| image.is_relocated()) {
            image.relocations(input, start, size).ok()?.apply(image, start, &mut words);
        }
        let is_slice = |slice: &[u64]| {
            let &[start, len, room] = slice else { return false };
            let lies_in_file = || image.locate(image.pointer(start)?, 1);
            len == room && (1..MOST).contains(&len) && lies_in_file().is_some()
        };
        Some(Self { at, slices: words.windows(3).map(is_slice).collect() })
    }

    /// Whether a slice starts at the word `index`: an address in the file, and a length that is as large
    /// as the room for it, and not zero.
    pub fn is_slice(&self, index: usize) -> bool {
        self.slices.get(index) == Some(&true)
    }
}

impl Places for ModuleWords {
    fn convert(&mut self, to: Convert<'_>) {
        self.at.convert(to);
    }
}
