//! The record: everything known about one binary, as plain data. Its serialised form is the JSON
//! contract `gorigin.record/1`, in which fields are only ever added.
//!
//! A `null` never stands alone: [`Record::reasons`] names why the fact is not known, by its field or
//! that of the object around it; an object that has a `reason` itself tells there; and `outcome` or
//! `error` tells it all of what is no Go program or could not be read. Only these are `null` where
//! there is nothing to be known: `slice` and `error` of a record, `alteration` and what is in it,
//! `sum` and `replace` of a module, `of` of evidence of which there is but one, `section` and
//! `offset` of what lies in no section or is missing, and what `unpacked`, `dwarf`, `paths` and
//! `text` document so. Strings are UTF-8; bytes of the file that are not are replaced by U+FFFD.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{DwarfRecord, SettingsRecord};
use crate::agree::SourcesHere;
use crate::finding::Severity;

/// The name of the record's schema.
pub const RECORD_SCHEMA: &str = "gorigin.record/1";
/// The name of the schema of a whole scan.
pub const REPORT_SCHEMA: &str = "gorigin.report/1";

/// One binary: a file, one slice of a fat Mach-O file, or an input that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// Always [`RECORD_SCHEMA`].
    pub schema: String,
    /// The path as it was given or met, `-` for standard input.
    pub path: String,
    /// The path's bytes in base64, where they are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_b64: Option<String>,
    /// The archives around the binary, outermost first.
    pub container: Vec<String>,
    /// The processor of the slice of a fat Mach-O file that this record is about.
    pub slice: Option<String>,
    /// What the input is.
    pub outcome: Outcome,
    /// What made the input unreadable, or the first damage met.
    pub error: Option<ErrorRecord>,
    /// Some table was damaged or a limit was hit: what is here is true, but not all there is.
    pub partial: bool,
    /// Every table that could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damage: Vec<ErrorRecord>,
    /// What kind of archive, package, disk image or installer this is, if it may hold programs: it was
    /// not opened, so that nothing is known of those. `gzip`, `zip`, `tar`, `deb`, `rpm`, `iso`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unopened: Option<String>,
    /// Size in bytes.
    pub size: Option<u64>,
    /// `elf`, `pe`, `macho`, `xcoff`, `plan9`, `wasm`; `archive` for one of object files; `go-object` for
    /// what Go's compiler writes.
    pub format: Option<String>,
    /// The format of the object file in an archive: one of those, or `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_format: Option<String>,
    /// What compiled and linked it: `gc` (the Go project's own), `gccgo` or `tinygo`. The others write
    /// neither build info, nor a Go build ID, nor a pclntab.
    pub toolchain: Option<String>,
    /// The release of a toolchain other than `gc`; absent where nothing says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toolchain_version: Option<ToolchainVersionRecord>,
    /// 32 or 64.
    pub bits: Option<u8>,
    /// `little` or `big`.
    pub endian: Option<String>,
    /// What it belongs to, where it is not a program itself but was split off one for debuggers;
    /// absent for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debug_file: Option<DebugFileRecord>,
    /// The system, as in `GOOS`.
    pub os: Option<String>,
    /// The processor, as in `GOARCH`.
    pub arch: Option<String>,
    /// The Go version.
    pub go_version: Option<VersionRecord>,
    /// What the binary says of its builder's GOROOT.
    pub goroot: Option<GorootRecord>,
    /// The fingerprint of the GOROOT.
    pub path_hash: Option<PathHashRecord>,
    /// The Go build ID.
    pub build_id: Option<BuildIdRecord>,
    /// The identity written for the system's own tools.
    pub host_id: Option<HostIdRecord>,
    /// What the hashes in the file say, recomputed.
    pub verification: Option<VerificationRecord>,
    /// Module, dependencies and settings.
    pub build: Option<BuildRecord>,
    /// The pclntab.
    pub pclntab: Option<PclntabRecord>,
    /// The marks of an obfuscator; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obfuscation: Option<ObfuscationRecord>,
    /// The debug sections; `null` in a scan, which does not look at them.
    pub dwarf: Option<DwarfRecord>,
    /// How it was built, each `null` where unknown.
    pub traits: Traits,
    /// How the file was packed; absent where it was not. Then every other fact but `size` is about
    /// the program inside, and every offset is one of that, not of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unpacked: Option<UnpackedRecord>,
    /// What the paths in it tell of the machine that built it; `null` after a quick look.
    pub paths: Option<PathsRecord>,
    /// What a search of every byte has found; only there after one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Vec<TextRecord>>,
    /// Whether this machine agrees.
    pub host: Option<HostRecord>,
    /// What the rules say.
    pub findings: Vec<FindingRecord>,
    /// Names of persons and of internal hosts are replaced by placeholders, everywhere in the record.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
    /// Why each `null` fact is not known, by the name of its field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: BTreeMap<String, String>,
}

