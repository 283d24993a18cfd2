//! What a reader of a container hands its files to, and asks for.

use std::rc::Rc;

use super::hold::Opening;
use super::meter::Meter;
use super::stream::Stream;
use super::{Fault, Kind, Place, Shared};

/// The first bytes of a file by which its kind is told, as many as a visitor gets.
pub(super) const HEAD: usize = 4608;

/// What a reader of a container hands its files to, and asks for.
pub(super) trait Inside<'s> {
    /// Shows a file, or opens it if it is a container. Fails where the container around it cannot
    /// be read any further, or only this file cannot; the caller knows which.
    fn file(&mut self, place: Place, stream: Stream<'_, 's>) -> Result<(), Fault>;

    /// A file with the bytes of another one in the same container, which was shown before.
    fn again(&mut self, place: Place, first: &Place) -> Result<(), Fault>;

    /// Goes on with the container of that kind at `place`, whose files count as those of the one
    /// around it: `tar` in `gzip`.
    fn deeper(&mut self, kind: Kind, stream: Stream<'_, 's>, place: &Place) -> Result<(), Fault>;

    /// Reports that the file at `place` could not be read, and others can be.
    fn unread(&mut self, place: &Place, fault: Fault);

    /// Reports what kept the file at `place` from being read, so that the others can be; fails where
    /// a limit on all of them was reached.
    fn or_unread(&mut self, place: &Place, read: Result<(), Fault>) -> Result<(), Fault> {
        match read {
            Err(fault) if !fault.is_final() => {
                self.unread(place, fault);
                Ok(())
            }
            done => done,
        }
    }

    /// The stream as a source that can be read in any order.
    fn seekable(&mut self, stream: Stream<'_, 's>) -> Result<Shared<'s>, Fault>;

    /// The count of what was read so far.
    fn meter(&self) -> Rc<Meter>;

    /// Whether anything inside the container at `place` is wanted.
    fn enters(&mut self, place: &Place) -> bool;

    /// How many files were taken, or could not be read, so far.
    fn taken(&self) -> u64;

    /// How many faults were reported so far.
    fn told(&self) -> u64;

    /// Whether the fault that was reported last says of a file that it is cut off or damaged.
    fn told_of_damage(&self) -> bool;

    /// What became of moving behind a file in a container that may end in it: where something inside the
    /// file said so, of which `told` faults were reported before, that is enough.
    fn unless_told(&self, told: u64, moved: Result<(), Fault>) -> Result<(), Fault> {
        match moved {
            Err(Fault::CutShort { .. }) if self.told() > told && self.told_of_damage() => Ok(()),
            moved => moved,
        }
    }

    /// How containers are read.
    fn opening(&self) -> Opening<'_>;

    /// Whether nobody wants any more.
    fn wants_stop(&mut self) -> bool;
}
