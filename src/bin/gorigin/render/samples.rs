//! Made-up records, and the texts they must become: `tests/snapshots/`, rewritten where `UPDATE=1`
//! is set.

use std::fs;
use std::path::Path;

use gorigin::finding::Severity;
use gorigin::report::{
    AlterationRecord, BuildIdRecord, BuildRecord, CompDirRecord, ContentIdRecord, DwarfRecord,
    ErrorRecord, FindingRecord, GorootEvidenceRecord, GorootRecord, HostIdCheckRecord,
    HostIdRecord, HostRecord, LeakRecord, LinkActionRecord, LinkCandidateRecord, ModuleRecord,
    Outcome, PathHashOfRecord, PathHashRecord, PathsRecord, PclntabRecord, ProducerRecord,
    RECORD_SCHEMA, Record, SegmentsRecord, Summary, TextRecord, Traits, UnpackedRecord,
    VerificationRecord, VersionRecord,
};

use super::renderer::Render;

/// What `renderer` writes about `records`.
pub(super) fn rendered(renderer: &mut dyn Render, records: &[Record]) -> String {
    let mut out = Vec::new();
    renderer.start(&mut out).unwrap();
    for record in records {
        renderer.record(&mut out, record).unwrap();
    }
    renderer.finish(&mut out, &summary_of(records)).unwrap();
    String::from_utf8(out).unwrap()
}

/// As many files as records.
pub(super) fn summary_of(records: &[Record]) -> Summary {
    let mut summary =
        Summary { files: u64::try_from(records.len()).unwrap(), ..Summary::default() };
    records.iter().for_each(|record| summary.add(record));
    summary
}

/// Compares with the snapshot called `name`, or rewrites it.
pub(super) fn check(name: &str, got: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, got).unwrap();
    }
    let want = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(got, want, "{name} differs; UPDATE=1 rewrites it");
}

