//! One record as a card: every fact with the place it was read from.

mod dwarf;
mod paths;
mod verification;

use std::io::{self, Write};

use gorigin::agree::SourcesHere;
use gorigin::report::{
    BuildIdRecord, BuildRecord, ErrorRecord, FindingRecord, GorootRecord, HostRecord, Outcome,
    PathHashRecord, PclntabRecord, Record, Traits, UnpackedRecord,
};

pub(super) use verification::{content_meaning, content_verdict};

use super::table::{goroot_meaning, goroot_text, host_meaning, module_text, version_text};
use super::{Look, Meaning, Render, counted, safe, size};

/// The width of the labels, with the space before the values.
const LABEL: usize = 16;

/// Values up to this length are padded, so that the places beside them are in line.
const VALUE: usize = 44;

/// A card for each input that could be read.
pub(crate) struct Card {
    look: Look,
    shows: Part,
    is_first: bool,
}

/// Which part of a record a card shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Everything,
    Verification,
}

impl Card {
    /// Cards that look so.
    pub(crate) fn new(look: Look) -> Self {
        Self { look, shows: Part::Everything, is_first: true }
    }

    /// Cards that look so and show only the recomputed hashes.
    pub(crate) fn of_verification(look: Look) -> Self {
        Self { look, shows: Part::Verification, is_first: true }
    }
}

impl Render for Card {
    fn record(&mut self, to: &mut dyn Write, record: &Record) -> io::Result<()> {
        // Standard error has said why there is no card.
        if record.outcome == Outcome::Unreadable {
            return Ok(());
        }
        if !self.is_first {
            writeln!(to)?;
        }
        self.is_first = false;
        let mut lines = Lines { look: self.look, text: String::new() };
        headline(&mut lines, record);
        if self.shows == Part::Verification {
            verification::only(&mut lines, record);
            record.findings.iter().for_each(|finding| finding_lines(&mut lines, finding));
            return to.write_all(lines.text.as_bytes());
        }
        if let Some(unpacked) = &record.unpacked {
            lines.fact("packed", packed_fact(unpacked));
        }
        if let Some(debug_file) = &record.debug_file {
            lines.prose("belongs to", &safe(&debug_file.reason), Meaning::Plain);
        }
        identity(&mut lines, record);
        build(&mut lines, record);
        paths::lines(&mut lines, record);
        if let Some(host) = &record.host {
            lines.fact("host", Fact::new(host_text(host)).meaning(host_meaning(host)));
            if let Some(sources) = &host.sources {
                lines.fact("sources", sources_fact(sources));
            }
        }
        damage(&mut lines, record);
        // A debug file has no traits to show, so none to miss.
        let is_missed = |field: &str| record.debug_file.is_none() || !field.starts_with("traits.");
        for (field, reason) in record.reasons.iter().filter(|(field, _)| is_missed(field)) {
            reason_line(&mut lines, field, reason);
        }
        record.findings.iter().for_each(|finding| finding_lines(&mut lines, finding));
        to.write_all(lines.text.as_bytes())
    }
}

/// The text of a card as it grows.
struct Lines {
    look: Look,
    text: String,
}

/// One fact; its texts are safe to show.
struct Fact {
    value: String,
    meaning: Meaning,
    aside: String,
}

impl Fact {
    fn new(value: impl Into<String>) -> Self {
        Self { value: value.into(), meaning: Meaning::Plain, aside: String::new() }
    }

    fn meaning(self, meaning: Meaning) -> Self {
        Self { meaning, ..self }
    }

    /// Adds where the fact was read, or why it is so.
    fn aside(self, aside: impl Into<String>) -> Self {
        Self { aside: aside.into(), ..self }
    }
}

