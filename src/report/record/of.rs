//! One record: a view of an analysis, with every block made in one go.

use std::mem::take;

use super::build::BuildRecord;
use super::debug_file::DebugFileRecord;
use super::dwarf::DwarfRecord;
use super::finding::FindingRecord;
use super::format::FileFormat;
use super::goroot::GorootRecord;
use super::head::Head;
use super::host::HostRecord;
use super::ids::{BuildIdRecord, HostIdRecord};
use super::image::ImageRecord;
use super::obfuscation::ObfuscationRecord;
use super::package::PackageRecord;
use super::path::PathText;
use super::path_hash::{Hashed, PathHashRecord};
use super::paths::PathsRecord;
use super::pclntab::PclntabRecord;
use super::reasons::ReasonsRecord;
use super::seals::VerificationRecord;
use super::text::TextRecord;
use super::toolchain::ToolchainVersionRecord;
use super::traits::Traits;
use super::troubles::troubles;
use super::unpacked::UnpackedRecord;
use super::version::VersionRecord;
use super::vulnerabilities::Told;
use super::whole::{Outcome, RECORD_SCHEMA, Record};
use crate::analysis::{Analysis, GoProgram, NoDigest, NotGo, Subject, WhyNot};
use crate::archive::Place;
use crate::container::Around;
use crate::finding::Finding;
use crate::image::ImageError;
use crate::origin::Origin;
use crate::report::explain::Reason;
use crate::report::known::{Fact, Known, Reasons};
use crate::vuln::Checked;

impl Analysis {
    /// The facts of the analysis, as plain data.
    pub fn record(&self) -> Record {
        let judged = self.program().map(|it| (it.vulnerabilities.clone(), it.findings.clone()));
        self.record_with(judged.unwrap_or_default())
    }

    /// The same, of an analysis that nobody needs any more.
    pub(crate) fn take_record(&mut self) -> Record {
        let judged = match &mut self.subject {
            Subject::Go(program) => (program.vulnerabilities.take(), take(&mut program.findings)),
            _ => Judged::default(),
        };
        self.record_with(judged)
    }

    fn record_with(&self, judged: Judged) -> Record {
        let mut reasons = Reasons::new();
        let (damage, error) = troubles(self, judged.0.as_ref());
        let mut record = match &self.subject {
            Subject::Go(program) => go(program, judged, &mut reasons),
            Subject::Damaged(origin) => damaged(origin, &mut reasons),
            Subject::NotGo(other) => not_go(other, &self.around, &mut reasons),
            Subject::Unreadable(_) => Record { outcome: Outcome::Unreadable, ..Record::new() },
        };
        // Field by field, for a record is large.
        record.slice = self.around.slice().map(str::to_owned);
        record.partial = self.was_recovered() || !damage.is_empty();
        record.damage = damage;
        record.error = error;
        record.size = self.size;
        record.unpacked = self.packing.as_ref().map(|it| UnpackedRecord::of(it, &mut reasons));
        record.traits.packed = record.unpacked.as_ref().map(|it| it.packer.clone());
        record.reasons = reasons.into_record();
        record.mask_secrets(self);
        record.bound(&self.limits);
        let PathText { text, bytes } = PathText::of(self.path.as_deref());
        record.path = text;
        record.path_b64 = bytes;
        record.container = self.place.as_ref().map(Place::containers).unwrap_or_default();
        record.image = self.place.as_ref().and_then(Place::layer).map(ImageRecord::of);
        record.package = self.place.as_ref().and_then(PackageRecord::of);
        record
    }
}

/// What a database and the rules say of a program.
type Judged = (Option<Checked>, Vec<Finding>);

fn sha256(program: &GoProgram) -> Result<String, Reason> {
    match &program.sha256 {
        Ok(digest) => Ok(digest.to_string()),
        Err(NoDigest::NotAsked) => Err(Reason::NotHashed),
        Err(NoDigest::Unread(error)) => Err(Reason::Met(error.to_string().into())),
    }
}

