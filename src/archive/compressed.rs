//! Compressed files: of an archive, whose entries count as its own, or of a single file.

use super::inside::{HEAD, Inside};
use super::package::{find, is_conda, stands_behind};
use super::recognise::kind_of;
use super::stream::{Ending, Stream, decoded};
use super::{Fault, Kind, Place};

/// Endings of compressed files, and what is left of the name.
const ENDINGS: &[(&str, &str)] = &[
    (".gz", ""),
    (".tgz", ".tar"),
    (".zst", ""),
    (".xz", ""),
    (".lzma", ""),
    (".bz2", ""),
    (".lz4", ""),
    (".lz", ""),
];

/// Visits what is inside.
pub(super) fn visit<'s>(
    kind: Kind,
    stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let ending = Ending::default();
    let meter = inside.meter();
    let (stream, place) = with_package(kind, stream, place, inside)?;
    let (mut content, name) = decoded(kind, stream, &meter, &ending)?;
    match kind_of(&mut content).map_err(|error| Fault::of(kind, &error))? {
        // A name for what has its own entries would say nothing.
        Some(inner) => inside.deeper(inner, content, &place)?,
        None => {
            let name = name.unwrap_or_else(|| without_ending(&place.name()));
            inside.file(place.inside(&name), content)?;
        }
    }
    match ending.trailing() {
        0 => Ok(()),
        count => Err(Fault::Trailing { kind, count }),
    }
}

/// The same stream and place, with the package that the archive inside is, where it says so behind
/// programs.
fn with_package<'a, 's>(
    kind: Kind,
    mut stream: Stream<'a, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(Stream<'a, 's>, Place), Fault> {
    let name = place.name();
    let head = stream.peek(HEAD).map_err(|error| Fault::of_stream(&error))?;
    let is_one = match kind {
        Kind::Gzip => stands_behind(head, &name, inside.opening().limits),
        // The first names in it are known once a block of up to 900 KB is.
        Kind::Bzip2 => is_conda(&name),
        // The others are compressed by nothing else, or by nothing.
        _ => false,
    };
    if !is_one {
        return Ok((stream, place.clone()));
    }
    let source = inside.seekable(stream)?;
    let meter = inside.meter();
    let again = Stream::of_source(source.clone());
    let found = decoded(kind, again, &meter, &Ending::default());
    let package = found.ok().and_then(|(content, _)| find(content, &name, &meter));
    Ok((Stream::of_source(source), place.of_package(package)))
}

/// The name of what is in the file of that name.
fn without_ending(name: &[u8]) -> Vec<u8> {
    let name = name.rsplit(|byte| matches!(byte, b'/' | b'\\')).next().unwrap_or_default();
    let lower = name.to_ascii_lowercase();
    let found = ENDINGS.iter().find_map(|(ending, instead)| {
        let stem = lower.len().checked_sub(ending.len()).filter(|it| *it > 0)?;
        lower.ends_with(ending.as_bytes()).then_some((stem, instead))
    });
    match found {
        Some((stem, instead)) => {
            [name.get(..stem).unwrap_or_default(), instead.as_bytes()].concat()
        }
        None => name.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_what_is_inside() {
        for (name, want) in [
            ("dist/prog.gz", "prog"),
            ("prog.tgz", "prog.tar"),
            ("a/PROG.EXE.XZ", "PROG.EXE"),
            (".gz", ".gz"),
            ("blob", "blob"),
        ] {
            assert_eq!(without_ending(name.as_bytes()), want.as_bytes());
        }
    }
}
