//! Where the structures of a program are read: in a part of a file, or in the memory of a WebAssembly
//! module.

use super::places::Places;
use crate::bytes::{Input, needle};
use crate::container::Around;
use crate::image::{Image, Memory};

/// Bytes looked at in one step of a search.
const STEP: u64 = 128 << 10;

/// Where a program is read.
pub(crate) struct View<'i> {
    input: &'i Input<'i>,
    pub(crate) around: Around,
    pub(crate) image: Image,
    memory: Option<Loaded>,
}

/// The memory of a module.
pub(crate) struct Loaded {
    pub(crate) memory: Memory,
    pub(crate) image: Image,
    /// The first bytes of it.
    pub(crate) head: Vec<u8>,
}

impl<'i> View<'i> {
    /// A view of the part `input`, which lies in `around`.
    pub(crate) fn new(input: &'i Input<'i>, around: &Around, image: Image) -> Self {
        Self { input, around: around.clone(), image, memory: None }
    }

    /// The same, with the memory of the module.
    pub(crate) fn with_memory(self, memory: Loaded) -> Self {
        Self { memory: Some(memory), ..self }
    }

    /// Asks the image and the bytes in which Go's structures lie.
    pub(crate) fn ask<T>(&self, ask: impl FnOnce(&Image, &Input<'_>) -> T) -> T {
        match &self.memory {
            None => self.ask_part(ask),
            Some(loaded) => {
                let source = loaded.memory.source(self.input.source());
                let input = Input::resume(&source, self.input.budget(), &loaded.head);
                ask(&loaded.image, &input)
            }
        }
    }

    /// Asks the image and the bytes of the part itself.
    pub(crate) fn ask_part<T>(&self, ask: impl FnOnce(&Image, &Input<'_>) -> T) -> T {
        ask(&self.image, self.input)
    }

    /// Whether the bytes may be where Go's structures lie, by the file alone: bytes none of which is zero
    /// are whole in one data segment of a module. Always so outside modules, where it would be no quicker.
    pub(crate) fn may_hold(&self, bytes: &[u8]) -> bool {
        let data = self.image.section("data").and_then(|section| section.span);
        let Some(data) = data.filter(|_| self.is_moved()) else { return true };
        let overlap = u64::try_from(bytes.len()).unwrap_or(0);
        let mut windows = self.input.windows(data, STEP, overlap);
        loop {
            match windows.advance() {
                Ok(None) => return false,
                Ok(Some((_, window))) if needle::find(window, bytes).is_none() => {}
                _ => return true,
            }
        }
    }

    /// What [`View::ask`] gave, with its places in the part.
    pub(crate) fn moved<T: Places>(&self, mut found: T) -> T {
        if let Some(loaded) = &self.memory {
            found.convert(&|at| loaded.memory.place(at));
        }
        found
    }

    /// Whether places in the view differ from those in the part.
    pub(crate) fn is_moved(&self) -> bool {
        self.memory.is_some()
    }
}
