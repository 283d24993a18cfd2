//! The record: everything known about one binary, as plain data. Its serialised form is the JSON
//! contract `gorigin.record/1`, in which fields are only ever added.
//!
//! A container gives no record of its own where all of it could be read: only the Go programs in it
//! do, and files in it that could not be read or are not opened, each by its `path` and with the
//! containers around it in `container`. What kept the rest of a container from being read is one
//! record with the path of the container. Names that lead out of the folder that it is unpacked
//! into are an error of kind `unsafe-name`, though the files are read; a member that is `encrypted`,
//! or stored in a way that is `unsupported`, has a record of its own. A container that the user
//! names gives a record in any case.
//!
//! A `null` comes with a reason: such facts are [`Known`](crate::report::Known).
//! [`Record::reasons`] names why the fact is not known, by its field or that of the object around
//! it; an object with a `reason` of its own holds it there. For a file
//! that is not a Go program or could not be read, `outcome` or `error` is the reason. Only these
//! are `null` where there is nothing to know: `slice` and `error` of a record, `alteration` and its
//! fields, `sum` and `replace` of a module, `of` of evidence with a single entry, `section` and
//! `offset` of something missing or in no section, and the fields that `unpacked`, `dwarf`, `paths`,
//! `text`, `vulnerabilities` and `vulnerability_check` document. Strings are UTF-8; bytes of the file that are not UTF-8 are replaced by
//! U+FFFD.

mod build;
mod debug_file;
mod dwarf;
mod error;
mod finding;
mod format;
mod goroot;
mod head;
mod host;
mod ids;
mod image;
mod inside;
mod link_action;
mod members;
mod met;
mod obfuscation;
mod of;
mod package;
mod path;
mod path_hash;
mod paths;
mod pclntab;
mod platform;
mod reasons;
mod seals;
mod section;
mod settings;
mod text;
mod toolchain;
mod traits;
mod troubles;
mod unpacked;
mod version;
mod vulnerabilities;
mod whole;

pub use build::{BuildRecord, ModuleRecord};
pub use debug_file::DebugFileRecord;
pub use dwarf::{CompDirRecord, DwarfRecord, ProducerRecord};
pub use error::{ErrorKind, ErrorRecord};
pub use finding::FindingRecord;
pub use format::FileFormat;
pub use goroot::{GorootEvidenceRecord, GorootRecord};
pub use host::HostRecord;
pub use ids::{BuildIdRecord, HostIdRecord, SegmentsRecord};
pub use image::ImageRecord;
pub use link_action::{LinkActionRecord, LinkCandidateRecord, LinkVerdict};
pub use obfuscation::{MarkRecord, ObfuscationRecord};
pub use package::PackageRecord;
pub use path_hash::{PathHashOfRecord, PathHashOrigin, PathHashRecord};
pub use paths::{LeakRecord, PathsRecord};
pub use pclntab::PclntabRecord;
pub use platform::{MachoTraits, PeTraits};
pub use reasons::ReasonsRecord;
pub use seals::{
    AlterationRecord, ContentIdRecord, HostIdCheckRecord, HostIdVerdict, VerificationRecord,
};
pub use settings::SettingsRecord;
pub use text::{TextKind, TextRecord};
pub use toolchain::ToolchainVersionRecord;
pub use traits::Traits;
pub use unpacked::UnpackedRecord;
pub use version::{VersionFactRecord, VersionRecord, VersionSource};
pub use vulnerabilities::{
    UnknownModuleRecord, VulnerabilityCheckRecord, VulnerabilityRecord, VulnerableFunctionRecord,
};
pub use whole::{Outcome, RECORD_SCHEMA, REPORT_SCHEMA, Record};
