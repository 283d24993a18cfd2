//! Places of a structure that was read from the memory of a WebAssembly module, converted to places in
//! the module.

use super::error::{Damage, Defect};
use crate::bytes::{PartOffset, Span};

/// What converts one place.
pub(crate) type Convert<'c> = &'c dyn Fn(PartOffset) -> PartOffset;

/// Something that holds places.
pub(crate) trait Places {
    /// Converts every one of them.
    fn convert(&mut self, to: Convert<'_>);
}

impl Places for PartOffset {
    fn convert(&mut self, to: Convert<'_>) {
        *self = to(*self);
    }
}

/// A span keeps its length, though the file may hold fewer bytes of it: what is in no segment of a
/// WebAssembly module is zero.
impl Places for Span {
    fn convert(&mut self, to: Convert<'_>) {
        *self = Self::new(to(self.start()), self.len());
    }
}

impl<T: Places> Places for Option<T> {
    fn convert(&mut self, to: Convert<'_>) {
        self.iter_mut().for_each(|it| it.convert(to));
    }
}

impl<T: Places> Places for Vec<T> {
    fn convert(&mut self, to: Convert<'_>) {
        self.iter_mut().for_each(|it| it.convert(to));
    }
}

impl<T: Places, E: Places> Places for Result<T, E> {
    fn convert(&mut self, to: Convert<'_>) {
        match self {
            Ok(found) => found.convert(to),
            Err(error) => error.convert(to),
        }
    }
}

impl Places for Damage {
    fn convert(&mut self, to: Convert<'_>) {
        self.at = to(self.at);
        // A read error names the place where the bytes were looked for, not the one in the file.
        if let Defect::Read(_) = self.defect {
            self.defect = Defect::Malformed("cannot be read whole");
        }
    }
}
