//! Who receives the files of a container.

use super::{Bytes, Fault, Kind, Place};

/// Receives the files of a container, in their order.
pub trait Visitor<'s> {
    /// Whether to keep a file that starts with `head`; the others are skipped unread. `head` has up
    /// to 4608 bytes.
    fn wants(&mut self, place: &Place, head: &[u8]) -> bool;

    /// Takes a file that is wanted.
    fn file(&mut self, place: Place, bytes: Bytes<'s>);

    /// The file at `place` has the same bytes as the one at `first`, which was taken or passed
    /// before.
    fn again(&mut self, place: Place, first: &Place);

    /// Whether to open the container at `place`, which lies in another; one that is not opened
    /// counts as a file that is not wanted.
    fn enters(&mut self, _place: &Place) -> bool {
        true
    }

    /// Called for a file that is not wanted.
    fn passed(&mut self, place: &Place);

    /// Called for a container before its files.
    fn opened(&mut self, _place: &Place, _kind: Kind) {}

    /// Called for what kept files in the container at `place` from being read.
    fn trouble(&mut self, place: &Place, fault: Fault);

    /// Called for a file in a container that could not be read, while others can be.
    fn unread(&mut self, place: &Place, fault: Fault);

    /// Waits until bytes that were given to the visitor have been dropped; `false` where it has
    /// dropped all of them.
    fn make_room(&mut self) -> bool {
        false
    }

    /// Whether to stop.
    fn wants_stop(&mut self) -> bool {
        false
    }
}