impl Lines {
    fn fact(&mut self, label: &str, fact: Fact) {
        self.text.push_str(&format!("  {label:<width$}", width = LABEL.saturating_sub(2)));
        self.text.push_str(&self.look.paint(fact.meaning, &fact.value));
        if !fact.aside.is_empty() {
            let used = fact.value.chars().count();
            let gap = VALUE.saturating_sub(used).saturating_add(2);
            let fits = |width: u16| {
                let aside = fact.aside.chars().count();
                LABEL.saturating_add(used).saturating_add(gap).saturating_add(aside)
                    <= usize::from(width)
            };
            // Beside the value where that fits, below it where it does not.
            if used > VALUE && !self.look.width.is_none_or(fits) {
                self.text.push_str(&format!("\n{:LABEL$}", ""));
            } else {
                self.text.push_str(&format!("{:gap$}", ""));
            }
            self.text.push_str(&self.look.paint(Meaning::Aside, &fact.aside));
        }
        self.text.push('\n');
    }

    /// A longer text, wrapped beside its label.
    fn prose(&mut self, label: &str, text: &str, meaning: Meaning) {
        let width = self.look.width.map_or(usize::MAX, usize::from);
        let mut label = label;
        for line in wrapped(text, width.saturating_sub(LABEL).max(24)) {
            self.fact(label, Fact::new(line).meaning(meaning));
            label = "";
        }
    }
}

fn headline(lines: &mut Lines, record: &Record) {
    let mut path: String =
        record.container.iter().map(|container| format!("{}!", safe(container))).collect();
    path.push_str(&safe(&record.path));
    if let Some(slice) = &record.slice {
        path.push_str(&format!(" ({})", safe(slice)));
    }
    let mut words = Vec::new();
    if record.outcome == Outcome::NotGo {
        words.push(match &record.unopened {
            Some(kind) => format!("{}, not opened", safe(kind)),
            None => "not a Go program".to_owned(),
        });
    }
    if record.debug_file.is_some() {
        words.push("a debug file".to_owned());
    }
    if let Some(format) = &record.format {
        let bits = record.bits.map(|bits| format!(" {bits}-bit")).unwrap_or_default();
        let name = match &record.object_format {
            Some(object) => format!("archive of {}{bits}", format_name(object)),
            None => format!("{}{bits}", format_name(format)),
        };
        words.push(name);
    }
    words.extend(record.toolchain.as_deref().filter(|it| *it != "gc").map(safe));
    match (&record.os, &record.arch) {
        (Some(os), Some(arch)) => words.push(format!("{}/{}", safe(os), safe(arch))),
        (Some(one), None) | (None, Some(one)) => words.push(safe(one)),
        (None, None) => {}
    }
    words.extend(record.size.map(size));
    if record.partial {
        words.push("partial".to_owned());
    }
    let path = lines.look.paint(Meaning::Heading, &path);
    lines.text.push_str(format!("{path}  {}", words.join(" · ")).trim_end());
    lines.text.push('\n');
}

/// A format as people call it.
fn format_name(format: &str) -> String {
    let name = match format {
        "elf" => "ELF",
        "pe" => "PE",
        "macho" => "Mach-O",
        "xcoff" => "XCOFF",
        "plan9" => "Plan 9",
        "wasm" => "WebAssembly",
        "go-object" => "Go object",
        other => return safe(other),
    };
    name.to_owned()
}

fn packed_fact(unpacked: &UnpackedRecord) -> Fact {
    let mut value = safe(&unpacked.packer.to_uppercase());
    for (sign, text) in [(" ", &unpacked.version), (", ", &unpacked.method)] {
        value
            .push_str(&text.as_deref().map(|it| format!("{sign}{}", safe(it))).unwrap_or_default());
    }
    let aside = match unpacked.size {
        Some(bytes) => {
            format!("unpacked {}; offsets are those of the unpacked program", size(bytes))
        }
        None => "not unpacked".to_owned(),
    };
    Fact::new(value).meaning(Meaning::Odd).aside(aside)
}

