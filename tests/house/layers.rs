//! Who may use whom.
//!
//! ```text
//! bytes ─► go ─► host ─► diagnosis
//!   │       │      └───────────────────────────────────────────────────┐
//!   └► image ─► unpack ─► container ─► evidence ─► origin ─► vuln, leak ─► verify ─► agree ─► finding ─► analysis ─► report ─► render, artifact, inspect ─► policy ─► the command
//! ```
//!
//! File and machine are two trunks that know nothing of each other until `agree`; both may use
//! `rule`, which says what a rule is. `artifact` (files
//! become records) and `inspect` (bytes become one record) stand side by side and do not know each
//! other: the command hands one to the other. No two files know each other, on however long a way.
//! Besides, every dependency has a home, and the library neither prints nor ends the process, nor
//! looks at files or at the environment outside the layers that are for it.

use std::fs;
use std::path::Path;

use crate::source::{code_of, identifier, is_part};

/// The layers of the library, and whom each may use beside itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("bytes", &[]),
    ("go", &["bytes"]),
    ("host", &["bytes", "go"]),
    ("archive", &["bytes"]),
    ("rule", &[]),
    ("diagnosis", &["bytes", "go", "host", "rule"]),
    ("image", &["bytes", "go"]),
    ("unpack", &["bytes", "go", "image"]),
    ("container", &["bytes", "image", "unpack"]),
    ("evidence", &["bytes", "go", "image", "unpack", "container"]),
    ("origin", &["bytes", "go", "image", "unpack", "container", "evidence"]),
    ("vuln", &["bytes", "go", "evidence", "origin"]),
    ("leak", &["bytes", "go", "image", "unpack", "container", "evidence", "origin"]),
    ("verify", &["bytes", "go", "image", "unpack", "container", "evidence", "origin"]),
    ("agree", &["bytes", "go", "image", "unpack", "container", "evidence", "origin", "host"]),
    (
        "finding",
        &[
            "archive",
            "bytes",
            "go",
            "image",
            "unpack",
            "container",
            "evidence",
            "origin",
            "vuln",
            "leak",
            "verify",
            "host",
            "diagnosis",
            "rule",
            "agree",
        ],
    ),
    (
        "analysis",
        &[
            "archive",
            "bytes",
            "go",
            "image",
            "unpack",
            "container",
            "evidence",
            "origin",
            "vuln",
            "leak",
            "verify",
            "host",
            "agree",
            "finding",
        ],
    ),
    (
        "report",
        &[
            "archive",
            "bytes",
            "go",
            "image",
            "unpack",
            "container",
            "evidence",
            "origin",
            "vuln",
            "leak",
            "verify",
            "host",
            "diagnosis",
            "rule",
            "agree",
            "finding",
            "analysis",
        ],
    ),
    ("render", &["bytes", "vuln", "finding", "go", "host", "report"]),
    ("artifact", &["archive", "bytes", "report"]),
    (
        "inspect",
        &[
            "archive",
            "bytes",
            "go",
            "image",
            "unpack",
            "container",
            "evidence",
            "origin",
            "leak",
            "verify",
            "host",
            "agree",
            "finding",
            "analysis",
            "report",
        ],
    ),
    ("policy", &["archive", "bytes", "go", "evidence", "origin", "finding", "report", "artifact"]),
    (
        "front",
        &[
            "archive", "bytes", "vuln", "host", "analysis", "report", "artifact", "inspect",
            "policy",
        ],
    ),
];

