//! One pass over a file that hashes it in several versions: as it is, with bytes replaced, cut at
//! an end. Memory is constant for files of every size.
//!
//! In every version each occurrence of the build ID counts as zeros. Occurrences are found from the
//! start of the file on and do not overlap, as in `FindAndHash` of
//! `cmd/internal/buildid/rewrite.go` (Go 1.19–1.27).

use crate::bytes::needle::LongNeedle;
use crate::bytes::{ByteSource, Input, PartOffset, ReadError, Span};
use crate::bytes::{Digest, Hasher};

/// Bytes read in one step: the size of the second-level cache of a small processor.
const STEP: usize = 128 << 10;

/// A replacement for bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Patch {
    /// Zeros.
    Zeros(Span),
    /// Other bytes, in the same number.
    Bytes(PartOffset, Vec<u8>),
}

impl Patch {
    fn span(&self) -> Span {
        match self {
            Self::Zeros(span) => *span,
            Self::Bytes(at, bytes) => {
                Span::new(*at, u64::try_from(bytes.len()).unwrap_or(u64::MAX))
            }
        }
    }

    /// Adds the part of the replacement that belongs to `span`, which lies inside this patch.
    fn hash(&self, span: Span, hasher: &mut Hasher) {
        match self {
            Self::Zeros(_) => hasher.update_zeros(span.len()),
            Self::Bytes(at, bytes) => hasher.update(part(bytes, *at, span)),
        }
    }
}

/// The bytes of `span` in `bytes`, which start at `at`.
fn part(bytes: &[u8], at: PartOffset, span: Span) -> &[u8] {
    let from = usize::try_from(span.start().0.saturating_sub(at.0)).unwrap_or(usize::MAX);
    let to = usize::try_from(span.end().0.saturating_sub(at.0)).unwrap_or(usize::MAX);
    bytes.get(from..to.min(bytes.len())).unwrap_or_default()
}

/// One version of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Version {
    patches: Vec<Patch>,
    ends: Vec<PartOffset>,
}

impl Version {
    /// The file with `patches`, which do not overlap, hashed up to each of `ends`.
    pub(super) fn new(mut patches: Vec<Patch>, mut ends: Vec<PartOffset>) -> Self {
        patches.retain(|patch| !patch.span().is_empty());
        patches.sort_by_key(|patch| patch.span().start());
        ends.sort();
        ends.dedup();
        Self { patches, ends }
    }

    /// Hashes the same bytes also up to the ends of `other`, where it has the same patches; gives it
    /// back where it has others.
    pub(super) fn join(&mut self, other: Self) -> Result<(), Self> {
        if self.patches != other.patches {
            return Err(other);
        }
        *self = Self::new(std::mem::take(&mut self.patches), [&*self.ends, &*other.ends].concat());
        Ok(())
    }
}

/// A version being hashed.
struct Hashing<'v> {
    patches: &'v [Patch],
    ends: &'v [PartOffset],
    hasher: Hasher,
    digests: Vec<(PartOffset, Digest)>,
}

impl<'v> Hashing<'v> {
    fn new(version: &'v Version) -> Self {
        let (patches, ends) = (version.patches.as_slice(), version.ends.as_slice());
        Self { patches, ends, hasher: Hasher::default(), digests: Vec::new() }
    }

    /// Adds the bytes at `at`, which follow those added before.
    fn add(&mut self, at: PartOffset, bytes: &[u8]) {
        let all = Span::new(at, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        let mut left = all;
        while let Some((&end, later)) = self.ends.split_first() {
            if end > all.end() {
                break;
            }
            self.add_part(at, bytes, Span::between(left.start(), end));
            self.digests.push((end, self.hasher.digest()));
            left = Span::between(end, all.end());
            self.ends = later;
        }
        // Bytes behind the last end do not count.
        if !self.ends.is_empty() {
            self.add_part(at, bytes, left);
        }
    }

    /// Adds `span` of the bytes at `at`.
    fn add_part(&mut self, at: PartOffset, bytes: &[u8], span: Span) {
        let mut left = span;
        while let Some((patch, later)) = self.patches.split_first() {
            let patched = patch.span();
            if patched.end() <= left.start() {
                self.patches = later;
                continue;
            }
            if left.is_empty() || patched.start() >= left.end() {
                break;
            }
            let start = patched.start().max(left.start());
            let end = patched.end().min(left.end());
            self.hasher.update(part(bytes, at, Span::between(left.start(), start)));
            patch.hash(Span::between(start, end), &mut self.hasher);
            left = Span::between(end, left.end());
        }
        self.hasher.update(part(bytes, at, left));
    }

    /// Adds zeros behind `size`, the end of the file, up to each end that lies there.
    fn extend(&mut self, size: PartOffset) {
        let mut at = size;
        for &end in self.ends {
            self.hasher.update_zeros(Span::between(at, end).len());
            self.digests.push((end, self.hasher.digest()));
            at = end;
        }
        self.ends = &[];
    }

    fn has_ended(&self) -> bool {
        self.ends.is_empty()
    }
}

/// The hashes of versions of a file.
pub(super) struct Hashes<'v> {
    states: Vec<Hashing<'v>>,
    size: PartOffset,
}

