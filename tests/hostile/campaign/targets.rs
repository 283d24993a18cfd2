//! What is fuzzed: a parser each, around which a file is forged that has just that structure, and
//! one target that goes the whole way of a user's file. The libFuzzer targets call these too.

use std::sync::LazyLock;

use gorigin::agree::{SourceFiles, mappings};
use gorigin::bytes::{Budget, ByteSource, Input, Limits, PartOffset, Text, is_unsafe};
use gorigin::diagnosis::{examine, look_once};
use gorigin::evidence::{Depth, ModuleInfo, find_marker};
use gorigin::go::{GoVersion, unquote};
use gorigin::host::{Host, HostLayout};
use gorigin::leak::{DeepSearch, Known, LeakKind, classify, mask_setting};
use gorigin::report::{Record, Redactor, json};
use gorigin::unpack::recognise;
use gorigin::verify::Trace;
use gorigin::{Options, inspect};

use super::advisories;
use super::containers;
use super::forge::{self, Elf};
use super::images;
use super::machine::Made;
use super::packages;
use super::policies;

/// One thing to fuzz.
#[derive(Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    /// Runs it on arbitrary bytes; panics where something does not hold.
    pub run: fn(&[u8]),
    /// Inputs to start from.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Words that such inputs are made of.
    pub words: &'static [&'static str],
}

const MODULE_WORDS: &[&str] =
    &["path\t", "mod\t", "dep\t", "=>\t", "build\t", "\n", "\t", "=", "\"", "`", "\\x1b", "v1.2.3"];
const FLAG_WORDS: &[&str] =
    &["-X ", "main.token", "=", "'", "\"", "-ldflags", "/home/bobby/", "-D", "PASSWORD", " "];
const PATH_WORDS: &[&str] = &[
    "/home/",
    "/Users/",
    "C:\\Users\\",
    "/root/",
    "/src/",
    "go/pkg/mod/",
    "@v1.2.3",
    "\0",
    "//",
    ".corp",
];
const EDITOR_WORDS: &[&str] = &[
    "{",
    "}",
    "\"go.goroot\"",
    ":",
    "\"${env:HOME}/go\"",
    "//",
    "/*",
    "*/",
    "\\u0041",
    ",",
    "[",
    "\n",
];
const ENV_WORDS: &[&str] = &[
    "GOROOT=",
    "GOFLAGS=",
    "GOTOOLCHAIN=",
    "GOOS=",
    "GOPATH=",
    "-mod=mod",
    "local",
    "go1.24.0+auto",
    "\r",
    "\n",
    "\"",
    "'",
];
const MOD_WORDS: &[&str] = &[
    "module ",
    "go ",
    "toolchain ",
    "1.24.0",
    "go1.25.1",
    "godebug ",
    "(",
    ")",
    "//",
    "\n",
    "default=",
    "use ",
    "require ",
];
const DOCTOR_WORDS: &[&str] = &[
    "GOROOT=",
    "GOFLAGS=",
    "GOTOOLCHAIN=",
    "go ",
    "toolchain ",
    "godebug ",
    "\"go.goroot\":",
    "golang ",
    "go1.25.1",
    "\n",
];
const TOOL_WORDS: &[&str] =
    &["[tools]", "go", "golang", " = ", "\"1.22\"", "'latest'", "\n", "# ", "[", "]"];