/// Where each dependency may be used: in files under one of these, or anywhere.
const HOMES: &[(&str, &[&str])] = &[
    ("adler2", &["src/unpack/"]),
    ("data_encoding", &["src/bytes/base64.rs"]),
    ("bzip2", &["src/archive/"]),
    ("deflate64", &["src/archive/"]),
    ("flate2", &["src/archive/", "src/bytes/crc.rs", "src/bytes/inflate.rs"]),
    ("globset", &["src/artifact/glob.rs"]),
    ("gimli", &["src/evidence/dwarf/"]),
    ("goblin", &["src/image/sniff.rs", "src/image/second/"]),
    ("lz4_flex", &["src/archive/"]),
    ("lzma_rust2", &["src/archive/", "src/unpack/lzma.rs"]),
    ("lzxd", &["src/archive/cab/lzx.rs"]),
    ("memchr", &["src/bytes/needle.rs"]),
    ("object", &["src/image/"]),
    ("regex", &["src/evidence/", "src/go/", "src/leak/"]),
    ("ppmd_rust", &["src/archive/ppmd.rs"]),
    ("rawzip", &["src/archive/zip.rs", "src/archive/zip/"]),
    ("ruzstd", &["src/bytes/inflate.rs"]),
    (
        "serde",
        &[
            "src/archive/oci/documents.rs",
            "src/bytes/utf8_text.rs",
            "src/bytes/word.rs",
            "src/report/",
            "src/rule.rs",
            "src/vuln/osv.rs",
            "src/host/",
            "src/agree/",
            "src/policy/baseline.rs",
            "src/render/",
            "src/bin/gorigin/command/whole.rs",
            "src/bin/gorigin/render/",
        ],
    ),
    (
        "serde_json",
        &[
            "src/archive/oci/documents.rs",
            "src/archive/package/json.rs",
            "src/render/html/tests.rs",
            "src/report/",
            "src/vuln/builder.rs",
            "src/policy/baseline.rs",
            "src/front/host.rs",
            "src/bin/gorigin/",
        ],
    ),
    ("sha2", &["src/bytes/digest.rs"]),
    ("thiserror", &["src/"]),
    ("fs4", &["src/host/disk.rs"]),
    ("toml", &["src/policy/parse/"]),
    ("zstd", &["src/archive/"]),
    ("anstream", &["src/bin/gorigin/output.rs"]),
    ("anstyle", &["src/bin/gorigin/render/look.rs"]),
    ("clap", &["src/bin/gorigin/"]),
    ("clap_complete", &["src/bin/gorigin/"]),
    ("clap_mangen", &["src/bin/gorigin/command/man/"]),
    ("comfy_table", &["src/bin/gorigin/render/grid.rs"]),
    ("mimalloc", &["src/bin/gorigin/allocator.rs"]),
    ("terminal_size", &["src/bin/gorigin/output.rs"]),
    ("unicode_width", &["src/bin/gorigin/render/words.rs"]),
    ("ctor", &["src/bin/gorigin/streams.rs"]),
    (
        "rustix",
        &[
            "src/bytes/source.rs",
            "src/artifact/directory.rs",
            "src/host/disk.rs",
            "src/bin/gorigin/resources.rs",
            "src/bin/gorigin/resume.rs",
            "src/bin/gorigin/streams.rs",
        ],
    ),
    ("signal_hook", &["src/bin/gorigin/interrupt.rs"]),
    ("tempfile", &["src/archive/temporary.rs", "src/bin/gorigin/replace.rs"]),
];

/// What only some files may do: the words for it, and where they may stand.
const DEEDS: &[(&[&str], &[&str])] = &[
    (&["print!", "println!", "eprint!", "eprintln!", "dbg!"], &[]),
    (&["io::stdout", "io::stderr", "process::exit", "process::abort", "ExitCode"], &["src/bin/"]),
    (&["process::Command", "process::Child"], &["src/bin/gorigin/command/doctor/run_go.rs"]),
    (&["std::net"], &[]),
    (
        &["fs::"],
        &[
            "src/bytes/source.rs",
            "src/archive/temporary.rs",
            "src/artifact/",
            "src/host/",
            "src/bin/",
        ],
    ),
    (&["File::open", "OpenOptions"], &["src/artifact/", "src/host/", "src/bin/"]),
    (&["File::create", "fs::write", "fs::remove_file"], &["src/bin/"]),
    (&["io::stdin"], &["src/artifact/", "src/bin/"]),
    (&["std::env"], &["src/host/", "src/bin/"]),
    // The system's mathematical library would be loaded at each start.
    (&[".log2()", ".log10()", ".ln()", ".exp()", ".powf(", ".powi(", ".cbrt()"], &[]),
];

/// What some layers never see: the words for it, and the folders in which they do not stand. `origin`
/// asks a program for its facts by name; it reads no file, and makes no place of a number.
const UNSEEN: &[(&[&str], &[&str])] = &[(
    &[
        "Input",
        "Reader",
        "ByteSource",
        "Budget",
        "Span",
        "PartOffset(",
        "read(",
        "read_clamped(",
        "windows(",
    ],
    &["src/origin/"],
)];

