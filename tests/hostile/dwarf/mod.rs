//! Debug sections, forged and broken: what they say, what they do not, and what reading them costs.

mod debug;

use std::time::{Duration, Instant};

use crate::common::forge::{self, Elf};
use crate::common::{Counting, fixture_bytes};
use crate::{ALLOCATOR, alone};
use debug::{ABBREV, GO, line_table, program, runtime_table, unit, with_length, zlib};
use gorigin::bytes::{Budget, Input, Limits};
use gorigin::container::Around;
use gorigin::evidence::{Depth, DwarfText, Program};
use gorigin::report::{Outcome, Record};
use gorigin::{Options, inspect};

const MEMORY: usize = 48 << 20;
const TIME: Duration = Duration::from_secs(10);

/// Reads a file, and fails where that costs too much.
fn read(name: &str, file: &[u8]) -> (Record, u64) {
    let source = Counting::new(file);
    let options = Options { depth: Depth::Full, ..Options::default() };
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let start = Instant::now();
    let record = inspect(&source, &options).remove(0);
    let (time, memory) = (start.elapsed(), ALLOCATOR.peak_usage().saturating_sub(before));
    assert!(time < TIME, "{name}: took {time:?}");
    assert!(memory < MEMORY + 12 * file.len(), "{name}: held {memory} bytes");
    assert_eq!(record.outcome, Outcome::Go, "{name}");
    (record, source.read())
}

#[test]
fn a_forged_program() {
    let _alone = alone();
    for version in [4, 5] {
        let info = [
            unit(version, "Go cmd/compile go1.22.3; -N -l regabi", "runtime", ".", GO),
            // What fills up to a boundary.
            vec![0; 8],
            unit(version, "Go cmd/compile go1.22.3; -N -l regabi", "main", ".", GO),
            unit(version, "GNU C17 12.2.0 -O2", "x.c", "/tmp/go-build", 0x1d),
        ];
        let line = [
            runtime_table(version, "/usr/local/go/src/runtime"),
            line_table(version, &["/home/ann/x", "/usr/include"], &[("/home/ann/x/main.go", 0)]),
        ];
        for packed in [false, true] {
            let (info, line) = (info.concat(), line.concat());
            let file = if packed {
                let packed = |bytes: &[u8]| zlib(bytes, bytes.len() as u64);
                Elf::go("go1.22.3")
                    .section(".zdebug_abbrev", packed(ABBREV))
                    .section(".zdebug_info", packed(&info))
                    .section(".zdebug_line", packed(&line))
            } else {
                program(info, line)
            };
            let file = file.build();
            let row = format!("version {version}, packed {packed}");
            let (record, _) = read(&row, &file);
            assert!(record.damage.iter().all(|it| !it.message.contains("DWARF")), "{row}");
            let dwarf = record.dwarf.known().unwrap();
            assert_eq!(dwarf.versions, [version], "{row}");
            assert_eq!(dwarf.compressed, Some(packed), "{row}");
            assert_eq!(
                (dwarf.units, dwarf.line_tables, dwarf.line_directories),
                (3, 2, 3),
                "{row}"
            );
            let producers: Vec<_> =
                dwarf.producers.iter().map(|it| (it.units, &*it.producer)).collect();
            let go = "Go cmd/compile go1.22.3; -N -l regabi";
            assert_eq!(producers, [(2, go), (1, "GNU C17 12.2.0 -O2")], "{row}");
            assert_eq!(dwarf.producers[0].flags, ["-N", "-l", "regabi"], "{row}");
            assert_eq!(dwarf.producers[1].language.as_deref(), Some("C11"), "{row}");
            let dirs: Vec<_> = dwarf.comp_dirs.iter().map(|it| (&*it.path, it.count)).collect();
            assert_eq!(dirs, [(".", 2), ("/tmp/go-build", 1)], "{row}");
            let goroot = record.goroot.known().unwrap();
            assert_eq!(goroot.value.as_deref(), Some("/usr/local/go"), "{row}");
            assert_eq!(goroot.evidence[0].origin, "dwarf-line", "{row}");
            assert_eq!((goroot.evidence[0].count, goroot.evidence[0].of), (1, Some(3)), "{row}");
            places_hold_the_texts(&file, packed, &row);
        }
    }
}

