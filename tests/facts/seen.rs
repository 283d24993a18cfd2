//! Programs that are seen as what they are, whatever was done to what makes them easy to see: no build
//! ID, other section names, pointers that only the loader fills, another program inside.

use crate::common::nulls;
use crate::common::{Counting, Fixture, fixture_bytes, fixtures, testdata};
use gorigin::bytes::{Budget, Input, Limits};
use gorigin::evidence::Depth;
use gorigin::image::{Format, Image};
use gorigin::inspect::Hashing;
use gorigin::report::{Outcome, Record};
use gorigin::{Options, inspect};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

fn records(bytes: &[u8], depth: Depth) -> Vec<Record> {
    let hashing = if depth == Depth::Quick { Hashing::Skip } else { Hashing::Check };
    inspect(&bytes.to_vec(), &Options { depth, hashing, ..Options::default() })
}

fn record(bytes: &[u8], depth: Depth) -> Record {
    records(bytes, depth).remove(0)
}

fn u16_at(file: &[u8], at: usize) -> usize {
    u16::from_le_bytes(file[at..at + 2].try_into().unwrap()).into()
}

fn u32_at(file: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(file[at..at + 4].try_into().unwrap())
}

fn u64_at(file: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(file[at..at + 8].try_into().unwrap())
}

fn size_at(file: &[u8], at: usize) -> usize {
    u64_at(file, at).try_into().unwrap()
}

/// A section of a 64-bit little-endian ELF file.
struct Section {
    name: String,
    kind: u32,
    address: usize,
    at: usize,
    size: usize,
}

fn sections(file: &[u8]) -> Vec<Section> {
    let table = size_at(file, 0x28);
    let header = |index: usize| table + 64 * index;
    let names = size_at(file, header(u16_at(file, 0x3e)) + 24);
    (0..u16_at(file, 0x3c))
        .map(|index| {
            let header = header(index);
            let name = &file[names + u32_at(file, header) as usize..];
            let end = name.iter().position(|&byte| byte == 0).unwrap();
            Section {
                name: String::from_utf8(name[..end].to_vec()).unwrap(),
                kind: u32_at(file, header + 4),
                address: size_at(file, header + 16),
                at: size_at(file, header + 24),
                size: size_at(file, header + 32),
            }
        })
        .collect()
}

/// 64-bit ELF programs and libraries of the fixtures for that processor that the loader relocates.
fn relocated(processor: &str) -> Vec<Fixture> {
    let of_kind = |it: &Fixture| {
        let name = it.name.as_str();
        name.contains(processor) && (name.contains("pie") || name.contains("c-shared"))
    };
    fixtures().into_iter().filter(of_kind).collect()
}

/// Each place that names a GOROOT: which, what it says, and where.
fn places(record: &Record) -> Vec<(String, String, Option<u64>)> {
    let evidence = record.goroot.as_ref().map(|it| it.evidence.as_slice()).unwrap_or_default();
    evidence.iter().map(|it| (it.origin.to_string(), it.value.to_string(), it.offset)).collect()
}

/// As LLD writes them: the words that RELATIVE entries name are 0 in the file.
fn with_null_words(file: &[u8]) -> (Vec<u8>, usize) {
    const RELATIVE: [u64; 2] = [8, 1027];
    let mut changed = file.to_vec();
    let all = sections(file);
    let mut count = 0;
    for table in all.iter().filter(|it| it.kind == 4) {
        for entry in (table.at..table.at + table.size).step_by(24) {
            let place = size_at(file, entry);
            let home = all.iter().find(|it| {
                it.address != 0
                    && it.kind != 8
                    && (it.address..it.address + it.size).contains(&place)
            });
            if let Some(home) = home.filter(|_| RELATIVE.contains(&u64_at(file, entry + 8))) {
                let at = home.at + place - home.address;
                changed[at..at + 8].fill(0);
                count += 1;
            }
        }
    }
    (changed, count)
}

/// As in a plugin: the entries name a symbol, and hold how far behind it the target lies.
fn with_symbols(file: &[u8]) -> Vec<u8> {
    let (mut changed, _) = with_null_words(file);
    let all = sections(file);
    let symbols = all.iter().find(|it| it.kind == 11).unwrap();
    let defined = (1..symbols.size / 24).find(|it| u16_at(file, symbols.at + it * 24 + 6) != 0);
    let defined = defined.unwrap();
    let value = u64_at(file, symbols.at + defined * 24 + 8);
    for table in all.iter().filter(|it| it.kind == 4) {
        for entry in (table.at..table.at + table.size).step_by(24) {
            if u64_at(file, entry + 8) == 8 {
                let info = (defined as u64) << 32 | 1;
                let addend = u64_at(file, entry + 16).wrapping_sub(value);
                changed[entry + 8..entry + 16].copy_from_slice(&info.to_le_bytes());
                changed[entry + 16..entry + 24].copy_from_slice(&addend.to_le_bytes());
            }
        }
    }
    changed
}

