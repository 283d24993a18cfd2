//! What leaves the program: the record, its JSON contract.

pub mod json;
mod record;

pub use record::*;