fn identity(lines: &mut Lines, record: &Record) {
    if let Some(release) = &record.toolchain_version {
        let name = record.toolchain.as_deref().unwrap_or_default();
        let read_at = place(release.section.as_deref(), release.offset);
        let fact = Fact::new(format!("{} {}", safe(name), safe(&release.value)));
        let aside = joined(&[words(&release.source), read_at]);
        lines.fact("toolchain", fact.aside(aside));
    }
    if let Some(version) = &record.go_version {
        let source = words(&version.source);
        let read_at = place(version.section.as_deref(), version.offset);
        let fact = Fact::new(version_text(version)).aside(joined(&[source, read_at]));
        lines.fact("go version", fact);
        // Of a version that is told exactly they say nothing new.
        for fact in version.facts.iter().filter(|_| !version.exact) {
            let seen_at = place(fact.section.as_deref(), fact.offset);
            let aside = joined(&[safe(&fact.seen), seen_at]);
            lines.fact("  says", Fact::new(safe(&fact.says)).aside(aside));
        }
    }
    if let Some(goroot) = &record.goroot {
        goroot_lines(lines, goroot);
    }
    if let Some(hash) = &record.path_hash {
        path_hash_lines(lines, hash);
    }
    if let Some(id) = &record.build_id {
        build_id_lines(lines, id);
    }
    if let Some(id) = &record.host_id {
        let label = words(&id.kind);
        lines.fact(&label, Fact::new(safe(&id.value)).aside(place(None, Some(id.offset))));
    }
    if let Some(verification) = &record.verification {
        verification::beside_ids(lines, verification, record.host_id.is_some());
    }
}

fn goroot_lines(lines: &mut Lines, goroot: &GorootRecord) {
    let fact = Fact::new(goroot_text(goroot)).meaning(goroot_meaning(goroot));
    lines.fact("GOROOT", fact.aside(safe(&goroot.reason)));
    if let Some(cleaned) =
        goroot.cleaned.as_ref().filter(|&path| Some(path) != goroot.value.as_ref())
    {
        lines.fact("", Fact::new(safe(cleaned)).aside("cleaned"));
    }
    for evidence in &goroot.evidence {
        let count = match evidence.of {
            Some(all) => format!("{} of {all}", evidence.count),
            None if evidence.count > 1 => format!("{} times", evidence.count),
            None => String::new(),
        };
        let place = place(evidence.section.as_deref(), evidence.offset);
        let aside = joined(&[words(&evidence.origin), count, place]);
        lines.fact("  says", Fact::new(safe(&evidence.value)).aside(aside));
    }
    match goroot.referenced {
        Some(true) => lines.fact("", Fact::new("the program calls runtime.GOROOT")),
        Some(false) => lines.fact("", Fact::new("the program does not call runtime.GOROOT")),
        None => {}
    }
}

fn path_hash_lines(lines: &mut Lines, hash: &PathHashRecord) {
    let in_build_id = match hash.in_build_id.as_str() {
        "match" => "also in the build ID".to_owned(),
        "mismatch" => "the build ID holds another path's".to_owned(),
        "not-embedded" => "not in the build ID".to_owned(),
        other => safe(other),
    };
    lines.fact("path hash", Fact::new(safe(&hash.value)).aside(in_build_id));
    if hash.cleaned != hash.value {
        lines.fact("", Fact::new(safe(&hash.cleaned)).aside("of the cleaned path"));
    }
    if let Some(host) = &hash.host {
        let (verdict, meaning) = match hash.host_match {
            Some(true) => ("✓ this host's is the same", Meaning::Good),
            Some(false) => ("✗ this host's differs", Meaning::Odd),
            None => ("this host's", Meaning::Plain),
        };
        lines.fact("", Fact::new(safe(host)).meaning(meaning).aside(verdict));
    }
}

fn build_id_lines(lines: &mut Lines, id: &BuildIdRecord) {
    let kind = match id.kind.as_str() {
        "go" => String::new(),
        kind => safe(kind),
    };
    let place = place(id.section.as_deref(), Some(id.offset));
    let aside = joined(&[kind, words(&id.source), place]);
    lines.fact("go build id", Fact::new(safe(&id.value)).aside(aside));
}

