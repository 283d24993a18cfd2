//! Two programs compared: the fact that explains most differences, the parts of the build IDs that
//! differ with their meaning, then all other differences. The contract `gorigin.diff/1`, in which
//! fields are only ever added.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::bytes::own_word;
use crate::verify::ContentVerdict;

use super::{BuildRecord, ModuleRecord, Record};

/// The name of the schema.
pub const DIFF_SCHEMA: &str = "gorigin.diff/1";

/// The most names of files that are listed for each program.
const LISTED: usize = 100;

/// What differs between two programs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffRecord {
    /// Always [`DIFF_SCHEMA`].
    #[serde(serialize_with = "own_word")]
    pub schema: String,
    /// The path of the first program.
    pub a: String,
    /// The path of the second program.
    pub b: String,
    /// `a` or `b` where only that side of two containers has the program; the path of the other is
    /// empty, and nothing else is told. Absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "own_word")]
    pub only: Option<String>,
    /// The processor, where slices of fat Mach-O files are compared.
    pub slice: Option<String>,
    /// The cause of most other differences, in a sentence: a change to one of the files, or how
    /// they were built; `null` where nothing differs, or there is no such cause.
    #[serde(default)]
    pub decisive: Option<String>,
    /// What the build IDs say, in a sentence.
    pub meaning: String,
    /// The four parts; empty where one of the programs has no such build ID.
    pub segments: Vec<SegmentDiffRecord>,
    /// Every other fact that differs. Facts that others follow from come first.
    pub facts: Vec<FactDiffRecord>,
    /// The source files that only one of them lists, named without the folders of the machine that
    /// built the program: `fmt/print.go`, `example.com/m@v1.0.0/m.go`. `null` where one of the
    /// tables cannot be read.
    pub files: Option<FilesDiffRecord>,
    /// The sections that only one of them has, or that differ in size; `null` where one of the
    /// programs has no section table.
    #[serde(default)]
    pub sections: Option<SectionsDiffRecord>,
    /// Whether names of persons and of internal hosts are replaced by placeholders.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
}

/// One part of the build IDs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentDiffRecord {
    /// `link_action`, `main_action`, `main_content` or `content`.
    pub name: String,
    /// The part in the first program.
    pub a: String,
    /// The part in the second program.
    pub b: String,
    /// Whether they are equal.
    pub equal: bool,
    /// What the equality or difference means.
    pub meaning: String,
}

/// A fact that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactDiffRecord {
    /// The name of the fact, such as `go_version`, `setting -ldflags` or `module golang.org/x/sys`.
    pub name: String,
    /// The value in the first program; `null` where it has none.
    pub a: Option<String>,
    /// The value in the second program; `null` where it has none.
    pub b: Option<String>,
}

/// Source files that only one program lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesDiffRecord {
    /// The number of files that both list.
    pub common: u64,
    /// The number of files that only the first lists.
    pub only_a: u64,
    /// The number of files that only the second lists.
    pub only_b: u64,
    /// The first names that only the first program lists.
    pub names_a: Vec<String>,
    /// The first names that only the second program lists.
    pub names_b: Vec<String>,
}

/// The sections that only one program has, or that differ in size.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionsDiffRecord {
    /// The sections of the first program alone, each with its size in bytes.
    pub only_a: Vec<SectionSizeRecord>,
    /// The sections of the second program alone.
    pub only_b: Vec<SectionSizeRecord>,
    /// The sections of both programs that differ in size.
    pub resized: Vec<SectionResizedRecord>,
}

/// A section.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionSizeRecord {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
}

/// A section that both programs have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionResizedRecord {
    /// Its name.
    pub name: String,
    /// Its size in the first program, in bytes.
    pub a: u64,
    /// Its size in the second program, in bytes.
    pub b: u64,
}

impl SectionsDiffRecord {
    /// Compares names and sizes; the sizes of sections with the same name are added.
    pub fn of([a, b]: [&[(String, u64)]; 2]) -> Self {
        let sizes = |sections: &[(String, u64)]| {
            let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
            for (name, size) in sections {
                let all = sizes.entry(name.clone()).or_default();
                *all = all.saturating_add(*size);
            }
            sizes
        };
        let (a, b) = (sizes(a), sizes(b));
        let only = |one: &BTreeMap<String, u64>, other: &BTreeMap<String, u64>| {
            let alone = one.iter().filter(|(name, _)| !other.contains_key(*name));
            alone
                .map(|(name, size)| SectionSizeRecord { name: name.clone(), size: *size })
                .collect()
        };
        let resized = a.iter().filter_map(|(name, a)| {
            let b = b.get(name).filter(|b| *b != a)?;
            Some(SectionResizedRecord { name: name.clone(), a: *a, b: *b })
        });
        Self { only_a: only(&a, &b), only_b: only(&b, &a), resized: resized.collect() }
    }