/// What an input is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A Go program.
    Go,
    /// Something else.
    #[default]
    NotGo,
    /// It could not be read.
    Unreadable,
}

/// Damage, or an input that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorRecord {
    /// What kind: `not-found`, `permission-denied`, `is-directory`, `not-a-file`,
    /// `link-loop`, `io`, `truncated`, `malformed`, `limit`, `changed`.
    pub kind: String,
    /// One lower-case phrase.
    pub message: String,
    /// Where in the file, if one place can be named.
    pub offset: Option<u64>,
}

/// Which program a debug file belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DebugFileRecord {
    /// What says it: `go-build-id`, `gnu-build-id` or `lc-uuid`, each with its value in the record;
    /// `null` where nothing does.
    pub by: Option<String>,
    /// The same in a sentence.
    pub reason: String,
}

/// The release of a toolchain other than the Go project's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ToolchainVersionRecord {
    /// As the toolchain spells it: `0.42.0`.
    pub value: String,
    /// `producers` (a WebAssembly module's section), `dwarf-producer`, or `libgo` (gccgo's library).
    pub source: String,
    /// The section it was read from.
    pub section: Option<String>,
    /// Its offset in the file; in a compressed section, where that starts.
    pub offset: Option<u64>,
}

/// The Go version and where it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRecord {
    /// As embedded, `go1.22.3`; a range such as `go1.16 to go1.17` where `exact` is false.
    pub value: String,
    /// `build-info`, `runtime-version`, `dwarf-producer`, `producers` (a WebAssembly module's
    /// section), `libgo` (gccgo's library), `object-header` (a compiled package), `pclntab`, or `evidence`: all of `facts`
    /// together.
    pub source: String,
    /// Whether this is the version itself, not a range or a guess.
    pub exact: bool,
    /// The section it was read from.
    pub section: Option<String>,
    /// Its offset in the file.
    pub offset: Option<u64>,
    /// What else tells the release; looked at where the version is not exactly known or at odds with
    /// the pclntab, and by `inspect`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<VersionFactRecord>,
}

/// One fact that tells the Go release, beside the version itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionFactRecord {
    /// What it is about: `pclntab`, `function-records`, `moduledata`, `section`, `build-info`,
    /// `setting`, `build-id`, `host-id`, `files`, `missing-files`, `goroot`.
    pub fact: String,
    /// What was seen, in a phrase.
    pub seen: String,
    /// The releases that leave it: `go1.22`, `go1.18 to go1.19`, `go1.26 or later`, `go1.25 or older`.
    pub says: String,
    /// It narrows a range, but does not contradict a version: one name, or what is missing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub weak: bool,
    /// The section it lies in.
    pub section: Option<String>,
    /// Its offset in the file; `null` for what is missing.
    pub offset: Option<u64>,
}

/// What a binary says of its builder's GOROOT.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GorootRecord {
    /// `found`, `trimmed`, `unexpanded`, `relative`, `conflicting`, `absent` or `hidden`.
    pub verdict: String,
    /// The path as spelled in the binary.
    pub value: Option<String>,
    /// The path cleaned as Go's `path.Clean` does.
    pub cleaned: Option<String>,
    /// Why, in a sentence.
    pub reason: String,
    /// What DWARF names in its place, where a tool such as `debugedit` rewrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_dwarf: Option<String>,
    /// Whether the program refers to `runtime.GOROOT`; `null` where that was not looked up.
    pub referenced: Option<bool>,
    /// Every place that says something.
    pub evidence: Vec<GorootEvidenceRecord>,
}

/// One place that names the builder's GOROOT.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GorootEvidenceRecord {
    /// `file-table`, `default-goroot` (the runtime's variable, by the string header),
    /// `default-goroot-symbol`, `gdb-script`, `dwarf-line` (the directories of the line tables; in
    /// compressed sections the offset is the section's).
    pub origin: String,
    /// The path, or what stands in its place.
    pub value: String,
    /// How many entries say so.
    pub count: u64,
    /// How many entries there are in all, where that is known.
    pub of: Option<u64>,
    /// The section.
    pub section: Option<String>,
    /// The offset in the file of the first.
    pub offset: Option<u64>,
}