/// Every target. Each name is that of a file under `fuzz/fuzz_targets`.
pub const TARGETS: &[Target] = &[
    Target {
        name: "inspect",
        run: whole,
        seeds: small_files,
        words: &["\x7fELF", "MZ", "UPX!", "!<arch>\n", "\0asm", "go1.22.3"],
    },
    Target {
        name: "elf",
        run: quick,
        seeds: elf_files,
        words: &[".go.buildinfo", ".gopclntab", ".data", "\0", "\x01", "\x7f"],
    },
    Target { name: "fat", run: fat, seeds: fat_files, words: &["!<arch>\n"] },
    Target {
        name: "archive",
        run: archive,
        seeds: archives,
        words: &["go.o/", "/", "//", "#1/20", "`\n", "0       ", "__.PKGDEF", "go object "],
    },
    Target {
        name: "ar",
        run: packages::ar,
        seeds: packages::ar_files,
        words: &["debian-binary", "control.tar", "data.tar", "/", "//", "#1/4", "`\n"],
    },
    Target {
        name: "cpio",
        run: packages::cpio,
        seeds: packages::cpio_files,
        words: &["070701", "070702", "070707", "TRAILER!!!", "00000000", "ffffffff"],
    },
    Target {
        name: "rpm",
        run: packages::rpm,
        seeds: packages::rpm_files,
        words: &["07070X", "070701", "TRAILER!!!", "\0\0\x03\u{e8}", "\0\0\x04"],
    },
    Target {
        name: "nar",
        run: packages::nar,
        seeds: packages::nar_files,
        words: &["entry", "directory", "symlink", "target", "contents", ")"],
    },
    Target {
        name: "package",
        run: packages::package,
        seeds: packages::package_texts,
        words: &["name", "version", "\n", ":", " = ", "\"os\":[", "platform: "],
    },
    Target {
        name: "squashfs",
        run: containers::squashfs,
        seeds: containers::squashfs_files,
        words: &["hsqs", "\x7fELF"],
    },
    Target {
        name: "iso",
        run: containers::iso,
        seeds: containers::iso_files,
        words: &["CD001", "NM", "CE", "SP", "CL", "RR"],
    },
    Target {
        name: "sevenz",
        run: containers::sevenz,
        seeds: containers::sevenz_files,
        words: &["7z\u{bc}", "\x01\x04\x06", "\x17\x06"],
    },
    Target {
        name: "cab",
        run: containers::cab,
        seeds: containers::cab_files,
        words: &["MSCF", "CK", "\0"],
    },
    Target {
        name: "msi",
        run: containers::msi,
        seeds: containers::msi_files,
        words: &["MSCF", "\0\0\0\0", "\x7f"],
    },
    Target {
        name: "xar",
        run: containers::xar,
        seeds: containers::xar_files,
        words: &["<file id=\"1\">", "</file>", "<name>", "<data>", "&amp;", "--"],
    },
    Target {
        name: "makeself",
        run: containers::makeself,
        seeds: containers::makeself_files,
        words: &["skip=\"", "offset=`head -n ", "\n", "decrypt_cmd=\""],
    },
    Target {
        name: "behind",
        run: containers::behind_programs,
        seeds: containers::programs,
        words: &["PK\x05\x06", "hsqs", "PE\0\0", "MSCF\0\0\0\0"],
    },
    Target {
        name: "wasm",
        run: wasm,
        seeds: wasm_files,
        words: &["go:buildid", "producers", "name", "processed-by", "Go", "TinyGo"],
    },
    Target {
        name: "build_info",
        run: build_info,
        seeds: build_infos,
        words: &["go1.22.3", "path\t", "\n"],
    },
    Target { name: "module_text", run: module_text, seeds: module_texts, words: MODULE_WORDS },
    Target { name: "notes", run: notes, seeds: note_tables, words: &["Go\0\0", "GNU\0"] },
    Target {
        name: "build_id",
        run: build_id,
        seeds: build_ids,
        words: &["\"\n ", "/", "\\", "Go build ID: "],
    },
    Target {
        name: "pclntab",
        run: pclntab,
        seeds: pclntabs,
        words: &["/src/runtime/", "proc.go", "runtime.main", "\0"],
    },
    Target {
        name: "dynamic",
        run: dynamic,
        seeds: dynamic_sections,
        words: &["libc.so.6", "GLIBC_2.34", "\0"],
    },
    Target {
        name: "dwarf",
        run: dwarf,
        seeds: dwarf_sections,
        words: &["Go cmd/compile go1.22.3", "/usr/local/go/src", "ZLIB"],
    },
    Target {
        name: "unpack",
        run: unpack,
        seeds: || vec![vec![0; 8], vec![255; 64]],
        words: &["UPX!"],
    },
    Target {
        name: "unpack_sizes",
        run: unpack_sizes,
        seeds: || vec![vec![0; 8], vec![255; 24]],
        words: &[],
    },
    Target { name: "deep", run: deep, seeds: paths, words: PATH_WORDS },
    Target { name: "mask", run: mask, seeds: flags, words: FLAG_WORDS },
    Target { name: "mask_record", run: mask_record, seeds: flags, words: FLAG_WORDS },
    Target { name: "redact", run: redact, seeds: paths, words: PATH_WORDS },
    Target {
        name: "version",
        run: version,
        seeds: versions,
        words: &["go1.", "rc1", " X:", "devel ", "-", "+", "(Red Hat)"],
    },
    Target {
        name: "trace",
        run: trace,
        seeds: traces,
        words: &["HASH[", "]: ", "\"", "link", "GOROOT ", "\n", "\\n"],
    },
    Target { name: "remap", run: remap, seeds: paths, words: PATH_WORDS },
    Target {
        name: "layout",
        run: layout,
        seeds: layouts,
        words: &["\"toolchains\":[", "{", "}", "null", "\"goroot\":"],
    },
    Target {
        name: "image_documents",
        run: images::documents,
        seeds: images::document_seeds,
        words: &["\"manifests\":[", "\"digest\":\"x:m\"", "\"layers\":", "x:l", "{", "}", "null"],
    },
    Target {
        name: "image_layers",
        run: images::layers,
        seeds: images::layer_seeds,
        words: images::LAYER_WORDS,
    },
    Target { name: "doctor", run: doctor, seeds: doctor_files, words: DOCTOR_WORDS },
    Target { name: "env_file", run: env_file, seeds: env_files, words: ENV_WORDS },
    Target { name: "go_mod", run: go_mod, seeds: go_mods, words: MOD_WORDS },
    Target { name: "editor", run: editor, seeds: editor_files, words: EDITOR_WORDS },
    Target { name: "tool_versions", run: tool_versions, seeds: tool_files, words: TOOL_WORDS },
    Target {
        name: "policy",
        run: policies::policy,
        seeds: policies::policies,
        words: policies::POLICY_WORDS,
    },
    Target {
        name: "baseline",
        run: policies::baseline,
        seeds: policies::baselines,
        words: policies::BASELINE_WORDS,
    },
    Target {
        name: "osv",
        run: advisories::osv,
        seeds: advisories::records,
        words: advisories::OSV_WORDS,
    },
    Target {
        name: "vulndb_index",
        run: advisories::vulndb_index,
        seeds: advisories::indexes,
        words: advisories::INDEX_WORDS,
    },
];