/// A program with everything, a trimmed one, a slice of a fat file, a packed one, one with hostile strings, a
/// damaged one, one that is not Go, one that cannot be read.
pub(super) fn records() -> Vec<Record> {
    vec![full(), trimmed(), slice(), packed(), hostile(), damaged(), not_go(), unreadable()]
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn named(path: &str, outcome: Outcome) -> Record {
    Record { schema: RECORD_SCHEMA.to_owned(), path: path.to_owned(), outcome, ..Record::default() }
}

fn version(value: &str, source: &str) -> Option<VersionRecord> {
    Some(VersionRecord {
        value: value.to_owned(),
        source: source.to_owned(),
        exact: source != "pclntab",
        section: text(".go.buildinfo"),
        offset: Some(0x18_e020),
        facts: Vec::new(),
    })
}

fn module(path: &str, version: &str) -> ModuleRecord {
    ModuleRecord { path: path.to_owned(), version: version.to_owned(), ..ModuleRecord::default() }
}

fn dwarf() -> DwarfRecord {
    let producer =
        |text: &str, language: &str, units, version: Option<&str>, flags: &[&str]| ProducerRecord {
            producer: text.to_owned(),
            language: Some(language.to_owned()),
            units,
            go_version: version.map(str::to_owned),
            flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
        };
    let comp_dir = |path: &str, count| CompDirRecord { path: path.to_owned(), count };
    DwarfRecord {
        versions: vec![4, 5],
        compressed: Some(true),
        units: 51,
        line_tables: 51,
        line_directories: 74,
        producers: vec![
            producer("Go cmd/compile go1.22.3; regabi", "Go", 42, Some("go1.22.3"), &["regabi"]),
            producer("GNU C17 12.2.0 -O2 -g", "C11", 8, None, &["-O2", "-g"]),
            producer("GNU AS 2.40", "Mips_Assembler", 1, None, &[]),
        ],
        comp_dirs: vec![comp_dir(".", 42), comp_dir("/tmp/go-build", 9)],
        section: text(".debug_info"),
        offset: 0x1c_5000,
    }
}

fn paths() -> PathsRecord {
    let leak = |kind: &str, prefix: &str, origin: &str, trimpath: &str| LeakRecord {
        kind: kind.to_owned(),
        prefix: prefix.to_owned(),
        count: 812,
        sample: format!("{prefix}/x.go"),
        origin: origin.to_owned(),
        trimpath: trimpath.to_owned(),
        section: text(".gopclntab"),
        offset: Some(0x1a_4f00),
        ..LeakRecord::default()
    };
    PathsRecord {
        gopath_mod: text("/home/bob/go/pkg/mod"),
        main_dir: text("/home/bob/src/agent/cmd/agent"),
        users: vec!["bob".to_owned()],
        leaks: vec![
            LeakRecord {
                user: text("bob"),
                owner: text("go"),
                ..leak("module-cache", "/home/bob/go/pkg/mod", "file-table", "removes")
            },
            LeakRecord {
                count: 1,
                setting: text("-ldflags"),
                user: text("bob"),
                ..leak("home", "/home/bob", "build-info", "keeps")
            },
        ],
    }
}

fn full() -> Record {
    let goroot = "/opt/hostedtoolcache/go/1.22.3/x64";
    let settings = [
        ("-buildmode", "exe"),
        ("CGO_ENABLED", "0"),
        ("GOARCH", "amd64"),
        ("GOOS", "linux"),
        ("vcs", "git"),
        ("vcs.modified", "true"),
        ("vcs.revision", "3f2c91d07c5b1f5ad84f2e9a0a3c7b6d5e4f3a2b"),
        ("vcs.time", "2024-05-14T09:21:07Z"),
    ];
    Record {
        size: Some(25_270_682),
        format: text("elf"),
        bits: Some(64),
        endian: text("little"),
        os: text("linux"),
        arch: text("amd64"),
        go_version: version("go1.22.3", "build-info"),
        goroot: Some(GorootRecord {
            in_dwarf: None,
            verdict: "found".to_owned(),
            value: text(goroot),
            cleaned: text(goroot),
            reason: "the file table and the runtime agree".to_owned(),
            referenced: Some(true),
            evidence: vec![
                GorootEvidenceRecord {
                    origin: "file-table".to_owned(),
                    value: goroot.to_owned(),
                    count: 143,
                    of: Some(143),
                    section: text(".gopclntab"),
                    offset: Some(0x1a_3f40),
                },
                GorootEvidenceRecord {
                    origin: "default-goroot".to_owned(),
                    value: goroot.to_owned(),
                    count: 1,
                    of: None,
                    section: text(".data"),
                    offset: Some(0x21_0060),
                },
            ],
        }),
        path_hash: Some(PathHashRecord {
            value: "9c1e5d0a77b2f310".to_owned(),
            cleaned: "9c1e5d0a77b2f310".to_owned(),
            host: text("5a77c0d41f8e9b02"),
            host_match: Some(false),
            in_build_id: "not-embedded".to_owned(),
        }),
        build_id: Some(BuildIdRecord {
            value: "peCOqkzPyFqpBkQ3Vn1c/ZRfjwT0V2aGd5sY8hL4m/eH0MxN7bR1tUvWkQ9zPp/VLXHcJ6gF3sDa2KlMnOp"
                .to_owned(),
            kind: "go".to_owned(),
            segments: Some(SegmentsRecord {
                link_action: "peCOqkzPyFqpBkQ3Vn1c".to_owned(),
                main_action: "ZRfjwT0V2aGd5sY8hL4m".to_owned(),
                main_content: "eH0MxN7bR1tUvWkQ9zPp".to_owned(),
                content: "VLXHcJ6gF3sDa2KlMnOp".to_owned(),
            }),
            source: "elf-note".to_owned(),
            section: text(".note.go.buildid"),
            offset: 0xf9c,
        }),
        host_id: Some(HostIdRecord {
            kind: "gnu-build-id".to_owned(),
            value: "4f1c2d3e5a6b79808182838485868788898a8b8c".to_owned(),
            offset: 0xf70,
        }),
        verification: Some(verified(goroot)),
        paths: Some(paths()),
        text: Some(vec![TextRecord {
            needle: text("falcon"),
            value: "project falcon: secret".to_owned(),
            encoding: text("utf-16"),
            count: 3,
            stands_alone: true,
            section: text(".rodata"),
            offset: 0x12_3400,
            ..TextRecord::default()
        }]),
        build: Some(BuildRecord {
            main_package: text("github.com/acme/agent/cmd/agent"),
            module: Some(module("github.com/acme/agent", "v1.4.2")),
            deps: vec![module("golang.org/x/sys", "v0.20.0"), module("golang.org/x/net", "v0.25.0")],
            settings: settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect(),
        }),
        pclntab: Some(PclntabRecord {
            layout: "1.20".to_owned(),
            magic: None,
            found_by: "section".to_owned(),
            section: text(".gopclntab"),
            offset: 0x1a_0000,
            files: Some(412),
            functions: Some(3021),
        }),
        dwarf: Some(dwarf()),
        traits: Traits {
            trimpath: Some(false),
            stripped: Some(true),
            dwarf: Some(false),
            cgo: Some(false),
            build_mode: text("exe"),
            pie: Some(false),
            obfuscated: Some(false),
            static_link: Some(true),
            race: Some(true),
            experiments: Some(vec!["arenas".to_owned()]),
            arch_level: text("GOAMD64=v3"),
            link_mode: text("external"),
            nx: Some(true),
            relro: text("partial"),
            interpreter: text("/lib64/ld-linux-x86-64.so.2"),
            c_library: text("glibc"),
            glibc_floor: text("2.34"),
            // A name from the file is not to be trusted.
            libraries: Some(vec!["libc.so.6".to_owned(), "lib\u{1b}[31mx.so".to_owned()]),
            ..Traits::default()
        },
        host: Some(HostRecord {
            goroot: "mismatch".to_owned(),
            toolchain: "unknown".to_owned(),
            detail: "/usr/local/go is in effect here".to_owned(),
            sources: None,
        }),
        findings: vec![
            FindingRecord {
                rule: "goroot-host-mismatch".to_owned(),
                severity: Severity::Error,
                message: format!("built with {goroot}, but /usr/local/go is in effect here"),
                evidence: vec!["file table at 0x1a3f40: 143 of 143 files".to_owned()],
                help: "Rebuild with the Go in effect, or make the binary's GOROOT the effective one."
                    .to_owned(),
            },
            FindingRecord {
                rule: "not-trimmed".to_owned(),
                severity: Severity::Note,
                message: "built without -trimpath".to_owned(),
                evidence: Vec::new(),
                help: String::new(),
            },
        ],
        ..named("dist/agent", Outcome::Go)
    }
}

/// What a trace of the build shows of an untouched program.
fn verified(goroot: &str) -> VerificationRecord {
    let content = "VLXHcJ6gF3sDa2KlMnOp";
    let candidate = |origin: &str, goroot: &str, link_action: &str, matches| LinkCandidateRecord {
        origin: origin.to_owned(),
        goroot: goroot.to_owned(),
        link_action: link_action.to_owned(),
        matches,
    };
    let hash = |origin: &str, goroot: &str, value: &str| PathHashOfRecord {
        origin: origin.to_owned(),
        goroot: goroot.to_owned(),
        value: value.to_owned(),
        embedded: false,
    };
    VerificationRecord {
        content_id: ContentIdRecord {
            status: "verified".to_owned(),
            verdict: "verified".to_owned(),
            reason: "these are the bytes that go build wrote".to_owned(),
            rule: text("up-to-go1.23"),
            expected: text(content),
            actual: text(content),
            ..ContentIdRecord::default()
        },
        host_id: HostIdCheckRecord {
            status: "foreign".to_owned(),
            rule: None,
            reason: "the system's linker wrote it".to_owned(),
        },
        link_action: Some(LinkActionRecord {
            status: "other-goroot".to_owned(),
            reason: format!(
                "the trace's link of github.com/acme/agent/cmd/agent gives this ID with GOROOT \
                 {goroot}, which is proven so; the trace was made with /usr/local/go"
            ),
            package: text("github.com/acme/agent/cmd/agent"),
            recorded: text("/usr/local/go"),
            proven: text(goroot),
            candidates: vec![
                candidate("trace", "/usr/local/go", "u3Xq0mWc7TzP5kYbV1aL", false),
                candidate("binary", goroot, "peCOqkzPyFqpBkQ3Vn1c", true),
                candidate("option", "", "Jd8eR2nHf6GsK4oQx9Zt", false),
            ],
        }),
        path_hashes: vec![
            hash("file-table", goroot, "9c1e5d0a77b2f310"),
            hash("host", "/usr/local/go", "5a77c0d41f8e9b02"),
        ],
        path_hash_truth: "no part of a Go build ID is the hash of a path".to_owned(),
    }
}

/// A program that was changed after the build, with `more` in every text.
fn changed(more: &str) -> VerificationRecord {
    let said = |text: &str| format!("{text}{more}");
    VerificationRecord {
        content_id: ContentIdRecord {
            status: "mismatch".to_owned(),
            verdict: "verified-but-for".to_owned(),
            cause: text("appended"),
            alteration: Some(AlterationRecord {
                tool: Some(said("packager")),
                undone: true,
                but_for: Some(said("bytes at its end")),
                marks: vec![said("a mark")],
            }),
            reason: said("4,096 bytes were appended at 0x600000"),
            details: vec![said("excluded: a signature"), said("not excluded: a change before it")],
            rule: text("any"),
            expected: Some(said("VLXHcJ6gF3sDa2KlMnOp")),
            actual: Some(said("b7Yk1sQe0RtUfW5xNzCd")),
        },
        host_id: HostIdCheckRecord {
            status: "absent".to_owned(),
            rule: None,
            reason: said("there is none"),
        },
        ..VerificationRecord::default()
    }
}

fn trimmed() -> Record {
    Record {
        size: Some(6_291_456),
        format: text("pe"),
        bits: Some(64),
        os: text("windows"),
        arch: text("amd64"),
        go_version: version("go1.27.3", "build-info"),
        goroot: Some(GorootRecord {
            verdict: "trimmed".to_owned(),
            reason: "built with -trimpath".to_owned(),
            ..GorootRecord::default()
        }),
        build: Some(BuildRecord {
            main_package: text("example.com/tool"),
            module: Some(ModuleRecord {
                replace: Some(Box::new(module("../tool", ""))),
                ..module("example.com/tool", "(devel)")
            }),
            ..BuildRecord::default()
        }),
        verification: Some(changed("")),
        host: Some(HostRecord {
            goroot: "not-applicable".to_owned(),
            toolchain: "unknown".to_owned(),
            detail: String::new(),
            sources: None,
        }),
        ..named("dist/tool.exe", Outcome::Go)
    }
}

fn slice() -> Record {
    Record {
        slice: text("arm64"),
        size: Some(4_194_304),
        format: text("macho"),
        bits: Some(64),
        os: text("darwin"),
        arch: text("arm64"),
        go_version: version("go1.16 to go1.17", "pclntab"),
        reasons: [("build_id".to_owned(), "no marker in the text segment".to_owned())].into(),
        ..named("dist/tool.app/Contents/MacOS/tool", Outcome::Go)
    }
}

fn packed() -> Record {
    Record {
        size: Some(578_984),
        format: text("elf"),
        bits: Some(64),
        os: text("linux"),
        arch: text("amd64"),
        go_version: version("go1.20.5", "build-info"),
        traits: Traits { packed: text("upx"), ..Traits::default() },
        unpacked: Some(UnpackedRecord {
            packer: "upx".to_owned(),
            version: text("4.02"),
            method: text("LZMA"),
            size: Some(1_699_840),
            exact: Some(true),
            checksum_ok: Some(true),
            offset: Some(0x8_d584),
        }),
        ..named("dist/small", Outcome::Go)
    }
}

fn hostile() -> Record {
    Record {
        size: Some(999),
        format: text("elf"),
        os: text("li\u{202e}nux"),
        go_version: version("go1.22\x1b]52;c;aGk=\x07", "build-info"),
        goroot: Some(GorootRecord {
            verdict: "conflicting".to_owned(),
            value: text("/go\n\x1b[2J\u{9b}31m"),
            cleaned: text("/go\n\x1b[2J\u{9b}31m"),
            reason: "two\x07 answers".to_owned(),
            ..GorootRecord::default()
        }),
        verification: Some(changed("\x1b]8;;x\x07\u{202e}\r\n\u{9b}1m")),
        build: Some(BuildRecord {
            module: Some(module("evil\x1b[31m/\u{200b}m", "v\r0")),
            ..BuildRecord::default()
        }),
        findings: vec![FindingRecord {
            rule: "goroot-conflict".to_owned(),
            severity: Severity::Warning,
            message: "/a\x1b[0m and /b".to_owned(),
            evidence: vec!["\u{2028}".to_owned()],
            help: String::new(),
        }],
        ..named("up\x1b]0;title\x07load/\u{feff}x", Outcome::Go)
    }
}

fn damaged() -> Record {
    let cut = ErrorRecord {
        kind: "truncated".to_owned(),
        message: "section headers: bytes 0x2400..0x2900 lie outside the file of 8192 bytes"
            .to_owned(),
        offset: Some(0x2400),
    };
    let other = ErrorRecord {
        kind: "malformed".to_owned(),
        message: "pclntab at 0x1800: file table runs past its end".to_owned(),
        offset: None,
    };
    Record {
        partial: true,
        size: Some(8192),
        format: text("elf"),
        bits: Some(32),
        arch: text("arm"),
        go_version: version("go1.21.13", "build-info"),
        error: Some(cut.clone()),
        damage: vec![cut, other],
        findings: vec![FindingRecord {
            rule: "build-id-missing".to_owned(),
            severity: Severity::Note,
            message: "no build ID".to_owned(),
            evidence: Vec::new(),
            help: String::new(),
        }],
        ..named("dist/torn", Outcome::Go)
    }
}

fn not_go() -> Record {
    Record { size: Some(312), ..named("README.md", Outcome::NotGo) }
}

fn unreadable() -> Record {
    Record {
        path_b64: text("c2VjcmV0/w=="),
        error: Some(ErrorRecord {
            kind: "permission-denied".to_owned(),
            message: "permission denied".to_owned(),
            offset: None,
        }),
        ..named("secret\u{fffd}", Outcome::Unreadable)
    }
}