impl Hashes<'_> {
    /// The hash of each version at each of its ends that lies in the file.
    pub(super) fn of_versions(&self) -> impl Iterator<Item = &[(PartOffset, Digest)]> {
        self.states.iter().map(|state| state.digests.as_slice())
    }

    /// The hash of that version at that end.
    pub(super) fn at(&self, version: usize, end: PartOffset) -> Option<Digest> {
        let digests = &self.states.get(version)?.digests;
        digests.iter().find(|(at, _)| *at == end).map(|(_, digest)| *digest)
    }

    /// Adds the hashes at the ends behind that of the file, with zeros up to there.
    pub(super) fn extend(&mut self) {
        for state in &mut self.states {
            state.extend(self.size);
        }
    }
}

/// Hashes every version of `input` in one pass, with each occurrence of `id` as zeros.
///
/// # Errors
/// [`ReadError`] where the file cannot be read, or is larger than the limit on hashing.
pub(super) fn hash<'v>(
    input: &Input<'_>,
    id: &[u8],
    versions: &'v [Version],
) -> Result<Hashes<'v>, ReadError> {
    let limit = input.budget().limits().bytes_hashed;
    input.budget().within("bytes-hashed", input.size(), limit)?;
    let mut states: Vec<_> = versions.iter().map(Hashing::new).collect();
    let mut pass = Pass::new(input.source(), id);
    while let Some((at, bytes)) = pass.advance()? {
        for state in &mut states {
            state.add(at, bytes);
        }
        if states.iter().all(Hashing::has_ended) {
            break;
        }
    }
    Ok(Hashes { states, size: PartOffset(input.size()) })
}

/// A pass over a source in pieces that follow one another, with the ID zeroed.
struct Pass<'p> {
    source: &'p dyn ByteSource,
    id: LongNeedle<'p>,
    id_len: usize,
    /// Bytes of the source. Those before `done` were handed out; those from `done` on may start an
    /// ID.
    buffer: Vec<u8>,
    /// Where the buffer's first byte lies.
    at: PartOffset,
    /// How many bytes of the buffer are filled, and how many of them were handed out.
    filled: usize,
    done: usize,
}

impl<'p> Pass<'p> {
    fn new(source: &'p dyn ByteSource, id: &'p [u8]) -> Self {
        let size = usize::try_from(source.size()).unwrap_or(usize::MAX);
        let buffer = vec![0; STEP.min(size).saturating_add(id.len())];
        let id_len = id.len();
        let id = LongNeedle::new(id);
        Self { source, id, id_len, buffer, at: PartOffset(0), filled: 0, done: 0 }
    }

    /// The next piece and its place; `Ok(None)` behind the last.
    fn advance(&mut self) -> Result<Option<(PartOffset, &[u8])>, ReadError> {
        self.slide();
        let start = self.at.saturating_add(u64::try_from(self.filled).unwrap_or(u64::MAX));
        let left = self.source.size().saturating_sub(start.0);
        let room = self.buffer.len().saturating_sub(self.filled);
        let count = usize::try_from(left).unwrap_or(usize::MAX).min(room);
        self.read(start, count)?;
        let is_last = u64::try_from(count).is_ok_and(|count| count == left);
        if self.filled == 0 {
            return Ok(None);
        }
        let mut ready = self.filled;
        if !is_last {
            // A possible start of an ID waits for the bytes behind it.
            ready = ready.saturating_sub(self.id_len.saturating_sub(1));
        }
        let zeroed = self.zero_ids();
        self.done = ready.max(zeroed);
        let bytes = self.buffer.get(..self.done).unwrap_or_default();
        Ok((!bytes.is_empty()).then_some((self.at, bytes)))
    }

    /// Moves the bytes that were not handed out to the front.
    fn slide(&mut self) {
        self.buffer.copy_within(self.done..self.filled, 0);
        self.at = self.at.saturating_add(u64::try_from(self.done).unwrap_or(u64::MAX));
        self.filled = self.filled.saturating_sub(self.done);
        self.done = 0;
    }