/// Where a section is not compressed, each text lies where it is said to.
fn places_hold_the_texts(file: &[u8], packed: bool, row: &str) {
    let budget = Budget::new(&Limits::default());
    let bytes = file.to_vec();
    let input = Input::open(&bytes, &budget).unwrap();
    let program = Program::open(&input, &Around::default(), Depth::Full).unwrap().unwrap();
    let dwarf = program.dwarf().unwrap();
    let texts: Vec<_> = dwarf.texts().collect();
    let kinds = |kind| texts.iter().filter(|(of, _)| *of == kind).count();
    assert_eq!(kinds(DwarfText::LineDirectory), 3, "{row}");
    assert_eq!(kinds(DwarfText::LineFile), 1, "{row}");
    assert_eq!(kinds(DwarfText::CompDir), 2, "{row}");
    assert_eq!(kinds(DwarfText::UnitName), 3, "{row}");
    for (_, name) in texts.iter().filter(|_| !packed) {
        let at = usize::try_from(name.at.0).unwrap();
        assert!(file[at..].starts_with(name.text.as_bytes()), "{row}: {name:?}");
    }
}

#[test]
fn versions_and_roots_that_disagree() {
    let _alone = alone();
    let compiled =
        |version: &str| unit(5, &format!("Go cmd/compile {version}; regabi"), "runtime", ".", GO);
    for (version, compiler, conflict) in [
        ("go1.22.3", "go1.22.3", false),
        ("go1.22.3", "go1.21.0", true),
        ("go1.22.3 X:nodwarf5", "go1.22.3", false),
        ("go1.21.13 (Red Hat 1.21.13-2.el9)", "go1.21.13 (Red Hat 1.21.13-2.el9)", false),
        ("unknown", "go1.22.3", false),
    ] {
        let file = Elf::go(version)
            .section(".debug_abbrev", ABBREV.to_vec())
            .section(".debug_info", compiled(compiler));
        let (record, _) = read(version, &file.build());
        let finding = record.findings.iter().find(|it| it.rule == "go-version-conflict");
        assert_eq!(finding.is_some(), conflict, "{version} and {compiler}");
        if let Some(finding) = finding {
            assert!(finding.evidence[0].contains(version), "{finding:?}");
            assert!(finding.evidence[1].contains(compiler), "{finding:?}");
        }
    }

    // Without build info and version string the compiler names the version.
    let table = forge::pclntab(gorigin::bytes::Endian::Little, &["main.go"], 1);
    let file = Elf::new()
        .section(".gopclntab", table)
        .section(".debug_abbrev", ABBREV.to_vec())
        .section(".debug_info", compiled("go1.21.0"));
    let (record, _) = read("no build info", &file.build());
    let version = record.go_version.known().unwrap();
    assert_eq!((version.value.as_str(), version.source.name()), ("go1.21.0", "dwarf-producer"));
    assert_eq!(version.section.as_deref(), Some(".debug_info"));

    let files = ["proc.go", "malloc.go", "panic.go", "stack.go"];
    for (file_table, lines, verdict) in [
        ("/usr/local/go", "/usr/local/go", "found"),
        // A tool may have rewritten the debugging information: it has no vote, and is told.
        ("/usr/local/go", "/opt/go", "found"),
        ("C:/Program Files/Go", "c:\\program files\\go", "found"),
        ("$GOROOT", "$GOROOT", "unexpanded"),
        ("GOROOT", "GOROOT", "relative"),
    ] {
        let names = files.map(|file| format!("{file_table}/src/runtime/{file}"));
        let names = names.each_ref().map(String::as_str);
        let table = forge::pclntab(gorigin::bytes::Endian::Little, &names, 4);
        let separator = if lines.contains('\\') { '\\' } else { '/' };
        let directory = format!("{lines}{separator}src{separator}runtime");
        let line = [
            runtime_table(5, &directory),
            // What cgo leaves is no GOROOT.
            line_table(5, &["/_/GOROOT/src/runtime/cgo", "/tmp/go-build"], &[("gcc.c", 0)]),
        ];
        let file = program(compiled("go1.22.3"), line.concat()).section(".gopclntab", table);
        let (record, _) = read(lines, &file.build());
        let goroot = record.goroot.known().unwrap();
        assert_eq!(goroot.verdict, verdict, "{file_table} and {lines}");
        let other = (lines == "/opt/go").then_some("/opt/go");
        assert_eq!(goroot.in_dwarf.as_deref(), other, "{file_table} and {lines}");
    }
}

/// A row: what it is, the sections, and a part of the damage that must be told; `None` for none.
type Row = (&'static str, Elf, Option<&'static str>);