/// The fingerprint of a GOROOT: the first eight bytes of the SHA-256 of the path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathHashRecord {
    /// Of the path as spelled, 16 hexadecimal digits.
    pub value: String,
    /// Of the cleaned path.
    pub cleaned: String,
    /// Of the host's GOROOT.
    pub host: Option<String>,
    /// Whether the host's equals `value` or `cleaned`.
    pub host_match: Option<bool>,
    /// Whether a segment of the build ID holds it: `match`, `mismatch` or `not-embedded`.
    pub in_build_id: String,
}

/// The Go build ID.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildIdRecord {
    /// As embedded.
    pub value: String,
    /// `go` (four hashes), `package` (the two of a compiled package), `legacy` (one SHA-1, Go 1.9 and older), `redacted`, `custom`.
    pub kind: String,
    /// The four hashes; `null` for every other kind.
    pub segments: Option<SegmentsRecord>,
    /// `elf-note`, `raw-marker` or `object-header`.
    pub source: String,
    /// The section.
    pub section: Option<String>,
    /// The offset in the file of the ID's first byte.
    pub offset: u64,
}

/// The four hashes of a Go build ID.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentsRecord {
    /// Hash of everything that went into the link, GOROOT among it.
    pub link_action: String,
    /// Hash of everything that went into compiling package main.
    pub main_action: String,
    /// Hash of the compiled package main.
    pub main_content: String,
    /// Hash of the file itself.
    pub content: String,
}

/// The identity written for the system's own tools.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostIdRecord {
    /// `gnu-build-id` or `lc-uuid`.
    pub kind: String,
    /// In hexadecimal; a UUID with its hyphens.
    pub value: String,
    /// The offset in the file of its first byte.
    pub offset: u64,
}

/// What the hashes in the file say, recomputed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VerificationRecord {
    /// Whether the bytes are those that `go build` wrote.
    pub content_id: ContentIdRecord,
    /// Whether the host ID follows from the Go build ID.
    pub host_id: HostIdCheckRecord,
    /// Which GOROOT the ID of the link proves; `null` without a trace of the build.
    pub link_action: Option<LinkActionRecord>,
    /// The fingerprint of every GOROOT that the binary or the host names.
    pub path_hashes: Vec<PathHashOfRecord>,
    /// What Go's build IDs say of GOROOT, in a sentence.
    pub path_hash_truth: String,
}

/// The content ID, judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContentIdRecord {
    /// `verified`, `mismatch`, `unfinalized`, `uncheckable` or `not-run`.
    pub status: String,
    /// What that comes to: `verified`; `verified-but-for` (what was added was undone in memory, and
    /// the hash proves the rest); `altered` (a tool that is named by its marks wrote the file anew,
    /// which cannot be undone); `undecided` (the hash differs, and the file does not tell a harmless
    /// tool from another change); `changed` (it differs, and nothing harmless accounts for it);
    /// `unfinalized`; `uncheckable`; `not-run`.
    pub verdict: String,
    /// What was done to the file, or why it could not be checked: `signed`, `re-signed`,
    /// `unsigned` (a signature was taken off again), `section-added` and `debug-aligned` where it
    /// is verified all the same; `packed`, of the program inside where that is verified; `appended`, `truncated`, `stripped`, `sections-removed`,
    /// `debug-rewritten`, `rewritten`, `damaged`, `changed`, `undecided`; `placeholder`; `no-id`,
    /// `damaged-id`, `legacy-id`, `custom-id`, `c-archive`, `debug-file`; `limit`, `unreadable`, `skipped`.
    pub cause: Option<String>,
    /// What was done to the file since it was built; `null` where nothing was, or where that cannot
    /// be known.
    pub alteration: Option<AlterationRecord>,
    /// The same in a sentence.
    pub reason: String,
    /// What that rests on, what could be excluded and what could not.
    pub details: Vec<String>,
    /// The rule of hashing: `any` (there is no host ID, so all are the same), `up-to-go1.23`,
    /// `since-go1.24`.
    pub rule: Option<String>,
    /// The hash in the build ID.
    pub expected: Option<String>,
    /// The hash of the file as it is.
    pub actual: Option<String>,
}

/// What was done to a file since it was built.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AlterationRecord {
    /// The tool that did it, or the few that leave the same marks; `null` where none is named.
    pub tool: Option<String>,
    /// It was undone in memory, and the hash of the rest is the one in the build ID.
    pub undone: bool,
    /// What the file is verified but for, in words; `null` where nothing was undone.
    pub but_for: Option<String>,
    /// The marks in the file that name the cause, each a sentence.
    pub marks: Vec<String>,
}

