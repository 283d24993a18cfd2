//! What leaves the program: the record, its JSON contract.

mod bounds;
mod build;
mod debug_file;
mod diff;
mod doctor;
mod dwarf;
pub mod json;
mod link;
mod paths;
mod reasons;
mod record;
mod redact;
mod settings;
mod spotter;
mod summary;
mod verification;

pub use diff::{
    DIFF_SCHEMA, DiffRecord, FactDiffRecord, FilesDiffRecord, SectionResizedRecord,
    SectionSizeRecord, SectionsDiffRecord, SegmentDiffRecord,
};
pub use doctor::*;
pub use dwarf::{CompDirRecord, DwarfRecord, ProducerRecord};
pub use record::*;
pub use redact::Redactor;
pub use settings::SettingsRecord;
pub use summary::Summary;