#[test]
fn every_file_keeps_to_its_layer() {
    let mut complaints = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut count = 0;
    for entry in walkdir::WalkDir::new(root.join("src")).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            complaints.extend(check(&name, &fs::read_to_string(&path).unwrap()));
            count += 1;
        }
    }
    assert!(count > 20, "only {count} files found");
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn every_dependency_has_a_home() {
    let manifest = include_str!("../../Cargo.toml");
    let sections = manifest.split("\n[").filter(|it| {
        it.starts_with("dependencies]")
            || it.starts_with("target.") && it.contains(".dependencies]")
    });
    let names: Vec<String> = sections
        .flat_map(|section| section.lines().skip(1))
        .filter_map(|line| line.split_once(" ="))
        .map(|(name, _)| name.replace('-', "_"))
        .collect();
    for name in &names {
        assert!(HOMES.iter().any(|(home, _)| home == name), "{name} has no home in HOMES");
    }
    for (home, _) in HOMES {
        assert!(names.iter().any(|name| name == home), "{home} is no dependency any more");
    }
}

/// What is wrong with the source text of the file called `name`.
fn check(name: &str, source: &str) -> Vec<String> {
    let code = code_of(source);
    let mut complaints = Vec::new();
    if let Some(layer) = layer_of(name) {
        for used in layers_used(&code) {
            if !may_use(layer, &used) {
                complaints.push(format!("{name}: {layer} may not use {used}"));
            }
        }
        if code_names(&code, "gorigin").next().is_some() {
            complaints.push(format!("{name}: the library may not call itself gorigin"));
        }
    }
    for (dependency, homes) in HOMES {
        if code_names(&code, dependency).next().is_some() && !is_under(name, homes) {
            complaints.push(format!("{name}: {dependency} lives in {}", homes.join(" and ")));
        }
    }
    for (words, homes) in DEEDS {
        for word in words.iter().filter(|word| has_word(&code, word) && !is_under(name, homes)) {
            complaints.push(format!("{name}: `{word}` has no business here"));
        }
    }
    for (words, folders) in UNSEEN {
        for word in words.iter().filter(|word| is_under(name, folders) && has_word(&code, word)) {
            complaints.push(format!("{name}: `{word}` is not for this folder to see"));
        }
    }
    complaints
}

fn is_under(name: &str, homes: &[&str]) -> bool {
    homes.iter().any(|home| name.starts_with(home))
}

/// The layer of a file of the library; `None` for `lib.rs` and for the command.
fn layer_of(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("src/")?;
    let first = rest.split('/').next()?;
    let layer = first.strip_suffix(".rs").unwrap_or(first);
    (layer != "lib" && layer != "bin").then_some(layer)
}

fn may_use(layer: &str, used: &str) -> bool {
    let row = LAYERS.iter().find(|(name, _)| *name == layer);
    layer == used || row.is_some_and(|(_, may)| may.contains(&used))
}

/// The modules at the root of the crate that `code` names: `crate::a`, `crate::{a, b::c}`, and
/// layers that are reached by going up.
fn layers_used(code: &str) -> Vec<String> {
    let mut used = Vec::new();
    for rest in code_names(code, "crate") {
        match rest.strip_prefix('{') {
            None => used.push(identifier(rest)),
            Some(group) => used.extend(group_members(group)),
        }
    }
    for rest in code_names(code, "super") {
        let name = identifier(rest.trim_start_matches("super::"));
        if LAYERS.iter().any(|(layer, _)| *layer == name) {
            used.push(name);
        }
    }
    used.retain(|name| !name.is_empty());
    used
}

/// The first names of the members of a group of imports, whose opening brace has been taken.
fn group_members(group: &str) -> Vec<String> {
    let mut members = Vec::new();
    let (mut depth, mut at_start) = (0, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_start = true,
            c if at_start && is_part(c) => {
                members.push(identifier(&group[at..]));
                at_start = false;
            }
            _ => {}
        }
    }
    members
}