/// Runs the target called `name`.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of that name");
    (target.run)(data);
}

/// Reads a file quickly, as a scan does, and checks what must hold of every record.
fn quick(file: &[u8]) {
    read(file, Depth::Quick);
}

fn read(file: &[u8], depth: Depth) {
    for record in
        inspect(&file, &Options { depth, recover_unrecognised: true, ..Options::default() })
    {
        let mut line = Vec::new();
        json::write_line(&mut line, &record).expect("a vector takes every byte");
        let text = String::from_utf8(line).expect("JSON is UTF-8");
        assert!(!text.trim_end().chars().any(is_unsafe), "{text}");
    }
}

/// The whole way, at every depth, and back from JSON.
fn whole(file: &[u8]) {
    static SEARCH: LazyLock<DeepSearch> = LazyLock::new(|| DeepSearch::new(&[], None));
    for depth in [Depth::Quick, Depth::Full, Depth::Deep] {
        let options = Options {
            depth,
            recover_unrecognised: true,
            cross_check: true,
            search: Some(&SEARCH),
            search_others: true,
            ..Options::default()
        };
        for record in inspect(&file, &options) {
            let mut line = Vec::new();
            json::write_line(&mut line, &record).expect("a vector takes every byte");
            let same: Record = serde_json::from_slice(&line).expect("a record is read as written");
            assert_eq!(same, record);
        }
    }
}

fn small_files() -> Vec<Vec<u8>> {
    [elf_files(), fat_files(), archives(), wasm_files()].concat()
}

fn elf_files() -> Vec<Vec<u8>> {
    let whole = Elf::go("go1.22.3")
        .section(".gopclntab", forge::pclntab(gorigin::bytes::Endian::Little, &["/go/src/runtime/proc.go"], 1))
        .notes(".note.go.buildid", forge::go_note("abcdefghijklmnopqrst/abcdefghijklmnopqrst/abcdefghijklmnopqrst/abcdefghijklmnopqrst"));
    vec![whole.build(), Elf::new().build(), Elf::go("go1.22.3").build()]
}

fn fat(data: &[u8]) {
    quick(data);
}

