//! What leaves the program: the record, its JSON contract.

mod build;
mod diff;
pub mod json;
mod link;
mod record;
mod verification;

pub use diff::{DIFF_SCHEMA, DiffRecord, FactDiffRecord, FilesDiffRecord, SegmentDiffRecord};
pub use record::*;
