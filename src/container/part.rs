//! A part of an input, and the visitor that receives it.

use super::Around;
use crate::bytes::{Input, LimitExceeded, Limits, ReadError, Span};
use crate::image::{ImageError, Member};
use crate::unpack::{Packed, UnpackError, Unpacked};

/// Options for splitting an input into parts.
#[derive(Clone, Debug)]
pub struct Opening<'l> {
    /// The limits for each part.
    pub limits: &'l Limits,
    /// The most members of an archive that are read.
    pub members: u64,
    /// Whether to search a file of no known format for slices of a fat Mach-O file without its
    /// header.
    pub salvage: bool,
    /// The most bytes that a packed program may unpack to.
    pub unpacked: LimitExceeded,
}

impl<'l> Opening<'l> {
    /// The options for a thorough look: everything that the limits allow.
    pub fn new(limits: &'l Limits) -> Self {
        let unpacked = LimitExceeded { name: "unpacked", limit: limits.unpacked };
        Self { limits, members: u64::MAX, salvage: false, unpacked }
    }
}

/// One part of an input.
pub struct Part<'p> {
    /// Its bytes, as a separate file.
    pub input: &'p Input<'p>,
    /// Its surroundings.
    pub around: Around,
    /// Its kind.
    pub found: Found<'p>,
    /// The file or slice that contains the part: the archive of a member, the packed file of a
    /// program. The part itself where neither applies.
    pub whole: &'p Input<'p>,
}

/// The kind of a part.
pub enum Found<'p> {
    /// A file of any format that contains no other parts.
    File,
    /// An archive that is a compiled Go package: the spans of the members that Go's tools write
    /// first.
    Package(&'p [Span]),
    /// The member of an archive that `-buildmode=c-archive` puts the program into.
    Program,
    /// An archive without Go parts: its members, as far as they could be read.
    Archive(&'p [Member]),
    /// A program as it was before it was packed.
    Unpacked(&'p Packed, &'p Unpacked),
    /// A packed program that cannot be unpacked.
    Packed(&'p Packed, &'p UnpackError),
    /// A fat Mach-O file with a damaged header and without any slices found.
    Sliceless(&'p ImageError),
}

impl<'p> Part<'p> {
    /// A file or slice that is its own only part.
    pub(super) fn whole(input: &'p Input<'p>, around: &Around, found: Found<'p>) -> Self {
        Self { input, around: around.clone(), found, whole: input }
    }

    /// The bytes to hash and search as one, and their surroundings. For an archive they are the whole
    /// archive with all members; for a packed file they are the unpacked program.
    pub fn searched(&self) -> (&'p Input<'p>, Around) {
        match self.found {
            Found::Program => (self.whole, self.around.of_holder()),
            _ => (self.input, self.around.clone()),
        }
    }
}

/// A visitor's answer: whether the part is what the guess said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is, or there is nothing else to show.
    Yes,
    /// It is not: the guess was wrong, and its container is shown as one file.
    No,
}

/// Receives the parts of an input.
pub trait Visitor {
    /// Looks at one part. The answer matters only where the part was a guess: for
    /// [`Found::Package`], [`Found::Program`], and where [`Around::is_guess`] is true.
    fn see(&mut self, part: &Part<'_>) -> Taken;

    /// Called for a part that cannot be read; the places in `error` are places in the file.
    fn see_unreadable(&mut self, _around: &Around, _error: &ReadError) {}
}