fn without_section_headers(file: &[u8]) -> Vec<u8> {
    let mut changed = file.to_vec();
    changed[0x28..0x30].fill(0);
    changed[0x3a..0x40].fill(0);
    changed
}

#[test]
fn pointers_that_only_the_loader_fills() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for it in relocated("linux-amd64").into_iter().chain(relocated("linux-arm64")) {
        let bytes = it.bytes();
        let (null, words) = with_null_words(&bytes);
        assert!(words > 50, "{}: {words} words", it.name);
        let mut forms = vec![("null words", null)];
        if it.name.contains("amd64") && it.name.contains("c-shared") {
            forms.push(("symbols", with_symbols(&bytes)));
        }
        for depth in [Depth::Quick, Depth::Full] {
            let want = record(&bytes, depth);
            let bare = record(&without_section_headers(&bytes), depth);
            for (what, form) in &forms {
                let got = record(form, depth);
                let version = |it: &Record| it.go_version.as_ref().map(|it| it.value.clone());
                if (version(&got), places(&got)) != (version(&want), places(&want)) {
                    wrong.push(format!("{}: {what}, {depth:?}: {:?}", it.name, places(&got)));
                }
                if depth == Depth::Full {
                    let rules = |it: &Record| -> Vec<String> {
                        let rules = it.findings.iter().map(|it| it.rule.clone());
                        rules.filter(|it| it.contains("conflict")).map(String::from).collect()
                    };
                    if rules(&got) != rules(&want) {
                        wrong.push(format!("{}: {what}: {:?}", it.name, rules(&got)));
                    }
                }
                // The tables are found by the dynamic section too.
                let got = record(&without_section_headers(form), depth);
                if (version(&got), places(&got)) != (version(&bare), places(&bare)) {
                    wrong.push(format!("{}: {what}, {depth:?}, bare: {:?}", it.name, places(&got)));
                }
            }
            count += 1;
        }
    }
    assert!(count > 20, "{count}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Overwrites every `from` with `to`, which is as long.
fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let found: Vec<_> = memchr::memmem::find_iter(bytes, from).collect();
    for at in found {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
}

#[test]
fn programs_for_aix_and_plan9_without_a_build_id() {
    for name in [
        "sealed/aix-ppc64-go1.27-s-w",
        "carved/aix-ppc64-go1.19-s-w",
        "sealed/plan9-amd64-go1.27-s-w",
        "carved/plan9-amd64-go1.19-s-w",
    ] {
        let whole = record(&fixture_bytes(name), Depth::Quick);
        let mut bytes = fixture_bytes(name);
        replace(&mut bytes, b"\xff Go build ID: \"", &[0; 16]);
        let got = record(&bytes, Depth::Quick);
        assert_eq!(got.outcome, Outcome::Go, "{name}");
        assert_eq!(got.build_id, None, "{name}");
        assert_eq!(got.go_version, whole.go_version, "{name}");
        assert_eq!(got.build, whole.build, "{name}");
        assert_eq!(places(&got), places(&whole), "{name}");
        // Without build info too, as some release builds are.
        replace(&mut bytes, b"\xff Go buildinf:", &[0; 14]);
        let got = record(&bytes, Depth::Quick);
        assert_eq!(got.outcome, Outcome::Go, "{name}");
        assert_eq!(places(&got), places(&whole), "{name}");
        // What is no Go program stays none.
        for magic in [0xf1_u8, 0xf0] {
            let mut header = [0xff, 0xff, 0xff, magic, 0, 0];
            replace(&mut bytes, &header, &[0; 6]);
            header[..4].reverse();
            replace(&mut bytes, &header, &[0; 6]);
        }
        assert_eq!(record(&bytes, Depth::Quick).outcome, Outcome::NotGo, "{name}");
    }
}

/// Without build info and build ID, and with every section called otherwise, by `rename`.
fn renamed(file: &[u8], rename: impl Fn(&str) -> String) -> Vec<u8> {
    let mut changed = file.to_vec();
    replace(&mut changed, b"\xff Go buildinf:", &[0; 14]);
    let table = size_at(file, 0x28);
    let all = sections(file);
    for it in all.iter().filter(|it| it.name.starts_with(".note")) {
        changed[it.at..it.at + it.size].fill(0);
    }
    // No note but what is none: the headers that name them are those of nothing.
    for index in 0..u16_at(file, 0x38) {
        let header = size_at(file, 0x20) + 56 * index;
        if u32_at(file, header) == 4 {
            changed[header..header + 4].fill(0);
        }
    }
    // The new names stand at the end, for they may be longer.
    let mut names = vec![0];
    for (index, it) in all.iter().enumerate() {
        let header = table + 64 * index;
        let offset = if it.kind == 0 { 0 } else { names.len() as u32 };
        changed[header..header + 4].copy_from_slice(&offset.to_le_bytes());
        if it.kind != 0 {
            names.extend(rename(&it.name).as_bytes());
            names.push(0);
        }
        if it.kind == 7 {
            changed[header + 4..header + 8].copy_from_slice(&1_u32.to_le_bytes());
        }
    }
    let header = table + 64 * u16_at(file, 0x3e);
    let at = changed.len() as u64;
    changed[header + 24..header + 32].copy_from_slice(&at.to_le_bytes());
    changed[header + 32..header + 40].copy_from_slice(&(names.len() as u64).to_le_bytes());
    changed.extend(names);
    changed
}

#[test]
fn programs_whose_sections_are_called_otherwise() {
    const OF_C: [&str; 4] = [".text", ".rodata", ".data", ".bss"];
    let scrambled = |name: &str| -> String {
        name.chars().map(|it| if it.is_ascii_lowercase() { 'q' } else { it }).collect()
    };
    let only_gos = |name: &str| match name {
        name if name.starts_with(".go") || name.contains("gopclntab") => ".mine".to_owned(),
        name => name.to_owned(),
    };
    // What is Go's by its name goes by names that C programs have.
    let like_c = |name: &str| match name {
        name if name.contains("gopclntab") => ".rodata.str".to_owned(),
        ".typelink" | ".itablink" | ".gosymtab" | ".data.rel.ro.typelink" => ".odd".to_owned(),
        name if name.starts_with(".noptr") || name.starts_with(".go") => ".data.x".to_owned(),
        name => name.to_owned(),
    };
    let mut count = 0;
    let stripped = |it: &Fixture| {
        it.name.starts_with("sealed/linux-amd64") || it.name.starts_with("carved/linux-amd64")
    };
    for it in fixtures().iter().filter(|it| stripped(it) && it.expected["outcome"] == "go") {
        let bytes = it.bytes();
        let whole = record(&bytes, Depth::Quick);
        let mode = whole.traits.build_mode.as_deref();
        let named = sections(&bytes).iter().any(|it| it.name.ends_with(".gopclntab"));
        // Of a library by older releases the table has no section, so that its start is not one.
        if whole.traits.packed.is_some() || mode != Some("exe") && !named {
            continue;
        }
        for (what, bytes) in [
            ("scrambled", renamed(&bytes, scrambled)),
            ("only Go's", renamed(&bytes, only_gos)),
            ("like C's", renamed(&bytes, like_c)),
        ] {
            // Where every name is one of C's, only a static program is looked into.
            let is_odd = sections(&bytes).iter().any(|it| it.name == ".odd");
            if what == "like C's" && whole.traits.static_link != Some(true) && !is_odd {
                continue;
            }
            let got = record(&bytes, Depth::Quick);
            assert_eq!(got.outcome, Outcome::Go, "{}: {what}: {:?}", it.name, got.reasons);
            let roots = |it: &Record| it.goroot.as_ref().map(|it| it.value.clone());
            assert_eq!(roots(&got), roots(&whole), "{}: {what}", it.name);
            let files = |it: &Record| it.pclntab.as_ref().map(|it| (it.offset, it.files));
            assert_eq!(files(&got), files(&whole), "{}: {what}", it.name);
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
    // A program of C stays one, whatever its sections are called.
    let c_program = fixture_bytes("not-go/c-program");
    for bytes in [renamed(&c_program, scrambled), renamed(&c_program, |_| OF_C[0].to_owned())] {
        assert_eq!(record(&bytes, Depth::Quick).outcome, Outcome::NotGo);
    }
}

fn member(name: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 644, content.len());
    let padding: &[u8] = if content.len() % 2 == 1 { b"\n" } else { b"" };
    [head.as_bytes(), content, padding].concat()
}

/// A universal file of two slices.
fn universal(slices: [(u32, &[u8]); 2]) -> Vec<u8> {
    let mut file = 0xcafe_babe_u32.to_be_bytes().to_vec();
    file.extend(2_u32.to_be_bytes());
    let mut at = 0x4000;
    for (processor, bytes) in slices {
        for field in [processor, 0, at as u32, bytes.len() as u32, 14] {
            file.extend(field.to_be_bytes());
        }
        at = (at + bytes.len()).next_multiple_of(0x4000);
    }
    for (_, bytes) in slices {
        file.resize(file.len().next_multiple_of(0x4000), 0);
        file.extend(bytes);
    }
    file
}

#[test]
fn universal_files_of_archives() {
    let archive = |name: &str| {
        let object = member("go.o", &fixture_bytes(name));
        let symbols = member("__.SYMDEF SORTED", &[0; 8]);
        [b"!<arch>\n", symbols.as_slice(), &object, &member("000000.o", b"no object")].concat()
    };
    let amd64 = archive("carved/darwin-amd64-go1.27-w");
    let arm64 = archive("sealed/darwin-arm64-go1.27-s-w");
    let file = universal([(0x0100_0007, &amd64), (0x0100_000c, &arm64)]);
    for depth in [Depth::Quick, Depth::Full] {
        let got = records(&file, depth);
        let slices: Vec<_> = got.iter().map(|it| it.slice.as_deref()).collect();
        assert_eq!(slices, [Some("amd64"), Some("arm64")]);
        for (got, alone) in got.iter().zip([&amd64, &arm64]) {
            let want = record(alone, depth);
            assert_eq!((got.outcome, got.partial), (Outcome::Go, false), "{:?}", got.damage);
            assert_eq!(got.format.as_deref(), Some("archive"));
            assert_eq!(got.object_format.as_deref(), Some("macho"));
            let version = |record: &Record| Some(record.go_version.as_ref()?.value.clone());
            let goroot = |record: &Record| Some(record.goroot.as_ref()?.value.clone());
            assert_eq!((version(got), goroot(got)), (version(&want), goroot(&want)));
        }
    }
    // An archive of something else is no damage, and no Go program.
    let other = [b"!<arch>\n".as_slice(), &member("x.o", b"not an object")].concat();
    let got = records(&universal([(0x0100_0007, &other), (0x0100_000c, &arm64)]), Depth::Quick);
    let outcomes: Vec<_> = got.iter().map(|it| (it.outcome, it.partial)).collect();
    assert_eq!(outcomes, [(Outcome::NotGo, false), (Outcome::Go, false)]);
}

#[test]
fn the_second_reader_is_given_the_member() {
    for name in ["carved/linux-amd64-go1.27-s-w", "sealed/darwin-arm64-go1.27-s-w"] {
        let object = fixture_bytes(name);
        let archive = [b"!<arch>\n", member("go.o", &object).as_slice()].concat();
        let options = Options { cross_check: true, ..Options::default() };
        let got = inspect(&archive, &options).remove(0);
        assert_eq!(got.outcome, Outcome::Go, "{name}");
        assert!(got.findings.iter().all(|it| it.rule != "readers-disagree"), "{:?}", got.findings);
    }
}

#[test]
fn what_a_webassembly_module_carries() {
    let leb = |mut value: usize| {
        let mut bytes = Vec::new();
        while value >= 0x80 {
            bytes.push(value as u8 & 0x7f | 0x80);
            value >>= 7;
        }
        bytes.push(value as u8);
        bytes
    };
    let section = |kind: u8, content: Vec<u8>| [vec![kind], leb(content.len()), content].concat();
    let text = |text: &str| [leb(text.len()), text.as_bytes().to_vec()].concat();
    let blob = |version: &str, settings: &str| {
        let modules = [&[7; 16], settings.as_bytes(), &[7; 16]].concat();
        let header = [b"\xff Go buildinf:\x08\x02".as_slice(), &[0; 16]].concat();
        [header, text(version), leb(modules.len()), modules].concat()
    };
    let module = |blob: Vec<u8>| {
        let producers = [
            vec![2],
            text("language"),
            vec![1],
            text("Go"),
            text("go1.27.3"),
            text("processed-by"),
            vec![1],
            text("Go cmd/compile"),
            text("go1.27.3"),
        ];
        let producers = section(0, [text("producers"), producers.concat()].concat());
        let segment = [vec![0, 0x41, 0x80, 0x80, 0x04, 0x0b], leb(blob.len()), blob].concat();
        let data = section(11, [vec![1], segment].concat());
        [b"\0asm\x01\0\0\0".to_vec(), producers, data].concat()
    };
    let inner = blob("go1.22.10", "path\tinner\nbuild\tGOARCH=amd64\nbuild\tGOOS=freebsd\n");
    for depth in [Depth::Quick, Depth::Full] {
        let got = record(&module(inner.clone()), depth);
        assert_eq!(got.outcome, Outcome::Go);
        let version = got.go_version.known().unwrap();
        assert_eq!((version.value.as_str(), version.source.name()), ("go1.27.3", "producers"));
        assert_eq!(got.build, None);
        assert_eq!(got.arch.as_deref(), Some("wasm"));
        assert!(got.findings.iter().all(|it| !it.rule.contains("conflict")), "{:?}", got.findings);
    }
    // Should a later linker write it, it is the module's own.
    let own = blob("go1.27.3", "path\town\nbuild\tGOARCH=wasm\n");
    let build = record(&module(own), Depth::Quick).build.known().unwrap();
    assert_eq!(build.main_package.as_deref(), Some("own"));
}

#[test]
fn every_null_has_a_reason() {
    let mut wrong = Vec::new();
    for it in fixtures() {
        let bytes = it.bytes();
        for depth in [Depth::Quick, Depth::Full] {
            for record in records(&bytes, depth) {
                for fact in nulls::unexplained(&serde_json::to_value(&record).unwrap()) {
                    wrong.push(format!("{}: {depth:?}: {fact}", it.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} without a reason:\n{}", wrong.len(), wrong.join("\n"));
}

/// `go version -m` shows the settings in the order of the file, and so does a record.
#[test]
fn settings_in_the_order_of_the_file() {
    let text = std::fs::read_to_string(testdata().join("expected.jsonl")).unwrap();
    let mut count = 0;
    for (it, line) in fixtures().into_iter().zip(text.lines()) {
        let want = serde_json::from_str::<Shown>(line).unwrap().build.settings.0;
        let Some(build) = record(&it.bytes(), Depth::Quick).build.known() else { continue };
        let got: Vec<_> = build.settings.iter().map(|(name, _)| name).collect();
        if !want.is_empty() {
            assert_eq!(got, want, "{}", it.name);
            count += 1;
        }
    }
    assert!(count > 100, "{count}");
}

/// What Go's own tools show, as far as it is looked at here.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Shown {
    build: ShownBuild,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct ShownBuild {
    settings: Names,
}

/// The names in an object, in their order.
#[derive(Default)]
struct Names(Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Names;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Names, M::Error> {
                let mut names = Vec::new();
                while let Some((name, _)) = map.next_entry::<String, IgnoredAny>()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }
        from.deserialize_map(Each)
    }
}

/// What spares an ordinary file with an odd section the look at every other one.
#[test]
fn a_pclntab_starts_where_an_address_may_and_is_no_code() {
    let mut count = 0;
    for it in fixtures() {
        let (bytes, budget) = (it.bytes(), Budget::new(&Limits::default()));
        let input = Input::open(&bytes, &budget).unwrap();
        let Ok(image) = Image::read(&input) else { continue };
        let named = |name: &[u8]| name.ends_with(b"gopclntab");
        for section in image.sections.iter().filter(|it| named(it.name.as_bytes())) {
            let what = (&it.name, section.address, section.access);
            let is_code = image.format == Format::Elf && section.access.execute;
            let aligned = section.address.0.is_multiple_of(image.pointer_size.into());
            assert!(aligned && !is_code, "{what:?}");
            count += 1;
        }
    }
    assert!(count > 100, "{count}");
}

/// A walk meets thousands of files of C: one whose sections have odd names is not asked much more.
#[test]
fn an_ordinary_file_with_an_odd_section_is_read_a_few_times() {
    let reads = |bytes: &[u8]| {
        let counting = Counting::new(bytes);
        assert_eq!(inspect(&counting, &Options::default())[0].outcome, Outcome::NotGo);
        counting.reads()
    };
    let c_program = fixture_bytes("not-go/c-program");
    let odd = |name: &str| if name == ".fini" { ".base".to_owned() } else { name.to_owned() };
    let usual = reads(&renamed(&c_program, str::to_owned));
    let odd = reads(&renamed(&c_program, odd));
    assert!(usual <= 6 && odd <= 10, "{usual} and {odd}");
}