fn build(lines: &mut Lines, record: &Record) {
    if let Some(build) = &record.build {
        build_lines(lines, build);
    }
    if let Some(pclntab) = &record.pclntab {
        pclntab_lines(lines, pclntab);
    }
    if let Some(dwarf) = &record.dwarf {
        dwarf::lines(lines, dwarf);
    }
    for (label, text) in [
        ("traits", traits_text(&record.traits)),
        ("kind of build", build_kind_text(&record.traits)),
        ("hardening", hardening_text(&record.traits)),
        ("runs with", runs_with_text(&record.traits)),
    ] {
        if !text.is_empty() {
            lines.prose(label, &text, Meaning::Plain);
        }
    }
    if let Some(found) = &record.obfuscation {
        let by =
            found.tool.as_deref().map_or("yes".to_owned(), |tool| format!("by {}", safe(tool)));
        let fact = Fact::new(by).meaning(Meaning::Odd);
        let aside = format!("confidence {}", safe(&found.confidence));
        lines.fact("obfuscated", fact.aside(aside));
    }
}

fn build_lines(lines: &mut Lines, build: &BuildRecord) {
    if let Some(package) = &build.main_package {
        lines.fact("main package", Fact::new(safe(package)));
    }
    if let Some(module) = &build.module {
        let deps = u64::try_from(build.deps.len()).unwrap_or(u64::MAX);
        let sum = module.sum.as_deref().map(safe).unwrap_or_default();
        let aside = joined(&[counted(deps, "dep"), sum]);
        lines.fact("module", Fact::new(module_text(module)).aside(aside));
    }
    let setting = |name: &str| build.settings.get(name).map(String::as_str);
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
    let settings: Vec<_> = build
        .settings
        .iter()
        .filter(|(name, _)| !name.starts_with("vcs"))
        .map(|(name, value)| format!("{}={}", safe(name), safe(value)))
        .collect();
    lines.prose("settings", &settings.join(" "), Meaning::Plain);
}

fn pclntab_lines(lines: &mut Lines, pclntab: &PclntabRecord) {
    let mut value = format!("layout {}", safe(&pclntab.layout));
    if let Some(magic) = &pclntab.magic {
        value.push_str(&format!(", magic {}", safe(magic)));
    }
    for (count, noun) in [(pclntab.files, "file"), (pclntab.functions, "function")] {
        if let Some(count) = count {
            value.push_str(&format!(", {}", counted(count, noun)));
        }
    }
    let place = place(pclntab.section.as_deref(), Some(pclntab.offset));
    let aside = joined(&[format!("by {}", safe(&pclntab.found_by)), place]);
    lines.fact("pclntab", Fact::new(value).aside(aside));
}

/// What is known of how it was built; what is not is left out.
fn traits_text(traits: &Traits) -> String {
    let said = |value: Option<bool>, yes: &'static str, no: &'static str| {
        value.map(|value| if value { yes } else { no })
    };
    let words: Vec<_> = [
        said(traits.trimpath, "trimmed paths", "full paths"),
        said(traits.stripped, "stripped", "with symbols"),
        said(traits.dwarf, "with DWARF", "without DWARF"),
        said(traits.cgo, "cgo", "no cgo"),
        said(traits.static_link, "static", "dynamic"),
        said(traits.pie, "position independent", "fixed address"),
    ]
    .into_iter()
    .flatten()
    .map(str::to_owned)
    .chain(traits.build_mode.as_ref().map(|mode| format!("buildmode {}", safe(mode))))
    .collect();
    words.join(", ")
}

/// What is out of the ordinary in how it was built, and the level of the processor.
fn build_kind_text(traits: &Traits) -> String {
    let marks = [
        (traits.race, "race detector"),
        (traits.msan, "memory sanitizer"),
        (traits.asan, "address sanitizer"),
        (traits.cover, "coverage"),
        (traits.debug_build, "not optimised"),
        (traits.test_binary, "test"),
    ];
    let set = marks.iter().filter(|(value, _)| *value == Some(true));
    let mut words: Vec<String> = set.map(|(_, name)| (*name).to_owned()).collect();
    words.extend(fips_text(traits));
    let experiments = traits.experiments.as_deref().unwrap_or_default();
    words.extend(experiments.iter().map(|name| format!("experiment {}", safe(name))));
    words.extend(traits.arch_level.as_deref().map(safe));
    words.extend(traits.link_mode.as_deref().map(|mode| format!("{} linker", safe(mode))));
    words.join(", ")
}

