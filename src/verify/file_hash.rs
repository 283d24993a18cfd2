//! The SHA-256 of a whole file, taken while another hash is computed of it.
//!
//! The bytes are read once: whoever reads a [`Hashed`] source from its start to its end leaves its
//! hash behind. What nobody has read is read at the end.

use std::io;
use std::sync::{Mutex, PoisonError};

use crate::bytes::{ByteSource, Digest, Hasher, Input, PartOffset, ReadError, Span};

/// Bytes read in one step.
const STEP: usize = 128 << 10;

/// A source that is hashed as it is read.
pub(crate) struct Hashed<'s> {
    source: &'s dyn ByteSource,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    hasher: Hasher,
    /// How many bytes, from the start on, were hashed.
    done: u64,
}

impl<'s> Hashed<'s> {
    /// A source of which nothing was read.
    pub(crate) fn new(source: &'s dyn ByteSource) -> Self {
        Self { source, state: Mutex::default() }
    }

    /// The hash of the whole file that `input` reads through this source.
    ///
    /// # Errors
    /// [`ReadError`] where the file cannot be read, or is larger than the limit on hashing.
    pub(crate) fn digest(&self, input: &Input<'_>) -> Result<Digest, ReadError> {
        let limit = input.budget().limits().bytes_hashed;
        input.budget().within("bytes-hashed", input.size(), limit)?;
        let mut buffer = Vec::new();
        loop {
            let done = self.lock(|state| state.done);
            let left = self.source.size().saturating_sub(done);
            if left == 0 {
                return Ok(self.lock(|state| state.hasher.digest()));
            }
            buffer.resize(usize::try_from(left).unwrap_or(STEP).min(STEP), 0);
            let at = PartOffset(done);
            let got = self.read_at(at, &mut buffer);
            let got = got.map_err(|error| ReadError::Io { at, kind: error.kind() })?;
            if got == 0 {
                return Err(ReadError::Io { at, kind: io::ErrorKind::UnexpectedEof });
            }
        }
    }

    fn lock<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ByteSource for Hashed<'_> {
    fn size(&self) -> u64 {
        self.source.size()
    }

    fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.source.read_at(at, buffer)?;
        self.lock(|state| {
            let Some(skip) = state.done.checked_sub(at.0) else { return };
            let skip = usize::try_from(skip).unwrap_or(usize::MAX);
            let new = buffer.get(skip..got).unwrap_or_default();
            state.hasher.update(new);
            state.done = state.done.saturating_add(u64::try_from(new.len()).unwrap_or(0));
        });
        Ok(got)
    }

    fn data_from(&self, at: PartOffset) -> Span {
        self.source.data_from(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Budget, Limits};

    #[test]
    fn every_order_of_reading_gives_the_hash() {
        let data: Vec<u8> = (0..300_000_u32).map(|at| (at % 251) as u8).collect();
        let limits = Limits::default();
        let budget = Budget::new(&limits);
        for reads in [
            &[][..],
            &[(0, 10), (0, 100_000), (100_000, 200_000)],
            &[(5, 10), (0, 3), (2, 50)],
            &[(299_999, 1), (0, 300_000), (0, 300_000)],
        ] {
            let hashed = Hashed::new(&data);
            for (at, len) in reads {
                let mut buffer = vec![0; *len];
                hashed.read_at(PartOffset(*at), &mut buffer).unwrap();
            }
            let input = Input::open(&hashed, &budget).unwrap();
            assert_eq!(hashed.digest(&input).unwrap(), Digest::of(&data), "{reads:?}");
        }
    }

    #[test]
    fn a_limit_is_kept() {
        let data = vec![1_u8; 1000];
        let limits = Limits { bytes_hashed: 999, ..Limits::default() };
        let budget = Budget::new(&limits);
        let hashed = Hashed::new(&data);
        let input = Input::open(&hashed, &budget).unwrap();
        assert!(hashed.digest(&input).is_err());
    }
}
