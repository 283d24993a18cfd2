//! What leaves the program: the record, its JSON contract.

mod build;
pub mod json;
mod record;

pub use record::*;