    fn read(&mut self, start: PartOffset, count: usize) -> Result<(), ReadError> {
        let end = self.filled.saturating_add(count);
        let room = self.buffer.get_mut(self.filled..end).unwrap_or_default();
        let got = self
            .source
            .read_at(start, room)
            .map_err(|error| ReadError::Io { at: start, kind: error.kind() })?;
        if got < count {
            let got = u64::try_from(got).unwrap_or(u64::MAX);
            return Err(ReadError::Shrunk { at: start.saturating_add(got) });
        }
        self.filled = end;
        Ok(())
    }

    /// Zeroes every complete ID in the buffer and gives the end of the last; 0 where there is none.
    fn zero_ids(&mut self) -> usize {
        let mut from = 0;
        loop {
            let rest = self.buffer.get_mut(from..self.filled).unwrap_or_default();
            let Some(at) = self.id.find(rest) else { return from };
            let end = at.saturating_add(self.id_len);
            rest.get_mut(at..end).unwrap_or_default().fill(0);
            from = from.saturating_add(end);
        }
    }
}

/// The size of `input`, as the only end of a [`Version`].
pub(super) fn whole(input: &Input<'_>) -> Vec<PartOffset> {
    vec![PartOffset(input.size())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Budget, Limits};

    /// The simple version, with everything in memory.
    fn naive(data: &[u8], id: &[u8], patches: &[Patch], end: usize) -> Digest {
        let mut data = data.to_vec();
        let mut at = 0;
        while at + id.len() <= data.len() {
            if &data[at..at + id.len()] == id {
                data[at..at + id.len()].fill(0);
                at += id.len();
            } else {
                at += 1;
            }
        }
        for patch in patches {
            for (index, at) in (patch.span().start().0..patch.span().end().0).enumerate() {
                let byte = match patch {
                    Patch::Zeros(_) => 0,
                    Patch::Bytes(_, bytes) => bytes[index],
                };
                if let Some(place) = data.get_mut(at as usize) {
                    *place = byte;
                }
            }
        }
        Digest::of(&data[..end])
    }

    /// A small number generator that gives the same numbers on every run.
    fn numbers(mut seed: u64) -> impl FnMut(u64) -> u64 {
        move |below| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        }
    }

    #[test]
    fn agrees_with_the_naive_twin() {
        let mut number = numbers(7);
        let id = b"aab/aab";
        for round in 0..60_u64 {
            let size =
                [0, 5, 300, STEP as u64 - 3, STEP as u64 + 9, 3 * STEP as u64][round as usize % 6];
            let mut data: Vec<u8> =
                (0..size + number(40)).map(|_| b"ab/"[number(3) as usize]).collect();
            for near in [STEP, 2 * STEP] {
                let at = near - 10 + number(20) as usize;
                if at + id.len() < data.len() {
                    data[at..at + id.len()].copy_from_slice(id);
                }
            }
            let size = data.len() as u64;
            let at = number(size + 1);
            let patches = vec![
                Patch::Zeros(Span::new(PartOffset(at), number(5))),
                Patch::Bytes(PartOffset(at + 6), vec![1; number(9) as usize]),
                Patch::Zeros(Span::new(PartOffset(at + 20), number(STEP as u64))),
            ];
            let ends = vec![PartOffset(size), PartOffset(number(size + 1)), PartOffset(size + 7)];
            let budget = Budget::new(&Limits::default());
            let input = Input::open(&data, &budget).unwrap();
            let versions =
                [Version::new(patches.clone(), ends.clone()), Version::new(vec![], ends.clone())];
            let got = hash(&input, id, &versions).unwrap();
            for (digests, patches) in got.of_versions().zip([&patches[..], &[]]) {
                for (end, digest) in digests {
                    let want = naive(&data, id, patches, end.0 as usize);
                    assert_eq!(*digest, want, "round {round}, end {end:?}");
                }
                assert!(digests.iter().any(|(end, _)| end.0 == size) || size == 0, "{round}");
            }
        }
    }

    #[test]
    fn a_file_that_shrinks_is_an_error() {
        struct Shrinking;
        impl ByteSource for Shrinking {
            fn size(&self) -> u64 {
                9000
            }
            fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> std::io::Result<usize> {
                Ok(buffer.len().min(5000_usize.saturating_sub(at.0 as usize)))
            }
        }
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&Shrinking, &budget).unwrap();
        let versions = [Version::new(vec![], whole(&input))];
        let error = hash(&input, b"id", &versions).err();
        assert_eq!(error, Some(ReadError::Shrunk { at: PartOffset(5000) }));
    }
}
