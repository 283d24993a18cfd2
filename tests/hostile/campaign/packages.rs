//! Packages and the archives in them, as a fuzzer writes them.

use std::path::Path;
use std::sync::Arc;

use gorigin::archive::{Bytes, Fault, Opening, Place, Pool, Shared, Visitor, recognise, visit};
use gorigin::bytes::{ByteSource, Limits, PartOffset};

/// Takes every file, and checks that its bytes are there.
struct Everything {
    files: u64,
    most: u64,
}

impl<'s> Visitor<'s> for Everything {
    fn wants(&mut self, _: &Place, _: &[u8]) -> bool {
        true
    }

    fn file(&mut self, place: Place, bytes: Bytes<'s>) {
        self.files += 1;
        let mut content = vec![0; usize::try_from(bytes.size()).unwrap()];
        let mut filled = 0;
        while filled < content.len() {
            let count = bytes.read_at(PartOffset(filled as u64), &mut content[filled..]).unwrap();
            assert!(count > 0, "{} is shorter than its size", place.path().display());
            filled += count;
        }
        assert!(self.files <= self.most);
        let package = place.package();
        assert!(package.is_none_or(|it| !it.name.is_empty() && !it.version.is_empty()));
    }

    fn again(&mut self, place: Place, first: &Place) {
        assert_eq!(place.depth(), first.depth());
    }

    fn passed(&mut self, _: &Place) {}

    fn trouble(&mut self, _: &Place, _: Fault) {}

    fn unread(&mut self, _: &Place, _: Fault) {}
}

fn opened(file: Vec<u8>) {
    let source: Shared<'static> = Arc::new(file);
    let mut head = vec![0; 4608];
    let count = source.read_at(PartOffset(0), &mut head).unwrap();
    let Some(kind) = recognise(&*source, &head[..count]).unwrap() else { return };
    let mut limits = Limits::default();
    (limits.entries, limits.inflated, limits.depth) = (1 << 12, 1 << 24, 6);
    let pool = Pool::new(1);
    let mut everything = Everything { files: 0, most: limits.entries };
    let opening = Opening { limits: &limits, pool: &pool, images: Default::default() };
    visit(kind, source, &Place::new(Path::new("x.whl")), opening, &mut everything);
}

/// Arbitrary bytes behind the magic of `ar`.
pub(crate) fn ar(data: &[u8]) {
    opened([b"!<arch>\n", data].concat());
}

pub(crate) fn ar_files() -> Vec<Vec<u8>> {
    let member = |name: &str, content: &[u8]| {
        let head = format!("{name:<16}{:<32}{:<10}`\n", "", content.len());
        [head.as_bytes(), content, &b"\n"[..content.len() % 2]].concat()
    };
    let control = tar(&[("./control", b"Package: p\nVersion: 1\nArchitecture: amd64\n")]);
    let data = tar(&[("./x", b"\x7fELF")]);
    let deb = [
        member("debian-binary", b"2.0\n"),
        member("control.tar", &control),
        member("data.tar", &data),
    ];
    let gnu = [
        member("/", &[0; 4]),
        member("//", b"a-very-long-name/\n"),
        member("/0", b"x"),
        member("#1/4", b"nameyz"),
    ];
    vec![deb.concat(), gnu.concat()]
}

/// Arbitrary bytes as an archive of cpio.
pub(crate) fn cpio(data: &[u8]) {
    opened(data.to_vec());
}

pub(crate) fn cpio_files() -> Vec<Vec<u8>> {
    let last = newc("TRAILER!!!", 0, 1, b"");
    let links = [newc("a", 1, 2, b""), newc("b", 1, 2, b"bytes"), last.clone()].concat();
    let row = [&links[..], &[0; 12], &links].concat();
    let odc = |name: &str, content: &str| {
        format!(
            "070707000001000002100755000000000000000001000000{:011o}{:06o}{:011o}{name}\0{content}",
            0,
            name.len() + 1,
            content.len()
        )
    };
    let binary = |name: &str, content: &str| {
        let numbers = [
            0o070_707,
            1,
            2,
            0o100_755,
            0,
            0,
            1,
            0,
            0,
            0,
            name.len() as u16 + 1,
            0,
            content.len() as u16,
        ];
        let mut bytes =
            [&numbers.map(u16::to_le_bytes).concat()[..], name.as_bytes(), b"\0"].concat();
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        bytes.extend(content.as_bytes());
        bytes
    };
    vec![
        row,
        [odc("x", "y"), odc("TRAILER!!!", "")].concat().into_bytes(),
        [binary("x", "yz"), binary("TRAILER!!!", "")].concat(),
    ]
}