#[test]
fn hostile_sections() {
    let _alone = alone();
    let go = unit(5, "Go cmd/compile go1.22.3; regabi", "main", ".", GO);
    let lines = runtime_table(5, "/go/src/runtime");
    let zeros = vec![0; 1 << 20];
    let with = |name: &str, bytes: Vec<u8>| Elf::go("go1.22.3").section(name, bytes);
    let entry_format = |form: u8, count: u64| {
        // One entry format whose form is all that each of many entries is.
        let mut rest = vec![1, 1, 1, 0xfb, 14, 1, 1, 1, form];
        rest.extend(std::iter::repeat_n(0xff, 8));
        rest.push((count & 1) as u8 + 1);
        let head = [&[5, 0, 8, 0][..], &u32::try_from(rest.len()).unwrap().to_le_bytes()];
        with_length(&[head.concat(), rest].concat())
    };
    let rows: Vec<Row> = vec![
        ("whole", program(go.clone(), lines.clone()), None),
        ("empty sections", program(vec![], vec![]), None),
        ("only zeros", program(vec![0; 64], vec![0; 64]), None),
        ("4 GiB claimed", with(".zdebug_info", zlib(&go, 1 << 32)), Some("debug-ratio")),
        ("all that 64 bits hold", with(".zdebug_line", zlib(&go, u64::MAX)), Some("debug-ratio")),
        ("a bomb", with(".zdebug_info", zlib(&zeros, 1 << 20)), Some("debug-ratio")),
        ("less than claimed", with(".zdebug_info", zlib(&go, 4000)), Some("compressed bytes")),
        (
            "a wrong checksum",
            with(".zdebug_info", wrong_checksum(&go)).section(".debug_abbrev", ABBREV.to_vec()),
            Some("compressed bytes"),
        ),
        ("not compressed at all", with(".zdebug_info", go.clone()), Some("no known kind")),
        (
            "noise behind the header",
            with(".zdebug_info", [b"ZLIB\0\0\0\0\0\0\0\x40".to_vec(), vec![0x55; 64]].concat()),
            Some("compressed bytes"),
        ),
        (
            "unit longer than its section",
            program([&[0xef, 0xff, 0xff, 0xff][..], &[5; 40]].concat(), vec![]),
            Some("runs past"),
        ),
        (
            "reserved length",
            program([&[0xf8, 0xff, 0xff, 0xff][..], &[5; 40]].concat(), vec![]),
            Some("runs past"),
        ),
        ("64-bit length", program([&[0xff; 12][..], &[5; 40]].concat(), vec![]), Some("runs past")),
        ("no declarations", with(".debug_info", go.clone()), Some("not declared")),
        (
            "text without an end",
            program(
                with_length(&[&[5, 0, 1, 8, 0, 0, 0, 0, 1][..], &[b'x'; 100_000]].concat()),
                vec![],
            ),
            Some("root entry"),
        ),
        (
            "version 9",
            program(
                with_length(&[&[9, 0][..], &[0; 40]].concat()),
                with_length(&[&[9, 0][..], &[0; 40]].concat()),
            ),
            Some("malformed"),
        ),
        (
            "header longer than its table",
            program(vec![], with_length(&[&[4, 0, 0xff, 0xff, 0xff, 0x7f][..], &[1; 40]].concat())),
            Some("malformed"),
        ),
        (
            "header over the limit",
            program(vec![], with_length(&[&[4, 0, 0, 0, 8, 0][..], &vec![1; 0x8_0000]].concat())),
            Some("debug-header"),
        ),
        ("2^56 directories of no bytes", program(vec![], entry_format(0x21, 0)), Some("malformed")),
        ("2^56 directories of one byte", program(vec![], entry_format(0x0b, 0)), Some("malformed")),
        ("empty units", program(with_length(&[4, 0]).repeat(1000), vec![]), Some("root entry")),
        ("overlapping", overlapping(), None),
    ];
    for (name, file, message) in rows {
        let (record, _) = read(name, &file.build());
        let version = record.go_version.as_ref().map(|it| it.value.as_str());
        assert_eq!(version, Some("go1.22.3"), "{name}");
        let told: Vec<_> = record
            .damage
            .iter()
            .map(|it| it.message.as_str())
            .filter(|it| it.contains("DWARF"))
            .collect();
        match message {
            None => assert!(told.is_empty(), "{name}: {told:?}"),
            Some(message) => {
                assert!(record.partial, "{name}");
                assert!(told.iter().any(|it| it.contains(message)), "{name}: {told:?}");
            }
        }
        if record.dwarf.is_none() {
            assert!(record.reasons.get("dwarf").is_some(), "{name}");
        }
    }
}

fn wrong_checksum(bytes: &[u8]) -> Vec<u8> {
    let mut packed = zlib(bytes, bytes.len() as u64);
    *packed.last_mut().unwrap() ^= 1;
    packed
}

/// The same bytes as units and as line tables, and sections of the same name twice.
fn overlapping() -> Elf {
    let go = unit(5, "Go cmd/compile go1.22.3; regabi", "main", ".", GO);
    program(go.clone(), runtime_table(4, "/go/src/runtime"))
        .section(".debug_info", go.repeat(100))
        .section(".debug_abbrev", vec![0xff; 1000])
}

