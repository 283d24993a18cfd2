//! The format of xar, in which packages of macOS ship: a table of contents in XML, and a heap behind
//! it. The files of a package are in one of its files, `Payload`, an archive of cpio in gzip or, since macOS
//! 10.10, in pbzx.
//!
//! | offset | size | field, highest byte first |
//! | --- | --- | --- |
//! | 0 | 4 | `xar!` |
//! | 4 | 2 | size of this header, 28 or more |
//! | 6 | 2 | version, 1 |
//! | 8 | 8 | size of the table, compressed by zlib |
//! | 16 | 8 | its size |
//! | 24 | 4 | kind of its checksum |
//!
//! Source: `xar.h` of xar 1.6.1; what bsdtar 3.6 writes.

mod tag;
mod toc;

use std::collections::HashMap;
use std::io::Read;

use flate2::bufread::ZlibDecoder;

use super::at::At;
use super::escapes::Escapes;
use super::inside::Inside;
use super::stream::{Ending, Stream, decoded, limited};
use super::{Fault, Kind, Place};
use crate::bytes::within;
use toc::{File, What, files};

const HEADER: u64 = 28;

/// Visits the files.
pub(super) fn visit<'s>(
    stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let at = At { source: inside.seekable(stream)?, kind: Kind::Xar };
    let meter = inside.meter();
    let (table, heap) = table(&at, meter.limits().xar_table)?;
    let files = files(&table, &meter)?.ok_or_else(|| at.damaged("its table is damaged"))?;
    let mut escapes = Escapes::default();
    let mut places = HashMap::new();
    for file in files {
        if inside.wants_stop() {
            return Ok(());
        }
        if !meter.check_entry(&file.name, &mut escapes) {
            continue;
        }
        let name = place.inside(&file.name);
        match &file.what {
            What::File => {
                let shown = show(&file, &at, heap, name.clone(), inside);
                inside.or_unread(&name, shown)?;
                places.insert(file.id, name);
            }
            What::HardLink(id) => {
                if let Some(first) = places.get(id) {
                    inside.again(name, first)?;
                }
            }
            What::Other => {}
        }
    }
    escapes.done()
}

/// The table as text, of which `most` bytes are read, and where the heap starts.
fn table(at: &At<'_>, most: u64) -> Result<(Vec<u8>, u64), Fault> {
    let header: [u8; 28] = at.array(0)?;
    let [_, _, _, _, a, b, _, _, sizes @ .., _, _, _, _] = header;
    let start = u64::from(u16::from_be_bytes([a, b]));
    let [packed, size] = [0, 8].map(|from: usize| {
        let field = sizes.get(from..).and_then(|it| it.first_chunk());
        field.map_or(0, |it| u64::from_be_bytes(*it))
    });
    if start < HEADER {
        return Err(at.damaged("its header has a wrong size"));
    }
    within("xar-table", packed.max(size), most)?;
    let packed_table = at.read(start, packed)?;
    let mut table = Vec::new();
    let decoder = ZlibDecoder::new(packed_table.as_slice());
    let read = decoder.take(most.saturating_add(1)).read_to_end(&mut table);
    read.map_err(|_| at.damaged("its table cannot be unpacked"))?;
    within("xar-table", u64::try_from(table.len()).unwrap_or(u64::MAX), most)?;
    Ok((table, start.saturating_add(packed)))
}

