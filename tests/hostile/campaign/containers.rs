//! Containers to fuzz: each is read as its own kind, whatever the bytes are, and every file in it is
//! read to its end.
//!
//! The files in `seeds/` were made by mksquashfs 4.5.1, 7-Zip 16.02, gcab 1.5, wixl 0.101 and
//! genisoimage 1.1.11 of a folder with `bin/prog`, a hard link to it, `a/small.exe` and `text`. The
//! large ones are compressed, for they are mostly zeros.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use gorigin::archive::{
    Bytes, Fault, Images, Kind, Opening, Place, Pool, Shared, Visitor, Window, behind, recognise,
    visit,
};
use gorigin::bytes::{ByteSource, Limits, PartOffset};

/// What was seen in a container.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The paths and bytes of the programs, and of other names of the same.
    pub(crate) programs: Vec<(String, Vec<u8>)>,
    /// What could not be read.
    pub(crate) faults: Vec<String>,
}

impl<'s> Visitor<'s> for Seen {
    fn wants(&mut self, _: &Place, head: &[u8]) -> bool {
        head.starts_with(b"\x7fELF") || head.starts_with(b"MZ")
    }

    fn file(&mut self, place: Place, bytes: Bytes<'s>) {
        let mut all = vec![0; usize::try_from(bytes.size()).unwrap().min(1 << 20)];
        let count = bytes.read_at(PartOffset(0), &mut all).unwrap();
        all.truncate(count);
        self.programs.push((place.path().display().to_string(), all));
    }

    fn again(&mut self, place: Place, first: &Place) {
        let first = first.path().display().to_string();
        let bytes = self.programs.iter().find(|it| it.0 == first).map(|it| it.1.clone());
        self.programs.push((place.path().display().to_string(), bytes.unwrap_or_default()));
    }

    fn passed(&mut self, _: &Place) {}

    fn trouble(&mut self, _: &Place, fault: Fault) {
        self.faults.push(fault.to_string());
    }

    fn unread(&mut self, _: &Place, fault: Fault) {
        self.faults.push(fault.to_string());
    }
}

/// Looks into `bytes`: as that kind, or as what they are.
pub(crate) fn look(kind: Option<Kind>, bytes: &[u8]) -> Seen {
    let limits = Limits::default();
    let pool = Pool::new(1);
    let opening = Opening { limits: &limits, pool: &pool, images: Images::default() };
    let place = Place::new(Path::new("x"));
    let mut seen = Seen::default();
    let head = bytes.get(..4608).unwrap_or(bytes);
    let kind = kind.or_else(|| recognise(&bytes, head).unwrap());
    let source: Shared<'_> = Arc::new(bytes);
    match (kind, behind(&*source, head).unwrap()) {
        (Some(kind), _) => visit(kind, source, &place, opening, &mut seen),
        (None, Some(behind)) => {
            let own = Arc::new(Window::new(source, behind.span));
            visit(behind.kind, own, &place, opening, &mut seen);
        }
        (None, None) => {}
    }
    seen
}

pub(crate) fn squashfs(data: &[u8]) {
    look(Some(Kind::SquashFs), data);
}

pub(crate) fn iso(data: &[u8]) {
    // What stands before the first descriptor says nothing.
    look(Some(Kind::Iso), &[&[0; 0x8000][..], data].concat());
}

pub(crate) fn sevenz(data: &[u8]) {
    look(Some(Kind::SevenZip), data);
}

pub(crate) fn cab(data: &[u8]) {
    look(Some(Kind::Cab), data);
}

pub(crate) fn msi(data: &[u8]) {
    look(Some(Kind::Msi), data);
}

/// The table of a package of macOS, with itself behind it.
pub(crate) fn xar(data: &[u8]) {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::none());
    packed.write_all(data).unwrap();
    let packed = packed.finish().unwrap();
    let sizes = [packed.len() as u64, data.len() as u64].map(u64::to_be_bytes).concat();
    let head = [b"xar!\0\x1c\0\x01", &sizes[..], &[0; 4]].concat();
    look(Some(Kind::Xar), &[&head, &packed[..], data].concat());
}

