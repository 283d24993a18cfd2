//! The formats of cpio, alone and as initial file systems of Linux: archives in a row, with zeros
//! between them, and a compressed one behind them.
//!
//! Of hard links with their bytes stored once, the last name has the bytes and the others have a size
//! of zero; this is so in the newer formats of GNU cpio, libarchive, rpm and Linux. The older formats
//! store the bytes with every name.

mod entry;
mod header;
mod links;

pub(super) use header::starts;

use super::escapes::Escapes;
use super::inside::Inside;
use super::recognise::kind_of;
use super::rpm::Files;
use super::stream::{Stream, behind_zeros, skip_zeros};
use super::{Fault, Kind, Place};
use entry::{Entry, next};
use links::Links;

/// Visits the entries of all archives.
pub(super) fn visit<'s>(
    stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    visit_listed(stream, None, place, inside)
}

/// The same with the list of the rpm package that the archive is the content of.
pub(super) fn visit_listed<'s>(
    mut stream: Stream<'_, 's>,
    files: Option<&Files>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let mut escapes = Escapes::default();
    loop {
        if !one(&mut stream, files, place, &mut escapes, inside)? {
            return Ok(());
        }
        skip_zeros(&mut stream).map_err(|error| Fault::of_stream(&error))?;
        match kind_of(&mut stream).map_err(|error| Fault::of_stream(&error))? {
            Some(Kind::Cpio) => {}
            Some(kind) if kind.is_compressed() => {
                inside.deeper(kind, stream, place)?;
                return escapes.done();
            }
            _ => break,
        }
    }
    escapes.done()?;
    match behind_zeros(&mut stream).map_err(|error| Fault::of_stream(&error))? {
        0 => Ok(()),
        count => Err(Fault::Trailing { kind: Kind::Cpio, count }),
    }
}

/// Visits one archive; `false` where nobody wants any more.
fn one<'s>(
    stream: &mut Stream<'_, 's>,
    files: Option<&Files>,
    place: &Place,
    escapes: &mut Escapes,
    inside: &mut dyn Inside<'s>,
) -> Result<bool, Fault> {
    let meter = inside.meter();
    let mut links = Links::new(meter.limits());
    while let Some(entry) = next(stream, files, &meter)? {
        if inside.wants_stop() {
            return Ok(false);
        }
        if meter.check_entry(&entry.name, escapes) && entry.is_file {
            show(&entry, stream, place, &mut links, inside)?;
        }
        if !stream.skip_to(entry.end).map_err(|error| Fault::of_stream(&error))? {
            return Err(Fault::CutShort { kind: Kind::Cpio });
        }
    }
    // Names of links of which none had any bytes: they are empty.
    for name in links.rest() {
        inside.file(place.inside(&name), Stream::of_reader(std::io::empty(), Some(0)))?;
    }
    Ok(true)
}