fn show<'s>(
    file: &File,
    at: &At<'s>,
    heap: u64,
    name: Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let start = heap.saturating_add(file.offset);
    if start.saturating_add(file.stored) > at.source.size() {
        return Err(Fault::CutShort { kind: Kind::Xar });
    }
    let content = Stream::of_part(&at.source, start, file.stored);
    let meter = inside.meter();
    let packed = match file.encoding.as_slice() {
        b"" | b"application/octet-stream" => return inside.file(name, content),
        // The name is wrong: it is zlib's format.
        b"application/x-gzip" | b"application/zlib" => {
            let reader = limited(Kind::Xar, ZlibDecoder::new(content), file.stored, &meter);
            return inside.file(name, Stream::of_reader(reader, Some(file.size)));
        }
        b"application/x-bzip2" => Kind::Bzip2,
        b"application/x-xz" => Kind::Xz,
        b"application/x-lzma" => Kind::Lzma,
        other => {
            let other = other.escape_ascii();
            return Err(Fault::Unsupported(format!("encoding {other} of xar")));
        }
    };
    let (content, _) = decoded(packed, content, &meter, &Ending::default())?;
    inside.file(name, content)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::seen::seen;

    fn xar(toc: &str, heap: &[u8]) -> Vec<u8> {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(toc.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let mut bytes = b"xar!\0\x1c\0\x01".to_vec();
        bytes.extend((packed.len() as u64).to_be_bytes());
        bytes.extend((toc.len() as u64).to_be_bytes());
        bytes.extend([0, 0, 0, 1]);
        [bytes, packed, heap.to_vec()].concat()
    }

    const TOC: &str = r#"<?xml version="1.0"?><!-- <file> --><xar><toc>
        <checksum style="sha1"><offset>0</offset><size>0</size></checksum>
        <file id="1"><name>a.pkg</name><type>directory</type>
          <file id="2"><data><offset>0</offset><length>5</length><size>5</size>
            <encoding style="application/octet-stream"/></data>
            <ea><name>x</name><offset>9</offset></ea><type link="original">file</type>
            <name>a &amp; b</name></file>
          <file id="3"><name enctype="base64">w6Q=</name><type link="2">hardlink</type></file>
        </file>
        <file id='4'><name>far</name><type>file</type>
          <data><offset>3</offset><length>3</length><size>3</size></data></file>
        <file id="5"><name>odd</name><type>file</type><data><offset>0</offset><length>1</length>
          <encoding style="x/y"/></data></file>
        <file id="6"><name>to</name><type>symlink</type><link>a</link></file>
        </toc></xar>"#;

    #[test]
    fn files_of_all_kinds() {
        assert_eq!(
            seen("x", &xar(TOC, b"hello")),
            [
                "x!/a.pkg/a & b: 5 bytes hello",
                "x!/a.pkg/\u{e4}: as x!/a.pkg/a & b",
                "x!/far: xar ends early",
                "x!/odd: not opened: encoding x/y of xar",
            ]
        );
    }

    /// A payload of those chunks, each with the sizes that it says it has.
    #[cfg(feature = "archives")]
    fn pbzx(chunks: &[(usize, &[u8])]) -> Vec<u8> {
        let mut all = b"pbzx\0\0\0\0\x01\0\0\0".to_vec();
        for (size, chunk) in chunks {
            all.extend((*size as u64).to_be_bytes());
            all.extend((chunk.len() as u64).to_be_bytes());
            all.extend(*chunk);
        }
        all
    }

    #[cfg(feature = "archives")]
    fn xz(bytes: &[u8]) -> Vec<u8> {
        let options = lzma_rust2::XzOptions::with_preset(1);
        let mut writer = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    /// Written here: no tool outside macOS writes them.
    #[test]
    #[cfg(feature = "archives")]
    fn payloads() {
        let entry = |mode: &str, name: &str, bytes: &str| {
            let (name_size, size) = (name.len() + 1, bytes.len());
            let sizes = format!("{:011}{name_size:06o}{size:011o}", 0);
            format!("070707000000000001{mode}000000000000000001000000{sizes}{name}\0{bytes}")
        };
        let all = [entry("100755", "./a", "hello"), entry("000000", "TRAILER!!!", "")].concat();
        let all = all.into_bytes();
        let (first, second) = all.split_at(70);
        let whole = pbzx(&[(70, &xz(first)), (second.len(), second)]);
        assert_eq!(seen("Payload", &whole), ["Payload!/./a: 5 bytes hello"]);
        assert_eq!(
            seen("Payload", &pbzx(&[(all.len(), &xz(&all))])),
            ["Payload!/./a: 5 bytes hello"]
        );
        // What is cut anywhere is said, in one line.
        for end in (13..whole.len() - 1).step_by(7) {
            let lines = seen("Payload", &whole[..end]);
            let last = lines.last().map(String::as_str).unwrap_or_default();
            assert!(
                last.contains("ends early") || last.contains("no container"),
                "{end}: {lines:?}"
            );
        }
        for (chunks, want) in [
            (
                [(71, &xz(first)[..]), (second.len(), second)],
                "a chunk has another size than it says",
            ),
            (
                [(70, first), (second.len() + 1, second)],
                "a chunk is neither xz nor stored as it is",
            ),
        ] {
            let lines = seen("Payload", &pbzx(&chunks));
            assert!(lines.last().is_some_and(|it| it.contains(want)), "{lines:?}");
        }
    }

    #[test]
    fn damage() {
        let whole = xar(TOC, b"hello");
        for (at, want) in [(20, "xar ends early"), (60, "xar ends early")] {
            assert_eq!(seen("x", &whole[..at]), [format!("x: {want}")]);
        }
        let mut bytes = whole.clone();
        bytes[40] ^= 0xff;
        assert_eq!(seen("x", &bytes).len(), 1);
        let mut bytes = whole.clone();
        bytes[8] = 0xff;
        assert_eq!(seen("x", &bytes), ["x: limit xar-table of 16777216 reached"]);
        let deep = format!("<xar><toc>{}", "<file>".repeat(2000));
        assert_eq!(seen("x", &xar(&deep, b"")), ["x: xar is damaged: its table is damaged"]);
        assert_eq!(seen("x", &xar("<xar", b"")), ["x: xar is damaged: its table is damaged"]);
    }
}
