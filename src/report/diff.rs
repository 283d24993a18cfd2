//! Two programs side by side: which parts of their build IDs differ and what that means, then what
//! else differs. The contract `gorigin.diff/1`, in which fields are only ever added.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{BuildRecord, ModuleRecord, Record};

/// The name of the schema.
pub const DIFF_SCHEMA: &str = "gorigin.diff/1";

/// Names of files that are listed on each side.
const LISTED: usize = 100;

/// What differs between two programs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffRecord {
    /// Always [`DIFF_SCHEMA`].
    pub schema: String,
    /// The path of the first.
    pub a: String,
    /// The path of the second.
    pub b: String,
    /// The processor, where slices of fat Mach-O files are compared.
    pub slice: Option<String>,
    /// What the build IDs say, in a sentence.
    pub meaning: String,
    /// The four parts; empty where one of the programs has no such build ID.
    pub segments: Vec<SegmentDiffRecord>,
    /// Every other fact that differs.
    pub facts: Vec<FactDiffRecord>,
    /// The source files that only one of them lists, GOROOT taken off; `null` where one of the
    /// tables cannot be read.
    pub files: Option<FilesDiffRecord>,
    /// Names of persons and of internal hosts are replaced by placeholders.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
}

/// One part of the build IDs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentDiffRecord {
    /// `link_action`, `main_action`, `main_content` or `content`.
    pub name: String,
    /// Of the first.
    pub a: String,
    /// Of the second.
    pub b: String,
    /// Whether they are equal.
    pub equal: bool,
    /// What that means.
    pub meaning: String,
}

/// A fact that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactDiffRecord {
    /// Which, such as `go_version`, `setting -ldflags` or `module golang.org/x/sys`.
    pub name: String,
    /// Of the first; `null` where it has none.
    pub a: Option<String>,
    /// Of the second; `null` where it has none.
    pub b: Option<String>,
}

/// Source files that only one program lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesDiffRecord {
    /// How many both list.
    pub common: u64,
    /// How many only the first lists.
    pub only_a: u64,
    /// How many only the second lists.
    pub only_b: u64,
    /// The first of those that only the first lists.
    pub names_a: Vec<String>,
    /// The first of those that only the second lists.
    pub names_b: Vec<String>,
}

impl DiffRecord {
    /// Compares two records, and the source files that the programs list.
    pub fn of(a: &Record, b: &Record, files: Option<[BTreeSet<String>; 2]>) -> Self {
        let segments = segments(a, b);
        let facts = facts(a, b);
        Self {
            schema: DIFF_SCHEMA.to_owned(),
            a: a.path.clone(),
            b: b.path.clone(),
            slice: a.slice.clone(),
            meaning: meaning(a, b, &segments),
            segments,
            facts,
            files: files.map(|[a, b]| FilesDiffRecord::of(&a, &b)),
            redacted: false,
        }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        let files = self.files.as_ref().is_none_or(|it| it.only_a == 0 && it.only_b == 0);
        self.facts.is_empty() && files && self.segments.iter().all(|it| it.equal)
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
    let of = |record: &Record| record.build_id.as_ref().and_then(|id| id.segments.clone());
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

/// What the equal and the differing parts mean together.
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
    let plain: [(&str, Get); 8] = [
        ("format", |it| it.format.clone()),
        ("os", |it| it.os.clone()),
        ("arch", |it| it.arch.clone()),
        ("size", |it| it.size.map(|size| size.to_string())),
        ("go_version", |it| it.go_version.as_ref().map(|it| it.value.clone())),
        ("goroot", |it| it.goroot.as_ref().and_then(|it| it.value.clone())),
        ("goroot.verdict", |it| it.goroot.as_ref().map(|it| it.verdict.clone())),
        ("content_id", |it| it.verification.as_ref().map(|it| it.content_id.status.clone())),
    ];
    for (name, get) in plain {
        add(name.to_owned(), get(a), get(b));
    }
    let of = |record: &Record| record.build.clone().unwrap_or_default();
    let (a, b) = (of(a), of(b));
    add("main_package".to_owned(), a.main_package.clone(), b.main_package.clone());
    let main = |build: &BuildRecord| build.module.as_ref().map(module);
    add("module".to_owned(), main(&a), main(&b));
    differing(&settings(&a), &settings(&b), "setting", &mut add);
    differing(&modules(&a), &modules(&b), "module", &mut add);
    facts
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

/// A module's version and checksum, and what replaces it.
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
    use crate::report::{BuildIdRecord, SegmentsRecord};

    fn record(parts: [&str; 4]) -> Record {
        let [link_action, main_action, main_content, content] = parts.map(str::to_owned);
        let segments = Some(SegmentsRecord { link_action, main_action, main_content, content });
        let id = BuildIdRecord { segments, ..BuildIdRecord::default() };
        Record { build_id: Some(id), ..Record::default() }
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
}