fn fat_files() -> Vec<Vec<u8>> {
    let slice = [&[0xcf, 0xfa, 0xed, 0xfe][..], &[7, 0, 0, 1, 3, 0, 0, 0], &[0; 48]].concat();
    let mut file = forge::fat(2, &[(0x0100_0007, 64, 60), (0x0100_000c, 128, 60)]);
    file.resize(64, 0);
    file.extend(&slice);
    file.resize(128, 0);
    file.extend(&slice);
    vec![file, forge::fat(1, &[(7, 0, 28)])]
}

/// Arbitrary bytes behind the magic of an archive.
fn archive(data: &[u8]) {
    quick(&[b"!<arch>\n", data].concat());
}

fn archives() -> Vec<Vec<u8>> {
    let member = |name: &str, bytes: &[u8]| {
        let head = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 644, bytes.len());
        [head.as_bytes(), bytes].concat()
    };
    let object = Elf::go("go1.22.3").build();
    vec![
        [member("/", &[0; 4]), member("go.o/", &object)].concat(),
        [
            member("__.PKGDEF", b"go object linux amd64 go1.22.3 X:\n"),
            member("_go_.o", b"\0go120ld"),
        ]
        .concat(),
        member("#1/20", b"a name of 20 bytes..body"),
    ]
}

fn wasm(data: &[u8]) {
    quick(&[b"\0asm\x01\0\0\0", data].concat());
}

fn wasm_files() -> Vec<Vec<u8>> {
    let id = b"\x0ago:buildid\xff Go build ID: \"a/b/c/d\"\n \xff";
    let custom = [&[0, id.len() as u8][..], id].concat();
    let data = [11, 12, 1, 0, 0x41, 0, 0x0b, 6, b'g', b'o', b'1', b'.', b'2', b'2'];
    let producers = b"\x09producers\x01\x08language\x01\x02Go\x06go1.22";
    let producers = [&[0, producers.len() as u8][..], producers].concat();
    vec![[&custom[..], &data].concat(), [&custom[..], &producers].concat()]
}

/// A build info header, in which the first byte of `data` chooses pointer size and flags, and the
/// rest of `data`.
fn build_info(data: &[u8]) {
    let (&choice, rest) = data.split_first().unwrap_or((&2, &[]));
    let header = forge::build_info_header(if choice & 4 == 0 { 8 } else { 4 }, choice & 3);
    // The last 16 bytes of the header are the pointers, if there are any.
    let fixed = if choice & 2 == 0 { 16 } else { 32 };
    let blob = [&header[..fixed], rest].concat();
    quick(&Elf::new().section(".go.buildinfo", blob).build());
}

fn build_infos() -> Vec<Vec<u8>> {
    let inline = forge::build_info("go1.22.3", "path\tx\nmod\tx\tv1\n");
    let mut pointers = vec![0];
    pointers.extend(Elf::address(0x100).to_le_bytes());
    pointers.extend(Elf::address(0x110).to_le_bytes());
    vec![[&[2], &inline[32..]].concat(), pointers]
}

fn module_text(data: &[u8]) {
    let _ = ModuleInfo::parse(data, PartOffset(0), &Limits::default());
    let _ = unquote(data);
    let text = [data, b"\n"].concat();
    quick(&Elf::new().section(".go.buildinfo", forge::build_info_of("go1.22.3", &text)).build());
}

fn module_texts() -> Vec<Vec<u8>> {
    vec![
        b"path\tx\nmod\tx\tv1\th1:a=\ndep\ty\tv2\th1:b=\n=>\tz\tv3\t\nbuild\t-ldflags=\"-X 'a=b'\""
            .to_vec(),
        b"build\t\"odd key\"=`x`\nbuild\tGOOS=linux\nbuild\tvcs.time=2024-01-01T00:00:00Z".to_vec(),
    ]
}

fn notes(data: &[u8]) {
    quick(&Elf::new().notes(".note.go.buildid", data.to_vec()).build());
}

fn note_tables() -> Vec<Vec<u8>> {
    vec![
        forge::go_note("a/b/c/d"),
        [forge::go_note("x"), forge::note_with(4, 20, 3, b"GNU\0", &[7; 20])].concat(),
    ]
}

fn build_id(data: &[u8]) {
    let _ = find_marker(data, PartOffset(0));
}

