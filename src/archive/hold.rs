//! Keeps a file so that it can be read in any order: as a window, in memory, or in a temporary
//! file.

use std::io::{self, Read};

use super::pool::Held;
use super::stream::Stream;
use super::temporary::{Temporary, Writing};
use super::{Bytes, Fault, Kind, Platform, Pool, Window};
use crate::bytes::{ByteSource, Limits, PartOffset, Span, within};

/// The limit on the size of a file that is unpacked.
pub(super) const MEMBER: &str = "member";
/// Room for a file of unknown size to begin with.
const FIRST: usize = 1 << 20;
/// Bytes written to a temporary file at once.
const PIECE: usize = 256 << 10;

/// How containers are read.
#[derive(Clone, Copy)]
pub struct Opening<'o> {
    /// The limits for one outermost file.
    pub limits: &'o Limits,
    /// Memory for unpacked files.
    pub pool: &'o Pool,
    /// What is shown of container images.
    pub images: Images<'o>,
}

/// What is shown of container images: without any wish, the files that the layers of each image
/// leave.
#[derive(Clone, Copy, Debug, Default)]
pub struct Images<'o> {
    /// Whether files are shown that a higher layer hides.
    pub all_layers: bool,
    /// The platform of the images that are opened; `None` opens all.
    pub platform: Option<&'o Platform>,
    /// Whether the bytes of each layer are held against the digest that names it.
    pub digests: bool,
}

/// Keeps all of `stream`, a file in a container of that kind; fails where it is larger than `most`
/// bytes and has to be unpacked. `make_room` waits until another file has been dropped, and says
/// whether one was.
pub(super) fn hold<'s>(
    kind: Kind,
    mut stream: Stream<'_, 's>,
    pool: &Pool,
    most: u64,
    make_room: &mut dyn FnMut() -> bool,
) -> Result<Bytes<'s>, Fault> {
    let size = stream.size();
    if let Some(source) = stream.source() {
        let all = Span::new(PartOffset(0), source.size());
        return match size.is_some_and(|size| size > all.len()) {
            true => Err(Fault::CutShort { kind }),
            false => Ok(Bytes::Window(Window::new(source, all))),
        };
    }
    within(MEMBER, size.unwrap_or_default(), most)?;
    let wanted = size.map_or(Ok(FIRST), usize::try_from).unwrap_or(usize::MAX);
    let mut held = pool.take(wanted);
    while held.is_none() && pool.fits(wanted) && make_room() {
        held = pool.take(wanted);
    }
    let bytes = match held.or_else(|| pool.take_rest(wanted)) {
        Some(held) => in_memory(held, stream, most)?,
        None => Bytes::File(in_file(&mut stream, most)?),
    };
    match size.is_some_and(|size| size > bytes.size()) {
        true => Err(Fault::CutShort { kind }),
        false => Ok(bytes),
    }
}

/// Fills `held`, and goes on in a file where there is no more memory.
fn in_memory<'s>(
    mut held: Held,
    mut stream: Stream<'_, 's>,
    most: u64,
) -> Result<Bytes<'s>, Fault> {
    loop {
        if held.room().is_empty() {
            if stream.peek(1).map_err(|error| Fault::of_stream(&error))?.is_empty() {
                return Ok(Bytes::Memory(held));
            }
            if !held.grow() {
                let most = most.saturating_sub(held.bytes().size());
                return Ok(Bytes::Split(held, in_file(&mut stream, most)?));
            }
        }
        let count = stream.read(held.room()).map_err(|error| Fault::of_stream(&error))?;
        if count == 0 {
            return Ok(Bytes::Memory(held));
        }
        held.advance(count);
    }
}

/// Writes the rest of `stream` to a temporary file.
fn in_file(stream: &mut Stream<'_, '_>, most: u64) -> Result<Temporary, Fault> {
    let no_room = |error: io::Error| Fault::NoRoom(error.kind());
    let mut file = Writing::new().map_err(no_room)?;
    let mut piece = vec![0; PIECE];
    loop {
        let count = stream.read(&mut piece).map_err(|error| Fault::of_stream(&error))?;
        if count == 0 {
            return Ok(file.finish());
        }
        file.write(piece.get(..count).unwrap_or_default()).map_err(no_room)?;
        within(MEMBER, file.size(), most)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever of a file is in memory and what is not, it reads as it was.
    #[test]
    fn files_larger_than_the_memory() {
        let bytes: Vec<u8> =
            (0..20_u32 << 20).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let pool = Pool::new(1);
        for (known, size) in
            [(true, 20 << 20), (false, 20 << 20), (true, 3 << 20), (false, 3 << 20)]
        {
            let bytes = &bytes[..size];
            let stream = Stream::of_reader(bytes, known.then_some(size as u64));
            let held = hold(Kind::Tar, stream, &pool, 1 << 30, &mut || false).unwrap();
            assert_eq!(held.size(), size as u64);
            assert_eq!(matches!(held, Bytes::Split(..)), size > 14 << 20, "{known} {size}");
            for (at, count) in
                [(0, 9), (size / 2, 4096), (13 << 20, 3 << 20), (size - 5, 5), (size, 1)]
            {
                let mut buffer = vec![0; count];
                let read = held.read_at(PartOffset(at as u64), &mut buffer).unwrap();
                let want = bytes.get(at..).unwrap_or_default();
                let want = &want[..want.len().min(count)];
                assert_eq!(&buffer[..read], want, "{known} {size} {at}");
            }
        }
        let stream = Stream::of_reader(&bytes[..], None);
        let held = hold(Kind::Tar, stream, &pool, 15 << 20, &mut || false);
        assert!(matches!(held, Err(Fault::Limit(_))));
    }
}
