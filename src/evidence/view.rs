//! Where the structures of a program are read: in a file, in the member of an archive, or in the memory
//! of a WebAssembly module.

use super::places::Places;
use crate::bytes::{Input, PartOffset};
use crate::image::{Image, Memory};

/// What holds the bytes of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// The file.
    File,
    /// The member of an archive, whose content starts there.
    Member(PartOffset),
    /// An archive that is a package of Go's.
    Package,
}

/// Where a program is read.
pub(crate) struct View<'i> {
    input: &'i Input<'i>,
    within: Within,
    image: Image,
    /// The image with its places in the file, where they differ.
    image_in_file: Option<Image>,
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
    /// A view of a file, a member or a package.
    pub(crate) fn new(input: &'i Input<'i>, within: Within, image: Image) -> Self {
        let image_in_file = match within {
            Within::Member(start) => Some(image.clone().within(start)),
            Within::File | Within::Package => None,
        };
        Self { input, within, image, image_in_file, memory: None }
    }

    /// The same, with the memory of the module.
    pub(crate) fn with_memory(self, memory: Loaded) -> Self {
        Self { memory: Some(memory), ..self }
    }

    /// The image, with its places in the file.
    pub(crate) fn image(&self) -> &Image {
        self.image_in_file.as_ref().unwrap_or(&self.image)
    }

    /// The image, with its places in the file or member that was read.
    pub(crate) fn part(&self) -> &Image {
        &self.image
    }

    /// The image, with its places in the file.
    pub(crate) fn into_image(self) -> Image {
        self.image_in_file.unwrap_or(self.image)
    }

    /// Whether it is in an archive, or is one.
    pub(crate) fn in_archive(&self) -> bool {
        self.within != Within::File
    }

    /// Asks the image and the bytes in which Go's structures lie.
    pub(crate) fn ask<T>(&self, ask: impl FnOnce(&Image, &Input<'_>) -> T) -> T {
        match &self.memory {
            None => ask(&self.image, self.input),
            Some(loaded) => {
                let source = loaded.memory.source(self.input.source());
                let input = Input::resume(&source, self.input.budget(), &loaded.head);
                ask(&loaded.image, &input)
            }
        }
    }

    /// Asks the image and the bytes of the file or member itself.
    pub(crate) fn ask_part<T>(&self, ask: impl FnOnce(&Image, &Input<'_>) -> T) -> T {
        ask(&self.image, self.input)
    }

    /// What [`View::ask`] gave, with its places in the file.
    pub(crate) fn moved<T: Places>(&self, mut found: T) -> T {
        match &self.memory {
            Some(loaded) => found.convert(&|at| self.place_of_part(loaded.memory.place(at))),
            None => return self.moved_part(found),
        }
        found
    }

    /// What [`View::ask_part`] gave, with its places in the file.
    pub(crate) fn moved_part<T: Places>(&self, mut found: T) -> T {
        if let Within::Member(_) = self.within {
            found.convert(&|at| self.place_of_part(at));
        }
        found
    }

    /// Where in the file a place of the file or member is.
    pub(crate) fn place_of_part(&self, at: PartOffset) -> PartOffset {
        match self.within {
            Within::Member(start) => at.saturating_add(start.0),
            Within::File | Within::Package => at,
        }
    }

    /// Whether places in the view differ from those in the file.
    pub(crate) fn is_moved(&self) -> bool {
        self.memory.is_some() || matches!(self.within, Within::Member(_))
    }
}