fn show<'s>(
    entry: &Entry,
    stream: &mut Stream<'_, 's>,
    place: &Place,
    links: &mut Links,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let at = place.inside(&entry.name);
    let Some(link) = entry.link else { return inside.file(at, stream.part(entry.size)) };
    if entry.size > 0 {
        let others = links.filled(link, &entry.name)?;
        inside.file(at.clone(), stream.part(entry.size))?;
        return others.iter().try_for_each(|name| inside.again(place.inside(name), &at));
    }
    match links.empty(link, &entry.name)? {
        Some(first) => inside.again(at, &place.inside(&first)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use crate::archive::seen::seen;

    /// An entry of newc: name, file, links, content.
    fn newc(name: &str, file: u32, links: u32, content: &[u8]) -> Vec<u8> {
        let mode = if name == "TRAILER!!!" { 0 } else { 0o100_755 };
        let (size, length) = (content.len(), name.len() + 1);
        let numbers = [file, mode, 0, 0, links, 0, size as u32, 8, 1, 0, 0, length as u32, 0];
        let numbers = numbers.map(|it| format!("{it:08x}")).concat();
        let mut bytes = format!("070701{numbers}{name}\0").into_bytes();
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes.extend(content);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    fn end() -> Vec<u8> {
        newc("TRAILER!!!", 0, 1, b"")
    }

    #[test]
    fn hard_links_wherever_the_bytes_are() {
        let bytes = [
            newc("first", 1, 3, b""),
            newc("second", 1, 3, b""),
            newc("other", 2, 1, b"other"),
            newc("third", 1, 3, b"linked"),
            // A fourth that nobody counted.
            newc("fourth", 1, 3, b""),
            newc("empty", 7, 2, b""),
            newc("twin", 7, 2, b""),
            newc("./x/../../up", 8, 1, b"x"),
            end(),
        ]
        .concat();
        let want = [
            "a!/other: 5 bytes other",
            "a!/third: 6 bytes linked",
            "a!/first: as a!/third",
            "a!/second: as a!/third",
            "a!/fourth: as a!/third",
            "a!/./x/../../up: 1 bytes x",
            "a!/empty: empty",
            "a!/twin: empty",
            "a: 1 names lead out of the folder that it is unpacked into, the first is \"./x/../../up\"",
        ];
        assert_eq!(seen("a", &bytes), want);
    }

    #[test]
    fn archives_in_a_row() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&[newc("c", 1, 1, b"three"), end()].concat()).unwrap();
        let first = [newc("a", 1, 2, b"one"), end(), vec![0; 300]].concat();
        // Links end with their archive.
        let second = [newc("b", 1, 2, b""), end(), vec![0; 4]].concat();
        let compressed = gzip.finish().unwrap();
        let all = [&first[..], &second, &compressed].concat();
        let want = ["i!/a: 3 bytes one", "i!/b: empty", "i!/c: 5 bytes three"];
        assert_eq!(seen("i", &all), want);
        let trailing = [&first[..], b"something"].concat();
        let last = "i: cpio is followed by 9 bytes that do not belong to it";
        assert_eq!(seen("i", &trailing).last().unwrap(), last);
    }

    #[test]
    fn old_formats() {
        let odc = |name: &str, content: &str, mode: u32| {
            let (size, length) = (content.len(), name.len() + 1);
            let owner = "000000".repeat(2);
            format!(
                "070707000001000002{mode:06o}{owner}000001000000{:011o}{length:06o}{size:011o}{name}\0{content}",
                0
            )
        };
        let odc =
            [odc("usr", "", 0o40_755), odc("usr/x", "odd", 0o100_755), odc("TRAILER!!!", "", 0)];
        assert_eq!(seen("o", odc.concat().as_bytes()), ["o!/usr/x: 3 bytes odd"]);
        let binary = |name: &str, content: &str, mode: u16, order: fn(u16) -> [u8; 2]| {
            let (size, length) = (content.len() as u16, name.len() as u16 + 1);
            let numbers = [0o070_707, 1, 2, mode, 0, 0, 1, 0, 0, 0, length, 0, size];
            let mut bytes = numbers.map(order).concat();
            for text in [&format!("{name}\0"), content] {
                bytes.extend(text.as_bytes());
                bytes.resize(bytes.len().next_multiple_of(2), 0);
            }
            bytes
        };
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let one = |name, content, mode| binary(name, content, mode, order);
            let bytes = [
                one("xy", "odd", 0o100_644),
                one("z", "even", 0o100_644),
                one("TRAILER!!!", "", 0),
            ];
            assert_eq!(seen("b", &bytes.concat()), ["b!/xy: 3 bytes odd", "b!/z: 4 bytes even"]);
        }
    }

    #[test]
    fn damage() {
        let good = [newc("a", 1, 1, b"one"), end()].concat();
        for (bytes, want) in [
            (good[..good.len() - 4].to_vec(), "c: cpio ends early"),
            (good[..118].to_vec(), "c: cpio ends early"),
            (good[..116].to_vec(), "c: cpio ends early"),
            (good[..116 + 50].to_vec(), "c: cpio ends early"),
            ([&good[..116], &[b'x'; 200]].concat(), "c: cpio is damaged: a header is damaged"),
            (good[..100].to_vec(), "no container"),
            (
                b"07070X00000000\0\0".to_vec(),
                "c: not opened: the content of an rpm package without the header that lists its files",
            ),
            (newc(&"n".repeat(5000), 1, 1, b""), "no container"),
            (
                [
                    newc("a", 1, 1, b""),
                    newc(&"n".repeat(5000), 1, 1, b"x"),
                    newc("b", 2, 1, b""),
                    end(),
                ]
                .concat(),
                "c: limit name of 4096 reached",
            ),
            (newc("TRAILER!!!", 0, 1, b""), ""),
        ] {
            let seen = seen("c", &bytes);
            assert_eq!(seen.last().map_or("", String::as_str), want, "{seen:?}");
        }
    }
}