/// The host ID, judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HostIdCheckRecord {
    /// `derived`, `foreign`, `absent` or `uncheckable`.
    pub status: String,
    /// The releases whose rule fits: `go1.22-1.23`, `go1.24`, `go1.25-1.26`, `go1.25-1.27`,
    /// `go1.27`.
    pub rule: Option<String>,
    /// Why, in a sentence.
    pub reason: String,
}

/// The ID of the link, recomputed from a trace of the build.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkActionRecord {
    /// `match` (a link in the trace gives the ID), `other-goroot` (with another GOROOT it does),
    /// `other-link` (none does, though one took in the same package main), `foreign-trace` (none
    /// did), `uncheckable`.
    pub status: String,
    /// Why, in a sentence.
    pub reason: String,
    /// The package of the link that fits best.
    pub package: Option<String>,
    /// The GOROOT that the trace records for it.
    pub recorded: Option<String>,
    /// The GOROOT that the ID proves.
    pub proven: Option<String>,
    /// Each GOROOT that was put in its place, and the ID that gives.
    pub candidates: Vec<LinkCandidateRecord>,
}

/// A GOROOT put into a trace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCandidateRecord {
    /// Where it comes from: `trace`, `binary`, `host` or `option`.
    pub origin: String,
    /// The path.
    pub goroot: String,
    /// The ID of the link with it.
    pub link_action: String,
    /// Whether that is the binary's.
    pub matches: bool,
}

/// The fingerprint of one GOROOT.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathHashOfRecord {
    /// The evidence's origin, `cleaned` for the cleaned path, or `host`.
    pub origin: String,
    /// The path.
    pub goroot: String,
    /// Its fingerprint.
    pub value: String,
    /// Whether a segment of the build ID, or the host ID, holds it.
    pub embedded: bool,
}

/// Module, dependencies and settings, from the build info.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildRecord {
    /// The import path of package main.
    pub main_package: Option<String>,
    /// The main module.
    pub module: Option<ModuleRecord>,
    /// The modules it depends on.
    pub deps: Vec<ModuleRecord>,
    /// The build settings, in the order of the file. Secrets in flags are masked:
    /// `-X main.apiToken=***`.
    pub settings: SettingsRecord,
}

/// One module.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleRecord {
    /// The module path.
    pub path: String,
    /// The version; empty where none was recorded.
    pub version: String,
    /// The checksum (`h1:…`), if recorded.
    pub sum: Option<String>,
    /// The module that replaces it.
    pub replace: Option<Box<ModuleRecord>>,
}

/// What the paths in a program tell of the machine that built it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PathsRecord {
    /// The module cache, `<GOPATH>/pkg/mod` unless `GOMODCACHE` was set; `null` where no source file
    /// lies in one.
    pub gopath_mod: Option<String>,
    /// The folder of package main. `null` where it is not certain: see `reasons`.
    pub main_dir: Option<String>,
    /// The names of the persons in whose home folders paths lie, sorted. Accounts of build services
    /// and images, such as `runner`, and `/root` are no persons.
    pub users: Vec<String>,
    /// The places that paths name, the commonest first.
    pub leaks: Vec<LeakRecord>,
}

/// All paths of one place in one part of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeakRecord {
    /// What kind of place: `goroot`, `toolchain` (a Go that the go command downloaded),
    /// `module-cache`, `gopath`, `home`, `ci`, `temp`, `nix`, `guix`, `bazel`, `buck`, `cargo` (sources
    /// that Cargo keeps, and toolchains of rustup's), `conda`, `distribution`, `container` (a usual
    /// work folder in images), `network` (a share), `host` (a host name of an internal network), `placeholder` (`$WORK` and the like, which says nothing of
    /// the machine), `other` (any other absolute path).
    pub kind: String,
    /// Who keeps such places, where that is known: `debian`, `homebrew`, `setup-go`, `github`, …
    pub owner: Option<String>,
    /// The person whose name is in it.
    pub user: Option<String>,
    /// The folder that all the paths start with, or the host.
    pub prefix: String,
    /// How many there are.
    pub count: u64,
    /// The first of them.
    pub sample: String,
    /// `file-table`, `default-goroot`, `gdb-script`, `build-info`, `dwarf`, or `text`: found by a
    /// search of every byte.
    pub origin: String,
    /// The build setting that names it; `replace` for the path of a module that replaces another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setting: Option<String>,
    /// What building with `-trimpath` would do: `removes` or `keeps`.
    pub trimpath: String,
    /// The section of the first.
    pub section: Option<String>,
    /// The offset in the file of the first; of `build-info`, of the build info.
    pub offset: Option<u64>,
}