fn build_ids() -> Vec<Vec<u8>> {
    vec![
        b"x\xff Go build ID: \"a/b/c/d\"\n \xff".to_vec(),
        b"\xff Go build ID: \"a\\x00\"\n \xff".to_vec(),
    ]
}

fn pclntab(data: &[u8]) {
    quick(&Elf::go("go1.22.3").section(".gopclntab", data.to_vec()).build());
}

fn pclntabs() -> Vec<Vec<u8>> {
    use gorigin::bytes::Endian::{Big, Little};
    let files = ["/usr/local/go/src/runtime/proc.go", "/usr/local/go/src/runtime/panic.go"];
    let hidden = |mut table: Vec<u8>| {
        table[..4].copy_from_slice(&[0x67, 0x76, 0xe6, 0xad]);
        table
    };
    let table = forge::pclntab(Little, &files, 2);
    vec![hidden(table.clone()), table, forge::pclntab(Big, &files, 2)]
}

fn dynamic(data: &[u8]) {
    read(&Elf::go("go1.22.3").dynamic(data).build(), Depth::Full);
}

fn dynamic_sections() -> Vec<Vec<u8>> {
    vec![[1_u64, 1, 0, 0].map(u64::to_le_bytes).concat(), b"\0libc.so.6\0GLIBC_2.34\0".to_vec()]
}

/// The first two bytes split the rest into units, line tables, and what declares the entries; the
/// third chooses whether they are said to be compressed.
fn dwarf(data: &[u8]) {
    let [first, second, choice, rest @ ..] = data else { return };
    let (abbrev, rest) = rest.split_at(rest.len().min(usize::from(*first)));
    let (line, info) = rest.split_at(rest.len() * usize::from(*second) / 256);
    let prefix = if choice & 1 == 0 { ".debug_" } else { ".zdebug_" };
    let mut file = Elf::go("go1.22.3").section(".debug_abbrev", abbrev.to_vec());
    for (name, bytes) in [("info", info), ("line", line), ("str", rest), ("line_str", rest)] {
        let size = [0, 0, 0, 0, 0, 0, *second, *first];
        let bytes =
            if choice & 1 == 0 { bytes.to_vec() } else { [b"ZLIB", &size[..], bytes].concat() };
        file = file.section(&format!("{prefix}{name}"), bytes);
    }
    read(&file.build(), Depth::Full);
}

fn dwarf_sections() -> Vec<Vec<u8>> {
    let abbrev = [1, 0x11, 0, 0x25, 8, 3, 8, 0, 0, 0];
    let unit =
        [&[30, 0, 0, 0, 4, 0, 0, 0, 0, 0, 8, 1][..], b"Go cmd/compile\0main\0\0\0\0"].concat();
    vec![[&[10, 0, 0][..], &abbrev, &unit].concat(), [&[10, 128, 1][..], &abbrev, &unit].concat()]
}

const PACKED: &[u8] = include_bytes!("../../../testdata/packed/c-program-nrv2e");

/// Bytes in place of a packed program's, with the pack header's own checksum made to hold.
fn unpack(data: &[u8]) {
    let Some((&[at, from, method, filter], data)) = data.split_first_chunk() else { return };
    let mut file = PACKED.to_vec();
    let header = pack_header();
    let at = usize::from(at) * usize::from(from) % file.len();
    for (to, from) in file.iter_mut().skip(at).zip(data) {
        *to = *from;
    }
    file[header..header + 6].copy_from_slice(&PACKED[header..header + 6]);
    (file[header + 6], file[header + 28]) = (method, filter);
    seal(&mut file, header);
    unpacked(&file);
}

/// Arbitrary sizes and checksums in the pack header.
fn unpack_sizes(data: &[u8]) {
    let mut file = PACKED.to_vec();
    let header = pack_header();
    for (to, from) in file[header + 8..header + 28].iter_mut().zip(data) {
        *to ^= *from;
    }
    seal(&mut file, header);
    unpacked(&file);
}

fn pack_header() -> usize {
    PACKED.windows(4).rposition(|it| it == b"UPX!").expect("a pack header")
}

fn seal(file: &mut [u8], header: usize) {
    let sum: u32 = file[header + 4..header + 31].iter().map(|it| u32::from(*it)).sum();
    file[header + 31] = (sum % 251) as u8;
}

