//! The facts that differ, the most decisive first.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::report::{BuildRecord, ModuleRecord, Record};

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
pub(super) fn rank(name: &str) -> usize {
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

pub(super) fn facts(a: &Record, b: &Record) -> Vec<FactDiffRecord> {
    let mut facts = Vec::new();
    let mut add = |name: String, a: Option<String>, b: Option<String>| {
        if a != b {
            facts.push(FactDiffRecord { name, a, b });
        }
    };
    type Get = fn(&Record) -> Option<String>;
    let plain: [(&str, Get); 16] = [
        ("format", |it| it.format.map(|it| it.to_string())),
        ("os", |it| it.os.as_deref().map(str::to_owned)),
        ("arch", |it| it.arch.as_deref().map(str::to_owned)),
        ("toolchain", |it| it.toolchain.map(|it| it.to_string())),
        ("size", |it| it.size.map(|size| size.to_string())),
        ("go_version", |it| it.go_version.as_ref().map(|it| it.value.to_string())),
        ("goroot", |it| it.goroot.as_ref().and_then(|it| it.value.clone()).map(String::from)),
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
    let package = |build: &BuildRecord| build.main_package.as_deref().map(str::to_owned);
    add("main_package".to_owned(), package(&a), package(&b));
    let main = |build: &BuildRecord| build.module.as_ref().map(module);
    add("module".to_owned(), main(&a), main(&b));
    differing(&settings(&a), &settings(&b), "setting", &mut add);
    // Names of source files do not tell all modules, so only lists of one kind are compared.
    if a.deps_source == b.deps_source {
        differing(&modules(&a), &modules(&b), "module", &mut add);
    }
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
    build.settings.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn modules(build: &BuildRecord) -> BTreeMap<String, String> {
    build.deps.iter().map(|it| (it.path.to_string(), module(it))).collect()
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
