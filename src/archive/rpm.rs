//! Packages of rpm: a lead of 96 bytes, a header with signatures, padded to 8 bytes, the header, and
//! the content: a cpio archive, compressed or not.
//!
//! The name of the compressor stands in the header, but the content tells it itself; only lzma has too
//! weak a magic. The files of an archive without names (`07070X`) are listed in the header: so is the
//! content of packages with a file of 4 GiB or more, and of all that rpm 6 writes.
//!
//! Source: the manual of rpm 4.18, `docs/manual/format.md`.

mod files;
mod header;

pub(super) use files::Files;

use super::cpio::visit_listed;
use super::inside::{HEAD, Inside};
use super::package::{Package, PackageKind};
use super::stream::{Ending, Stream, decoded};
use super::{Fault, Kind, Place};
use header::{Header, tag};

const LEAD: u64 = 96;

/// Visits the files.
pub(super) fn visit<'s>(
    mut stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let fault = |error| Fault::of_stream(&error);
    let is_source = stream.peek(8).map_err(fault)?.get(6..8) == Some(&[0, 1]);
    if !stream.skip_to(LEAD).map_err(fault)? {
        return Err(Fault::CutShort { kind: Kind::Rpm });
    }
    let limits = inside.opening().limits;
    Header::read(&mut stream, limits)?;
    let start = stream.position().checked_next_multiple_of(8).unwrap_or(u64::MAX);
    if !stream.skip_to(start).map_err(fault)? {
        return Err(Fault::CutShort { kind: Kind::Rpm });
    }
    let header = Header::read(&mut stream, limits)?;
    let place = place.of_package(package(&header, is_source));
    match header.text(tag::PAYLOAD_FORMAT) {
        None | Some(b"cpio") => {}
        Some(b"drpm") => return Err(Fault::Unsupported("delta package of rpm".to_owned())),
        Some(_) => return Err(Fault::Unsupported("content of another format in rpm".to_owned())),
    }
    let files = Files::new(header);
    let by_name = || (files.compressor() == Some(b"lzma")).then_some(Kind::Lzma);
    let head = stream.peek(HEAD).map_err(fault)?;
    match Kind::of(head).or_else(by_name) {
        Some(Kind::Cpio) => visit_listed(stream, Some(&files), &place, inside),
        Some(kind) if kind.is_compressed() => {
            let (ending, meter) = (Ending::default(), inside.meter());
            let (content, _) = decoded(kind, stream, &meter, &ending)?;
            visit_listed(content, Some(&files), &place, inside)?;
            match ending.trailing() {
                0 => Ok(()),
                count => Err(Fault::Trailing { kind: Kind::Rpm, count }),
            }
        }
        // The content of a package without files may be nothing at all.
        None if head.is_empty() && files.is_empty() => Ok(()),
        None if head.is_empty() => Err(Fault::CutShort { kind: Kind::Rpm }),
        _ => Err(Fault::damaged(Kind::Rpm, "its content is no archive")),
    }
}

/// The package as `rpm -qp` names it; one of sources has the processor that it was made on in its
/// header, and is for none.
fn package(header: &Header, is_source: bool) -> Option<Package> {
    let epoch = header.number(tag::EPOCH, 0).map(|it| format!("{it}:")).unwrap_or_default();
    let version =
        [epoch.as_bytes(), header.text(tag::VERSION)?, b"-", header.text(tag::RELEASE)?].concat();
    let architecture = if is_source { Some(&b"src"[..]) } else { header.text(tag::ARCH) };
    Package::new(PackageKind::Rpm, header.text(tag::NAME)?, &version, architecture)
}

#[cfg(test)]
mod tests {
    use crate::archive::seen::seen;

    /// A header of tags, types, counts and values.
    fn header(tags: &[(u32, u32, u32, Vec<u8>)]) -> Vec<u8> {
        let (mut table, mut store) = (Vec::new(), Vec::new());
        for (tag, kind, count, value) in tags {
            let words = [*tag, *kind, store.len() as u32, *count];
            table.extend(words.map(u32::to_be_bytes).concat());
            store.extend(value);
        }
        let sizes = [tags.len() as u32, store.len() as u32].map(u32::to_be_bytes).concat();
        [b"\x8e\xad\xe8\x01\0\0\0\0", &sizes[..], &table, &store].concat()
    }

