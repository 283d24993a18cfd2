//! A quick look into one program, of which no record is wanted.

use super::Depth;
use crate::bytes::{ByteSource, Limits};
use crate::container::{self, Found, Opening, Part, Taken, Visitor};
use crate::evidence::{Program, Within};
use crate::origin::Origin;

/// What `told` makes of the evidence of the program in `source`, or in that slice of it, and of the
/// program's size in bytes; `None` where there is no such program.
pub(super) fn in_program<T>(
    source: &dyn ByteSource,
    slice: Option<&str>,
    told: impl FnOnce(Origin, u64) -> T,
) -> Option<T> {
    let limits = Limits::default();
    let mut look = Look { slice, told: Some(told), found: None };
    container::visit(source, &Opening::new(&limits), &mut look).ok()?;
    look.found
}

struct Look<'l, F, T> {
    slice: Option<&'l str>,
    /// Taken where the program is met.
    told: Option<F>,
    found: Option<T>,
}

impl<T, F: FnOnce(Origin, u64) -> T> Visitor for Look<'_, F, T> {
    fn see(&mut self, part: &Part<'_>) -> Taken {
        let is_program = matches!(part.found, Found::File | Found::Program | Found::Unpacked(..));
        if !is_program || part.around.slice() != self.slice {
            return Taken::No;
        }
        let program = Program::open(part.input, Within::File, Depth::Quick).ok().flatten();
        let Some(program) = program else { return Taken::No };
        let evidence = Origin::of(program, Depth::Quick);
        if let Some(told) = self.told.take() {
            self.found = Some(told(evidence, part.input.size()));
        }
        Taken::Yes
    }
}
