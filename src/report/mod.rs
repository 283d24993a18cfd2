//! The output of the library: the record and its JSON contract.

mod bounds;
mod compact;
mod diff;
mod doctor;
mod explain;
mod fingerprint;
pub mod json;
mod known;
mod mask;
mod record;
mod redact;
mod rewrite;
mod spotter;
mod summary;
mod tree;

pub use diff::{
    DIFF_SCHEMA, DiffRecord, FactDiffRecord, FilesDiffRecord, SectionResizedRecord,
    SectionSizeRecord, SectionsDiffRecord, SegmentDiffRecord,
};
pub use doctor::*;
pub use known::Known;
pub use record::*;
pub use redact::Document;
pub use redact::Redactor;
pub(crate) use summary::Addend;
pub use summary::Summary;
pub(crate) use tree::{Tree, tree};
