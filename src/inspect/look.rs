//! A quick look into one program that needs no record.

use super::Depth;
use crate::bytes::{ByteSource, Limits};
use crate::container::{self, Found, Opening, Part, Taken, Visitor};
use crate::evidence::Program;
use crate::origin::Origin;

/// The result of `read` for the origin of the program in `source` and its size in bytes; `None`
/// where there is no such program, and for a fat file.
pub(super) fn in_program<T>(
    source: &dyn ByteSource,
    read: impl FnOnce(Origin, u64) -> T,
) -> Option<T> {
    let limits = Limits::default();
    let mut look = Look { read: Some(read), found: None };
    container::visit(source, &Opening::new(&limits), &mut look).ok()?;
    look.found
}

struct Look<F, T> {
    /// Taken when the program is met.
    read: Option<F>,
    found: Option<T>,
}

impl<T, F: FnOnce(Origin, u64) -> T> Visitor for Look<F, T> {
    fn see(&mut self, part: &Part<'_>) -> Taken {
        let is_program = matches!(part.found, Found::File | Found::Program | Found::Unpacked(..));
        if !is_program || part.around.slice().is_some() {
            return Taken::No;
        }
        let program = Program::open(part.input, &part.around, Depth::Quick).ok().flatten();
        let Some(program) = program else { return Taken::No };
        let origin = Origin::of(program, Depth::Quick);
        if let Some(read) = self.read.take() {
            self.found = Some(read(origin, part.input.size()));
        }
        Taken::Yes
    }
}
