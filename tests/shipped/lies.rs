//! Headers that lie: sizes of 2^63, a million entries, names that escape, links in a circle. What is
//! wrong is said once, the rest of the batch is read, and no name leads anywhere.

use std::fs;

use crate::bombs::{beside_a_good_one, is_said_once, program};
use crate::samples::sample;
use crate::scanned::{PATIENCE, scan, scan_with};
use crate::tables::is_opened;
use crate::write::{
    Zipped, ar_member, cpio, cpio_entry, deflated, end_of_zip, gzip, stored, tar, tar_file,
    tar_header, tar_long, zip, zstd,
};

const HUGE: u64 = 1 << 63;

/// Files whose headers tell of more than there is.
fn too_much() -> Vec<(&'static str, Vec<u8>)> {
    let program = program();
    let after = |mut head: Vec<u8>| {
        head.extend(tar(&[("prog", &program)]));
        head
    };
    let mut negative = tar_header(b"negative", b'0', HUGE, b"");
    negative[124..136].fill(0xff);
    negative[148..156].fill(b' ');
    let sum: u32 = negative.iter().map(|byte| u32::from(*byte)).sum();
    negative[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut long = stored("prog", &program);
    long.extra = [&[1, 0, 16, 0][..], &HUGE.to_le_bytes(), &HUGE.to_le_bytes()].concat();
    (long.size, long.compressed) = (u32::MAX, u32::MAX);
    let mut far = stored("prog", &program);
    far.size = 0xffff_fff0;
    far.compressed = 0xffff_fff0;
    let mut frame = zstd(&tar(&[("prog", &program)]));
    frame.splice(4..6, [&[0xc0, 0x38][..], &HUGE.to_le_bytes()].concat());
    let ar = [b"!<arch>\n".to_vec(), ar_member("debian-binary", "4", b"2.0\n")].concat();
    let long_member = ar_member("data.tar", "9999999999", &program);
    let mut lead = vec![0; 96];
    lead[..6].copy_from_slice(b"\xed\xab\xee\xdb\x03\x00");
    lead[79] = 5;
    let header = [b"\x8e\xad\xe8\x01\0\0\0\0".to_vec(), vec![0xff; 8], vec![0; 64]].concat();
    let count = end_of_zip(1 << 40, 46 << 20, 0);
    vec![
        ("size.tar", after(tar_header(b"huge", b'0', HUGE, b"").to_vec())),
        ("negative.tar", after(negative.to_vec())),
        ("name.tar", after(tar_header(b"././@LongLink", b'L', HUGE, b"").to_vec())),
        ("pax.tar", after(tar_header(b"PaxHeaders/x", b'x', HUGE, b"").to_vec())),
        ("size.zip", zip(&[long])),
        ("far.zip", zip(&[far])),
        ("count.zip", [zip(&[stored("prog", &program)]), count].concat()),
        ("size.tar.zst", frame),
        ("member.deb", [ar, long_member].concat()),
        ("size.cpio", cpio_entry("huge", 0o100755, u32::MAX, &program)),
        ("header.rpm", [lead, header].concat()),
    ]
}

/// Whether the kind that a name ends in is opened.
fn is_kind_opened(name: &str) -> bool {
    name.split('.').skip(1).all(is_opened)
}

#[test]
fn sizes_beyond_all_bounds() {
    for (name, bytes) in too_much().into_iter().filter(|(name, _)| is_kind_opened(name)) {
        let scanned = beside_a_good_one(&[(name, bytes)]);
        is_said_once(&scanned, &["limit ", "damaged", "ends early", "cut", "past", "beyond"]);
    }
}

/// Whether the size or the checksum is found to differ first depends on how many bytes are read at a time: it is
/// told in one way.
#[test]
fn a_member_of_a_zip_file_that_is_not_what_its_entry_tells() {
    let program = program();
    for lie in [|it: &mut Zipped| it.crc ^= 1, |it: &mut Zipped| it.size -= 1] {
        let mut member = deflated("prog", &program);
        lie(&mut member);
        let scanned = beside_a_good_one(&[("lie.zip", zip(&[member]))]);
        is_said_once(&scanned, &["its size or its checksum differs"]);
    }
}

/// Words in the headers of samples, by offset and length: each is set to all ones and to 2^63 or its
/// half, with which a reader must come to an end.
const WORDS: &[(&str, &[(usize, usize)])] = &[
    (
        "zstd.squashfs",
        &[(4, 4), (12, 4), (16, 4), (40, 8), (48, 8), (56, 8), (64, 8), (72, 8), (80, 8), (88, 8)],
    ),
    ("lzma2.7z", &[(12, 8), (20, 8)]),
    ("mszip.cab", &[(8, 4), (16, 4), (26, 2), (28, 2), (36, 4), (40, 2)]),
    ("rr-joliet.iso", &[(32768 + 158, 4), (32768 + 166, 4), (32768 + 132, 4), (32768 + 140, 4)]),
    ("prog.msi", &[(30, 2), (44, 4), (48, 4), (60, 4), (64, 4), (68, 4), (72, 4)]),
    ("v6.rpm", &[(104, 4), (108, 4)]),
    ("w19.zstdio.rpm", &[(104, 4), (108, 4)]),
    ("odc.cpio", &[(59, 6), (65, 11)]),
    ("newc.cpio", &[(54, 8), (94, 8)]),
    ("bin.cpio", &[(20, 2), (22, 4)]),
    ("tree.nar", &[(0, 8), (24, 8)]),
];

#[test]
fn words_beyond_all_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (file, words) in WORDS {
        let whole = fs::read(sample(file, folder.path())).unwrap();
        for (at, long) in *words {
            for (value, name) in [(0xff, "ones"), (0x80, "half")] {
                let mut bytes = whole.clone();
                let is_text = file.ends_with("dc.cpio") || file.ends_with("newc.cpio");
                let digit = if file.starts_with("odc") { b'7' } else { b'f' };
                let fill = if is_text { digit } else { value };
                bytes[*at..at + long].fill(if value == 0x80 && !is_text { 0 } else { fill });
                if value == 0x80 && !is_text {
                    bytes[at + long - 1] = 0x80;
                }
                if file.ends_with(".7z") {
                    let mut crc = flate2::Crc::new();
                    crc.update(&bytes[12..32]);
                    bytes[8..12].copy_from_slice(&crc.sum().to_le_bytes());
                }
                files.push((format!("{at}-{name}.{file}"), bytes));
            }
        }
    }
    for few in files.chunks(12) {
        let few: Vec<_> = few.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
        let scanned = beside_a_good_one(&few);
        assert!(matches!(scanned.code, 0 | 3), "{}", scanned.in_short());
    }
}