/// The FIPS 140 module and the mode; that there is neither is nothing out of the ordinary.
fn fips_text(traits: &Traits) -> Option<String> {
    let mode = traits.fips_mode.as_deref().map(safe);
    match (traits.fips.as_deref().map(safe), mode) {
        (Some(module), Some(mode)) if module != "boringcrypto" => {
            Some(format!("FIPS 140 module {module}, mode {mode}"))
        }
        (Some(module), _) => Some(format!("FIPS 140 {module}")),
        (None, Some(mode)) if mode != "off" => {
            Some(format!("FIPS 140 mode {mode}, with the module of the Go release"))
        }
        _ => None,
    }
}

fn hardening_text(traits: &Traits) -> String {
    let said = |value: Option<bool>, yes: &str, no: &str| {
        value.map(|value| if value { yes.to_owned() } else { no.to_owned() })
    };
    let mut words = Vec::new();
    words.extend(said(traits.nx, "NX", "executable stack"));
    words.extend(traits.relro.as_deref().map(|relro| format!("RELRO {}", safe(relro))));
    if let Some(pe) = &traits.pe {
        let subsystem = pe.subsystem.as_deref().map(|it| format!("{} subsystem", safe(it)));
        words.extend(said(Some(pe.aslr), "ASLR", "no ASLR"));
        words.extend(pe.high_entropy.then(|| "high entropy".to_owned()));
        words.extend(said(Some(pe.control_flow_guard), "CFG", "no CFG"));
        words.extend(subsystem);
    }
    if let Some(macho) = &traits.macho {
        let signed = macho.signature.as_deref().map(|it| match it {
            "none" => "not signed".to_owned(),
            "certificate" => "signed".to_owned(),
            other => format!("signed ad hoc ({})", safe(other)),
        });
        words.extend(signed);
        words
            .extend(macho.hardened_runtime.filter(|it| *it).map(|_| "hardened runtime".to_owned()));
    }
    words.join(", ")
}

/// What the system must have for it to start.
fn runs_with_text(traits: &Traits) -> String {
    let mut words = Vec::new();
    let library = traits.c_library.as_deref().map(safe);
    words.extend(match (library, traits.glibc_floor.as_deref()) {
        (Some(library), Some(floor)) => Some(format!("{library} {} or later", safe(floor))),
        (None, Some(floor)) => Some(format!("glibc {} or later", safe(floor))),
        (library, None) => library,
    });
    if let Some(macho) = &traits.macho {
        let platform = macho.platform.as_deref().map(safe);
        let oldest = macho.min_os.as_deref().map(|it| format!(" {} or later", safe(it)));
        words.extend(platform.map(|it| it + &oldest.unwrap_or_default()));
    }
    words.extend(traits.interpreter.as_deref().map(safe));
    let libraries = traits.libraries.as_deref().unwrap_or_default();
    words.extend(libraries.iter().map(|name| safe(name)));
    words.join(", ")
}

fn sources_fact(sources: &SourcesHere) -> Fact {
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let files = counted(count(sources.looked_for), "standard file");
    let goroot = safe(&sources.goroot);
    let version = sources.version.as_deref().map(|it| format!(" ({})", safe(it)));
    let version = version.unwrap_or_default();
    match sources.missing {
        0 => Fact::new(format!("✓ all {files} in {goroot}{version}")).meaning(Meaning::Good),
        missing => {
            let missing = counted(count(missing), "file");
            let text = format!("✗ {missing} of {files} missing in {goroot}{version}");
            Fact::new(text).meaning(Meaning::Odd)
        }
    }
}

fn host_text(host: &HostRecord) -> String {
    let mark = match host.goroot.as_str() {
        "match" => "✓ ",
        "mismatch" | "missing" => "✗ ",
        _ => "",
    };
    let drift = if host.toolchain == "drift" { ", toolchain drift" } else { "" };
    let detail =
        if host.detail.is_empty() { String::new() } else { format!(": {}", safe(&host.detail)) };
    format!("{mark}GOROOT {}{drift}{detail}", words(&host.goroot))
}