    fn text(tag: u32, text: &str) -> (u32, u32, u32, Vec<u8>) {
        (tag, 6, 1, [text.as_bytes(), b"\0"].concat())
    }

    fn package(is_source: bool, tags: &[(u32, u32, u32, Vec<u8>)], content: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0xed, 0xab, 0xee, 0xdb, 3, 0, 0, is_source.into()];
        bytes.resize(96, 0);
        // An odd size, so that padding matters.
        bytes.extend(header(&[(1000, 6, 1, b"odd\0\0".to_vec())]));
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        let named =
            [text(1000, "prog"), text(1001, "1.2"), text(1002, "3.el9"), text(1022, "aarch64")];
        [bytes, header(&[&named[..], tags].concat()), content.to_vec()].concat()
    }

    /// A list of `/usr/a` and `/usr/b`, which are one file, `/usr/c`, `/usr`.
    fn listed() -> Vec<(u32, u32, u32, Vec<u8>)> {
        let words = |words: &[u32]| words.iter().flat_map(|it| it.to_be_bytes()).collect();
        let halves = [0o100_755_u16, 0o100_755, 0o100_644, 0o40_755].map(u16::to_be_bytes).concat();
        vec![
            (1030, 3, 4, halves),
            (1095, 4, 4, words(&[1; 4])),
            (1096, 4, 4, words(&[7, 7, 8, 9])),
            (1116, 4, 4, words(&[1, 1, 1, 0])),
            (1117, 8, 4, b"a\0b\0c\0usr\0".to_vec()),
            (1118, 8, 2, b"/\0/usr/\0".to_vec()),
            (5008, 5, 4, [3_u64, 3, 5, 0].map(u64::to_be_bytes).concat()),
        ]
    }

    const TRAILER: &[u8] = b"07070100000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000b00000000TRAILER!!!\0\0\0\0";

    #[test]
    fn files_without_names_are_those_of_the_list() {
        let content = [
            b"07070X00000003\0\0",
            &b"07070X00000000\0\0"[..],
            b"07070X00000002\0\0fives\0\0\0",
            b"07070X00000001\0\0two\0",
            TRAILER,
        ]
        .concat();
        let want = [
            "p!/usr/c: 5 bytes fives [rpm prog 1.2-3.el9 aarch64]",
            "p!/usr/b: 3 bytes two [rpm prog 1.2-3.el9 aarch64]",
            "p!/usr/a: as p!/usr/b [rpm prog 1.2-3.el9 aarch64]",
        ];
        assert_eq!(seen("p", &package(false, &listed(), &content)), want);
        let foreign = [&b"07070X00000009\0\0"[..], TRAILER].concat();
        let seen = seen("p", &package(false, &listed(), &foreign));
        assert_eq!(seen, ["p: rpm is damaged: a file of its content is not in its list"]);
    }

    #[test]
    fn packages_of_sources_and_epochs() {
        let epoch = (1003, 4, 1, 2_u32.to_be_bytes().to_vec());
        let name = b"07070100000001000081a40000000000000000000000010000000000000003000000080000000100000000000000000000000200000000x\0one\0";
        let content = [&name[..], TRAILER].concat();
        assert_eq!(
            seen("p", &package(true, &[epoch], &content)),
            ["p!/x: 3 bytes one [rpm prog 2:1.2-3.el9 src]"]
        );
    }

    #[test]
    fn damage() {
        let good = package(false, &listed(), TRAILER);
        assert_eq!(seen("p", &good), [""; 0]);
        for end in [4, 95, 96, 111, 120, 160, 200, good.len() - 130] {
            let seen = seen("p", &good[..end]);
            assert!(seen.last().unwrap().starts_with("p: rpm ends early"), "{end}: {seen:?}");
        }
        let seen_of = |tags: &[(u32, u32, u32, Vec<u8>)], content: &[u8]| {
            seen("p", &package(false, tags, content)).pop().unwrap()
        };
        assert!(seen_of(&[text(1124, "drpm")], b"").contains("not opened: delta package of rpm"));
        assert!(seen_of(&[], b"what is this?").contains("its content is no archive"));
        let mut huge = good.clone();
        huge[96 + 8..96 + 16].fill(0xff);
        assert_eq!(seen("p", &huge), ["p: limit rpm-header of 67108864 reached"]);
        huge[96] = 0;
        assert_eq!(seen("p", &huge), ["p: rpm is damaged: a header has a wrong magic"]);
    }
}