/// A million files, of which the last is a program.
#[test]
fn a_million_entries() {
    const MANY: usize = 1_000_000;
    let program = program();
    let header = tar_header(b"empty", b'0', 0, b"");
    let mut tape = header.repeat(MANY);
    tape.extend(tar(&[("prog", &program)]));
    let mut entries = cpio_entry("empty", 0o100644, 0, b"").repeat(MANY);
    entries.extend(cpio(&[("prog", &program)]));
    let mut directory = Vec::new();
    let local = zip(&[stored("e", b""), stored("prog", &program)]);
    let start = local.windows(4).position(|it| it == b"PK\x01\x02").unwrap();
    let end = local.windows(4).rposition(|it| it == b"PK\x05\x06").unwrap();
    let (empty, last) = local[start..end].split_at(46 + 1);
    directory.extend(empty.repeat(MANY));
    directory.extend(last);
    let mut zipped = local[..start].to_vec();
    zipped.extend(&directory);
    zipped.extend(end_of_zip(MANY + 1, directory.len(), start));
    for (name, bytes) in
        [("many.tar.gz", gzip(&tape)), ("many.cpio.gz", gzip(&entries)), ("many.zip", zipped)]
    {
        if !is_kind_opened(name) {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let scanned = scan_with(&path, &[], PATIENCE);
        let short = scanned.in_short();
        println!("{name}: {:?}, {} KiB: {short}", scanned.took, scanned.memory >> 10);
        let is_limit = scanned.complaints().iter().any(|it| it.contains("limit entries"));
        let is_read = scanned.programs(&path) == ["prog"];
        assert!(is_read || is_limit && scanned.code == 3, "{name}: {short}");
        assert!(scanned.memory < 256 << 20, "{name}: {} bytes", scanned.memory);
    }
}

/// Names that lead out of a folder, drive a terminal, or never end: the program is read, and the name
/// is text.
#[test]
fn names() {
    let program = program();
    let long = "n/".repeat(40_000);
    let names: &[&str] = &[
        "../../../../tmp/up",
        "/tmp/absolute",
        "C:\\Windows\\drive",
        "..\\..\\back",
        "a/./b//c",
        "\u{1b}[31mred\u{7}\u{9b}2J",
        "line\nfeed\rreturn",
        "!/inside!/out",
        "\u{202e}txt.exe",
        &long,
        "",
    ];
    for name in names {
        let mut tape = if name.len() > 100 {
            tar_long(name.as_bytes(), &program)
        } else {
            tar_file(name.as_bytes(), &program)
        };
        tape.extend(tar(&[("prog", &program)]));
        let folder = tempfile::tempdir().unwrap();
        let mut archives = vec![("a.tar", tape)];
        if name.len() < 1 << 16 {
            archives.push(("a.zip", zip(&[stored(name, &program), stored("prog", &program)])));
            archives.push(("a.cpio", cpio(&[(name, &program), ("prog", &program)])));
        }
        for (archive, bytes) in archives.into_iter().filter(|(name, _)| is_kind_opened(name)) {
            let path = folder.path().join(archive);
            fs::write(&path, bytes).unwrap();
            let scanned = scan(&path, &[]);
            let short = scanned.in_short();
            let shown: String = name.chars().take(40).collect();
            let programs = scanned.programs(&path);
            println!("{archive} {shown:?}: exit {}, {}", scanned.code, programs.len());
            assert!(programs.contains(&"prog".to_owned()), "{archive} {shown:?}: {short}");
            let is_said = scanned.code == 3 && !scanned.complaints().is_empty();
            assert!(programs.len() == 2 || is_said, "{archive} {shown:?}: {short}");
            let table = scan_with(&path, &["-v", "--format", "table"], PATIENCE);
            for text in [&scanned.said, &table.said, &table.out] {
                let is_raw = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
                assert!(!text.contains(is_raw), "{archive} {shown:?}: {text:?}");
            }
        }
        let around = folder.path().parent().unwrap();
        assert!(!around.join("up").exists() && !around.join("absolute").exists());
    }
}

/// Links of an archive that go in a circle, or nowhere.
#[test]
fn links_in_a_circle() {
    let program = program();
    for kind in [b'1', b'2'] {
        let mut tape = Vec::new();
        for (name, target) in [
            ("a", "b"),
            ("b", "a"),
            ("self", "self"),
            ("gone", "nowhere"),
            ("up", "../../etc/passwd"),
        ] {
            tape.extend(tar_header(name.as_bytes(), kind, 0, target.as_bytes()));
        }
        tape.extend(tar(&[("prog", &program)]));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("links.tar");
        fs::write(&path, tape).unwrap();
        let scanned = scan(&path, &[]);
        assert_eq!(scanned.programs(&path), ["prog"], "{}", scanned.in_short());
    }
}

/// A hard link to an archive: what is in it has the other name too.
#[test]
fn a_link_to_an_archive() {
    let program = program();
    let inner = gzip(&tar(&[("bin/first", &program), ("second", &program)]));
    let mut tape = tar_file(b"a.tar.gz", &inner);
    tape.extend(tar_header(b"b.tar.gz", b'1', 0, b"a.tar.gz"));
    tape.extend(tar(&[("prog", &program)]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("links.tar");
    fs::write(&path, tape).unwrap();
    for options in [&[][..], &["--verify"]] {
        let scanned = scan(&path, options);
        let want = ["a.tar.gz!/bin/first", "a.tar.gz!/second", "b.tar.gz!/bin/first"];
        let want = [&want[..], &["b.tar.gz!/second", "prog"]].concat();
        assert_eq!(scanned.programs(&path), want, "{}", scanned.in_short());
        assert_eq!(scanned.code, 0);
        let of_link = scanned
            .records
            .iter()
            .find(|it| it["path"].as_str().unwrap().ends_with("b.tar.gz!/second"));
        assert_eq!(of_link.unwrap()["container"][1], "b.tar.gz");
    }
}

/// A hard link to a hard link to an archive.
#[test]
fn a_link_to_a_link_to_an_archive() {
    let inner = gzip(&tar(&[("bin/prog", &program())]));
    let mut tape = tar_file(b"a.tar.gz", &inner);
    tape.extend(tar_header(b"b.tar.gz", b'1', 0, b"a.tar.gz"));
    tape.extend(tar_header(b"c.tar.gz", b'1', 0, b"b.tar.gz"));
    tape.extend(tar(&[]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("links.tar");
    fs::write(&path, tape).unwrap();
    let scanned = scan(&path, &[]);
    let want = ["a.tar.gz!/bin/prog", "b.tar.gz!/bin/prog", "c.tar.gz!/bin/prog"];
    assert_eq!(scanned.programs(&path), want, "{}", scanned.in_short());
}

/// What `--redact` takes out of a record of a file, it takes out of one of a file in an archive.
#[test]
fn redacted() {
    let program = program();
    let secret = "/home/somebody-secret";
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home/somebody-secret");
    fs::create_dir_all(&home).unwrap();
    let tape = tar(&[("home/somebody-secret/prog", &program)]);
    for (name, bytes) in [
        ("a.tar", tape.clone()),
        ("a.tar.gz", gzip(&tape)),
        ("a.zip", zip(&[stored("Users/somebody-secret/prog", &program)])),
        ("nested.tar", tar(&[("home/somebody-secret/a.tar.zst", &zstd(&tape))])),
        ("cut.zip", zip(&[stored("home/somebody-secret/x", &program)])[..2000].to_vec()),
    ] {
        let path = home.join(name);
        fs::write(&path, bytes).unwrap();
        for options in
            [&["--redact", "--all", "-v"][..], &["--redact", "--all", "--deep", "--verify"]]
        {
            let scanned = scan_with(&path, options, PATIENCE);
            let text = [scanned.out.as_str(), &scanned.said].concat();
            assert!(!scanned.records.is_empty(), "{name}");
            assert!(!text.contains("somebody-secret"), "{name} {options:?}: {secret} in {text}");
        }
        let open = scan(&path, &[]);
        assert!(open.out.contains("somebody-secret"), "{name}");
    }
}

/// What is encrypted is said, and what is not is read.
#[test]
fn encrypted() {
    let mut closed = stored("closed", &program());
    closed.flags = 1;
    let bytes = zip(&[stored("prog", &program()), closed]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("half.zip");
    fs::write(&path, bytes).unwrap();
    let scanned = scan(&path, &[]);
    assert_eq!(scanned.programs(&path), ["prog"], "{}", scanned.in_short());
    is_said_once(&scanned, &["encrypted"]);
}
