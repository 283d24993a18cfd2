//! One record: every block put together, in one go.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::build::BuildRecord;
use super::debug_file::DebugFileRecord;
use super::dwarf::DwarfRecord;
use super::error::ErrorRecord;
use super::finding::FindingRecord;
use super::goroot::GorootRecord;
use super::head::Head;
use super::host::HostRecord;
use super::ids::{BuildIdRecord, HostIdRecord};
use super::obfuscation::ObfuscationRecord;
use super::path_hash::PathHashRecord;
use super::paths::PathsRecord;
use super::pclntab::PclntabRecord;
use super::seals::VerificationRecord;
use super::text::TextRecord;
use super::toolchain::ToolchainVersionRecord;
use super::traits::Traits;
use super::unpacked::UnpackedRecord;
use super::version::VersionRecord;
use crate::analysis::GoProgram;
use crate::bytes::{LimitExceeded, Limits, own_names, own_word};
use crate::container::Around;
use crate::finding::{check_name, check_texts};
use crate::image::{Image, ImageError};
use crate::leak::{Paths, Texts};
use crate::origin::Origin;
use crate::report::explain::{Fact, Reason, Reasons};
use crate::unpack::UnpackError;

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
    pub schema: String,
    /// The path as it was given or met, `-` for standard input.
    pub path: String,
    /// The path's bytes in base64, where they are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_b64: Option<String>,
    /// The archives around the binary, outermost first.
    pub container: Vec<String>,
    /// The processor of the slice of a fat Mach-O file that this record is about.
    #[serde(serialize_with = "own_word")]
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
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "own_word")]
    pub unopened: Option<String>,
    /// Size in bytes.
    pub size: Option<u64>,
    /// `elf`, `pe`, `macho`, `xcoff`, `plan9`, `wasm`; `archive` for one of object files; `go-object` for
    /// what Go's compiler writes.
    #[serde(serialize_with = "own_word")]
    pub format: Option<String>,
    /// The format of the object file in an archive: one of those, or `unknown`.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "own_word")]
    pub object_format: Option<String>,
    /// What compiled and linked it: `gc` (the Go project's own), `gccgo` or `tinygo`. The others write
    /// neither build info, nor a Go build ID, nor a pclntab.
    #[serde(serialize_with = "own_word")]
    pub toolchain: Option<String>,
    /// The release of a toolchain other than `gc`; absent where nothing says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toolchain_version: Option<ToolchainVersionRecord>,
    /// 32 or 64.
    pub bits: Option<u8>,
    /// `little` or `big`.
    #[serde(serialize_with = "own_word")]
    pub endian: Option<String>,
    /// What it belongs to, where it is not a program itself but was split off one for debuggers;
    /// absent for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debug_file: Option<DebugFileRecord>,
    /// The system, as in `GOOS`.
    #[serde(serialize_with = "own_word")]
    pub os: Option<String>,
    /// The processor, as in `GOARCH`.
    #[serde(serialize_with = "own_word")]
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
    #[serde(skip_serializing_if = "BTreeMap::is_empty", serialize_with = "own_names")]
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

impl Record {
    /// A record of which only the schema is set.
    pub fn new() -> Self {
        Self { schema: RECORD_SCHEMA.to_owned(), ..Self::default() }
    }

    /// A record of an input that could not be read.
    pub fn unreadable(error: ErrorRecord) -> Self {
        Self { outcome: Outcome::Unreadable, error: Some(error), ..Self::new() }
    }

    /// The record of a file that is no Go program.
    pub fn not_go(size: u64, reason: &str) -> Self {
        let mut reasons = Reasons::default();
        reasons.note(Fact::Outcome, &Reason::Met(reason.to_owned().into()));
        Self { size: Some(size), reasons: reasons.into_map(), ..Self::new() }
    }

    /// The record of a file with damaged headers, in which nothing of Go's was found.
    pub fn of_damaged(evidence: &Origin, size: u64) -> Self {
        let image = &evidence.image;
        let is_cut = |error: &ImageError| error.is_cut_header(image.format);
        let is_unreadable = image.damage.iter().any(|error| error.is_fatal() || is_cut(error));
        let mut reasons = Reasons::default();
        reasons.note(Fact::Outcome, &Reason::NoGoAnywhere);
        let head = Head::of(evidence, &mut Reasons::default());
        let damage = damage(evidence);
        Self {
            outcome: if is_unreadable { Outcome::Unreadable } else { Outcome::NotGo },
            error: damage.first().cloned(),
            partial: !damage.is_empty() || evidence.recovered,
            damage,
            size: Some(size),
            reasons: reasons.into_map(),
            format: head.format,
            object_format: head.object_format,
            bits: head.bits,
            endian: head.endian,
            os: head.os,
            arch: head.arch,
            ..Self::new()
        }
    }

