//! The parts that it was built from: the module, the revision, the settings, and the function
//! table.

use gorigin::report::{BuildRecord, PclntabRecord, Record};

use super::dwarf;
use super::lines::{Fact, Lines};
use super::settings::setting_lines;
use super::traits::trait_lines;
use crate::render::facts::module_text;
use crate::render::look::Meaning;
use crate::render::words::{counted, grouped, joined, place, safe, words};

pub(super) fn build(lines: &mut Lines, record: &Record) {
    if let Some(build) = record.build.as_ref() {
        build_lines(lines, build);
        setting_lines(lines, build, record);
    }
    if let Some(pclntab) = record.pclntab.as_ref() {
        pclntab_lines(lines, pclntab);
    }
    if let Some(dwarf) = record.dwarf.as_ref() {
        dwarf::lines(lines, dwarf);
    }
    trait_lines(lines, &record.traits);
    if let Some(found) = &record.obfuscation {
        let by =
            found.tool.as_deref().map_or("yes".to_owned(), |tool| format!("by {}", safe(tool)));
        let fact = Fact::words(by).meaning(Meaning::Odd);
        let aside = format!("confidence {}", safe(&found.confidence));
        lines.fact("obfuscated", fact.aside(aside));
    }
}

fn build_lines(lines: &mut Lines, build: &BuildRecord) {
    if let Some(package) = build.main_package.as_ref() {
        lines.fact("main package", Fact::new(safe(package)));
    }
    if build.deps_source == "file-table" {
        let count = u64::try_from(build.deps.len()).unwrap_or(u64::MAX);
        let fact = Fact::words(format!("at least {}", counted(count, "module")));
        lines.fact("dependencies", fact.aside("by the names of source files".to_owned()));
    }
    if let Some(module) = build.module.as_ref() {
        let deps = u64::try_from(build.deps.len()).unwrap_or(u64::MAX);
        let sum = module.sum.as_deref().map(safe).unwrap_or_default();
        let deps =
            if build.deps_source == "file-table" { String::new() } else { dependencies(deps) };
        let aside = joined(&[deps, sum]);
        lines.fact("module", Fact::new(module_text(module)).aside(aside));
    }
    let setting = |name: &str| build.settings.get(name);
    if let Some(revision) = setting("vcs.revision") {
        let state = match setting("vcs.modified") {
            Some("true") => "with changes",
            Some("false") => "without changes",
            _ => "",
        };
        let time = setting("vcs.time").map(safe).unwrap_or_default();
        let system = setting("vcs").map(safe).unwrap_or_default();
        let aside = joined(&[system, time, state.to_owned()]);
        lines.fact("revision", Fact::new(safe(revision)).aside(aside));
    }
}

fn dependencies(count: u64) -> String {
    match count {
        0 => "no dependencies".to_owned(),
        1 => "1 dependency".to_owned(),
        count => format!("{} dependencies", grouped(count)),
    }
}

fn pclntab_lines(lines: &mut Lines, pclntab: &PclntabRecord) {
    let mut value = format!("layout of Go {}", safe(&pclntab.layout));
    if let Some(magic) = &pclntab.magic {
        value.push_str(&format!(", magic {}", safe(magic)));
    }
    for (count, noun) in [(*pclntab.files, "file"), (pclntab.functions, "function")] {
        if let Some(count) = count {
            value.push_str(&format!(", {}", counted(count, noun)));
        }
    }
    let place = place(pclntab.section.as_deref(), Some(pclntab.offset));
    let found_by = match &*pclntab.found_by {
        "section" => String::new(),
        other => format!("found by {}", words(other)),
    };
    let aside = joined(&[found_by, place]);
    lines.fact("pclntab", Fact::words(value).aside(aside));
}
