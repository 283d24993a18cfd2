//! Turns evidence into a record.

use std::collections::BTreeMap;

use super::{
    BuildIdRecord, BuildRecord, DwarfRecord, ErrorRecord, FindingRecord, GorootEvidenceRecord,
    GorootRecord, HostIdRecord, HostRecord, MachoTraits, MarkRecord, ModuleRecord,
    ObfuscationRecord, Outcome, PathHashRecord, PclntabRecord, PeTraits, RECORD_SCHEMA, Record,
    SegmentsRecord, ToolchainVersionRecord, Traits, UnpackedRecord, VersionFactRecord,
    VersionRecord,
};
use crate::agree::{HostVerdict, SourcesHere};
use crate::bytes::{Endian, FileOffset, LimitExceeded, ReadError, Text};
use crate::evidence::{BuildId, Damage, Defect, Module, ModuleInfo, Reading, Toolchain};
use crate::finding::{Finding, check_name};
use crate::go::{Embedded, PathHash};
use crate::image::{Format, Image, ImageError, Kind};
use crate::leak::mask_setting;
use crate::origin::{Goroot, KnownVersion, NeededLevel, Origin, Verdict};
use crate::unpack::UnpackError;

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
        let reasons = BTreeMap::from([("outcome".to_owned(), reason.to_owned())]);
        Self { size: Some(size), reasons, ..Self::new() }
    }

    /// The record of one image, all but its path, host and findings.
    pub fn of(evidence: &Origin, size: u64) -> Self {
        let mut record = Self::new();
        record.size = Some(size);
        record.set_image(&evidence.image, evidence.in_archive);
        record.os.clone_from(&evidence.target.goos);
        record.arch.clone_from(&evidence.target.goarch);
        record.set_damage(evidence);
        if !evidence.is_go() {
            let image = &evidence.image;
            let is_cut = |error: &ImageError| error.is_cut_header(image.format);
            if image.damage.iter().any(|error| error.is_fatal() || is_cut(error)) {
                record.outcome = Outcome::Unreadable;
            }
            let reason = "the headers are damaged, and nothing of Go's was found in any byte";
            record.reasons.insert("outcome".to_owned(), reason.to_owned());
            return record;
        }
        record.outcome = Outcome::Go;
        record.toolchain = Some(evidence.toolchain.name().to_owned());
        record.toolchain_version =
            evidence.toolchain_release.as_ref().map(|release| ToolchainVersionRecord {
                value: release.version.to_lossy(),
                source: release.source.to_owned(),
                section: section(&evidence.image, release.at),
                offset: Some(release.at.0),
            });
        record.set_version(evidence);
        record.set_goroot(evidence);
        record.set_build_id(evidence);
        record.set_host_id(evidence);
        record.set_build(evidence);
        record.set_pclntab(evidence);
        match DwarfRecord::of(evidence) {
            Some(Ok(dwarf)) => record.dwarf = Some(dwarf),
            Some(Err(reason)) => {
                record.reasons.insert("dwarf".to_owned(), reason);
            }
            None => {}
        }
        record.traits = traits(evidence);
        let damage = evidence.traits.libraries.as_ref().and_then(|it| it.damage.as_ref());
        if let Some(damage) = damage {
            record.reasons.insert("traits.libraries".to_owned(), damage.to_string());
        }
        record.set_obfuscation(evidence);
        record.explain_toolchain(evidence);
        if record.traits.build_mode.is_none() {
            let reason = match evidence.image.kind {
                _ if evidence.toolchain != Toolchain::Gc => "only gc records the mode",
                Kind::SharedLibrary => {
                    "a shared library without a build setting that says the mode, as Go 1.19 and \
                     older and scrubbed ones are: c-shared and plugin look alike"
                }
                _ => "not recorded, and the headers do not tell",
            };
            record.reasons.insert("traits.build_mode".to_owned(), reason.to_owned());
        }
        record.set_debug_file(evidence);
        record
    }

    /// Adds how the file was packed.
    pub fn set_packed(&mut self, unpacked: UnpackedRecord) {
        self.traits.packed = Some(unpacked.packer.clone());
        self.unpacked = Some(unpacked);
    }

    /// Adds damage to what holds the image, which comes before any in it.
    pub(crate) fn add_damage(&mut self, damage: ErrorRecord) {
        self.partial = true;
        self.error = Some(damage.clone());
        self.damage.insert(0, damage);
    }

    /// Compares the path hash with that of the host's GOROOT in effect, and searches the build ID
    /// for those of every GOROOT the host knows.
    pub fn set_host_hashes(&mut self, effective: Option<PathHash>, known: &[PathHash]) {
        let id = self.build_id.as_ref().map(|id| id.value.as_str()).unwrap_or_default();
        let Some(hash) = &mut self.path_hash else { return };
        hash.host = effective.map(|host| host.to_string());
        hash.host_match =
            hash.host.as_ref().map(|host| *host == hash.value || *host == hash.cleaned);
        if hash.in_build_id == Embedded::NotEmbedded.name() {
            hash.in_build_id = crate::go::embedded(id, &[], known).name().to_owned();
        }
    }

    /// Adds the level of the processor, where the build settings do not say it.
    pub fn set_level(&mut self, needed: Option<&NeededLevel>) {
        let Some(needed) = needed.filter(|_| self.traits.arch_level.is_none()) else { return };
        match needed.level() {
            Some(level) => self.traits.arch_level = Some(level.to_string()),
            None => {
                self.reasons.insert("traits.arch_level".to_owned(), needed.how());
            }
        }
    }

    /// Adds how much of the binary's standard library has its sources on the host.
    pub fn set_sources(&mut self, sources: Option<SourcesHere>) {
        if let Some(host) = &mut self.host {
            host.sources = sources;
        }
    }

    /// Adds what a host and the rules say.
    pub fn set_judgement(&mut self, host: Option<&HostVerdict>, findings: &[Finding]) {
        self.host = host.map(|verdict| HostRecord {
            goroot: verdict.goroot.to_string(),
            toolchain: verdict.toolchain.to_string(),
            detail: verdict.detail.clone(),
            sources: None,
        });
        self.findings.clear();
        self.add_findings(findings);
    }

    /// Adds what more rules say.
    pub fn add_findings(&mut self, findings: &[Finding]) {
        self.findings.extend(findings.iter().map(FindingRecord::from));
    }

    /// Adds what the rules say of the name of the file, which is known only now: behind all other
    /// findings that are as grave.
    pub fn judge_name(&mut self, name: &str) {
        let Some(format) = self.format.as_deref().filter(|_| self.outcome == Outcome::Go) else {
            return;
        };
        let found = check_name(name, format, self.os.as_deref(), self.arch.as_deref());
        let Some(found) = found.as_ref().map(FindingRecord::from) else { return };
        let place = self.findings.iter().position(|it| it.severity < found.severity);
        self.findings.insert(place.unwrap_or(self.findings.len()), found);
    }

    fn set_image(&mut self, image: &Image, in_archive: bool) {
        let format = (image.format != Format::Unknown).then(|| image.format.name().to_owned());
        if in_archive {
            self.format = Some("archive".to_owned());
            self.object_format = Some(image.format.name().to_owned());
        } else {
            self.format = format;
        }
        // A header that could not be read says nothing of these.
        if !image.sections.is_empty() || !image.segments.is_empty() {
            self.bits = Some(if image.pointer_size == 8 { 64 } else { 32 });
            let endian = if image.endian == Endian::Big { "big" } else { "little" };
            self.endian = Some(endian.to_owned());
        }
    }

    /// Says of what is not there by design that it never is.
    fn explain_toolchain(&mut self, evidence: &Origin) {
        let never: &[(&str, &str)] = match (evidence.toolchain, evidence.image.format) {
            (Toolchain::Gccgo, _) => &[
                ("go_version", "gccgo puts none into a program: it stands in the library libgo"),
                ("build_id", "gccgo writes none; the GNU build-id names the file"),
                ("build", "gccgo writes no build info"),
                ("pclntab", "gccgo writes none: file names are in the DWARF only"),
            ],
            (Toolchain::TinyGo, _) => &[
                ("go_version", "TinyGo puts none into a program: at most its own release is named"),
                ("build_id", "TinyGo writes none"),
                ("build", "TinyGo writes no build info"),
                ("pclntab", "TinyGo writes none: file names are in the DWARF only"),
            ],
            (_, Format::GoObject) => &[
                ("build", "a compiled package has no build info: the linker writes it"),
                ("pclntab", "a compiled package has none: the linker writes it"),
                ("host_id", "a compiled package has none"),
            ],
            (_, Format::Wasm) => &[
                ("build", "the linker writes no build info into a WebAssembly module"),
                ("host_id", "a WebAssembly module has none"),
            ],
            (_, Format::Xcoff | Format::Plan9) => &[("host_id", "files of this format have none")],
            _ => &[],
        };
        for (fact, reason) in never {
            if let Some(said) = self.reasons.get_mut(*fact) {
                (*reason).clone_into(said);
            }
        }
    }

    fn set_damage(&mut self, evidence: &Origin) {
        self.damage.extend(evidence.image.damage.iter().map(ErrorRecord::from));
        self.damage.extend(evidence.image.impossible.iter().map(ErrorRecord::from));
        self.damage.extend(evidence.damage().iter().map(ErrorRecord::from));
        self.partial = !self.damage.is_empty() || evidence.recovered;
        self.error = self.damage.first().cloned();
    }

    fn explain<T>(&mut self, fact: &str, reading: &Reading<T>, absent: &str) {
        let reason = match reading {
            Ok(Some(_)) => return,
            Ok(None) => absent.to_owned(),
            Err(damage) => damage.to_string(),
        };
        self.reasons.insert(fact.to_owned(), reason);
    }

    fn set_version(&mut self, evidence: &Origin) {
        let image = &evidence.image;
        let Some(known) = &evidence.version else {
            let reason = "no build info, no version string of the runtime's, and nothing else that \
                          tells the release";
            self.reasons.insert("go_version".to_owned(), reason.to_owned());
            return;
        };
        let (value, source, at) = match known {
            KnownVersion::BuildInfo { version, at, .. } => {
                (version.text().to_lossy(), "build-info", *at)
            }
            KnownVersion::Runtime { version, at, .. } => {
                (version.text().to_lossy(), "runtime-version", *at)
            }
            KnownVersion::Producer { version, at, .. } => {
                (version.text().to_lossy(), "dwarf-producer", *at)
            }
            KnownVersion::Producers { version, at } => {
                (version.text().to_lossy(), "producers", *at)
            }
            KnownVersion::Libgo { version, at } => (version.text().to_lossy(), "libgo", *at),
            KnownVersion::ObjectHeader { version, at } => {
                (version.text().to_lossy(), "object-header", *at)
            }
            KnownVersion::Layout { range, at, by_pclntab: true } => {
                (range.to_string(), "pclntab", *at)
            }
            KnownVersion::Layout { range, at, .. } => (range.to_string(), "evidence", *at),
        };
        let contradicted = !evidence.version_conflict().is_empty();
        let exact = known.is_exact() && !contradicted;
        if !exact {
            let reason = match known {
                KnownVersion::Layout { .. } if contradicted => {
                    "no version is told, and what else tells the release contradicts itself"
                }
                _ if contradicted => "other parts of the file are not of that release",
                KnownVersion::BuildInfo { .. } => {
                    "the headers are damaged; the addresses in the build info were guessed"
                }
                KnownVersion::Runtime { .. } => "several variables hold a Go version",
                KnownVersion::Producer { .. } => "several versions of the compiler made units",
                KnownVersion::Layout { .. } if tells_unknown(evidence) => {
                    "the version that is told says `unknown`; the rest of the file gives a range"
                }
                _ => "no build info and no version string; the rest of the file gives a range",
            };
            self.reasons.insert("go_version.exact".to_owned(), reason.to_owned());
        }
        let facts = evidence.dating.iter().flat_map(|dating| &dating.facts);
        let facts = facts.map(|fact| VersionFactRecord {
            fact: fact.kind.name().to_owned(),
            seen: fact.seen.clone(),
            says: fact.range.to_string(),
            weak: fact.weak,
            section: fact.at.and_then(|at| section(image, at)),
            offset: fact.at.map(|at| at.0),
        });
        self.go_version = Some(VersionRecord {
            value,
            source: source.to_owned(),
            exact,
            section: section(image, at),
            offset: Some(at.0),
            facts: facts.collect(),
        });
    }

    fn set_obfuscation(&mut self, evidence: &Origin) {
        self.obfuscation = evidence.obfuscation.as_ref().map(|found| ObfuscationRecord {
            tool: found.tool.map(str::to_owned),
            confidence: found.confidence.name().to_owned(),
            marks: found
                .marks
                .iter()
                .map(|mark| MarkRecord {
                    mark: mark.kind.name().to_owned(),
                    says: mark.kind.says().to_owned(),
                    section: section(&evidence.image, mark.at),
                    offset: Some(mark.at.0),
                })
                .collect(),
        });
    }

    fn set_goroot(&mut self, evidence: &Origin) {
        let goroot = &evidence.goroot;
        let places = goroot.evidence.iter().map(|it| GorootEvidenceRecord {
            origin: it.origin.name().to_owned(),
            value: it.root.to_lossy(),
            count: it.count,
            of: it.of,
            section: section(&evidence.image, it.at),
            offset: Some(it.at.0),
        });
        self.goroot = Some(GorootRecord {
            verdict: goroot.verdict.name().to_owned(),
            value: goroot.value.as_ref().map(Text::to_lossy),
            cleaned: goroot.cleaned(),
            reason: goroot.reason.clone().into_owned(),
            in_dwarf: goroot.in_dwarf.as_ref().map(Text::to_lossy),
            referenced: goroot.referenced,
            evidence: places.collect(),
        });
        match path_hash(goroot, evidence.build_id.as_ref().ok().and_then(Option::as_ref)) {
            Some(hash) => self.path_hash = Some(hash),
            None => {
                let reason = match goroot.verdict {
                    Verdict::Hidden => "no GOROOT to hash: it is hidden".to_owned(),
                    _ => format!("no GOROOT to hash: {}", goroot.reason),
                };
                self.reasons.insert("path_hash".to_owned(), reason);
            }
        }
    }

    fn set_build_id(&mut self, evidence: &Origin) {
        let absent = "no Go build ID where the linker puts it";
        self.explain("build_id", &evidence.build_id, absent);
        let Ok(Some(id)) = &evidence.build_id else { return };
        let section = section(&evidence.image, id.at);
        self.build_id = Some(BuildIdRecord { section, ..BuildIdRecord::from(id) });
    }

    fn set_host_id(&mut self, evidence: &Origin) {
        self.host_id = evidence.host_id.as_ref().map(|id| HostIdRecord {
            kind: id.kind().to_owned(),
            value: id.to_string(),
            offset: id.place().0,
        });
        if self.host_id.is_none() {
            let reason = "neither a GNU build-id note nor an LC_UUID";
            self.reasons.insert("host_id".to_owned(), reason.to_owned());
        }
    }

    fn set_build(&mut self, evidence: &Origin) {
        self.explain("build", &evidence.build_info, "no build info where the linker puts it");
        let Ok(Some(info)) = &evidence.build_info else { return };
        match &info.modules {
            Ok(modules) => self.build = Some(build(modules)),
            Err(damage) => {
                self.reasons.insert("build".to_owned(), damage.to_string());
            }
        }
    }

    fn set_pclntab(&mut self, evidence: &Origin) {
        self.explain("pclntab", &evidence.pclntab, "no pclntab was found");
        let Ok(Some(pclntab)) = &evidence.pclntab else { return };
        let table = evidence.file_table.as_ref().ok().and_then(Option::as_ref);
        self.pclntab = Some(PclntabRecord {
            layout: pclntab.layout.name().to_owned(),
            magic: pclntab.unknown_magic.then(|| "unknown (obfuscated)".to_owned()),
            found_by: pclntab.found_by.name().to_owned(),
            section: section(&evidence.image, pclntab.at),
            offset: pclntab.at.0,
            files: table.map(crate::evidence::FileTable::count),
            functions: Some(pclntab.functions),
        });
        self.explain("pclntab.files", &evidence.file_table, "no file table");
    }
}