/// Many units, tables and names cost no more than in proportion.
#[test]
fn costs_grow_with_the_size() {
    let _alone = alone();
    type Make = fn(usize) -> Elf;
    let makers: [(&str, Make); 4] = [
        ("units", |n| {
            let unit = |at| unit(5, "Go cmd/compile go1.22.3", &format!("p{at}"), ".", GO);
            program((0..n).flat_map(unit).collect(), vec![])
        }),
        ("producers", |n| {
            let unit = |at| unit(4, &format!("GNU C17 12.2.0 -O{at}"), "x.c", "/tmp", 0x1d);
            program((0..n).flat_map(unit).collect(), vec![])
        }),
        ("line tables", |n| {
            let table = |at: usize| line_table(4, &[&format!("/d/{at}")], &[("x.go", 1)]);
            program(vec![], (0..n).flat_map(table).collect())
        }),
        ("undeclared", |n| {
            // Each unit asks for another table, and none declares its entry.
            let units = (0..n).flat_map(|at| {
                let mut unit = unit(4, "x", "y", "z", GO);
                unit[6..10].copy_from_slice(&u32::try_from(at % 64 * 5).unwrap().to_le_bytes());
                unit
            });
            let program = Elf::go("go1.22.3").section(".debug_info", units.collect());
            program.section(".debug_abbrev", [2, 0x11, 0, 0, 0].repeat(n))
        }),
    ];
    for (name, make) in makers {
        let (small, large) = (make(4000).build(), make(8000).build());
        let (_, once) = read(name, &small);
        let start = Instant::now();
        let (_, twice) = read(name, &large);
        let time = start.elapsed();
        assert!(twice < once * 22 / 10, "{name}: read {once}, then {twice} bytes");
        println!("{name}: {once} and {twice} bytes read, {time:?}");
    }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(end).unwrap()).unwrap()
    }
}

/// Damage to debug sections, real and forged, costs what they say and nothing else.
#[test]
fn mutated_sections() {
    let _alone = alone();
    let asked = std::env::var("GORIGIN_MUTANTS").ok().and_then(|it| it.parse().ok());
    let info = [
        unit(5, "Go cmd/compile go1.22.3; regabi", "runtime", ".", GO),
        unit(4, "GNU C17 12.2.0 -O2", "x.c", "/tmp/go-build", 0x1d),
    ];
    let line = [runtime_table(5, "/go/src/runtime"), runtime_table(4, "/go/src/runtime")];
    let forged = program(info.concat(), line.concat());
    let mut bases = vec![("forged".to_owned(), forged.build())];
    for name in [
        "linux-amd64-go1.22-cgo",
        "windows-amd64-go1.27-default",
        "darwin-arm64-go1.27-default",
        "linux-amd64-go1.15-default",
    ] {
        bases.push((name.to_owned(), fixture_bytes(&format!("carved/{name}"))));
    }
    let mut broken = 0;
    for (name, base) in &bases {
        let sections = debug_sections(base);
        assert!(sections.len() >= 3, "{name}");
        let (whole, _) = read(name, base);
        for index in 0..asked.unwrap_or(400_u64) {
            let mut random = Random(index);
            let mut mutant = base.clone();
            let (at, len) = sections[random.below(sections.len())];
            for _ in 0..=random.below(8) {
                let at = at + random.below(len.min(if index % 2 == 0 { 64 } else { len }));
                match random.below(3) {
                    0 => mutant[at] ^= 1 << random.below(8),
                    1 => mutant[at] = [0, 0xff, 0x7f, 0x80][random.below(4)],
                    _ => mutant[at..(at + 8).min(base.len())].fill(0xff),
                }
            }
            let row = format!("{name} {index}");
            let (record, _) = read(&row, &mutant);
            broken += usize::from(record.partial);
            let facts = |record: &Record| {
                (record.go_version.as_ref().map(|it| it.value.clone()), record.build_id.clone())
            };
            assert_eq!(facts(&record), facts(&whole), "{row}");
        }
    }
    println!("{broken} mutants are partial");
    assert!(broken > 100);
}

/// Where the debug sections that are read lie.
fn debug_sections(file: &[u8]) -> Vec<(usize, usize)> {
    let budget = Budget::new(&Limits::default());
    let bytes = file.to_vec();
    let input = Input::open(&bytes, &budget).unwrap();
    let image = gorigin::image::Image::read(&input).unwrap();
    let is_read = |name: &[u8]| {
        let kinds = [&b"debug_info"[..], b"debug_abbrev", b"debug_line", b"debug_str"];
        kinds.iter().any(|kind| name.windows(kind.len()).any(|part| part == *kind))
    };
    let sections = image.sections.iter().filter(|it| is_read(it.name.as_bytes()));
    let spans = sections.filter_map(|it| it.span).filter(|it| !it.is_empty());
    spans.map(|it| (it.start().0.try_into().unwrap(), it.len().try_into().unwrap())).collect()
}