fn unpacked(file: &[u8]) {
    let limits = Limits::default();
    let budget = Budget::new(&limits);
    let input = Input::open(&file, &budget).expect("a slice is read");
    if let Some(Ok(unpacked)) = recognise(&input).map(|packed| packed.unpack(&input)) {
        assert!(unpacked.program.size() <= limits.unpacked);
    }
}

fn deep(data: &[u8]) {
    static SEARCH: LazyLock<DeepSearch> = LazyLock::new(|| {
        DeepSearch::new(&[Text::from("falcon"), Text::from("/a/b/")], Some("/opt/go"))
    });
    if let Some(place) = classify(data) {
        // Of a host the prefix is its name.
        let mut windows = data.windows(place.prefix.len().max(1));
        let is_there = match place.kind {
            LeakKind::Host => windows.any(|window| window == place.prefix),
            // Of two slashes at the start one says nothing.
            _ => {
                let rest = data.strip_prefix(b"/").unwrap_or(data);
                data.starts_with(place.prefix) || rest.starts_with(place.prefix)
            }
        };
        assert!(is_there && !place.prefix.is_empty(), "{:?}", place.kind);
    }
    for is_windows in [false, true] {
        let known = Known { is_windows, ..Known::default() };
        let texts = SEARCH.search(&data, &known, &Limits::default());
        let size = data.len() as u64;
        assert!(texts.found.iter().all(|found| found.at.get() < size && found.count > 0));
    }
}

/// Linker flags: no secret is left in the setting.
fn mask(data: &[u8]) {
    let text = [data, b" -X 'main.token=s3cr3t-91827'"].concat();
    let Some(masked) = mask_setting(&(Text::from("-ldflags"), Text::from(&text[..]))) else {
        return;
    };
    assert_eq!(masked.names.len(), masked.values.len());
    let quoted = data.iter().any(|byte| b"'\"`\\".contains(byte));
    assert!(quoted || masked.text.ends_with(" -X 'main.token=***'"), "{}", masked.text);
}

/// Linker flags in a program: no secret is in the record.
fn mask_record(data: &[u8]) {
    let flags: Vec<u8> = data.iter().copied().filter(|byte| !b"\n\t\"\\".contains(byte)).collect();
    let text = [b"build\t-ldflags=\"", &flags[..], b" -X 'main.token=s3cr3t-91827'\"\n"].concat();
    let quoted = flags.iter().any(|byte| matches!(byte, b'\'' | b'`'));
    let file = Elf::new().section(".go.buildinfo", forge::build_info_of("go1.22.3", &text)).build();
    for record in inspect(&file, &Options { depth: Depth::Full, ..Options::default() }) {
        let mut line = Vec::new();
        json::write_line(&mut line, &record).expect("a vector takes every byte");
        let text = String::from_utf8(line).expect("JSON is UTF-8");
        // An open quote before it makes the flag a part of something else.
        assert!(quoted || !text.contains("s3cr3t-91827"), "{text}");
    }
}

fn flags() -> Vec<Vec<u8>> {
    vec![
        b"-s -w -X main.version=1".to_vec(),
        b"-X 'a.password=x y' -extldflags '-DTOKEN=abc'".to_vec(),
    ]
}

/// Names in a record: none is left, and what is redacted twice stays.
fn redact(data: &[u8]) {
    let path = format!("/home/falconia/{}", String::from_utf8_lossy(data));
    let mut redactor = Redactor::default();
    let record = redactor.redact(Record { path, ..Record::new() });
    assert!(record.redacted && !record.path.contains("falconia"), "{}", record.path);
    let again = redactor.redact(record.clone());
    assert_eq!(again, record);
}

fn paths() -> Vec<Vec<u8>> {
    [
        "/home/bobby/go/pkg/mod/a.b/c@v1.2.3/x.go",
        r"C:\Users\Ann\go\src\x.go",
        "/usr/local/go/src/fmt/print.go\0/opt/go/src",
    ]
    .map(|path| path.as_bytes().to_vec())
    .to_vec()
}

fn version(data: &[u8]) {
    let Some(version) = GoVersion::parse(data) else { return };
    let _ = (version.release(), version.is_unknown(), version.text().to_string());
}