/// Whether the build info holds what obfuscators put in the place of a version.
fn tells_unknown(evidence: &Origin) -> bool {
    let info = evidence.build_info.as_ref().ok().and_then(Option::as_ref);
    info.is_some_and(|info| info.version.is_unknown())
}

pub(super) fn section(image: &Image, at: FileOffset) -> Option<String> {
    // A section whose name is out of reach has none to show.
    let name = image.section_at(at).map(|section| section.name.to_lossy());
    name.filter(|name| !name.is_empty())
}

fn path_hash(goroot: &Goroot, id: Option<&BuildId>) -> Option<PathHashRecord> {
    // A literal `$GOROOT` or a relative path names no place on any machine.
    if !matches!(goroot.verdict, Verdict::Found | Verdict::Conflicting | Verdict::Relative) {
        return None;
    }
    let value = goroot.value.as_ref()?;
    let own = PathHash::of(value.as_bytes());
    let cleaned = PathHash::of(goroot.cleaned()?.as_bytes());
    let id = id.map(|id| id.text().to_lossy()).unwrap_or_default();
    Some(PathHashRecord {
        value: own.to_string(),
        cleaned: cleaned.to_string(),
        host: None,
        host_match: None,
        in_build_id: crate::go::embedded(&id, &[own, cleaned], &[]).name().to_owned(),
    })
}