/// Why a fact is missing, or why it is what it is.
fn reason_line(lines: &mut Lines, field: &str, reason: &str) {
    let label = safe(field).replace(['_', '.'], " ");
    match field {
        // What is not there on purpose.
        "paths" | "paths.main_dir" => {}
        // What a card does not show either.
        "arch" | "bits" | "endian" | "format" | "host" | "os" => {}
        "build.main_package" | "build.module" | "build_id.segments" | "goroot.referenced" => {}
        "path_hash.host" | "path_hash.host_match" | "verification.link_action" => {}
        "traits.cgo" | "traits.dwarf" | "traits.pie" | "traits.static" | "traits.stripped" => {}
        "traits.trimpath" => {}
        _ if field.starts_with("traits.macho.") || field.starts_with("traits.pe.") => {}
        "outcome" => lines.prose("why", &safe(reason), Meaning::Plain),
        "dwarf" => lines.fact("DWARF", Fact::new("none").aside(safe(reason))),
        "go_version.exact" => lines.fact("", Fact::new("not exact").aside(safe(reason))),
        _ => lines.fact(&label, Fact::new("none found").aside(safe(reason))),
    }
}

fn damage(lines: &mut Lines, record: &Record) {
    let more = record.damage.iter().filter(|damage| Some(*damage) != record.error.as_ref());
    for ErrorRecord { kind, message, offset } in record.error.iter().chain(more) {
        let aside = joined(&[words(kind), place(None, *offset)]);
        lines.fact("damage", Fact::new(safe(message)).meaning(Meaning::Bad).aside(aside));
    }
}

fn finding_lines(lines: &mut Lines, finding: &FindingRecord) {
    let severity = finding.severity.to_string();
    let rule = safe(&finding.rule);
    lines.fact(&severity, Fact::new(rule).meaning(finding.severity.into()));
    lines.prose("", &safe(&finding.message), Meaning::Plain);
    for evidence in &finding.evidence {
        lines.prose("", &format!("see {}", safe(evidence)), Meaning::Aside);
    }
    if !finding.help.is_empty() {
        lines.prose("  help", &safe(&finding.help), Meaning::Plain);
    }
}

/// A section and an offset in the file, as far as they are known.
fn place(section: Option<&str>, offset: Option<u64>) -> String {
    match (section, offset) {
        (Some(section), Some(offset)) => format!("{} at {offset:#x}", safe(section)),
        (Some(section), None) => safe(section),
        (None, Some(offset)) => format!("at {offset:#x}"),
        (None, None) => String::new(),
    }
}

/// A word of the record as people write it.
fn words(word: &str) -> String {
    match word {
        "elf-note" => "ELF note".to_owned(),
        "gnu-build-id" => "gnu build-id".to_owned(),
        "lc-uuid" => "LC_UUID".to_owned(),
        other => safe(other).replace('-', " "),
    }
}

fn joined(parts: &[String]) -> String {
    let parts: Vec<_> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// The lines of `text`, broken between words so that none is longer than `width`, unless one word
/// is.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = line.chars().count().saturating_add(1).saturating_add(word.chars().count());
        if !line.is_empty() && length > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.extend(Some(line).filter(|line| !line.is_empty()));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{check, records, rendered};

    #[test]
    fn cards() {
        for (name, look) in [
            ("card.txt", Look { color: false, width: None }),
            ("card-80.txt", Look { color: false, width: Some(80) }),
            ("card-color.txt", Look { color: true, width: Some(120) }),
        ] {
            check(name, &rendered(&mut Card::new(look), &records()));
        }
        for (name, look) in [
            ("verify.txt", Look { color: false, width: None }),
            ("verify-80.txt", Look { color: false, width: Some(80) }),
            ("verify-color.txt", Look { color: true, width: Some(120) }),
        ] {
            check(name, &rendered(&mut Card::of_verification(look), &records()));
        }
    }

    #[test]
    fn wrapped_between_words() {
        for (text, width, want) in [
            ("", 10, &[][..]),
            ("one two three", 7, &["one two", "three"]),
            ("one two three", 100, &["one two three"]),
            ("a verylongword b", 5, &["a", "verylongword", "b"]),
        ] {
            assert_eq!(wrapped(text, width), want, "{text:?} at {width}");
        }
    }
}
