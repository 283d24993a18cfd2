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
mod link_action;
mod obfuscation;
mod of;
mod path;
mod path_hash;
mod paths;
mod pclntab;
mod platform;
mod seals;
mod section;
mod settings;
mod text;
mod toolchain;
mod traits;
mod troubles;
mod unpacked;
mod version;
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
pub use link_action::{LinkActionRecord, LinkCandidateRecord, LinkVerdict};
pub use obfuscation::{MarkRecord, ObfuscationRecord};
pub use path_hash::{PathHashOfRecord, PathHashRecord};
pub use paths::{LeakRecord, PathsRecord};
pub use pclntab::PclntabRecord;
pub use platform::{MachoTraits, PeTraits};
pub use seals::{
    AlterationRecord, ContentIdRecord, HostIdCheckRecord, HostIdVerdict, VerificationRecord,
};
pub use settings::SettingsRecord;
pub use text::TextRecord;
pub use toolchain::ToolchainVersionRecord;
pub use traits::Traits;
pub use unpacked::UnpackedRecord;
pub use version::{VersionFactRecord, VersionRecord, VersionSource};
pub use whole::{Outcome, RECORD_SCHEMA, REPORT_SCHEMA, Record};
