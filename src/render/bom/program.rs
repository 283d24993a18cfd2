//! The inventory of one program.

use std::path::Path;

use super::go_version::StdVersion;
use super::module;
use super::part::{Occurrence, Part, Purpose};
use super::purl;
use crate::render::told::{name, safe, sha256};
use crate::render::untold::all_untold;
use crate::report::{ModuleRecord, Outcome, Record};

/// The inventory of one program.
#[derive(Clone, Debug)]
pub(in crate::render) struct Bom {
    /// The path of the file.
    pub(in crate::render) path: String,
    pub(in crate::render) program: Part,
    /// What it is made of, each once.
    pub(in crate::render) parts: Vec<Part>,
    /// Whether the program names its modules.
    pub(in crate::render) knows_modules: bool,
    pub(in crate::render) unit: Unit,
}

/// What a program is listed under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::render) enum Unit {
    /// It is a file by itself.
    Itself,
    /// The outermost container around it.
    Container(Box<Part>),
}

impl Bom {
    /// The inventory; `None` for what is no Go program.
    pub(in crate::render) fn of(record: &Record) -> Option<Self> {
        if record.outcome != Outcome::Go {
            return None;
        }
        let build = record.build.as_ref();
        let deps = build.map(|build| build.deps.as_slice()).unwrap_or_default();
        let mut parts: Vec<Part> = Vec::new();
        for part in std(record).into_iter().chain(deps.iter().map(module::part)) {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        Some(Self {
            path: name(record),
            program: program(record),
            parts,
            knows_modules: build.is_some_and(|it| it.deps_source != "file-table"),
            unit: unit(record),
        })
    }
}

fn unit(record: &Record) -> Unit {
    let Some(outer) = record.container.first() else { return Unit::Itself };
    let purpose = if record.image.is_some() { Purpose::Image } else { Purpose::Archive };
    Unit::Container(Box::new(Part::new(purpose, safe(outer))))
}

/// The standard library that is in it.
fn std(record: &Record) -> Option<Part> {
    let version = record.go_version.as_ref()?;
    let is_gc = record.toolchain.as_ref().is_none_or(|it| *it == "gc");
    let known = StdVersion::of(&version.value).filter(|_| version.exact && is_gc);
    let properties = vec![
        ("gorigin:go_version".to_owned(), safe(&version.value)),
        ("gorigin:go_version:source".to_owned(), version.source.to_string()),
        ("gorigin:go_version:exact".to_owned(), version.exact.to_string()),
    ];
    let text = known.as_ref().map(StdVersion::text);
    Some(Part {
        purl: text.as_deref().and_then(|text| purl::module("stdlib", Some(text))),
        cpe: known.as_ref().map(StdVersion::cpe),
        version: text,
        properties,
        ..Part::new(Purpose::Std, "stdlib".to_owned())
    })
}

fn program(record: &Record) -> Part {
    let main = record.build.as_ref().and_then(|build| build.module.as_ref());
    let version = main.and_then(|main| module::version(&main.version));
    let base = Path::new(&record.path).file_name().map(|it| it.to_string_lossy().into_owned());
    let file = safe(&base.unwrap_or_else(|| record.path.clone()));
    Part {
        purl: main.and_then(|main| purl::module(&main.path, version.as_deref())),
        version,
        sum: main.and_then(|main| main.sum.as_deref()).map(safe),
        sha256: sha256(record),
        properties: properties(record, main),
        occurrences: occurrences(record),
        ..Part::new(Purpose::Program, main.map_or(file, |main| safe(&main.path)))
    }
}

/// What is known of the program that an inventory has no field for.
fn properties(record: &Record, main: Option<&ModuleRecord>) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: Option<String>| {
        let value = value.filter(|value| !value.is_empty());
        all.extend(value.map(|value| (format!("gorigin:{name}"), safe(&value))));
    };
    let build = record.build.as_ref();
    add("path", Some(name(record)));
    add("path_b64", record.path_b64.clone());
    add("size", record.size.map(|it| it.to_string()));
    add("format", record.format.as_ref().map(ToString::to_string));
    add("os", record.os.as_deref().map(str::to_owned));
    add("arch", record.arch.as_deref().map(str::to_owned));
    add("toolchain", record.toolchain.as_ref().map(ToString::to_string));
    add("go_version", record.go_version.as_ref().map(|it| it.value.to_string()));
    add("main_package", build.and_then(|it| it.main_package.as_deref()).map(str::to_owned));
    add("module:version", main.map(|it| it.version.to_string()));
    let known_by = match main.map(|main| module::version(&main.version).is_some()) {
        Some(true) => "build info",
        Some(false) => "not known: the build info states none",
        None => "not known: the build info names no main module",
    };
    add("module:version:known-by", Some(known_by.to_owned()));
    add("goroot", record.goroot.as_ref().and_then(|it| it.value.as_deref()).map(str::to_owned));
    add("goroot:verdict", record.goroot.as_ref().map(|it| it.verdict.to_string()));
    add("build_id", record.build_id.as_ref().map(|it| it.value.to_string()));
    add("host_id", record.host_id.as_ref().map(|it| format!("{}:{}", it.kind, it.value)));
    add("content_id", record.verification.as_ref().map(|it| it.content_id.verdict.to_string()));
    add("packed", record.unpacked.as_ref().map(|it| it.packer.clone()));
    add("partial", record.partial.then(|| "true".to_owned()));
    let package = record.package.as_ref();
    add("package", package.map(|it| format!("{} {} {}", it.kind, it.name, it.version)));
    add("image", record.image.as_ref().and_then(|it| it.reference.clone()));
    add("layer", record.image.as_ref().map(|it| it.layer.clone()));
    add("advisories:untold", all_untold(record));
    if build.is_some() {
        add(
            "dependencies",
            Some("modules in the program; which needs which is not known".to_owned()),
        );
    }
    for (key, value) in build.iter().flat_map(|build| build.settings.iter()) {
        add(&format!("build:{}", safe(key)), Some(value.to_owned()));
    }
    all
}