    /// The record of a Go program, all but its path.
    pub fn of(program: &GoProgram, limits: &Limits) -> Self {
        let evidence = &program.evidence;
        let mut reasons = Reasons::default();
        let known = &mut reasons;
        let head = Head::of(evidence, known);
        let damage = program_damage(program);
        let version = VersionRecord::of(evidence, known);
        let path_hash = PathHashRecord::of(program, known);
        let build_id = BuildIdRecord::of(evidence, known);
        let build = BuildRecord::of(evidence, known);
        let pclntab = PclntabRecord::of(evidence, known);
        let paths = PathsRecord::of(program, known);
        let record = Self {
            outcome: Outcome::Go,
            error: damage.first().cloned(),
            partial: !damage.is_empty() || evidence.recovered,
            damage,
            size: Some(program.size),
            toolchain: Some(evidence.toolchain.name().to_owned()),
            toolchain_version: ToolchainVersionRecord::of(evidence),
            debug_file: DebugFileRecord::of(evidence),
            go_version: known.keep(Fact::GoVersion, version),
            goroot: Some(GorootRecord::of(evidence, program.depth, known)),
            path_hash: known.keep(Fact::PathHash, path_hash),
            build_id: known.keep(Fact::BuildId, build_id),
            host_id: known.keep(Fact::HostId, HostIdRecord::of(evidence)),
            verification: Some(VerificationRecord::of(program, known)),
            build: known.keep(Fact::Build, build),
            pclntab: known.keep(Fact::Pclntab, pclntab),
            obfuscation: ObfuscationRecord::of(evidence),
            dwarf: known.keep(Fact::Dwarf, DwarfRecord::of(evidence)),
            traits: Traits::of(program, known),
            paths: known.keep(Fact::Paths, paths),
            text: program
                .texts
                .as_ref()
                .map(|it| rows(it, Some(&evidence.image), &evidence.around)),
            host: known.keep(Fact::Host, HostRecord::of(program.agreement.as_ref())),
            findings: program.findings.iter().map(FindingRecord::of).collect(),
            reasons: reasons.into_map(),
            format: head.format,
            object_format: head.object_format,
            bits: head.bits,
            endian: head.endian,
            os: head.os,
            arch: head.arch,
            ..Self::new()
        };
        record.mask_secrets(evidence, limits).bounded(limits)
    }

    /// Adds how the file was packed.
    pub fn set_packed(&mut self, unpacked: UnpackedRecord) {
        self.traits.packed = Some(unpacked.packer.clone());
        self.unpacked = Some(unpacked);
    }

    /// Adds why a packed file could not be unpacked.
    pub(crate) fn set_still_packed(&mut self, error: &UnpackError) {
        let name = Fact::UnpackedSize;
        let mut reasons = Reasons::default();
        reasons.note(name, &Reason::Met(error.to_string().into()));
        self.reasons.extend(reasons.into_map());
    }

    /// Adds damage to what holds the image, which comes before any in it.
    pub(crate) fn add_damage(&mut self, damage: ErrorRecord) {
        self.partial = true;
        self.error = Some(damage.clone());
        self.damage.insert(0, damage);
    }

    /// Adds damage that was met after all else was read.
    pub(crate) fn add_late_damage(&mut self, error: ErrorRecord) {
        self.partial = true;
        add_late(&mut self.damage, error.clone());
        self.error.get_or_insert(error);
    }

    /// Says that the work which one input may cost was used up, where nothing in the record says so.
    pub(crate) fn set_exhausted(&mut self, limit: Option<LimitExceeded>) {
        let Some(limit) = limit else { return };
        let message = limit.to_string();
        let mut said = self.damage.iter().chain(&self.error);
        if !said.any(|error| error.message.contains(&message)) {
            self.add_late_damage(ErrorRecord::of_limit(limit));
        }
    }

    /// Adds what a deep search has found in a file that is not a Go program.
    pub(crate) fn set_text(&mut self, texts: &Texts, image: Option<&Image>, around: &Around) {
        self.text = Some(rows(texts, image, around));
        late_damage(None, Some(texts)).for_each(|error| self.add_late_damage(error));
        self.findings.extend(check_texts(texts).as_ref().map(FindingRecord::of));
    }

    /// Adds what the rules say of the name of the file, which is known only now: behind all other
    /// findings that are as grave.
    pub fn judge_name(&mut self, name: &str) {
        let Some(format) = self.format.as_deref().filter(|_| self.outcome == Outcome::Go) else {
            return;
        };
        let found = check_name(name, format, self.os.as_deref(), self.arch.as_deref());
        let Some(found) = found.as_ref().map(FindingRecord::of) else { return };
        let place = self.findings.iter().position(|it| it.severity < found.severity);
        self.findings.insert(place.unwrap_or(self.findings.len()), found);
    }
}

/// Every text of a deep search.
fn rows(texts: &Texts, image: Option<&Image>, around: &Around) -> Vec<TextRecord> {
    texts.found.iter().map(|found| TextRecord::of(found, image, around)).collect()
}

/// What of the file could not be read.
fn damage(evidence: &Origin) -> Vec<ErrorRecord> {
    let (image, around) = (&evidence.image, &evidence.around);
    let of_image = image.damage.iter().chain(&image.impossible);
    let of_image = of_image.map(|error| ErrorRecord::of(error, around));
    of_image.chain(evidence.damage().iter().map(|it| ErrorRecord::of(it, around))).collect()
}

/// The same of a program, with what kept the searches from their end.
fn program_damage(program: &GoProgram) -> Vec<ErrorRecord> {
    let mut all = damage(&program.evidence);
    late_damage(program.paths.as_ref(), program.texts.as_ref())
        .for_each(|error| add_late(&mut all, error));
    all
}

fn late_damage<'a>(
    paths: Option<&'a Paths>,
    texts: Option<&'a Texts>,
) -> impl Iterator<Item = ErrorRecord> + 'a {
    let cut = [paths.and_then(|it| it.cut), texts.and_then(|it| it.cut)];
    let unfinished = texts.and_then(|it| it.unfinished.as_ref());
    cut.into_iter().flatten().map(ErrorRecord::of_limit).chain(unfinished.map(ErrorRecord::in_file))
}

fn add_late(all: &mut Vec<ErrorRecord>, error: ErrorRecord) {
    if !all.contains(&error) {
        all.push(error);
    }
}
