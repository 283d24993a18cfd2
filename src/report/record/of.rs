//! One record: a view of an analysis, with every block made in one go.

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
use super::path_hash::PathHashRecord;
use super::paths::PathsRecord;
use super::pclntab::PclntabRecord;
use super::seals::VerificationRecord;
use super::text::TextRecord;
use super::toolchain::ToolchainVersionRecord;
use super::traits::Traits;
use super::troubles::troubles;
use super::unpacked::UnpackedRecord;
use super::version::VersionRecord;
use super::whole::{Outcome, Record};
use crate::analysis::{Analysis, GoProgram, NotGo, Subject, WhyNot};
use crate::archive::Place;
use crate::container::Around;
use crate::image::ImageError;
use crate::origin::Origin;
use crate::report::explain::{Fact, Reason, Reasons};

impl Analysis {
    /// The facts of the analysis, as plain data.
    pub fn record(&self) -> Record {
        let mut reasons = Reasons::default();
        let record = match &self.subject {
            Subject::Go(program) => go(program, &mut reasons),
            Subject::Damaged(origin) => damaged(origin, &mut reasons),
            Subject::NotGo(other) => not_go(other, &self.around, &mut reasons),
            Subject::Unreadable(_) => Record { outcome: Outcome::Unreadable, ..Record::new() },
        };
        let (damage, error) = troubles(self);
        let unpacked = self.packing.as_ref().map(|it| UnpackedRecord::of(it, &mut reasons));
        let packed = unpacked.as_ref().map(|it| it.packer.clone());
        let record = Record {
            slice: self.around.slice().map(str::to_owned),
            partial: self.was_recovered() || !damage.is_empty(),
            damage,
            error,
            size: self.size,
            traits: Traits { packed, ..record.traits },
            unpacked,
            reasons: reasons.into_map(),
            ..record
        };
        let record = record.without_secrets(self).bounded(&self.limits);
        let PathText { text, bytes } = PathText::of(self.path.as_deref());
        let container = self.place.as_ref().map(Place::containers).unwrap_or_default();
        let image = self.place.as_ref().and_then(Place::layer).map(ImageRecord::of);
        let package = self.place.as_ref().and_then(PackageRecord::of);
        Record { path: text, path_b64: bytes, container, image, package, ..record }
    }
}

/// The blocks of a Go program.
fn go(program: &GoProgram, reasons: &mut Reasons) -> Record {
    let origin = &program.origin;
    let version = VersionRecord::of(origin, reasons);
    let path_hash = PathHashRecord::of(program, reasons);
    let build_id = BuildIdRecord::of(origin, reasons);
    let build = BuildRecord::of(origin, reasons);
    let pclntab = PclntabRecord::of(origin, reasons);
    let paths = PathsRecord::of(program, reasons);
    let texts = program.texts.as_ref();
    Record {
        outcome: Outcome::Go,
        toolchain: Some(origin.toolchain.into()),
        toolchain_version: ToolchainVersionRecord::of(origin),
        debug_file: DebugFileRecord::of(origin),
        go_version: reasons.keep(Fact::GoVersion, version),
        goroot: Some(GorootRecord::of(origin, program.depth, reasons)),
        path_hash: reasons.keep(Fact::PathHash, path_hash),
        build_id: reasons.keep(Fact::BuildId, build_id),
        host_id: reasons.keep(Fact::HostId, HostIdRecord::of(origin)),
        verification: Some(VerificationRecord::of(program, reasons)),
        build: reasons.keep(Fact::Build, build),
        pclntab: reasons.keep(Fact::Pclntab, pclntab),
        obfuscation: ObfuscationRecord::of(origin),
        dwarf: reasons.keep(Fact::Dwarf, DwarfRecord::of(origin)),
        traits: Traits::of(program, reasons),
        paths: reasons.keep(Fact::Paths, paths),
        text: texts.map(|it| TextRecord::all_of(it, Some(&origin.image), &origin.around)),
        host: reasons.keep(Fact::Host, HostRecord::of(program.agreement.as_ref())),
        findings: program.findings.iter().map(FindingRecord::of).collect(),
        ..head(Head::of(origin, reasons))
    }
}

/// A file with damaged headers, without anything that Go wrote.
fn damaged(origin: &Origin, reasons: &mut Reasons) -> Record {
    let image = &origin.image;
    let is_cut = |error: &ImageError| error.is_cut_header(image.format);
    let is_unreadable = image.damage.iter().any(|error| error.is_fatal() || is_cut(error));
    reasons.note(Fact::Outcome, &Reason::NoGoAnywhere);
    Record {
        outcome: if is_unreadable { Outcome::Unreadable } else { Outcome::NotGo },
        // All facts have one reason.
        ..head(Head::of(origin, &mut Reasons::default()))
    }
}

/// A file that is not a Go program.
fn not_go(other: &NotGo, around: &Around, reasons: &mut Reasons) -> Record {
    reasons.note(Fact::Outcome, &Reason::NotGo(other.why.clone()));
    let search = other.search.as_ref();
    let finding = search.and_then(|it| it.finding.as_ref());
    let is_archive = other.why == WhyNot::ArchiveWithoutGo;
    Record {
        outcome: Outcome::NotGo,
        unopened: other.why.unopened().map(str::to_owned),
        format: is_archive.then_some(FileFormat::Archive.into()),
        verification: other.content.as_ref().map(VerificationRecord::of_content),
        text: search.map(|it| TextRecord::all_of(&it.texts, it.image.as_ref(), around)),
        findings: finding.map(FindingRecord::of).into_iter().collect(),
        ..Record::new()
    }
}

fn head(head: Head) -> Record {
    let Head { format, object_format, bits, endian, os, arch } = head;
    Record { format, object_format, bits, endian, os, arch, ..Record::new() }
}
