//! The content of a layer: an archive, compressed or not, whatever its type says. Names and types
//! are not to be trusted: `docker save` of one store gives plain layers, that of another compressed
//! ones, under the same names.

use crate::archive::inside::HEAD;
use crate::archive::meter::Meter;
use crate::archive::stream::{Ending, Stream, decoded};
use crate::archive::{Fault, Kind};

/// The content of a layer.
pub(super) enum Content<'a, 's> {
    /// Entries, and what ends the compressed run that they are in.
    Tar(Stream<'a, 's>, Trailing),
    /// No entries at all.
    Nothing,
    /// A file that is no archive.
    Single,
}

/// What follows a compressed layer.
pub(super) struct Trailing(Option<(Kind, Ending)>);

impl Trailing {
    /// Says what follows; known once all was read.
    pub(super) fn check(&self) -> Result<(), Fault> {
        match &self.0 {
            Some((kind, ending)) if ending.trailing() > 0 => {
                Err(Fault::Trailing { kind: *kind, count: ending.trailing() })
            }
            _ => Ok(()),
        }
    }
}

/// What is in `stream`.
pub(super) fn content<'a, 's: 'a>(
    mut stream: Stream<'a, 's>,
    meter: &'a Meter,
) -> Result<Content<'a, 's>, Fault> {
    let kind = Kind::of(head(&mut stream)?);
    let (mut inner, trailing) = match kind {
        Some(kind) if kind.is_compressed() => {
            let ending = Ending::default();
            let (inner, _) = decoded(kind, stream, meter, &ending)?;
            (inner, Trailing(Some((kind, ending))))
        }
        _ => (stream, Trailing(None)),
    };
    let head = head(&mut inner)?;
    Ok(match Kind::of(head) {
        Some(Kind::Tar) => Content::Tar(inner, trailing),
        // The end of an archive, without anything before it.
        None if head.iter().all(|byte| *byte == 0) => Content::Nothing,
        _ => Content::Single,
    })
}

fn head<'h>(stream: &'h mut Stream<'_, '_>) -> Result<&'h [u8], Fault> {
    stream.peek(HEAD).map_err(|error| Fault::of_stream(&error))
}
