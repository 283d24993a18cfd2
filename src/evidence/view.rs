//! Where the structures of a program are read: in a part of a file, or in the memory of a WebAssembly
//! module.

use super::marks::{self, Marks};
use super::places::Places;
use crate::bytes::{Input, PartOffset, Span};
use crate::container::Around;
use crate::image::{Image, Memory};

/// The most headers of pclntabs in a module of which each is asked for what points to it.
const MOST_HEADERS: usize = 4;
/// From about Go 1.27 on, what points to a pclntab is looked for first in so many bytes before it.
const BEFORE: u64 = 16 << 10;
/// Up to about Go 1.26, it is among so many of the last bytes of all data where few variables lie behind it.
const AT_END: u64 = 128 << 10;

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
    /// Where in it structures may start.
    pub(crate) marks: Marks,
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

    /// Where in the memory of a module structures may start; `None` outside modules.
    pub(crate) fn marks(&self) -> Option<&Marks> {
        self.memory.as_ref().map(|loaded| &loaded.marks)
    }

    /// Where in the memory of a module headers of a pclntab may start; `None` where that is not known, or they
    /// are many.
    pub(crate) fn headers(&self) -> Option<Vec<PartOffset>> {
        let loaded = self.memory.as_ref()?;
        let headers = match loaded.marks.pclntab()? {
            [] => marks::headers(self.input, self.data()?, &loaded.memory)?,
            headers => headers.to_vec(),
        };
        Some(headers).filter(|headers| headers.len() <= MOST_HEADERS)
    }

    /// The words in the memory of a module that hold one of these addresses, in their order, in one part of the
    /// file after the other: where module data usually are, and then behind the first of these places, and
    /// before it.
    pub(crate) fn words_that_hold(
        &self,
        addresses: &[PartOffset],
    ) -> impl Iterator<Item = Vec<PartOffset>> {
        let known = self.memory.as_ref().zip(self.data()).zip(addresses.first());
        let parts = known.into_iter().flat_map(|((loaded, data), first)| {
            let middle = loaded.memory.place(*first);
            parts(data, middle).map(|part| (part, &loaded.memory))
        });
        parts.filter_map(|(part, memory)| {
            let words =
                addresses.iter().map(|at| marks::words_that_hold(self.input, part, memory, *at));
            let mut words = words.collect::<Option<Vec<_>>>()?.concat();
            words.sort_unstable();
            Some(words)
        })
    }

    /// The data section of a module.
    fn data(&self) -> Option<Span> {
        self.image.section("data")?.span
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

/// The parts of the data section in which to look for what points to a pclntab at `middle`. They overlap by a
/// word.
fn parts(data: Span, middle: PartOffset) -> [Span; 4] {
    let before = |at: PartOffset, len: u64| PartOffset(at.0.saturating_sub(len));
    let near = before(middle, BEFORE).max(data.start()).min(middle);
    let late = before(data.end(), AT_END).max(middle).min(data.end());
    [
        Span::between(near, middle),
        Span::between(late, data.end()),
        Span::between(middle, late.saturating_add(8).min(data.end())),
        Span::between(data.start(), near.saturating_add(8).min(middle)),
    ]
}