pub(crate) fn makeself(data: &[u8]) {
    look(Some(Kind::Makeself), data);
}

/// Programs and scripts with something behind them.
pub(crate) fn behind_programs(data: &[u8]) {
    for start in [&b"\x7fELF\x02\x01\x01"[..], b"MZ", b"#!"] {
        look(None, &[start, data].concat());
    }
}

pub(crate) fn squashfs_files() -> Vec<Vec<u8>> {
    seeds_of("squashfs")
}

pub(crate) fn iso_files() -> Vec<Vec<u8>> {
    seeds_of("iso").into_iter().map(|it| it[0x8000..0xf000].to_vec()).collect()
}

pub(crate) fn sevenz_files() -> Vec<Vec<u8>> {
    seeds_of("7z")
}

pub(crate) fn cab_files() -> Vec<Vec<u8>> {
    seeds_of("cab")
}

pub(crate) fn msi_files() -> Vec<Vec<u8>> {
    seeds_of("msi")
}

pub(crate) fn xar_files() -> Vec<Vec<u8>> {
    let whole = include_bytes!("../../../testdata/shipped/flat.pkg");
    let mut table = Vec::new();
    flate2::read::ZlibDecoder::new(&whole[28..]).read_to_end(&mut table).unwrap();
    let folders =
        br#"<xar><toc><file id="1"><name enctype="base64">YQ==</name><type>directory</type>
        <file id="2"><name>x&amp;y</name><type link="1">hardlink</type></file></file></toc></xar>"#;
    vec![table, folders.to_vec()]
}

pub(crate) fn makeself_files() -> Vec<Vec<u8>> {
    let script = b"#!/bin/sh\n# This script was generated using Makeself 2.4\nskip=\"4\"\nexit\n";
    let tar = [&[b'a'][..], &[0; 99], b"0000644\0", &[0; 16], b"00000000000\0"].concat();
    vec![[&script[..], b"\x1f\x8b\x08\0"].concat(), [&script[..], &tar].concat()]
}

pub(crate) fn programs() -> Vec<Vec<u8>> {
    let mut elf = vec![0; 64 - 7];
    elf[40 - 7..42 - 7].copy_from_slice(&[64, 0]);
    elf[58 - 7..62 - 7].copy_from_slice(&[64, 0, 1, 0]);
    elf.extend([0; 64]);
    let zip = b"PK\x05\x06\0\0\0\0\x01\0\x01\0\0\0\0\0\0\0\0\0\0\0";
    seeds_of("squashfs").iter().map(|it| [&elf[..], it].concat()).chain([zip.to_vec()]).collect()
}

fn seeds_of(kind: &str) -> Vec<Vec<u8>> {
    let all = SEEDS.iter().filter(|(name, _)| name.trim_end_matches(".xz").ends_with(kind));
    all.map(|(name, bytes)| whole(name, bytes)).collect()
}

/// A seed as it is read.
pub(crate) fn whole(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    match name.ends_with(".xz") {
        true => lzma_rust2::XzReader::new(bytes, true).read_to_end(&mut whole).unwrap(),
        false => return bytes.to_vec(),
    };
    whole
}

macro_rules! seeds {
    ($($name:literal)*) => { &[$(($name, include_bytes!(concat!("seeds/", $name)))),*] };
}

/// All seeds, by their names.
pub(crate) const SEEDS: &[(&str, &[u8])] = seeds![
    "gzip.squashfs" "xz.squashfs" "lzo.squashfs" "lz4.squashfs" "zstd.squashfs" "lzma.squashfs"
    "raw.squashfs" "rock-ridge.iso.xz" "bare.iso.xz" "copy.7z" "lzma.7z" "bcj2.7z" "mszip.cab"
    "stored.cab" "package.msi.xz"
];