    /// Whether both have the same sections.
    pub fn is_empty(&self) -> bool {
        self.only_a.is_empty() && self.only_b.is_empty() && self.resized.is_empty()
    }
}

impl DiffRecord {
    /// Compares two records, and the source files of the programs by their canonical names.
    pub fn of(a: &Record, b: &Record, files: Option<[&BTreeSet<String>; 2]>) -> Self {
        let segments = segments(a, b);
        let facts = facts(a, b);
        Self {
            schema: DIFF_SCHEMA.to_owned(),
            a: a.path.clone(),
            b: b.path.clone(),
            only: None,
            slice: a.slice.clone(),
            decisive: decisive(a, b, &segments, &facts),
            meaning: meaning(a, b, &segments),
            segments,
            facts,
            files: files.map(|[a, b]| FilesDiffRecord::of(a, b)),
            sections: None,
            redacted: false,
        }
    }

    /// A program without a counterpart, of the first container or of the second.
    pub fn of_one(record: &Record, is_second: bool) -> Self {
        let (side, path) = (if is_second { "b" } else { "a" }, record.path.clone());
        let (a, b) = if is_second { (String::new(), path) } else { (path, String::new()) };
        Self {
            schema: DIFF_SCHEMA.to_owned(),
            a,
            b,
            only: Some(side.to_owned()),
            slice: record.slice.clone(),
            meaning: format!("only in {side}: the other has no such program"),
            ..Self::default()
        }
    }

    /// Adds the comparison of the sections.
    #[must_use]
    pub fn with_sections(self, sections: Option<SectionsDiffRecord>) -> Self {
        Self { sections, ..self }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        let files = self.files.as_ref().is_none_or(|it| it.only_a == 0 && it.only_b == 0);
        let sections = self.sections.as_ref().is_none_or(SectionsDiffRecord::is_empty);
        let same_ids = self.segments.iter().all(|it| it.equal);
        self.only.is_none() && self.facts.is_empty() && files && sections && same_ids
    }
}

/// The most facts that the decisive line names.
const DECISIVE: usize = 5;

/// Facts that others follow from, the most decisive first. A setting is named as in the build info.
const CAUSES: [&str; 18] = [
    "os",
    "arch",
    "format",
    "toolchain",
    "main_package",
    "module",
    "go_version",
    "trimpath",
    "setting -tags",
    "setting CGO_ENABLED",
    "setting GOEXPERIMENT",
    "setting -buildmode",
    "setting -ldflags",
    "setting -gcflags",
    "setting vcs.revision",
    "goroot",
    "main_dir",
    "setting vcs.modified",
];

/// How decisive a fact is; a lower rank is more decisive.
fn rank(name: &str) -> usize {
    let own = CAUSES.iter().position(|it| *it == name);
    own.unwrap_or(match name {
        "setting -trimpath" => 7,
        name if name.starts_with("setting GO") || name.starts_with("setting -") => 20,
        name if name.starts_with("module ") => 21,
        "symbols" | "dwarf" | "signature" => 22,
        name if name.starts_with("setting ") => 23,
        "content_id" => 24,
        _ => 25,
    })
}

/// The cause of most other differences.
fn decisive(
    a: &Record,
    b: &Record,
    segments: &[SegmentDiffRecord],
    facts: &[FactDiffRecord],
) -> Option<String> {
    let is_one_build = segments.len() == 4 && segments.iter().all(|it| it.equal);
    if is_one_build {
        let done: Vec<String> = [("a", a), ("b", b)]
            .into_iter()
            .filter_map(|(side, it)| what_was_done(side, it))
            .collect();
        if !done.is_empty() {
            return Some(done.join("; "));
        }
    }
    let shown = |value: &Option<String>| {
        value.as_deref().map_or_else(|| "none".to_owned(), |it| clipped(it, 60))
    };
    let causes = facts.iter().filter(|it| rank(&it.name) <= 21);
    let named: Vec<String> = causes
        .take(DECISIVE)
        .map(|it| format!("{}: {} and {}", it.name, shown(&it.a), shown(&it.b)))
        .collect();
    (!named.is_empty()).then(|| named.join("; "))
}