/// The record of a Go program, without what stands around it. Every field is written out: a block
/// that is left out does not compile.
fn go(program: &GoProgram, (checked, findings): Judged, reasons: &mut Reasons) -> Record {
    let origin = &program.origin;
    let texts = program.texts.as_ref();
    let mut hashed = Hashed::default();
    let told = checked.map(|it| Told::of(it, origin));
    let (vulnerabilities, vulnerability_check) =
        told.map(|it| (it.vulnerabilities, it.check)).unzip();
    let Head { format, object_format, bits, endian, os, arch } = Head::of(origin, reasons);
    Record {
        schema: RECORD_SCHEMA.into(),
        path: String::new(),
        path_b64: None,
        container: Vec::new(),
        image: None,
        package: None,
        slice: None,
        outcome: Outcome::Go,
        error: None,
        partial: false,
        damage: Vec::new(),
        unopened: None,
        size: None,
        sha256: reasons.keep(Fact::Sha256, sha256(program)),
        format,
        object_format,
        toolchain: Known::is(origin.toolchain.into()),
        toolchain_version: ToolchainVersionRecord::of(origin),
        bits,
        endian,
        debug_file: DebugFileRecord::of(origin),
        os,
        arch,
        go_version: reasons.block(Fact::GoVersion, |it| VersionRecord::of(origin, it)),
        goroot: Known::is(GorootRecord::of(origin, program.depth, reasons)),
        path_hash: reasons.block(Fact::PathHash, |it| PathHashRecord::of(program, &mut hashed, it)),
        build_id: reasons.block(Fact::BuildId, |it| BuildIdRecord::of(origin, it)),
        host_id: reasons.keep(Fact::HostId, HostIdRecord::of(origin)),
        verification: Known::is(VerificationRecord::of(program, &mut hashed, reasons)),
        build: reasons.block(Fact::Build, |it| BuildRecord::of(origin, it)),
        pclntab: reasons.block(Fact::Pclntab, |it| PclntabRecord::of(origin, it)),
        obfuscation: ObfuscationRecord::of(origin),
        dwarf: reasons.keep(Fact::Dwarf, DwarfRecord::of(origin)),
        traits: Traits::of(program, reasons),
        unpacked: None,
        paths: reasons.block(Fact::Paths, |it| PathsRecord::of(program, it)),
        text: texts.map(|it| TextRecord::all_of(it, Some(&origin.image), &origin.around)),
        host: reasons.keep(Fact::Host, HostRecord::of(program.agreement.as_ref())),
        vulnerabilities,
        vulnerability_check,
        findings: findings.into_iter().map(FindingRecord::of).collect(),
        redacted: false,
        reasons: ReasonsRecord::default(),
    }
}

/// A file with damaged headers, without anything that Go wrote.
fn damaged(origin: &Origin, reasons: &mut Reasons) -> Record {
    let image = &origin.image;
    let is_cut = |error: &ImageError| error.is_cut_header(image.format);
    let is_unreadable = image.damage.iter().any(|error| error.is_fatal() || is_cut(error));
    let mut of_all = reasons.outcome(&Reason::NoGoAnywhere);
    let Head { format, object_format, bits, endian, os, arch } = Head::of(origin, &mut of_all);
    let outcome = if is_unreadable { Outcome::Unreadable } else { Outcome::NotGo };
    Record { outcome, format, object_format, bits, endian, os, arch, ..Record::new() }
}

/// A file that is not a Go program.
fn not_go(other: &NotGo, around: &Around, reasons: &mut Reasons) -> Record {
    let _ = reasons.outcome(&Reason::NotGo(other.why.clone()));
    let search = other.search.as_ref();
    let finding = search.and_then(|it| it.finding.as_ref());
    let content = other.content.as_ref().map(VerificationRecord::of_content);
    let is_archive = other.why == WhyNot::ArchiveWithoutGo;
    Record {
        outcome: Outcome::NotGo,
        unopened: other.why.unopened().map(str::to_owned),
        format: if is_archive { Known::is(FileFormat::Archive.into()) } else { Known::default() },
        verification: content.map(Known::is).unwrap_or_default(),
        text: search.map(|it| TextRecord::all_of(&it.texts, it.image.as_ref(), around)),
        findings: finding.cloned().map(FindingRecord::of).into_iter().collect(),
        ..Record::new()
    }
}