/// What follows `name::` wherever `name` is the first name of a path, and what follows `use name`.
fn code_names<'c>(code: &'c str, name: &'c str) -> impl Iterator<Item = &'c str> {
    code.match_indices(name).filter_map(move |(at, _)| {
        let (before, rest) = (&code[..at], &code[at + name.len()..]);
        let before = before.trim_end_matches(' ');
        let starts = before.len() < at || !before.ends_with(|c| is_part(c) || c == ':' || c == '.');
        if !starts || before.ends_with("::") || rest.starts_with(is_part) {
            return None;
        }
        match rest.strip_prefix("::") {
            Some(rest) => Some(rest),
            None => before.ends_with("use").then_some(rest),
        }
    })
}

/// Whether `word` stands in `code` and is not the end of a longer name.
fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let after = &code[at + word.len()..];
        let starts = !word.starts_with(is_part) || !code[..at].ends_with(is_part);
        starts && (!word.ends_with(is_part) || !after.starts_with(is_part))
    })
}

#[test]
fn the_checker_sees_what_it_should() {
    for (name, source, want) in [
        ("src/image/a.rs", "use crate::bytes::Va;", None),
        ("src/image/a.rs", "use crate::image::b;\nuse super::b;", None),
        ("src/bytes/a.rs", "use crate::image::Image;", Some("bytes may not use image")),
        ("src/bytes/a.rs", "use crate::{bytes::Va, report::{self, x}};", Some("use report")),
        ("src/bytes/a.rs", "fn f() { crate::finding::rule(x) }", Some("use finding")),
        ("src/bytes/a.rs", "use super::super::image::Image;", Some("use image")),
        ("src/bytes/a.rs", "fn f(x: f64) { x.log2() }", Some(".log2()")),
        ("src/artifact/a.rs", "use crate::inspect::inspect;", Some("may not use inspect")),
        ("src/inspect.rs", "use crate::artifact::scan;", Some("may not use artifact")),
        ("src/inspect.rs", "use crate::report::Record;", None),
        ("src/new/a.rs", "use crate::bytes::Va;", Some("new may not use bytes")),
        ("src/bytes/a.rs", "use gorigin::bytes;", Some("call itself gorigin")),
        ("src/bin/gorigin/a.rs", "use gorigin::image::Image;", None),
        ("src/bytes/a.rs", "// crate::image\n/* crate::image */ \"crate::image\"", None),
        ("src/bytes/a.rs", "let c = '\"'; use crate::image; let s = \"\";", Some("use image")),
        ("src/bytes/a.rs", "let s = r#\"\"crate::image\"#;", None),
        ("src/bytes/a.rs", "fn f<'a>(x: &'a str) {} use crate::image::X;", Some("use image")),
        ("src/bytes/a.rs", "#[cfg(test)]\nmod tests { use crate::image; fn f() {} }", None),
        (
            "src/bytes/a.rs",
            "#[cfg(test)]\nmod samples;\nuse crate::image;",
            Some("bytes may not use image"),
        ),
        ("src/report/a.rs", "use globset::Glob;", Some("globset lives in")),
        ("src/artifact/glob.rs", "use globset::Glob;", None),
        ("src/report/a.rs", "fn f(w: &globset::Error) {}", Some("globset lives in")),
        ("src/report/a.rs", "use crate::report::globset::X; x.object.y(); my_object::f()", None),
        ("src/evidence/a.rs", "use object;", Some("object lives in")),
        ("src/evidence/a.rs", "println!(\"x\")", Some("`println!` has no business")),
        ("src/evidence/a.rs", "fn f() { std::process::exit(2) }", Some("process::exit")),
        ("src/bin/gorigin/a.rs", "std::process::Command::new(x)", Some("process::Command")),
        ("src/evidence/a.rs", "let f = std::fs::read(path);", Some("`fs::`")),
        ("src/artifact/a.rs", "let f = File::create(path);", Some("File::create")),
        ("src/origin/a.rs", "fn f(input: &Input<'_>) {}", Some("`Input` is not for this folder")),
        ("src/origin/a.rs", "let at = PartOffset(0);", Some("`PartOffset(` is not for")),
        ("src/origin/a.rs", "fn f(at: PartOffset) -> Option<PartOffset> { None }", None),
        ("src/origin/a.rs", "let name = file.read(span);", Some("`read(` is not for")),
    ] {
        let got = check(name, source);
        let fits = match want {
            None => got.is_empty(),
            Some(want) => got.iter().any(|complaint| complaint.contains(want)),
        };
        assert!(fits, "{name}: {source}\nwant {want:?}, got {got:?}");
    }
}