/// Text found by a search of every byte.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TextRecord {
    /// The needle that the user named; `null` for a path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needle: Option<String>,
    /// What kind of place the path names, as in [`LeakRecord::kind`], or `host-goroot`: the GOROOT of
    /// the machine that gorigin runs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The folder that all paths counted here start with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The first of them. Of a needle the printable bytes around it; each such text has a row of its
    /// own, and those behind the first 64 share one, with an empty value.
    pub value: String,
    /// `utf-16` for the wide strings of Windows, else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// How many there are.
    pub count: u64,
    /// Whether it ends at a NUL and starts where no name goes on, as strings of C and values of `-X`
    /// do. Go does not separate its other strings: what does not stand alone may be the end of one
    /// and the start of the next, or the program's own words, and is not counted in `paths`.
    pub stands_alone: bool,
    /// The section of the first.
    pub section: Option<String>,
    /// The offset in the file of the first.
    pub offset: u64,
}

/// The runtime's line table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PclntabRecord {
    /// The layout, by the Go release that brought it: `1.2`, `1.16`, `1.18`, `1.20`.
    pub layout: String,
    /// `unknown (obfuscated)` where the magic is none that Go writes; else absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub magic: Option<String>,
    /// How it was found: `section`, `moduledata` or `search`.
    pub found_by: String,
    /// The section.
    pub section: Option<String>,
    /// The offset of its header in the file.
    pub offset: u64,
    /// The number of source files in its file table; `null` where the table is damaged.
    pub files: Option<u64>,
    /// The number of functions.
    pub functions: Option<u64>,
}

/// The marks of an obfuscator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObfuscationRecord {
    /// `garble` where the marks are its own; `null` where they could be any tool's.
    pub tool: Option<String>,
    /// How sure it is that the program was obfuscated: `high` (several marks), `medium` (one, and
    /// the version is hidden too), `low` (one).
    pub confidence: String,
    /// Every mark.
    pub marks: Vec<MarkRecord>,
}

/// One mark of an obfuscator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkRecord {
    /// `pclntab-magic`, `file-names`, `function-entries`, `function-names`, `go-version`.
    pub mark: String,
    /// What it says, in a phrase.
    pub says: String,
    /// The section it lies in.
    pub section: Option<String>,
    /// Its offset in the file.
    pub offset: Option<u64>,
}

/// How a binary was built. `null` is unknown: the format has no such thing, the build settings that
/// would tell are not there, or, of those marked *full*, it was only looked at quickly (`scan`). Those
/// behind `static` are then left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Traits {
    /// Built with `-trimpath`.
    pub trimpath: Option<bool>,
    /// Without a symbol table.
    pub stripped: Option<bool>,
    /// With DWARF.
    pub dwarf: Option<bool>,
    /// With cgo.
    pub cgo: Option<bool>,
    /// The build mode, as in `-buildmode`.
    pub build_mode: Option<String>,
    /// Position independent.
    pub pie: Option<bool>,
    /// With names changed by an obfuscator, as `obfuscation` says; `null` where names could not be
    /// read.
    pub obfuscated: Option<bool>,
    /// Statically linked.
    #[serde(rename = "static")]
    pub static_link: Option<bool>,
    /// With a symbol table: the opposite of `stripped`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbols: Option<bool>,
    /// With a pclntab, from which functions and lines are known even in a stripped binary; `null`
    /// where it is damaged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pclntab: Option<bool>,
    /// Built with `-race`, by the settings and *full*, by what is compiled in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub race: Option<bool>,
    /// Built with `-msan`, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub msan: Option<bool>,
    /// Built with `-asan`, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asan: Option<bool>,
    /// Built with `-cover`, likewise. Go 1.19 and older leave no mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover: Option<bool>,
    /// Compiled without optimisation (`-gcflags=-N`), in part at least. By the settings alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debug_build: Option<bool>,
    /// Built by `go test`. Except for programs that are named so, *full*.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_binary: Option<bool>,
    /// The module for FIPS 140: `latest`, a version, or `boringcrypto`; `null` also for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fips: Option<String>,
    /// The FIPS 140 mode in which the program runs unless `GODEBUG` says otherwise: `off`, `on`,
    /// `only` or `debug`. Another fact than the module: Go's own code can be in it too. Since Go 1.24;
    /// absent where the build settings are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fips_mode: Option<String>,
    /// The experiments (`GOEXPERIMENT`) that the version and the settings name. *Full*.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub experiments: Option<Vec<String>>,
    /// The level of the processor that it was compiled for, such as `GOAMD64=v3`: by the settings,
    /// else by the release, or the message that a program for a higher level starts with. *Full*.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arch_level: Option<String>,
    /// Which linker made it: `internal` (Go's) or `external` (C's). *Full*.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_mode: Option<String>,
    /// The stack cannot be executed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nx: Option<bool>,
    /// How much of its data is made read-only once it is loaded: `none`, `partial`, `full`. ELF
    /// alone; `partial` and `full` *full*.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relro: Option<String>,
    /// The program interpreter of an ELF file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interpreter: Option<String>,
    /// The C library it needs: `glibc`, `musl`, `uclibc` or `bionic`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub c_library: Option<String>,
    /// The oldest glibc on which it starts: the highest `GLIBC_x.y` that a symbol needs. *Full*;
    /// `null` also where it needs none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub glibc_floor: Option<String>,
    /// The libraries that the loader must find: ELF `DT_NEEDED`, Mach-O `LC_LOAD_DYLIB`. *Full*.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub libraries: Option<Vec<String>>,
    /// What a PE file asks of Windows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pe: Option<PeTraits>,
    /// What a Mach-O file asks of macOS or iOS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub macho: Option<MachoTraits>,
    /// The packer, `upx`; absent where none is recognised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packed: Option<String>,
}

