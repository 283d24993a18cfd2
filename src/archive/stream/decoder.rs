//! Unpacking on the way: all units of a compressed run, counted against the limits.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use super::Stream;
use super::between::{behind_zeros, starts_unit};
use super::memory::fault_of;
use super::unit::Unit;
use crate::archive::meter::Meter;
use crate::archive::{Fault, Kind};

/// How a compressed run ended; known once all of it was read.
#[derive(Clone, Debug, Default)]
pub(in crate::archive) struct Ending(Rc<Cell<u64>>);

impl Ending {
    /// How many bytes followed that belong to no unit, and are not zeros.
    pub(in crate::archive) fn trailing(&self) -> u64 {
        self.0.get()
    }
}

/// What the `stream` of that kind unpacks to, and its own name for it.
pub(in crate::archive) fn decoded<'a, 's: 'a>(
    kind: Kind,
    stream: Stream<'a, 's>,
    meter: &'a Meter,
    ending: &Ending,
) -> Result<(Stream<'a, 's>, Option<Vec<u8>>), Fault> {
    let taken = stream.count();
    let fault = |error: io::Error| fault_of(kind, &error, meter.limits());
    let mut unit = Unit::start(kind, stream, meter.limits()).map_err(fault)?;
    // The header of gzip is only known once something was read.
    let mut first = vec![0; super::FIRST];
    let count = unit.read(&mut first).map_err(fault)?;
    first.truncate(count);
    let name = unit.name().map(<[u8]>::to_vec);
    let units = Units { kind, unit: Some(unit), ending: ending.clone(), meter };
    let start = io::Cursor::new(first);
    let all = start.chain(units);
    Ok((Stream::of_reader(Limited { inner: all, kind, taken, given: 0, meter }, None), name))
}

/// A reader of a run that `stored` compressed bytes unpack to.
pub(in crate::archive) fn limited<'a>(
    kind: Kind,
    inner: impl Read + 'a,
    stored: u64,
    meter: &'a Meter,
) -> impl Read + 'a {
    Limited { inner, kind, taken: Rc::new(Cell::new(stored)), given: 0, meter }
}

/// All units, one after the other.
struct Units<'a, 's> {
    kind: Kind,
    /// The unit that is being read; `None` at the end.
    unit: Option<Unit<'a, 's>>,
    ending: Ending,
    meter: &'a Meter,
}

impl Read for Units<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(unit) = &mut self.unit {
            let count = unit.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let Some(mut rest) = self.unit.take().map(Unit::finish) else { break };
            if starts_unit(self.kind, &mut rest)? {
                self.unit = Some(Unit::start(self.kind, rest, self.meter.limits())?);
            } else {
                self.ending.0.set(behind_zeros(&mut rest)?);
            }
        }
        Ok(0)
    }
}

/// Counts what is unpacked against the limits.
struct Limited<'m, R> {
    inner: R,
    kind: Kind,
    /// Compressed bytes taken so far.
    taken: Rc<Cell<u64>>,
    given: u64,
    meter: &'m Meter,
}

impl<R: Read> Read for Limited<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = loop {
            match self.inner.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let limits = self.meter.limits();
                    return Err(fault_of(self.kind, &error, limits).into_io());
                }
                Ok(count) => break count,
            }
        };
        let more = u64::try_from(count).unwrap_or(u64::MAX);
        self.given = self.given.saturating_add(more);
        let paid = self.meter.count_unpacked(more, self.taken.get(), self.given);
        paid.map_err(Fault::into_io)?;
        Ok(count)
    }
}