fn build(modules: &ModuleInfo) -> BuildRecord {
    // Whatever is shown of a record comes from here: no secret passes.
    let lossy = |setting: &(Text, Text)| {
        let (key, value) = setting;
        let masked = mask_setting(setting).map(|masked| masked.text);
        (key.to_lossy(), masked.unwrap_or_else(|| value.to_lossy()))
    };
    BuildRecord {
        main_package: modules.main_package.as_ref().map(Text::to_lossy),
        module: modules.main.as_ref().map(module),
        deps: modules.deps.iter().map(module).collect(),
        settings: modules.settings.iter().map(lossy).collect(),
    }
}

fn module(module: &Module) -> ModuleRecord {
    ModuleRecord {
        path: module.path.to_lossy(),
        version: module.version.to_lossy(),
        sum: (!module.sum.is_empty()).then(|| module.sum.to_lossy()),
        replace: module.replace.as_deref().map(self::module).map(Box::new),
    }
}

fn traits(evidence: &Origin) -> Traits {
    let from = &evidence.traits;
    let intact = from.libraries.as_ref().filter(|it| it.damage.is_none());
    let floor = intact.and_then(|it| it.glibc_floor.as_ref());
    Traits {
        trimpath: from.trimpath,
        stripped: from.stripped,
        dwarf: from.dwarf,
        cgo: from.cgo,
        build_mode: from.build_mode.clone(),
        pie: from.pie,
        obfuscated: matches!(evidence.file_table, Ok(Some(_)))
            .then_some(evidence.obfuscation.is_some()),
        static_link: from.is_static,
        symbols: from.stripped.map(|stripped| !stripped),
        pclntab: evidence.pclntab.as_ref().ok().map(Option::is_some),
        race: from.race,
        msan: from.msan,
        asan: from.asan,
        cover: from.cover,
        debug_build: from.debug_build,
        test_binary: from.test_binary,
        fips: from.fips.clone(),
        fips_mode: from.fips_mode.map(str::to_owned),
        experiments: from.experiments.clone(),
        arch_level: from.arch_level.clone(),
        link_mode: from.link_mode.map(str::to_owned),
        nx: from.nx,
        relro: from.relro.map(str::to_owned),
        interpreter: evidence.image.interpreter.as_ref().map(Text::to_lossy),
        c_library: from.c_library.map(str::to_owned),
        glibc_floor: floor.map(|(version, _)| version.to_string()),
        libraries: intact.map(|it| it.names.iter().map(Text::to_lossy).collect()),
        pe: pe_traits(&evidence.image),
        macho: macho_traits(evidence),
        packed: None,
    }
}