/// What was done to one of the files since it was built.
fn what_was_done(side: &str, record: &Record) -> Option<String> {
    let check = &record.verification.as_ref()?.content_id;
    let is_as_built = check.verdict == ContentVerdict::Verified || check.actual.is_none();
    if is_as_built {
        return None;
    }
    let tool = check.alteration.as_ref().and_then(|it| it.tool.as_deref());
    let tool = tool.map(|tool| format!(" (by {tool})")).unwrap_or_default();
    Some(format!("{side} was changed after it was built: {}{tool}", check.reason))
}

fn clipped(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

impl FilesDiffRecord {
    fn of(a: &BTreeSet<String>, b: &BTreeSet<String>) -> Self {
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let first = |names: Vec<&String>| names.into_iter().take(LISTED).cloned().collect();
        let (only_a, only_b): (Vec<_>, Vec<_>) =
            (a.difference(b).collect(), b.difference(a).collect());
        Self {
            common: count(a.intersection(b).count()),
            only_a: count(only_a.len()),
            only_b: count(only_b.len()),
            names_a: first(only_a),
            names_b: first(only_b),
        }
    }
}

fn segments(a: &Record, b: &Record) -> Vec<SegmentDiffRecord> {
    let of = |record: &Record| record.build_id.as_ref().and_then(|id| id.segments.clone().known());
    let (Some(a), Some(b)) = (of(a), of(b)) else { return Vec::new() };
    [
        (
            "link_action",
            a.link_action,
            b.link_action,
            "the same inputs were linked in the same way",
            "linked from other inputs or in another way: GOROOT, linker flags, Go version, a package",
        ),
        (
            "main_action",
            a.main_action,
            b.main_action,
            "package main was compiled from the same inputs",
            "package main was compiled from other inputs: source, flags, directory, build info, Go version",
        ),
        (
            "main_content",
            a.main_content,
            b.main_content,
            "the compiled package main is the same",
            "the compiled package main is another",
        ),
        (
            "content",
            a.content,
            b.content,
            "the files were the same when they were built",
            "the files were different when they were built",
        ),
    ]
    .into_iter()
    .map(|(name, a, b, same, other)| {
        let equal = a == b;
        let meaning = if equal { same } else { other }.to_owned();
        SegmentDiffRecord { name: name.to_owned(), a, b, equal, meaning }
    })
    .collect()
}

/// What the equal and the different parts mean together.
fn meaning(a: &Record, b: &Record, segments: &[SegmentDiffRecord]) -> String {
    let equal: Vec<bool> = segments.iter().map(|it| it.equal).collect();
    let actual =
        |record: &Record| record.verification.as_ref().and_then(|it| it.content_id.actual.clone());
    let text = match equal.as_slice() {
        [true, true, true, true] => match (actual(a), actual(b)) {
            (Some(one), Some(other)) if one != other => {
                "the same build, but at least one of the files was changed after it"
            }
            (Some(_), Some(_)) => "the same build",
            _ => "the same build, as far as the IDs tell; the files were not hashed",
        },
        [true, true, true, false] => {
            "the same inputs gave different bytes: one was not finished by the go command, or the \
             external linker's output is not the same twice"
        }
        [false, true, true, _] => {
            "the same package main, linked otherwise: another GOROOT, other linker flags or \
             environment, or another package it depends on"
        }
        [_, true, false, _] => {
            "package main gave different code from the same inputs: the compiler's output is not \
             the same twice, or the tool differs though it names the same version"
        }
        [_, false, true, _] => {
            "the same code of package main, compiled from inputs that differ in what leaves no \
             trace in the code: directory, flags or build info"
        }
        [_, false, false, _] => {
            "another package main: other source, another Go version, or flags that change its code"
        }
        _ => "one of them has no build ID of four parts, so the IDs tell nothing",
    };
    text.to_owned()
}

fn facts(a: &Record, b: &Record) -> Vec<FactDiffRecord> {
    let mut facts = Vec::new();
    let mut add = |name: String, a: Option<String>, b: Option<String>| {
        if a != b {
            facts.push(FactDiffRecord { name, a, b });
        }
    };
    type Get = fn(&Record) -> Option<String>;
    let plain: [(&str, Get); 16] = [
        ("format", |it| it.format.map(|it| it.to_string())),
        ("os", |it| it.os.clone().known()),
        ("arch", |it| it.arch.clone().known()),
        ("toolchain", |it| it.toolchain.map(|it| it.to_string())),
        ("size", |it| it.size.map(|size| size.to_string())),
        ("go_version", |it| it.go_version.as_ref().map(|it| it.value.clone())),
        ("goroot", |it| it.goroot.as_ref().and_then(|it| it.value.clone())),
        ("goroot.verdict", |it| it.goroot.as_ref().map(|it| it.verdict.to_string())),
        ("content_id", |it| it.verification.as_ref().map(|it| it.content_id.verdict.to_string())),
        ("symbols", |it| yes_or_no(it.traits.symbols)),
        ("dwarf", |it| yes_or_no(*it.traits.dwarf)),
        ("trimpath", |it| yes_or_no(*it.traits.trimpath)),
        ("packed", |it| it.traits.packed.clone()),
        ("link_mode", |it| it.traits.link_mode.map(|it| it.to_string())),
        ("host_id", |it| it.host_id.as_ref().map(|it| it.value.clone())),
        ("signature", |it| {
            it.traits.macho.as_ref().and_then(|it| *it.signature).map(|it| it.to_string())
        }),
    ];
    for (name, get) in plain {
        add(name.to_owned(), get(a), get(b));
    }
    // If only one states where it was built, that follows from how it was built.
    let folder = |it: &Record| it.paths.as_ref().and_then(|paths| paths.main_dir.clone().known());
    if let (Some(a), Some(b)) = (folder(a), folder(b)) {
        add("main_dir".to_owned(), Some(a), Some(b));
    }
    let of = |record: &Record| record.build.clone().known().unwrap_or_default();
    let (a, b) = (of(a), of(b));
    add("main_package".to_owned(), a.main_package.clone().known(), b.main_package.clone().known());
    let main = |build: &BuildRecord| build.module.as_ref().map(module);
    add("module".to_owned(), main(&a), main(&b));
    differing(&settings(&a), &settings(&b), "setting", &mut add);
    differing(&modules(&a), &modules(&b), "module", &mut add);
    // The use of -trimpath in one of them is reported once.
    let is_set = facts.iter().any(|it| it.name == "setting -trimpath");
    facts.retain(|it| it.name != "trimpath" || !is_set);
    facts.sort_by_key(|it| rank(&it.name));
    facts
}

fn yes_or_no(value: Option<bool>) -> Option<String> {
    value.map(|value| if value { "yes" } else { "no" }.to_owned())
}

fn differing(
    a: &BTreeMap<String, String>,
    b: &BTreeMap<String, String>,
    kind: &str,
    add: &mut impl FnMut(String, Option<String>, Option<String>),
) {
    let names: BTreeSet<_> = a.keys().chain(b.keys()).collect();
    for name in names {
        add(format!("{kind} {name}"), a.get(name).cloned(), b.get(name).cloned());
    }
}

fn settings(build: &BuildRecord) -> BTreeMap<String, String> {
    build.settings.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn modules(build: &BuildRecord) -> BTreeMap<String, String> {
    build.deps.iter().map(|it| (it.path.clone(), module(it))).collect()
}

/// The version and checksum of a module, and its replacement.
fn module(module: &ModuleRecord) -> String {
    let mut text = format!("{}@{}", module.path, module.version);
    if let Some(sum) = &module.sum {
        text.push_str(&format!(" {sum}"));
    }
    if let Some(replace) = &module.replace {
        text.push_str(&format!(" => {}@{}", replace.path, replace.version));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Named;
    use crate::report::{
        BuildIdRecord, ContentIdRecord, Known, SegmentsRecord, VerificationRecord, VersionRecord,
    };

    fn record(parts: [&str; 4]) -> Record {
        let [link_action, main_action, main_content, content] = parts.map(str::to_owned);
        let segments =
            Known::is(SegmentsRecord { link_action, main_action, main_content, content });
        let id = BuildIdRecord { segments, ..BuildIdRecord::default() };
        Record { build_id: Known::is(id), ..Record::default() }
    }

    #[test]
    fn what_the_parts_mean_together() {
        for (other, want) in [
            (["a", "b", "c", "d"], "the same build"),
            (["a", "b", "c", "x"], "the same inputs gave different bytes"),
            (["x", "b", "c", "x"], "the same package main, linked otherwise"),
            (["x", "b", "x", "x"], "different code from the same inputs"),
            (["x", "x", "c", "x"], "the same code of package main"),
            (["x", "x", "x", "x"], "another package main"),
        ] {
            let diff = DiffRecord::of(&record(["a", "b", "c", "d"]), &record(other), None);
            assert!(diff.meaning.contains(want), "{other:?}: {}", diff.meaning);
            assert_eq!(diff.is_empty(), other == ["a", "b", "c", "d"]);
        }
        let diff = DiffRecord::of(&Record::default(), &record(["a"; 4]), None);
        assert!(diff.segments.is_empty() && diff.meaning.contains("tell nothing"));
    }

    #[test]
    fn what_others_follow_from_stands_first() {
        let built = |parts: [&str; 4], settings: &[(&str, &str)], version: &str| {
            let mut it = record(parts);
            let own = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
            let settings_of = settings.iter().map(own).collect();
            it.build = Known::is(BuildRecord { settings: settings_of, ..BuildRecord::default() });
            let value = version.to_owned();
            it.go_version = Known::is(VersionRecord { value, ..VersionRecord::default() });
            it.size = u64::try_from(settings.len()).ok();
            it
        };
        let [one, other] = [["a", "b", "c", "d"], ["x", "b", "x", "x"]];
        let plain = [("-tags", "x"), ("CGO_ENABLED", "1")];
        for (settings, version, want) in [
            (&plain[..], "go1.22.10", None),
            (&[("-tags", "x")], "go1.22.10", Some("setting CGO_ENABLED: 1 and none")),
            (&plain, "go1.27.3", Some("go_version: go1.22.10 and go1.27.3")),
            (
                &[("-tags", "y"), ("-trimpath", "true"), ("CGO_ENABLED", "1")],
                "go1.22.10",
                Some("setting -trimpath: none and true; setting -tags: x and y"),
            ),
        ] {
            let a = built(one, &plain, "go1.22.10");
            let diff = DiffRecord::of(&a, &built(other, settings, version), None);
            assert_eq!(diff.decisive.as_deref(), want);
            let ranks: Vec<_> = diff.facts.iter().map(|it| rank(&it.name)).collect();
            assert!(ranks.is_sorted(), "{:?}", diff.facts);
        }
    }

    #[test]
    fn of_one_build_the_cause_is_named() {
        let checked = |verdict: ContentVerdict, reason: &str| {
            let mut it = record(["a", "b", "c", "d"]);
            let content_id = ContentIdRecord {
                verdict: verdict.into(),
                reason: reason.to_owned(),
                actual: Some(verdict.name().to_owned()),
                ..ContentIdRecord::default()
            };
            let seals = VerificationRecord { content_id, ..VerificationRecord::default() };
            it.verification = Known::is(seals);
            it
        };
        let a = checked(ContentVerdict::Verified, "as built");
        for (b, want) in [
            (checked(ContentVerdict::Verified, "as built"), None),
            (
                checked(ContentVerdict::Altered, "symbols are gone"),
                Some("b was changed after it was built: symbols are gone"),
            ),
        ] {
            assert_eq!(DiffRecord::of(&a, &b, None).decisive.as_deref(), want);
        }
    }

    #[test]
    fn sections_are_compared_by_name_and_size() {
        let list = |sections: &[(&str, u64)]| -> Vec<(String, u64)> {
            sections.iter().map(|(name, size)| ((*name).to_owned(), *size)).collect()
        };
        let a = list(&[(".text", 1), (".symtab", 5), (".x", 1), (".x", 2)]);
        let b = list(&[(".text", 2), (".note", 3), (".x", 3)]);
        let found = SectionsDiffRecord::of([&a, &b]);
        assert_eq!(found.only_a, [SectionSizeRecord { name: ".symtab".into(), size: 5 }]);
        assert_eq!(found.only_b, [SectionSizeRecord { name: ".note".into(), size: 3 }]);
        assert_eq!(found.resized, [SectionResizedRecord { name: ".text".into(), a: 1, b: 2 }]);
        assert!(SectionsDiffRecord::of([&a, &a]).is_empty());
    }
}
