//! One record.

use std::borrow::Cow;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::build::BuildRecord;
use super::debug_file::DebugFileRecord;
use super::dwarf::DwarfRecord;
use super::error::ErrorRecord;
use super::finding::FindingRecord;
use super::format::FileFormat;
use super::goroot::GorootRecord;
use super::host::HostRecord;
use super::ids::{BuildIdRecord, HostIdRecord};
use super::image::ImageRecord;
use super::obfuscation::ObfuscationRecord;
use super::package::PackageRecord;
use super::path::PathText;
use super::path_hash::PathHashRecord;
use super::paths::PathsRecord;
use super::pclntab::PclntabRecord;
use super::reasons::ReasonsRecord;
use super::seals::VerificationRecord;
use super::text::TextRecord;
use super::toolchain::ToolchainVersionRecord;
use super::traits::Traits;
use super::unpacked::UnpackedRecord;
use super::version::VersionRecord;
use super::vulnerabilities::{VulnerabilityCheckRecord, VulnerabilityRecord};
use crate::bytes::{Endian, Utf8Text, Word, own_word};
use crate::evidence::Toolchain;
use crate::image::Format;
use crate::report::known::Known;

/// The name of the record's schema.
pub const RECORD_SCHEMA: &str = "gorigin.record/1";
/// The name of the schema of a whole scan.
pub const REPORT_SCHEMA: &str = "gorigin.report/1";

/// One binary: a file, one slice of a fat Mach-O file, or an input that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// Always [`RECORD_SCHEMA`].
    #[serde(serialize_with = "own_word")]
    pub schema: Cow<'static, str>,
    /// The path as given or met; `-` for standard input. A file in a container has the path of the
    /// outermost file, then `!/` and its name inside, once for each container:
    /// `outer.tar.gz!/inner/prog`, `a.zip!/b.tar!/prog`. Names are as the container writes them,
    /// without slashes at their start.
    pub path: String,
    /// The path's bytes in base64, if they are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_b64: Option<String>,
    /// The containers around the file, outermost first: the path of the first, and the name of each
    /// other in the one before it. Empty for a file outside. What compresses an archive is one
    /// container with it.
    pub container: Vec<String>,
    /// The layer of a container image that the binary lies in; left out for other binaries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<ImageRecord>,
    /// The innermost package around the file; absent for a file in none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<PackageRecord>,
    /// The processor of the slice, if the record is about a slice of a fat Mach-O file.
    #[serde(serialize_with = "own_word")]
    pub slice: Option<String>,
    /// What the input is.
    pub outcome: Outcome,
    /// What made the input unreadable, or the first damage met.
    pub error: Option<ErrorRecord>,
    /// Whether a table was damaged or a limit was hit: the facts are true, but not complete.
    pub partial: bool,
    /// Every table that could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damage: Vec<ErrorRecord>,
    /// The kind of archive, package, disk image or installer, if the file may hold programs and is
    /// of a kind that is not opened, so that nothing is known about these: `rar`, `xar`, `vmdk`, …
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "own_word")]
    pub unopened: Option<String>,
    /// Size in bytes.
    pub size: Option<u64>,
    /// The SHA-256 of the file in hexadecimal, where it was read to its end: by `inspect`, by `verify`
    /// and with `--verify`. That of a packed file is of the file, and that of a slice of the slice, which
    /// is the file that `lipo -thin` makes of it; so is `size`.
    #[serde(serialize_with = "own_word")]
    pub sha256: Known<String>,
    /// `elf`, `pe`, `macho`, `xcoff`, `plan9`, `wasm`; `archive` for an archive of object files;
    /// `go-object` for an object file of Go's compiler.
    pub format: Known<Word<FileFormat>>,
    /// The format of the object file in an archive: one of these, or `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_format: Option<Word<Format>>,
    /// The toolchain that compiled and linked it: `gc` (the Go project's own), `gccgo` or `tinygo`.
    /// The others write neither build info, nor a Go build ID, nor a pclntab.
    pub toolchain: Known<Word<Toolchain>>,
    /// The release of a toolchain other than `gc`; absent where nothing states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toolchain_version: Option<ToolchainVersionRecord>,
    /// 32 or 64.
    pub bits: Known<u8>,
    /// `little` or `big`.
    pub endian: Known<Word<Endian>>,
    /// The program it belongs to, if it is a file split off for debuggers; absent for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debug_file: Option<DebugFileRecord>,
    /// The system, as in `GOOS`.
    #[serde(serialize_with = "own_word")]
    pub os: Known<Utf8Text>,
    /// The processor, as in `GOARCH`.
    #[serde(serialize_with = "own_word")]
    pub arch: Known<Utf8Text>,
    /// The Go version.
    pub go_version: Known<VersionRecord>,
    /// What the binary says about its builder's GOROOT.
    pub goroot: Known<GorootRecord>,
    /// The fingerprint of the GOROOT.
    pub path_hash: Known<PathHashRecord>,
    /// The Go build ID.
    pub build_id: Known<BuildIdRecord>,
    /// The identity written for the system's own tools.
    pub host_id: Known<HostIdRecord>,
    /// The hashes in the file, recomputed.
    pub verification: Known<VerificationRecord>,
    /// Module, dependencies and settings.
    pub build: Known<BuildRecord>,
    /// The pclntab.
    pub pclntab: Known<PclntabRecord>,
    /// The marks of an obfuscator; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obfuscation: Option<ObfuscationRecord>,
    /// The debug sections; `null` in a scan, which does not read them.
    pub dwarf: Known<DwarfRecord>,
    /// How it was built, each `null` where unknown.
    pub traits: Traits,
    /// How the file was packed; absent where it was not. In a packed file every other fact except
    /// `size` is about the program inside, and every offset is one in that program and not in the
    /// file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unpacked: Option<UnpackedRecord>,
    /// What the paths in it show about the machine that built it; `null` after a quick look.
    pub paths: Known<PathsRecord>,
    /// The result of a search of every byte; absent where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Vec<TextRecord>>,
    /// Whether this machine agrees with the binary.
    pub host: Known<HostRecord>,
    /// The advisories of a database that are about the versions of its modules, one for each advisory
    /// and module; absent where no database was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vulnerabilities: Option<Vec<VulnerabilityRecord>>,
    /// What could be told from the database, and what could not; absent where none was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vulnerability_check: Option<VulnerabilityCheckRecord>,
    /// The findings of the rules.
    pub findings: Vec<FindingRecord>,
    /// Whether names of persons and of internal hosts are replaced by placeholders, everywhere in
    /// the record.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
    /// Why each `null` fact is not known, by the name of its field: see [`Known`].
    #[serde(skip_serializing_if = "ReasonsRecord::is_empty")]
    pub reasons: ReasonsRecord,
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

impl Record {
    /// A record with only the schema set.
    pub fn new() -> Self {
        Self { schema: RECORD_SCHEMA.into(), ..Self::default() }
    }

    /// The record of an input that could not even be opened.
    pub fn unreadable(path: &Path, error: ErrorRecord) -> Self {
        let PathText { text, bytes } = PathText::of(Some(path));
        let error = Some(error);
        Self { path: text, path_b64: bytes, outcome: Outcome::Unreadable, error, ..Self::new() }
    }
}