fn pe_traits(image: &Image) -> Option<PeTraits> {
    let (flags, at) = crate::origin::Traits::dll_flags(image)?;
    let subsystem = image.loading.subsystem.map(|number| match number {
        2 => "gui".to_owned(),
        3 => "console".to_owned(),
        number => number.to_string(),
    });
    Some(PeTraits {
        aslr: flags.aslr,
        high_entropy: flags.high_entropy,
        nx: flags.nx,
        control_flow_guard: flags.control_flow_guard,
        subsystem,
        offset: at.0,
    })
}

fn macho_traits(evidence: &Origin) -> Option<MachoTraits> {
    let image = &evidence.image;
    let platform = image.loading.platform;
    let signature = evidence.traits.code_signature;
    let unsigned = image.signature.is_none().then(|| "none".to_owned());
    (image.format == Format::MachO).then(|| MachoTraits {
        platform: platform.map(|it| it.name().map_or_else(|| it.number.to_string(), str::to_owned)),
        min_os: platform.map(|it| it.oldest()),
        signature: signature.map(|it| it.kind().to_owned()).or(unsigned),
        hardened_runtime: signature.map(|it| it.has_hardened_runtime()),
    })
}

impl From<&Finding> for FindingRecord {
    fn from(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.name.to_owned(),
            severity: finding.rule.severity,
            message: finding.message.clone(),
            evidence: finding.evidence.clone(),
            help: finding.help().to_owned(),
        }
    }
}

