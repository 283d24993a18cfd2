//! What lies inside of a program that the file carries: it is that program's, not the file's own.

use std::cell::OnceCell;

use crate::bytes::{Input, PartOffset, Span};
use crate::image::{Carried, Format, Image, carried, carried_in};

/// The programs that a part of the file carries: looked for once, when something was found.
pub(super) struct Inside<'i, 's> {
    pub(super) image: &'i Image,
    pub(super) input: &'i Input<'s>,
    within: Span,
    programs: OnceCell<Vec<Carried>>,
}

impl<'i, 's> Inside<'i, 's> {
    /// Those that start in `within`.
    pub(super) fn new(image: &'i Image, input: &'i Input<'s>, within: Span) -> Self {
        Self { image, input, within, programs: OnceCell::new() }
    }

    /// Looks for them in `bytes`, which are at hand and start at `start`, if those are all of that part.
    pub(super) fn look_in(&self, start: PartOffset, bytes: &[u8]) {
        if u64::try_from(bytes.len()) == Ok(self.within.len()) {
            self.programs.get_or_init(|| carried_in(self.input, start, bytes));
        }
    }

    /// The same where it is known that there are none.
    pub(super) fn none(image: &'i Image, input: &'i Input<'s>) -> Self {
        Self { programs: OnceCell::from(Vec::new()), ..Self::new(image, input, Span::default()) }
    }

    /// Whether one of them holds the byte at `at`. Of a file without headers nothing says what is
    /// inside what.
    pub(super) fn holds(&self, at: PartOffset) -> bool {
        let find = || carried(self.input, self.within).unwrap_or_default();
        self.image.format != Format::Unknown
            && self.programs.get_or_init(find).iter().any(|it| it.span.contains(at))
    }
}