fn occurrences(record: &Record) -> Vec<Occurrence> {
    let location = name(record);
    // The places in a packed file are places in the program inside, not in the file.
    if location.is_empty() || record.unpacked.is_some() {
        return Vec::new();
    }
    let at = |offset: Option<u64>, context: &str| {
        let location = location.clone();
        offset.map(|offset| Occurrence { location, offset, context: context.to_owned() })
    };
    let version = record.go_version.as_ref().and_then(|it| it.offset);
    let id = record.build_id.as_ref().map(|it| it.offset);
    at(version, "Go version").into_iter().chain(at(id, "Go build ID")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::records::records;

    fn property<'p>(part: &'p Part, name: &str) -> Option<&'p str> {
        part.properties.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    #[test]
    fn a_program_and_its_parts() {
        let all: Vec<Record> = records();
        let boms: Vec<Option<Bom>> = all.iter().map(Bom::of).collect();
        assert_eq!(boms.iter().flatten().count(), 6);
        let full = boms[0].as_ref().unwrap();
        assert_eq!(full.program.label(), "github.com/acme/agent@v1.4.2");
        let names: Vec<_> = full.parts.iter().map(Part::label).collect();
        assert_eq!(
            names,
            ["stdlib@1.22.3", "golang.org/x/sys@v0.20.0", "golang.org/x/net@v0.25.0"]
        );
        assert_eq!(property(&full.program, "gorigin:build:vcs.modified"), Some("true"));
        let devel = boms[1].as_ref().unwrap();
        assert_eq!(
            (devel.program.version.as_deref(), devel.program.purl.as_deref()),
            (None, Some("pkg:golang/example.com/tool"))
        );
        assert_eq!(property(&devel.program, "gorigin:module:version"), Some("(devel)"));
        // A range is no version.
        let range = boms[2].as_ref().unwrap();
        assert_eq!(
            (range.parts[0].version.as_deref(), range.parts[0].purl.as_deref()),
            (None, None)
        );
        assert_eq!(range.program.name, "tool");
        assert!(!range.knows_modules);
    }
}