impl From<&BuildId> for BuildIdRecord {
    fn from(id: &BuildId) -> Self {
        Self {
            value: id.text().to_lossy(),
            kind: id.kind().name().to_owned(),
            segments: id.segments().map(|it| SegmentsRecord {
                link_action: it.link_action.to_owned(),
                main_action: it.main_action.to_owned(),
                main_content: it.main_content.to_owned(),
                content: it.content.to_owned(),
            }),
            source: id.storage.name().to_owned(),
            section: None,
            offset: id.at.0,
        }
    }
}

impl From<&ImageError> for ErrorRecord {
    fn from(error: &ImageError) -> Self {
        let kind = match error {
            ImageError::Read { source, .. } => read_kind(source),
            ImageError::Limit { .. } => "limit",
            _ => "malformed",
        };
        let offset = error.place().map(|at| at.0);
        Self { kind: kind.to_owned(), message: error.to_string(), offset }
    }
}

impl From<&Damage> for ErrorRecord {
    fn from(damage: &Damage) -> Self {
        let kind = match &damage.defect {
            Defect::Read(error) => read_kind(error),
            Defect::Limit(_) => "limit",
            Defect::Image(error) => return Self::from(error),
            Defect::Truncated(_) => "truncated",
            _ => "malformed",
        };
        let offset = Some(damage.at.0);
        Self { kind: kind.to_owned(), message: damage.to_string(), offset }
    }
}

