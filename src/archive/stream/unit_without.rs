//! Units of a build without the feature `archives`: those of gzip alone.

use std::io::{self, Read};

use flate2::bufread::GzDecoder;

use super::Stream;
use crate::archive::{Fault, Kind};
use crate::bytes::Limits;

/// A decoder of one unit.
pub(super) struct Unit<'a, 's>(Box<GzDecoder<Stream<'a, 's>>>);

impl<'a, 's> Unit<'a, 's> {
    /// A decoder of the unit that starts here.
    pub(super) fn start(kind: Kind, stream: Stream<'a, 's>, _: &Limits) -> io::Result<Self> {
        match kind {
            Kind::Gzip => Ok(Self(Box::new(GzDecoder::new(stream)))),
            _ => Err(Fault::left_out(kind.name()).into_io()),
        }
    }

    /// The rest of the stream, behind the unit.
    pub(super) fn finish(self) -> Stream<'a, 's> {
        self.0.into_inner()
    }

    /// The name that the unit gives its content; `None` where it gives none.
    pub(super) fn name(&self) -> Option<&[u8]> {
        self.0.header()?.filename()
    }
}

impl Read for Unit<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}