/// What a PE file asks of Windows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PeTraits {
    /// It may be loaded at any address (`DYNAMIC_BASE`).
    pub aslr: bool,
    /// At any 64-bit address (`HIGH_ENTROPY_VA`).
    pub high_entropy: bool,
    /// Its data cannot be executed (`NX_COMPAT`).
    pub nx: bool,
    /// Its indirect calls are checked (`GUARD_CF`).
    pub control_flow_guard: bool,
    /// `console`, `gui`, or the number of another subsystem.
    pub subsystem: Option<String>,
    /// The offset of `DllCharacteristics` in the file.
    pub offset: u64,
}

/// What a Mach-O file asks of macOS or iOS.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MachoTraits {
    /// `macos`, `ios`, `ios-simulator`, `mac-catalyst`, or the number of another platform.
    pub platform: Option<String>,
    /// The oldest system it runs on, such as `11.0`.
    pub min_os: Option<String>,
    /// How it is signed: `certificate`, `linker` (ad hoc, by a linker), `ad-hoc`, `none`. *Full*.
    pub signature: Option<String>,
    /// The signature asks for the hardened runtime. *Full*.
    pub hardened_runtime: Option<bool>,
}

/// How a file was packed, and what came out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnpackedRecord {
    /// Always `upx`.
    pub packer: String,
    /// The packer's version, as it wrote it: `4.02`, `3.96`; `null` where it did not.
    pub version: Option<String>,
    /// How the bytes are compressed: `NRV2B`, `NRV2D`, `NRV2E`, `LZMA`; several with commas between
    /// them.
    pub method: Option<String>,
    /// Size of the program in bytes once it was unpacked; `null` where it could not be.
    pub size: Option<u64>,
    /// Whether it is byte for byte the program that was packed. The packer does not keep all of a
    /// PE file.
    pub exact: Option<bool>,
    /// Whether the packer's checksums hold, of the packed and of the unpacked bytes: `null` where
    /// it did not come to that. Where they do not, nothing of what is inside is said.
    pub checksum_ok: Option<bool>,
    /// Where the packer's header lies in the file.
    pub offset: Option<u64>,
}

/// Whether this machine agrees with the binary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostRecord {
    /// `match`, `mismatch`, `missing`, `foreign` or `not-applicable`.
    pub goroot: String,
    /// `match`, `drift` or `unknown`: the host's Go version against the binary's.
    pub toolchain: String,
    /// Why, in a sentence.
    pub detail: String,
    /// The sources of the binary's standard library on this machine; looked for by `inspect` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<SourcesHere>,
}

/// What a rule says about a binary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRecord {
    /// The rule's name.
    pub rule: String,
    /// How grave it is.
    pub severity: Severity,
    /// What was found, in a sentence.
    pub message: String,
    /// What it rests on, each with its place.
    pub evidence: Vec<String>,
    /// What to do.
    pub help: String,
}