impl From<&UnpackError> for ErrorRecord {
    fn from(error: &UnpackError) -> Self {
        let kind = match error {
            UnpackError::Read(error) => read_kind(error),
            UnpackError::Limit(_) => "limit",
            _ => "malformed",
        };
        let offset = error.place().map(|at| at.0);
        Self { kind: kind.to_owned(), message: error.to_string(), offset }
    }
}

impl From<&ReadError> for ErrorRecord {
    fn from(error: &ReadError) -> Self {
        let offset = match error {
            ReadError::Outside { span, .. } => Some(span.start().0),
            ReadError::Shrunk { at } | ReadError::Io { at, .. } => Some(at.0),
            ReadError::Limit(_) => None,
        };
        Self { kind: read_kind(error).to_owned(), message: error.to_string(), offset }
    }
}

impl ErrorRecord {
    /// A limit that was hit.
    pub(crate) fn of_limit(limit: LimitExceeded) -> Self {
        Self { kind: "limit".to_owned(), message: limit.to_string(), offset: None }
    }
}

/// The kind of a failed read.
fn read_kind(error: &ReadError) -> &'static str {
    match error {
        ReadError::Outside { .. } => "truncated",
        ReadError::Shrunk { .. } => "changed",
        ReadError::Limit(_) => "limit",
        ReadError::Io { .. } => "io",
    }
}