fn newc(name: &str, file: u32, links: u32, content: &[u8]) -> Vec<u8> {
    let mode = if name == "TRAILER!!!" { 0 } else { 0o100_755 };
    let numbers =
        [file, mode, 0, 0, links, 0, content.len() as u32, 8, 1, 0, 0, name.len() as u32 + 1, 0];
    let numbers = numbers.map(|it| format!("{it:08x}")).concat();
    let mut bytes = format!("070701{numbers}{name}\0").into_bytes();
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes.extend(content);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

/// Arbitrary bytes behind the lead of an rpm package and a header without signatures.
pub(crate) fn rpm(data: &[u8]) {
    let mut lead = vec![0xed, 0xab, 0xee, 0xdb, 3, 0, 0, 0];
    lead.resize(96, 0);
    opened([&lead[..], &header(&[]), data].concat());
}

fn header(tags: &[(u32, u32, u32, &[u8])]) -> Vec<u8> {
    let (mut table, mut store) = (Vec::new(), Vec::new());
    for (tag, kind, count, value) in tags {
        table.extend([*tag, *kind, store.len() as u32, *count].map(u32::to_be_bytes).concat());
        store.extend(*value);
    }
    let sizes = [tags.len() as u32, store.len() as u32].map(u32::to_be_bytes).concat();
    [b"\x8e\xad\xe8\x01\0\0\0\0", &sizes[..], &table, &store].concat()
}

pub(crate) fn rpm_files() -> Vec<Vec<u8>> {
    let named = [
        (1000, 6, 1, &b"p\0"[..]),
        (1001, 6, 1, b"1\0"),
        (1002, 6, 1, b"2\0"),
        (1022, 6, 1, b"x86_64\0"),
    ];
    let listed = [
        (1030, 3, 2, &b"\x81\xed\x81\xed"[..]),
        (1095, 4, 2, b"\0\0\0\x01\0\0\0\x01"),
        (1096, 4, 2, b"\0\0\0\x07\0\0\0\x07"),
        (1116, 4, 2, &[0; 8]),
        (1117, 8, 2, b"a\0b\0"),
        (1118, 8, 1, b"/\0"),
        (5008, 5, 2, b"\0\0\0\0\0\0\0\x04\0\0\0\0\0\0\0\x04"),
    ];
    let last = newc("TRAILER!!!", 0, 1, b"");
    let full = [header(&named), newc("./a", 1, 1, b"bytes"), last.clone()].concat();
    let stripped = [&b"07070X00000000\0\0"[..], b"07070X00000001\0\0data"].concat();
    vec![full, [header(&[&named[..], &listed].concat()), stripped, last].concat()]
}

/// Arbitrary bytes behind the magic of Nix's archives.
pub(crate) fn nar(data: &[u8]) {
    opened([&texts(&["nix-archive-1"])[..], data].concat());
}

pub(crate) fn nar_files() -> Vec<Vec<u8>> {
    let file = texts(&["(", "type", "regular", "executable", "", "contents", "bytes", ")"]);
    let folder = texts(&["(", "type", "directory", "entry", "(", "name", "x", "node"]);
    vec![[&folder[..], &file, &texts(&[")", ")"])].concat(), file]
}

fn texts(texts: &[&str]) -> Vec<u8> {
    let text = |text: &&str| {
        let mut bytes = [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat();
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        bytes
    };
    texts.iter().flat_map(text).collect()
}

/// The files that say what a package is: the first byte chooses which one the rest is.
const SAYING: [(&str, &str); 5] = [
    ("package/x", "package/package.json"),
    (".PKGINFO", ".PKGINFO"),
    ("info/x", "info/index.json"),
    ("data.tar.gz", "metadata.gz"),
    ("debian-binary", "control.tar.gz"),
];

/// Arbitrary bytes as a file that says what a package is.
pub(crate) fn package(data: &[u8]) {
    let Some((choice, text)) = data.split_first() else { return };
    let (first, name) = SAYING[usize::from(*choice) % SAYING.len()];
    let text = if name == "control.tar.gz" { tar(&[("control", text)]) } else { text.to_vec() };
    opened(tar(&[(first, &text), (name, &text), ("prog", b"\x7fELF")]));
}

pub(crate) fn package_texts() -> Vec<Vec<u8>> {
    [
        "\0{\"name\":\"a\",\"version\":\"1\",\"os\":[\"linux\"],\"cpu\":[\"x64\"]}",
        "\x01pkgname = a\npkgver = 1-r0\narch = x86_64\n",
        "\x02{\"name\":\"a\",\"version\":\"1\",\"subdir\":\"linux-64\"}",
        "\x03name: a\nversion:\n  version: 1\nplatform: ruby\n",
        "\x04Package: a\nVersion: 1\nArchitecture: amd64\n",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, content) in files {
        let mut block = [0; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        block[257..263].copy_from_slice(b"ustar\0");
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|it| u32::from(*it)).sum();
        block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        bytes.extend(block);
        bytes.extend(*content);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes.resize(bytes.len() + 1024, 0);
    bytes
}
