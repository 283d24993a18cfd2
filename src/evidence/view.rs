//! Where the structures of a program are read: in a part of a file, or in the memory of a WebAssembly
//! module.

use super::marks::{self, Marks};
use super::places::Places;
use crate::bytes::{Input, PartOffset};
use crate::container::Around;
use crate::image::{Image, Memory};

/// The most headers of pclntabs in a module of which each is asked for what points to it.
const MOST_HEADERS: usize = 4;

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

    /// The words in the memory of a module that hold the address of what may be the header of a pclntab, in
    /// their order; none where that is not known.
    pub(crate) fn words_to_pclntabs(&self) -> Vec<PartOffset> {
        let words = |loaded: &Loaded| {
            let (image, input, memory) = (&self.image, self.input, &loaded.memory);
            let headers = match loaded.marks.pclntab()? {
                [] => marks::headers(image, input, memory)?,
                headers => headers.to_vec(),
            };
            let headers = Some(headers).filter(|them| them.len() <= MOST_HEADERS)?;
            let words = |at: &PartOffset| marks::words_that_hold(image, input, memory, *at);
            let mut words = headers.iter().map(words).collect::<Option<Vec<_>>>()?.concat();
            words.sort_unstable();
            Some(words)
        };
        self.memory.as_ref().and_then(words).unwrap_or_default()
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