fn versions() -> Vec<Vec<u8>> {
    [
        "go1.22.3",
        "go1.25.5 X:jsonv2",
        "devel go1.20-abc Tue",
        "go1.21rc2",
        "go1.22.9 (Red Hat 1.22.9-1)",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

fn trace(data: &[u8]) {
    let _ = Trace::read(&mut &*data);
}

fn traces() -> Vec<Vec<u8>> {
    vec![b"HASH[link x]\nHASH[link x]: \"go1.22.3\"\nHASH[link x]: \"GOROOT /usr/local/go\\n\"\nHASH[link x]: 00112233\n".to_vec()]
}

fn remap(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let files = text.split('\0').map(str::to_owned).collect();
    let sources = SourceFiles {
        goroot: Some("/usr/local/go".to_owned()),
        go_version: Some("go1.22.10".to_owned()),
        files,
        ..SourceFiles::default()
    };
    let machine = Made::new();
    let _ = mappings(&machine, &HostLayout::default(), &sources, &[]);
}

fn layout(data: &[u8]) {
    let _ = serde_json::from_slice::<HostLayout>(data).map(Host::of_layout);
}

fn layouts() -> Vec<Vec<u8>> {
    let layout = Host::new(Made::new());
    vec![serde_json::to_vec(layout.layout()).expect("a layout is JSON")]
}

/// All that reads a file of a machine: its layout, and every check of the doctor.
fn looked_at(machine: Made) {
    let layout = HostLayout::read(&machine);
    let _ = look_once(&machine, &layout);
}

/// The whole way of the doctor, on which each remedy is tried on models of the machine. The first
/// byte chooses the file.
fn doctor(data: &[u8]) {
    let Some((choice, data)) = data.split_first() else { return };
    let machine = match choice % 4 {
        0 => with_env_file(data),
        1 => with_go_mod(data),
        2 => with_editor_files(data),
        _ => with_tool_files(data),
    };
    let layout = HostLayout::read(&machine);
    let _ = examine(&machine, &layout);
}

fn doctor_files() -> Vec<Vec<u8>> {
    let kinds = [env_files(), go_mods(), editor_files(), tool_files()];
    let files = (0_u8..).zip(kinds).flat_map(|(choice, files)| {
        files.into_iter().map(move |file| [&[choice][..], &file].concat())
    });
    files.collect()
}

fn with_env_file(data: &[u8]) -> Made {
    Made::new().with("/home/u/.config/go/env", data)
}

fn env_file(data: &[u8]) {
    looked_at(with_env_file(data));
}

fn env_files() -> Vec<Vec<u8>> {
    vec![
        b"GOROOT=/go\nGOFLAGS=-mod=mod\nGOTOOLCHAIN=go1.24.0+auto\n".to_vec(),
        b"# x\r\nGOOS=linux\r\n".to_vec(),
    ]
}

fn with_go_mod(data: &[u8]) -> Made {
    Made::new().with("/w/go.mod", data)
}

fn go_mod(data: &[u8]) {
    looked_at(with_go_mod(data));
}

fn go_mods() -> Vec<Vec<u8>> {
    vec![
        b"module m\n\ngo 1.24.0\n\ntoolchain go1.25.1\n\ngodebug (\n\tdefault=go1.21\n)\n".to_vec(),
    ]
}

fn with_editor_files(data: &[u8]) -> Made {
    Made::new().with("/w/.vscode/settings.json", data).with("/w/.idea/workspace.xml", data)
}

fn editor(data: &[u8]) {
    looked_at(with_editor_files(data));
}

fn editor_files() -> Vec<Vec<u8>> {
    vec![b"{ // x\n \"go.goroot\": \"${env:HOME}/go\", /* y */ \"go.alternateTools\": {\"go\": \"/x\"},}".to_vec()]
}

fn with_tool_files(data: &[u8]) -> Made {
    Made::new()
        .with("/w/.tool-versions", data)
        .with("/w/mise.toml", data)
        .with("/w/.go-version", data)
}

fn tool_versions(data: &[u8]) {
    looked_at(with_tool_files(data));
}

fn tool_files() -> Vec<Vec<u8>> {
    vec![
        b"golang 1.22.10\nnode 20\n".to_vec(),
        b"[tools]\ngo = \"1.22\"\n".to_vec(),
        b"1.22.10\n".to_vec(),
    ]
}
