//! A part of an input, and who looks at it.

use super::Around;
use crate::bytes::{Input, LimitExceeded, Limits, ReadError, Span};
use crate::image::{ImageError, Member};
use crate::unpack::{Packed, UnpackError, Unpacked};

/// How an input is taken apart.
#[derive(Clone, Debug)]
pub struct Opening<'l> {
    /// What each part may cost.
    pub limits: &'l Limits,
    /// The most members of an archive that are looked at.
    pub members: u64,
    /// Search a file of no known format for the slices of a fat Mach-O file whose header is gone.
    pub salvage: bool,
    /// The most bytes that a packed program may unpack to.
    pub unpacked: LimitExceeded,
}

impl<'l> Opening<'l> {
    /// How an input is taken apart that is looked at closely: everything that the limits allow.
    pub fn new(limits: &'l Limits) -> Self {
        let unpacked = LimitExceeded { name: "unpacked", limit: limits.unpacked };
        Self { limits, members: u64::MAX, salvage: false, unpacked }
    }
}

/// One part of an input.
pub struct Part<'p> {
    /// Its bytes, as a file of their own.
    pub input: &'p Input<'p>,
    /// What lies around it.
    pub around: Around,
    /// What it is.
    pub found: Found<'p>,
    /// The file or the slice that it is found in: the archive of a member, the packed file of a
    /// program. The part itself, where it is in neither.
    pub whole: &'p Input<'p>,
}

/// What a part is.
pub enum Found<'p> {
    /// A file of any format that holds no other parts.
    File,
    /// An archive that is a compiled Go package: where the members lie that Go's tools put first.
    Package(&'p [Span]),
    /// The member of an archive that `-buildmode=c-archive` puts the program into.
    Program,
    /// An archive in which nothing was taken for Go's: its members, as far as they were read.
    Archive(&'p [Member]),
    /// A program as it was before it was packed.
    Unpacked(&'p Packed, &'p Unpacked),
    /// A packed program that cannot be unpacked.
    Packed(&'p Packed, &'p UnpackError),
    /// A fat Mach-O file whose header is damaged, and in which no slice was found.
    Sliceless(&'p ImageError),
}

impl<'p> Part<'p> {
    /// A file or slice that is its own only part.
    pub(super) fn whole(input: &'p Input<'p>, around: &Around, found: Found<'p>) -> Self {
        Self { input, around: around.clone(), found, whole: input }
    }

    /// What is hashed and searched as one, and what lies around that: an archive with all of its
    /// members, but the program that was in a packed file.
    pub fn searched(&self) -> (&'p Input<'p>, Around) {
        match self.found {
            Found::Program => (self.whole, self.around.of_holder()),
            _ => (self.input, self.around.clone()),
        }
    }
}

/// Whether a part is what was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is, or it is all that there is to look at.
    Yes,
    /// It is not: what it was guessed to be in is shown as one file.
    No,
}

/// Who looks at the parts of an input.
pub trait Visitor {
    /// Looks at one part. The answer counts only where the part was a guess: that is the case for
    /// [`Found::Package`], [`Found::Program`], and where [`Around::is_guess`] says so.
    fn see(&mut self, part: &Part<'_>) -> Taken;

    /// Is told that a part cannot be read; the places in `error` are those in the file.
    fn see_unreadable(&mut self, _around: &Around, _error: &ReadError) {}
}
